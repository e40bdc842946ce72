//===- SpreadOverLabels.cpp - a few of many samples -----------------------===//

#include "sim/data/SpreadOverLabels.h"
#include <algorithm>
#include <deque>
#include <map>

llvm::Expected<std::vector<uint64_t>>
snnc::sim::spreadOverLabels(llvm::ArrayRef<std::optional<uint32_t>> labels, uint64_t limit,
                            llvm::function_ref<llvm::Expected<bool>(uint64_t sample)> takes) {
  std::map<std::optional<uint32_t>, std::deque<uint64_t>> waiting;
  for (uint64_t i = 0; i < labels.size(); ++i)
    waiting[labels[i]].push_back(i);
  std::vector<uint64_t> taken;
  // Round by round, one of each label.
  while (taken.size() < limit && !waiting.empty())
    for (auto label = waiting.begin(); label != waiting.end() && taken.size() < limit;) {
      std::deque<uint64_t> &samples = label->second;
      for (bool isTaken = false; !isTaken && !samples.empty(); samples.pop_front()) {
        llvm::Expected<bool> answer = takes(samples.front());
        if (!answer)
          return answer.takeError();
        if ((isTaken = *answer))
          taken.push_back(samples.front());
      }
      label = samples.empty() ? waiting.erase(label) : std::next(label);
    }
  std::sort(taken.begin(), taken.end());
  return taken;
}

std::vector<uint64_t> snnc::sim::spreadOverLabels(llvm::ArrayRef<std::optional<uint32_t>> labels, uint64_t limit) {
  return llvm::cantFail(spreadOverLabels(labels, limit, [](uint64_t) { return true; }));
}

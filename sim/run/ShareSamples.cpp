//===- ShareSamples.cpp - samples shared out among threads ----------------===//

#include "sim/run/ShareSamples.h"
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

llvm::Error snnc::sim::shareSamples(unsigned threads, uint64_t count,
                                    llvm::function_ref<llvm::Error(unsigned thread, uint64_t index)> work) {
  std::atomic<uint64_t> next{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  uint64_t failedIndex = 0;
  llvm::Error failure = llvm::Error::success();
  auto run = [&](unsigned thread) {
    while (!failed) {
      uint64_t index = next++;
      if (index >= count)
        return;
      llvm::Error error = work(thread, index);
      if (!error)
        continue;
      std::lock_guard<std::mutex> lock(mutex);
      if (failed && index > failedIndex) {
        llvm::consumeError(std::move(error));
        return;
      }
      llvm::consumeError(std::move(failure));
      failure = std::move(error);
      failedIndex = index;
      failed = true;
    }
  };
  std::vector<std::thread> others;
  for (unsigned thread = 1; thread < threads; ++thread)
    others.emplace_back(run, thread);
  run(0);
  for (std::thread &other : others)
    other.join();
  return failure;
}

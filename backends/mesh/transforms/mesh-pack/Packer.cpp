//===- Packer.cpp - how populations are put on cores ----------------------===//

#include "backends/mesh/transforms/mesh-pack/Packer.h"
#include "llvm/ADT/STLExtras.h"
#include <numeric>
#include <random>

using namespace snnc;

static bool holds(const Resources &used, const Resources &more, const Resources &capacity) {
  Resources sum = used;
  sum += more;
  return sum.fitsIn(capacity);
}

/// Spread: the cores share the load.
static std::optional<std::vector<int64_t>> spread(llvm::ArrayRef<PackItem> items, llvm::ArrayRef<Resources> cores) {
  std::vector<Resources> used(cores.size());
  std::vector<double> load(cores.size(), -1); // below 0: empty
  std::vector<int64_t> core;
  for (const PackItem &item : items) {
    int64_t best = -1;
    for (size_t i = 0; i < cores.size(); ++i)
      if (holds(used[i], item.demand, cores[i]) && (best < 0 || load[i] < load[best]))
        best = int64_t(i);
    if (best < 0)
      return std::nullopt;
    used[best] += item.demand;
    load[best] = std::max(load[best], 0.0) + item.load;
    core.push_back(best);
  }
  return core;
}

/// The greatest share that an item takes of any resource of the largest core.
static double share(const Resources &demand, const Resources &capacity) {
  double greatest = 0;
  for (unsigned i = 0; i < resourceCount; ++i)
    greatest = std::max(greatest, double(demand.amount[i]) / double(capacity.amount[i]));
  return greatest;
}

static std::optional<std::vector<int64_t>> firstFitDecreasing(llvm::ArrayRef<PackItem> items,
                                                              llvm::ArrayRef<Resources> cores) {
  Resources largest;
  for (const Resources &core : cores)
    for (unsigned i = 0; i < resourceCount; ++i)
      largest.amount[i] = std::max(largest.amount[i], core.amount[i]);
  std::vector<size_t> order(items.size());
  std::iota(order.begin(), order.end(), 0);
  llvm::sort(order, [&](size_t a, size_t b) {
    return std::make_pair(-share(items[a].demand, largest), a) < std::make_pair(-share(items[b].demand, largest), b);
  });
  std::vector<Resources> used(cores.size());
  std::vector<int64_t> core(items.size(), -1);
  for (size_t index : order) {
    size_t first = 0;
    while (first < cores.size() && !holds(used[first], items[index].demand, cores[first]))
      ++first;
    if (first == cores.size())
      return std::nullopt;
    used[first] += items[index].demand;
    core[index] = int64_t(first);
  }
  return core;
}

std::optional<std::vector<int64_t>> GreedyPacker::pack(llvm::ArrayRef<PackItem> items,
                                                       llvm::ArrayRef<Resources> cores) const {
  if (auto core = spread(items, cores))
    return core;
  return firstFitDecreasing(items, cores);
}

std::optional<std::vector<int64_t>> RandomPacker::pack(llvm::ArrayRef<PackItem> items,
                                                       llvm::ArrayRef<Resources> cores) const {
  // A few cores only, at times: then many populations share one.
  for (uint64_t attempt = 0; attempt < 8; ++attempt) {
    std::mt19937_64 random(seed * 8 + attempt);
    uint64_t count = 1 + random() % uint64_t(cores.size());
    std::vector<Resources> used(count);
    std::vector<int64_t> core;
    for (const PackItem &item : items) {
      uint64_t first = random() % count, tried = 0;
      while (tried < count && !holds(used[(first + tried) % count], item.demand, cores[(first + tried) % count]))
        ++tried;
      if (tried == count)
        break;
      core.push_back(int64_t((first + tried) % count));
      used[core.back()] += item.demand;
    }
    if (core.size() == items.size())
      return core;
  }
  return GreedyPacker().pack(items, cores);
}

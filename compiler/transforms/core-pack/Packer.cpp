//===- Packer.cpp - how populations are put on cores ----------------------===//

#include "compiler/transforms/core-pack/Packer.h"
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
static std::optional<std::vector<int64_t>> spread(llvm::ArrayRef<PackItem> items, const Resources &capacity,
                                                  int64_t cores) {
  std::vector<Resources> used;
  std::vector<double> load;
  std::vector<int64_t> cluster;
  for (const PackItem &item : items) {
    int64_t best = -1;
    if (int64_t(used.size()) < cores) {
      best = used.size();
      used.emplace_back();
      load.push_back(0);
    } else {
      for (int64_t i = 0; i < cores; ++i)
        if (holds(used[i], item.demand, capacity) && (best < 0 || load[i] < load[best]))
          best = i;
      if (best < 0)
        return std::nullopt;
    }
    used[best] += item.demand;
    load[best] += item.load;
    cluster.push_back(best);
  }
  return cluster;
}

/// The greatest share that an item takes of any resource.
static double share(const Resources &demand, const Resources &capacity) {
  double greatest = 0;
  for (unsigned i = 0; i < resourceCount; ++i)
    greatest = std::max(greatest, double(demand.amount[i]) / double(capacity.amount[i]));
  return greatest;
}

static std::optional<std::vector<int64_t>> firstFitDecreasing(llvm::ArrayRef<PackItem> items, const Resources &capacity,
                                                              int64_t cores) {
  std::vector<size_t> order(items.size());
  std::iota(order.begin(), order.end(), 0);
  llvm::sort(order, [&](size_t a, size_t b) {
    return std::make_pair(-share(items[a].demand, capacity), a) < std::make_pair(-share(items[b].demand, capacity), b);
  });
  std::vector<Resources> used;
  std::vector<int64_t> cluster(items.size(), -1);
  for (size_t index : order) {
    auto core = llvm::find_if(used, [&](const Resources &u) { return holds(u, items[index].demand, capacity); });
    if (core == used.end()) {
      if (int64_t(used.size()) == cores)
        return std::nullopt;
      core = used.insert(used.end(), Resources());
    }
    *core += items[index].demand;
    cluster[index] = core - used.begin();
  }
  return cluster;
}

std::optional<std::vector<int64_t>> GreedyPacker::pack(llvm::ArrayRef<PackItem> items, const Resources &capacity,
                                                       int64_t cores) const {
  if (auto cluster = spread(items, capacity, cores))
    return cluster;
  return firstFitDecreasing(items, capacity, cores);
}

/// Numbers the clusters in order of first use.
static std::vector<int64_t> renumber(llvm::ArrayRef<int64_t> core) {
  std::vector<int64_t> number, cluster;
  for (int64_t index : core) {
    if (!llvm::is_contained(number, index))
      number.push_back(index);
    cluster.push_back(llvm::find(number, index) - number.begin());
  }
  return cluster;
}

std::optional<std::vector<int64_t>> RandomPacker::pack(llvm::ArrayRef<PackItem> items, const Resources &capacity,
                                                       int64_t cores) const {
  // A few cores only, at times: then many populations share one.
  for (uint64_t attempt = 0; attempt < 8; ++attempt) {
    std::mt19937_64 random(seed * 8 + attempt);
    uint64_t count = 1 + random() % uint64_t(cores);
    std::vector<Resources> used(count);
    std::vector<int64_t> core;
    for (const PackItem &item : items) {
      uint64_t first = random() % count, tried = 0;
      while (tried < count && !holds(used[(first + tried) % count], item.demand, capacity))
        ++tried;
      if (tried == count)
        break;
      core.push_back(int64_t((first + tried) % count));
      used[core.back()] += item.demand;
    }
    if (core.size() == items.size())
      return renumber(core);
  }
  return GreedyPacker().pack(items, capacity, cores);
}

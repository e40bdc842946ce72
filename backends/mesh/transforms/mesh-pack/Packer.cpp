//===- Packer.cpp - how populations are put on cores ----------------------===//

#include "backends/mesh/transforms/mesh-pack/Packer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <numeric>
#include <random>

using namespace snnc;

static bool holds(const Resources &used, const Resources &more, const Resources &capacity) {
  Resources sum = used;
  sum += more;
  return sum.fitsIn(capacity);
}

static bool mayTake(const PackItem &item, size_t core) { return item.core < 0 || item.core == int64_t(core); }

/// Items that have their core come before others can fill it.
static void givenFirst(llvm::ArrayRef<PackItem> items, std::vector<size_t> &order) {
  std::stable_partition(order.begin(), order.end(), [&](size_t index) { return items[index].core >= 0; });
}

/// Spread: the cores share the load. Where there are more items than cores, those with most come first.
static std::optional<std::vector<int64_t>> spread(llvm::ArrayRef<PackItem> items, llvm::ArrayRef<Resources> cores) {
  std::vector<Resources> used(cores.size());
  std::vector<double> load(cores.size(), -1); // below 0: empty
  std::vector<int64_t> core(items.size(), -1);
  std::vector<size_t> order(items.size());
  std::iota(order.begin(), order.end(), 0);
  if (items.size() > cores.size())
    llvm::stable_sort(order, [&](size_t a, size_t b) { return items[a].load > items[b].load; });
  givenFirst(items, order);
  for (size_t index : order) {
    const PackItem &item = items[index];
    int64_t best = -1;
    for (size_t i = 0; i < cores.size(); ++i)
      if (mayTake(item, i) && holds(used[i], item.demand, cores[i]) && (best < 0 || load[i] < load[best]))
        best = int64_t(i);
    if (best < 0)
      return std::nullopt;
    used[best] += item.demand;
    load[best] = std::max(load[best], 0.0) + item.load;
    core[index] = best;
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

/// The places of items, those first that take most.
static std::vector<size_t> fallingDemand(llvm::ArrayRef<PackItem> items, llvm::ArrayRef<Resources> cores) {
  Resources largest = largestOf(cores);
  std::vector<size_t> order(items.size());
  std::iota(order.begin(), order.end(), 0);
  llvm::sort(order, [&](size_t a, size_t b) {
    return std::make_pair(-share(items[a].demand, largest), a) < std::make_pair(-share(items[b].demand, largest), b);
  });
  givenFirst(items, order);
  return order;
}

static std::optional<std::vector<int64_t>> firstFitDecreasing(llvm::ArrayRef<PackItem> items,
                                                              llvm::ArrayRef<Resources> cores) {
  std::vector<size_t> order = fallingDemand(items, cores);
  std::vector<Resources> used(cores.size());
  std::vector<int64_t> core(items.size(), -1);
  for (size_t index : order) {
    size_t first = 0;
    while (first < cores.size() &&
           !(mayTake(items[index], first) && holds(used[first], items[index].demand, cores[first])))
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

std::vector<size_t> snnc::smallestConflict(llvm::ArrayRef<PackItem> items, llvm::ArrayRef<size_t> groupOf,
                                           size_t groups, llvm::ArrayRef<Resources> cores, const Packer &packer) {
  std::vector<char> isIn(groups, true);
  for (size_t group = 0; group < groups; ++group) {
    isIn[group] = false;
    std::vector<PackItem> rest;
    for (size_t i = 0; i < items.size(); ++i)
      if (isIn[groupOf[i]])
        rest.push_back(items[i]);
    isIn[group] = packer.pack(rest, cores).has_value();
  }
  std::vector<size_t> conflict;
  for (size_t group = 0; group < groups; ++group)
    if (isIn[group])
      conflict.push_back(group);
  return conflict;
}

int64_t snnc::leastCores(llvm::ArrayRef<PackItem> items, llvm::ArrayRef<Resources> cores) {
  Resources needed, largest = largestOf(cores);
  for (const PackItem &item : items)
    needed += item.demand;
  int64_t least = 0;
  for (unsigned i = 0; i < resourceCount; ++i)
    if (largest.amount[i] > 0)
      least = std::max(least, llvm::divideCeilSigned(needed.amount[i], largest.amount[i]));
  return least;
}

namespace {
/// Tries all ways to put items, the largest first, on fewer cores than the best way so far.
class FewestSearch {
public:
  FewestSearch(llvm::ArrayRef<PackItem> items, llvm::ArrayRef<Resources> cores, std::vector<int64_t> best)
      : items(items), cores(cores), best(std::move(best)), core(items.size(), -1), used(cores.size()),
        isUsed(cores.size(), false), order(fallingDemand(items, cores)), least(leastCores(items, cores)) {
    bestCount = countOf(this->best);
  }

  std::vector<int64_t> run() {
    place(0, 0);
    return std::move(best);
  }

private:
  static int64_t countOf(std::vector<int64_t> places) {
    llvm::sort(places);
    return std::unique(places.begin(), places.end()) - places.begin();
  }

  /// False once nothing better can be found, or enough has been tried.
  bool place(size_t next, int64_t count) {
    if (--left == 0)
      return false;
    if (count >= bestCount)
      return true;
    if (next == order.size()) {
      best = core;
      bestCount = count;
      return bestCount > least;
    }
    const Resources &demand = items[order[next]].demand;
    // Cores that are as full as another one of the same size need no try of their own.
    llvm::SmallVector<std::pair<Resources, Resources>> tried;
    for (size_t i = 0; i < cores.size(); ++i) {
      std::pair<Resources, Resources> state{used[i], cores[i]};
      auto isSame = [&](const auto &other) {
        return other.first.amount == state.first.amount && other.second.amount == state.second.amount;
      };
      if (!mayTake(items[order[next]], i) || !holds(used[i], demand, cores[i]) || llvm::any_of(tried, isSame))
        continue;
      tried.push_back(state);
      bool opens = !isUsed[i];
      isUsed[i] = true;
      used[i] += demand;
      core[order[next]] = int64_t(i);
      bool goesOn = place(next + 1, count + opens);
      used[i] = state.first;
      isUsed[i] = !opens;
      if (!goesOn)
        return false;
    }
    return true;
  }

  llvm::ArrayRef<PackItem> items;
  llvm::ArrayRef<Resources> cores;
  std::vector<int64_t> best, core;
  std::vector<Resources> used;
  std::vector<bool> isUsed;
  std::vector<size_t> order;
  int64_t bestCount, least, left = 200000;
};
} // namespace

std::optional<std::vector<int64_t>> FewestPacker::pack(llvm::ArrayRef<PackItem> items,
                                                       llvm::ArrayRef<Resources> cores) const {
  auto found = firstFitDecreasing(items, cores);
  if (!found)
    return spread(items, cores);
  return FewestSearch(items, cores, std::move(*found)).run();
}

std::optional<std::vector<int64_t>> TrafficPacker::pack(llvm::ArrayRef<PackItem> items,
                                                        llvm::ArrayRef<Resources> cores) const {
  // Groups of items, each by its first one.
  std::vector<size_t> groupOf(items.size());
  std::iota(groupOf.begin(), groupOf.end(), 0);
  std::vector<PackItem> groups(items.begin(), items.end());
  std::vector<PackFlow> order(flows);
  llvm::stable_sort(order, [](const PackFlow &a, const PackFlow &b) { return a.packets > b.packets; });
  for (const PackFlow &flow : order) {
    size_t a = std::min(groupOf[flow.a], groupOf[flow.b]), b = std::max(groupOf[flow.a], groupOf[flow.b]);
    if (a == b || (groups[a].core >= 0 && groups[b].core >= 0 && groups[a].core != groups[b].core))
      continue;
    PackItem joined = groups[a];
    joined.demand += groups[b].demand;
    joined.load += groups[b].load;
    joined.core = std::max(joined.core, groups[b].core);
    bool fits = false;
    for (size_t core = 0; core < cores.size(); ++core)
      fits |= mayTake(joined, core) && joined.demand.fitsIn(cores[core]);
    if (!fits)
      continue;
    groups[a] = joined;
    llvm::replace(groupOf, b, a);
  }
  std::vector<PackItem> left;
  std::vector<size_t> numbers(items.size());
  for (size_t i = 0; i < items.size(); ++i)
    if (groupOf[i] == i) {
      numbers[i] = left.size();
      left.push_back(groups[i]);
    }
  auto packed = firstFitDecreasing(left, cores);
  if (!packed)
    return FewestPacker().pack(items, cores);
  std::vector<int64_t> result;
  for (size_t i = 0; i < items.size(); ++i)
    result.push_back((*packed)[numbers[groupOf[i]]]);
  return result;
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

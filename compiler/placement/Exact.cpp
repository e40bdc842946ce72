//===- Exact.cpp - proved cheapest placement ------------------------------===//

#include "compiler/placement/Exact.h"
#include "compiler/placement/ClosedFlows.h"
#include "compiler/placement/Rest.h"
#include "compiler/placement/Symmetry.h"
#include <algorithm>
#include <unordered_map>

using namespace snnc::placement;

namespace {
/// What decides about the rest of a search: the taken sites and those of the clusters that still have partners to
/// place, 4 bits a cluster.
struct State {
  uint64_t taken, frontier;

  bool operator==(const State &other) const { return taken == other.taken && frontier == other.frontier; }
};

struct StateHash {
  size_t operator()(const State &state) const {
    uint64_t mixed = (state.taken * 0x9E3779B97F4A7C15) ^ state.frontier;
    mixed = (mixed ^ (mixed >> 31)) * 0xBF58476D1CE4E5B9;
    return size_t(mixed ^ (mixed >> 29));
  }
};

/// One search. The members of a class are placed in order of sites, and the classes in an order that keeps those
/// few that have both placed and other partners.
class Search {
public:
  Search(const Problem &problem, const Classes &classes, const std::vector<int32_t> &start, uint64_t mostNodes,
         const SearchWatch &watch)
      : problem(problem), classes(classes), rest(problem, classes), mostNodes(mostNodes), watch(watch),
        closedFlows(problem),
        result{start, cost(problem, start) + double(closedFlows.count(start)) * closedFlows.price(), true, 0},
        siteOf(start.size(), -1), placed(classes.all.size()), taken(problem.sites.size()),
        symmetries(findSymmetries(problem)) {}

  ExactResult run();

private:
  /// How many clusters of placed classes have partners to place after the classes `order`.
  size_t frontierSize(const std::vector<int32_t> &order) const;
  void orderClasses();
  void findLastUses();
  /// Places member `member` of the class at `index` of the order on a site after `site`.
  void visit(size_t index, size_t member, int32_t site, double sum, const std::vector<double> &toPlaced);
  void place(size_t index, size_t member, int32_t site, double sum, const std::vector<double> &toPlaced);
  /// Whether a mirror image of the first class comes first.
  bool isMirrored() const;
  /// Whether the same state, with its classes before `index`, was reached as cheaply before.
  bool isKnown(size_t index, double sum);
  size_t siteCount() const { return problem.sites.size(); }

  const Problem &problem;
  const Classes &classes;
  RestBound rest;
  uint64_t mostNodes;
  const SearchWatch &watch;
  ClosedFlows closedFlows;
  ExactResult result;
  std::vector<int32_t> siteOf;
  std::vector<int32_t> placed;
  std::vector<char> taken;
  std::vector<std::vector<int32_t>> symmetries;
  /// Order of classes, and index in it of the last partner of each.
  std::vector<int32_t> order;
  std::vector<size_t> lastUse;
  std::unordered_map<State, double, StateHash> known;
};
} // namespace

size_t Search::frontierSize(const std::vector<int32_t> &some) const {
  std::vector<char> in(classes.all.size());
  for (int32_t number : some)
    in[number] = true;
  size_t size = 0;
  for (int32_t number : some) {
    const std::vector<ClassLink> &links = classes.all[number].links;
    if (std::any_of(links.begin(), links.end(), [&](const ClassLink &link) { return !in[link.other]; }))
      size += classes.all[number].members.size();
  }
  return size;
}

/// Pinned classes first; then, from each first class, always the one that leaves the fewest on the frontier, of these
/// the one with most traffic; of all these orders the one with the smallest frontiers.
void Search::orderClasses() {
  size_t count = classes.all.size();
  std::vector<int32_t> pins;
  std::vector<double> traffic(count);
  for (size_t number = 0; number < count; ++number) {
    const ClusterClass &one = classes.all[number];
    if (one.pin >= 0)
      pins.push_back(int32_t(number));
    traffic[number] = one.hostPackets;
    for (const ClassLink &link : one.links)
      traffic[number] += link.packets * double(classes.all[link.other].members.size());
  }
  size_t fewest = SIZE_MAX;
  for (size_t first = 0; first < count; ++first) {
    if (classes.all[first].pin >= 0 && pins.size() < count)
      continue;
    std::vector<int32_t> tried = pins;
    size_t total = 0;
    while (tried.size() < count) {
      std::pair<size_t, double> bestKey{SIZE_MAX, 0};
      int32_t best = -1;
      for (size_t number = 0; number < count; ++number) {
        if (std::find(tried.begin(), tried.end(), int32_t(number)) != tried.end() ||
            (tried.size() == pins.size() && number != first))
          continue;
        tried.push_back(int32_t(number));
        std::pair<size_t, double> key{frontierSize(tried), -traffic[number]};
        tried.pop_back();
        if (best < 0 || key < bestKey) {
          bestKey = key;
          best = int32_t(number);
        }
      }
      tried.push_back(best);
      total += bestKey.first;
    }
    if (total < fewest) {
      fewest = total;
      order = tried;
    }
  }
}

void Search::findLastUses() {
  std::vector<size_t> indexOf(classes.all.size());
  for (size_t index = 0; index < order.size(); ++index)
    indexOf[order[index]] = index;
  lastUse.resize(order.size());
  for (size_t number = 0; number < order.size(); ++number)
    for (const ClassLink &link : classes.all[number].links)
      lastUse[number] = std::max(lastUse[number], indexOf[link.other]);
}

bool Search::isMirrored() const {
  std::vector<int32_t> sites, image;
  for (int32_t member : classes.all[order.front()].members)
    sites.push_back(siteOf[member]);
  for (const std::vector<int32_t> &symmetry : symmetries) {
    image.clear();
    for (int32_t site : sites)
      image.push_back(symmetry[site]);
    std::sort(image.begin(), image.end());
    if (image < sites)
      return true;
  }
  return false;
}

bool Search::isKnown(size_t index, double sum) {
  constexpr size_t mostKnown = size_t(1) << 21;
  if (siteCount() > 16)
    return false;
  State state{0, 0};
  size_t shift = 0;
  bool whole = true;
  for (size_t before = 0; before < index; ++before) {
    bool isFrontier = lastUse[order[before]] >= index;
    whole &= isFrontier;
    for (int32_t member : classes.all[order[before]].members) {
      state.taken |= uint64_t(1) << siteOf[member];
      if (isFrontier)
        state.frontier |= uint64_t(siteOf[member]) << (4 * shift++);
    }
  }
  // Each placement is reached once, so that a state that tells all of it is new.
  if (whole)
    return false;
  auto found = known.find(state);
  if (found == known.end()) {
    if (known.size() < mostKnown)
      known.emplace(state, sum);
    return false;
  }
  if (found->second <= sum)
    return true;
  found->second = sum;
  return false;
}

void Search::place(size_t index, size_t member, int32_t site, double sum, const std::vector<double> &toPlaced) {
  int32_t number = order[index];
  const ClusterClass &one = classes.all[number];
  std::vector<double> after = toPlaced;
  auto add = [&](int32_t other, double packets) {
    for (size_t to = 0; to < siteCount(); ++to)
      after[other * siteCount() + to] += packets * hops(problem.sites[site], problem.sites[to]) +
                                         (closedFlows.isOpen(site, int32_t(to)) ? 0 : closedFlows.price());
  };
  for (const ClassLink &link : one.links)
    add(link.other, link.packets);
  if (one.innerPackets > 0)
    add(number, one.innerPackets);
  siteOf[one.members[member]] = site;
  taken[site] = true;
  ++placed[number];
  bool isLast = member + 1 == one.members.size();
  bool isOld = isLast && ((index == 0 && isMirrored()) || isKnown(index + 1, sum));
  if (!isOld)
    visit(isLast ? index + 1 : index, isLast ? 0 : member + 1, isLast ? -1 : site, sum, after);
  --placed[number];
  taken[site] = false;
}

void Search::visit(size_t index, size_t member, int32_t site, double sum, const std::vector<double> &toPlaced) {
  if (++result.nodes > mostNodes || (result.nodes % 1024 == 0 && watch.stops())) {
    result.proved = false;
    return;
  }
  if (index == order.size()) {
    if (sum < result.cost) {
      result.cost = sum;
      result.siteOf = siteOf;
    }
    return;
  }
  // Costs are whole numbers: more than the best less one is no improvement.
  double enough = result.cost - 1 - sum;
  if (rest(toPlaced, placed, taken, enough) > enough)
    return;
  const ClusterClass &one = classes.all[order[index]];
  for (int32_t next = site + 1; size_t(next) < siteCount() && result.proved; ++next)
    if (!taken[next] && problem.sites[next].kind == one.kind && (one.pin < 0 || one.pin == next))
      place(index, member, next, sum + toPlaced[size_t(order[index]) * siteCount() + next], toPlaced);
}

ExactResult Search::run() {
  if (classes.all.empty())
    return result;
  orderClasses();
  findLastUses();
  visit(0, 0, -1, 0, hostCosts(problem, classes));
  return result;
}

ExactResult snnc::placement::placeExactly(const Problem &problem, const Classes &classes,
                                          const std::vector<int32_t> &start, uint64_t mostNodes,
                                          const SearchWatch &watch) {
  if (problem.sites.size() > mostExactSites)
    return {start, cost(problem, start), false, 0};
  return Search(problem, classes, start, mostNodes, watch).run();
}

//===- Classes.cpp - clusters that may change places ----------------------===//

#include "compiler/placement/Classes.h"
#include <algorithm>
#include <cstring>

using namespace snnc::placement;

namespace {
/// A neighbour of a cluster and what both exchange, in packets a step.
struct Neighbour {
  int32_t cluster;
  double packets;

  bool operator==(const Neighbour &other) const { return cluster == other.cluster && packets == other.packets; }
};

/// Neighbours in increasing order.
struct Neighbours {
  const Neighbour *first, *last;

  const Neighbour *begin() const { return first; }
  const Neighbour *end() const { return last; }
};

/// What each cluster exchanges with the others and the host, in one piece of memory: flows are many.
class Exchanges {
public:
  explicit Exchanges(const Problem &problem);

  /// Those of a cluster, without the host.
  Neighbours of(int32_t cluster) const {
    return {neighbours.data() + begins[cluster], neighbours.data() + ends[cluster]};
  }
  /// What a cluster exchanges with the host.
  double withHost(int32_t cluster) const { return toHost[cluster]; }

private:
  /// Each neighbour once, in increasing order.
  void merge(size_t cluster);

  std::vector<size_t> begins, ends;
  std::vector<Neighbour> neighbours;
  std::vector<double> toHost;
};

/// Groups the clusters of a problem that may change places.
class Grouping {
public:
  Grouping(const Problem &problem, const Exchanges &exchanges) : problem(problem), exchanges(exchanges) {}

  /// The groups, each in increasing order, by their first members.
  std::vector<std::vector<int32_t>> run();

private:
  /// A cluster that may be in a group of which each two members exchange so much. Members of a group have the same
  /// hash.
  struct Candidate {
    uint64_t hash;
    int32_t cluster;
    double between;

    bool operator<(const Candidate &other) const {
      return hash != other.hash ? hash < other.hash : cluster < other.cluster;
    }
  };
  /// Adds the groups of two and more candidates.
  void addGroups(std::vector<Candidate> candidates);
  bool areEqual(const Candidate &a, const Candidate &b) const;
  /// A sum over the neighbours, so that one more changes it in the same way wherever it stands.
  uint64_t hashOf(int32_t cluster) const;
  /// Up to 4 different amounts that a cluster exchanges with another one; none if there are more.
  std::vector<double> amountsOf(int32_t cluster) const;

  const Problem &problem;
  const Exchanges &exchanges;
  std::vector<std::vector<int32_t>> groups;
  std::vector<char> isGrouped;
};
} // namespace

Exchanges::Exchanges(const Problem &problem) : begins(problem.clusters() + 1), toHost(problem.clusters()) {
  auto forEnds = [&](auto &&visit) {
    for (const Flow &flow : problem.flows) {
      if (flow.from == flow.to || !(flow.packets > 0))
        continue;
      visit(flow.from, flow.to, flow.packets);
      visit(flow.to, flow.from, flow.packets);
    }
  };
  forEnds([&](int32_t from, int32_t to, double packets) {
    if (from != host && to != host)
      ++begins[from + 1];
    else if (from != host)
      toHost[from] += packets;
  });
  for (size_t cluster = 1; cluster < begins.size(); ++cluster)
    begins[cluster] += begins[cluster - 1];
  ends.assign(begins.begin(), begins.end() - 1);
  neighbours.resize(begins.back());
  forEnds([&](int32_t from, int32_t to, double packets) {
    if (from != host && to != host)
      neighbours[ends[from]++] = {to, packets};
  });
  for (size_t cluster = 0; cluster < problem.clusters(); ++cluster)
    merge(cluster);
}

void Exchanges::merge(size_t cluster) {
  Neighbour *begin = neighbours.data() + begins[cluster], *end = neighbours.data() + ends[cluster];
  auto less = [](const Neighbour &a, const Neighbour &b) { return a.cluster < b.cluster; };
  // Packets of several flows are whole numbers: they may be added up in any order.
  if (!std::is_sorted(begin, end, less))
    std::sort(begin, end, less);
  Neighbour *to = begin;
  for (Neighbour *from = begin; from != end; ++from)
    if (to != begin && to[-1].cluster == from->cluster)
      to[-1].packets += from->packets;
    else
      *to++ = *from;
  ends[cluster] = size_t(to - neighbours.data());
}

static uint64_t mix(uint64_t value) {
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
  return value ^ (value >> 31);
}

static uint64_t mix(int32_t cluster, double packets) {
  uint64_t bits;
  std::memcpy(&bits, &packets, sizeof(bits));
  return mix(bits + uint64_t(uint32_t(cluster)) * 0x9E3779B97F4A7C15);
}

uint64_t Grouping::hashOf(int32_t cluster) const {
  uint64_t sum =
      mix(problem.clusterKinds[cluster], exchanges.withHost(cluster)) + mix(uint64_t(problem.pinOf(cluster)));
  for (const Neighbour &one : exchanges.of(cluster))
    sum += mix(one.cluster, one.packets);
  return sum;
}

bool Grouping::areEqual(const Candidate &a, const Candidate &b) const {
  if (problem.clusterKinds[a.cluster] != problem.clusterKinds[b.cluster] ||
      problem.pinOf(a.cluster) != problem.pinOf(b.cluster) ||
      exchanges.withHost(a.cluster) != exchanges.withHost(b.cluster) || a.between != b.between)
    return false;
  auto [atA, endA] = exchanges.of(a.cluster);
  auto [atB, endB] = exchanges.of(b.cluster);
  double between = 0;
  for (;; ++atA, ++atB) {
    if (atA != endA && atA->cluster == b.cluster)
      between = atA++->packets;
    if (atB != endB && atB->cluster == a.cluster)
      ++atB;
    if (atA == endA || atB == endB || !(*atA == *atB))
      return atA == endA && atB == endB && between == a.between;
  }
}

void Grouping::addGroups(std::vector<Candidate> candidates) {
  std::sort(candidates.begin(), candidates.end());
  for (auto first = candidates.begin(), last = first; first != candidates.end(); first = last) {
    last = std::find_if(first, candidates.end(), [&](const Candidate &one) { return one.hash != first->hash; });
    // Different clusters may have the same hash.
    for (; last - first > 1; ++first) {
      if (isGrouped[first->cluster])
        continue;
      std::vector<int32_t> group{first->cluster};
      for (auto other = first + 1; other != last; ++other)
        if (!isGrouped[other->cluster] && areEqual(*first, *other))
          group.push_back(other->cluster);
      if (group.size() == 1)
        continue;
      for (int32_t member : group)
        isGrouped[member] = true;
      groups.push_back(std::move(group));
    }
  }
}

std::vector<double> Grouping::amountsOf(int32_t cluster) const {
  constexpr size_t mostAmounts = 4;
  std::vector<double> amounts;
  for (const Neighbour &one : exchanges.of(cluster)) {
    if (std::find(amounts.begin(), amounts.end(), one.packets) != amounts.end())
      continue;
    if (amounts.size() == mostAmounts)
      return {};
    amounts.push_back(one.packets);
  }
  return amounts;
}

std::vector<std::vector<int32_t>> Grouping::run() {
  int32_t clusters = int32_t(problem.clusters());
  isGrouped.assign(problem.clusters(), false);
  std::vector<Candidate> apart, together;
  for (int32_t cluster = 0; cluster < clusters; ++cluster)
    apart.push_back({hashOf(cluster), cluster, 0});
  addGroups(apart);
  // Those that exchange something with each other have the same neighbours once each counts as one of its own. Of two
  // amounts only one can make a group, for each two members of a group exchange the same.
  for (const Candidate &one : apart)
    if (!isGrouped[one.cluster])
      for (double amount : amountsOf(one.cluster))
        together.push_back({one.hash + mix(one.cluster, amount), one.cluster, amount});
  addGroups(together);
  for (int32_t cluster = 0; cluster < clusters; ++cluster)
    if (!isGrouped[cluster])
      groups.push_back({cluster});
  std::sort(groups.begin(), groups.end());
  return std::move(groups);
}

/// What the members of a class exchange with the host, each other and other classes, read off its first one.
static void addLinks(ClusterClass &one, int32_t number, const Exchanges &exchanges,
                     const std::vector<int32_t> &classOf) {
  one.hostPackets = exchanges.withHost(one.members.front());
  for (const Neighbour &neighbour : exchanges.of(one.members.front())) {
    int32_t other = classOf[neighbour.cluster];
    if (other == number)
      one.innerPackets = neighbour.packets;
    else if (one.links.empty() || one.links.back().other != other)
      one.links.push_back({other, neighbour.packets});
  }
  std::sort(one.links.begin(), one.links.end(),
            [](const ClassLink &a, const ClassLink &b) { return a.other < b.other; });
  one.links.erase(std::unique(one.links.begin(), one.links.end(),
                              [](const ClassLink &a, const ClassLink &b) { return a.other == b.other; }),
                  one.links.end());
}

Classes snnc::placement::findClasses(const Problem &problem) {
  Exchanges exchanges(problem);
  Classes classes;
  classes.classOf.resize(problem.clusters());
  for (std::vector<int32_t> &members : Grouping(problem, exchanges).run()) {
    for (int32_t member : members)
      classes.classOf[member] = int32_t(classes.all.size());
    ClusterClass one;
    one.kind = problem.clusterKinds[members.front()];
    one.pin = problem.pinOf(members.front());
    one.members = std::move(members);
    classes.all.push_back(std::move(one));
  }
  for (size_t number = 0; number < classes.all.size(); ++number)
    addLinks(classes.all[number], int32_t(number), exchanges, classes.classOf);
  return classes;
}

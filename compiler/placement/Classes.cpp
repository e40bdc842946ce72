//===- Classes.cpp - clusters that may change places ----------------------===//

#include "compiler/placement/Classes.h"
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

using namespace snnc::placement;

namespace {
/// A neighbour of a cluster and what both exchange, in packets a step.
using Neighbour = std::pair<int32_t, double>;
using Neighbours = std::vector<Neighbour>;

/// Equal for clusters that may change places: kind, site, packets to the host, neighbours.
using Signature = std::tuple<int32_t, int32_t, double, Neighbours>;
} // namespace

/// The neighbours of each cluster, in increasing order, the host among them as -1.
static std::vector<Neighbours> neighboursOf(const Problem &problem) {
  std::vector<Neighbours> neighbours(problem.clusters());
  for (const Flow &flow : problem.flows)
    if (flow.from != flow.to && flow.packets > 0) {
      if (flow.from != host)
        neighbours[flow.from].push_back({flow.to, flow.packets});
      if (flow.to != host)
        neighbours[flow.to].push_back({flow.from, flow.packets});
    }
  for (Neighbours &all : neighbours) {
    std::sort(all.begin(), all.end());
    Neighbours merged;
    for (const Neighbour &one : all)
      if (merged.empty() || merged.back().first != one.first)
        merged.push_back(one);
      else
        merged.back().second += one.second;
    all = std::move(merged);
  }
  return neighbours;
}

static Signature signatureOf(const Problem &problem, int32_t cluster, Neighbours neighbours) {
  double hostPackets = 0;
  if (!neighbours.empty() && neighbours.front().first == host) {
    hostPackets = neighbours.front().second;
    neighbours.erase(neighbours.begin());
  }
  return {problem.clusterKinds[cluster], problem.pinOf(cluster), hostPackets, std::move(neighbours)};
}

/// Groups of two and more clusters that exchange nothing with each other.
static std::vector<std::vector<int32_t>> groupsApart(const Problem &problem,
                                                     const std::vector<Neighbours> &neighbours) {
  std::map<Signature, std::vector<int32_t>> groups;
  for (size_t cluster = 0; cluster < problem.clusters(); ++cluster)
    groups[signatureOf(problem, int32_t(cluster), neighbours[cluster])].push_back(int32_t(cluster));
  std::vector<std::vector<int32_t>> result;
  for (auto &[signature, members] : groups)
    if (members.size() > 1)
      result.push_back(std::move(members));
  return result;
}

/// Groups of two and more clusters of which each two exchange the same, seen by adding a cluster to its own neighbours.
/// A cluster whose partners get more than 4 different amounts is left alone.
static std::vector<std::vector<int32_t>>
groupsTogether(const Problem &problem, const std::vector<Neighbours> &neighbours, const std::vector<bool> &done) {
  std::map<std::pair<double, Signature>, std::vector<int32_t>> groups;
  for (size_t cluster = 0; cluster < problem.clusters(); ++cluster) {
    std::set<double> amounts;
    for (const Neighbour &neighbour : neighbours[cluster])
      if (neighbour.first != host)
        amounts.insert(neighbour.second);
    if (done[cluster] || amounts.size() > 4)
      continue;
    for (double amount : amounts) {
      Neighbours closed = neighbours[cluster];
      closed.insert(std::lower_bound(closed.begin(), closed.end(), Neighbour(int32_t(cluster), 0)),
                    Neighbour(int32_t(cluster), amount));
      groups[{amount, signatureOf(problem, int32_t(cluster), std::move(closed))}].push_back(int32_t(cluster));
    }
  }
  std::vector<std::vector<int32_t>> result;
  for (auto &[signature, members] : groups)
    if (members.size() > 1)
      result.push_back(std::move(members));
  return result;
}

/// What the members of a class exchange with the host, each other and other classes, read off its first one.
static void addLinks(ClusterClass &one, int32_t number, const Neighbours &neighbours,
                     const std::vector<int32_t> &classOf) {
  std::map<int32_t, double> links;
  for (const Neighbour &neighbour : neighbours)
    if (neighbour.first == host)
      one.hostPackets = neighbour.second;
    else if (classOf[neighbour.first] == number)
      one.innerPackets = neighbour.second;
    else
      links[classOf[neighbour.first]] = neighbour.second;
  for (auto [other, packets] : links)
    one.links.push_back({other, packets});
}

Classes snnc::placement::findClasses(const Problem &problem) {
  std::vector<Neighbours> neighbours = neighboursOf(problem);
  std::vector<bool> done(problem.clusters());
  std::vector<std::vector<int32_t>> groups;
  auto take = [&](std::vector<std::vector<int32_t>> found) {
    for (std::vector<int32_t> &members : found) {
      if (std::any_of(members.begin(), members.end(), [&](int32_t member) { return done[member]; }))
        continue;
      for (int32_t member : members)
        done[member] = true;
      groups.push_back(std::move(members));
    }
  };
  take(groupsApart(problem, neighbours));
  take(groupsTogether(problem, neighbours, done));
  for (size_t cluster = 0; cluster < problem.clusters(); ++cluster)
    if (!done[cluster])
      groups.push_back({int32_t(cluster)});
  std::sort(groups.begin(), groups.end());

  Classes classes;
  classes.classOf.resize(problem.clusters());
  for (std::vector<int32_t> &members : groups) {
    for (int32_t member : members)
      classes.classOf[member] = int32_t(classes.all.size());
    ClusterClass one;
    one.kind = problem.clusterKinds[members.front()];
    one.pin = problem.pinOf(members.front());
    one.members = std::move(members);
    classes.all.push_back(std::move(one));
  }
  for (size_t number = 0; number < classes.all.size(); ++number)
    addLinks(classes.all[number], int32_t(number), neighbours[classes.all[number].members.front()], classes.classOf);
  return classes;
}

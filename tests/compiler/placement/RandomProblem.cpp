//===- RandomProblem.cpp - small placement problems of all sorts ----------===//

#include "RandomProblem.h"
#include "Synthetic.h"
#include <gtest/gtest.h>

using namespace snnc::placement;

/// Flows between random clusters, or, in half of the cases, all-to-all between groups of them, some with the host.
static void addFlows(Problem &problem, Random &random) {
  uint32_t clusters = uint32_t(problem.clusters());
  bool isGrouped = random.below(2);
  uint32_t groups = 1 + random.below(4), most = 1 + random.below(4);
  std::vector<uint32_t> amounts(groups * groups);
  for (uint32_t &amount : amounts)
    amount = random.below(3) ? random.below(most + 1) : 0;
  for (uint32_t from = 0; from < clusters; ++from) {
    for (uint32_t to = 0; to < clusters; ++to) {
      uint32_t packets = isGrouped         ? amounts[from % groups * groups + to % groups]
                         : random.below(2) ? random.below(most + 1)
                                           : 0;
      if (packets > 0)
        problem.flows.push_back({int32_t(from), int32_t(to), double(packets)});
    }
    if (random.below(6) == 0)
      problem.flows.push_back({host, int32_t(from), double(random.below(4))});
    if (random.below(6) == 0)
      problem.flows.push_back({int32_t(from), host, double(random.below(4))});
  }
}

Problem snnc::placement::randomProblem(Random &random, uint32_t mostClusters) {
  int32_t columns = 1 + int32_t(random.below(4)), rows = 2 + int32_t(random.below(3));
  Problem problem = emptyGrid(columns, rows);
  uint32_t kinds = random.below(3) ? 1 : 2;
  for (uint32_t holes = random.below(3); holes > 0 && problem.sites.size() > 2; --holes)
    problem.sites.erase(problem.sites.begin() + random.below(uint32_t(problem.sites.size())));
  for (Site &site : problem.sites)
    site.kind = int32_t(random.below(kinds));
  uint32_t clusters = 2 + random.below(std::min<uint32_t>(mostClusters, uint32_t(problem.sites.size())) - 1);
  // The sites of the clusters, to have a solution.
  std::vector<int32_t> sites;
  for (size_t site = 0; site < problem.sites.size(); ++site)
    sites.push_back(int32_t(site));
  for (size_t i = 0; i < clusters; ++i)
    std::swap(sites[i], sites[i + random.below(uint32_t(sites.size() - i))]);
  bool hasPins = random.below(3) == 0;
  for (size_t i = 0; i < clusters; ++i) {
    problem.clusterKinds.push_back(problem.sites[sites[i]].kind);
    if (hasPins)
      problem.pinned.push_back(random.below(4) == 0 ? sites[i] : -1);
  }
  addFlows(problem, random);
  return problem;
}

void snnc::placement::forPlacements(const Problem &problem,
                                    const std::function<void(const std::vector<int32_t> &)> &use) {
  std::vector<int32_t> siteOf(problem.clusters());
  std::vector<bool> taken(problem.sites.size());
  std::function<void(size_t)> visit = [&](size_t cluster) {
    if (cluster == siteOf.size()) {
      use(siteOf);
      return;
    }
    for (size_t site = 0; site < taken.size(); ++site)
      if (int32_t pin = problem.pinOf(cluster); !taken[site] && (pin < 0 || size_t(pin) == site) &&
                                                problem.sites[site].kind == problem.clusterKinds[cluster]) {
        taken[site] = true;
        siteOf[cluster] = int32_t(site);
        visit(cluster + 1);
        taken[site] = false;
      }
  };
  visit(0);
}

double snnc::placement::leastCost(const Problem &problem) {
  double least = 1e30;
  forPlacements(problem, [&](const std::vector<int32_t> &siteOf) { least = std::min(least, cost(problem, siteOf)); });
  return least;
}

/// Number of placements, if all kinds are the same.
static double placements(const Problem &problem) {
  double count = 1;
  for (size_t i = 0; i < problem.clusters(); ++i)
    count *= double(problem.sites.size() - i);
  return count;
}

void snnc::placement::forProblems(uint64_t seed, int count, const std::function<void(const Problem &)> &check) {
  Random random(seed);
  while (count > 0) {
    Problem problem = randomProblem(random, 7);
    if (placements(problem) > 20000)
      continue;
    ASSERT_TRUE(isValid(problem));
    check(problem);
    --count;
  }
}

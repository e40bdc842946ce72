//===- Rest.cpp - least cost of the clusters yet to place -----------------===//

#include "compiler/placement/Rest.h"
#include "compiler/placement/Assignment.h"
#include <algorithm>

using namespace snnc::placement;

std::vector<double> snnc::placement::hostCosts(const Problem &problem, const Classes &classes) {
  std::vector<double> costs;
  for (const ClusterClass &one : classes.all)
    for (const Site &site : problem.sites)
      costs.push_back(one.hostPackets * hostHops(site));
  return costs;
}

RestBound::RestBound(const Problem &problem, const Classes &classes)
    : problem(problem), classes(classes), nearest(problem.sites.size()), freeHops(problem.sites.size()) {
  for (size_t site = 0; site < nearest.size(); ++site) {
    for (size_t other = 0; other < nearest.size(); ++other)
      if (other != site)
        nearest[site].push_back({hops(problem.sites[site], problem.sites[other]), int32_t(other)});
    std::sort(nearest[site].begin(), nearest[site].end());
  }
  for (size_t number = 0; number < classes.all.size(); ++number) {
    std::vector<ClassLink> all = classes.all[number].links;
    if (classes.all[number].innerPackets > 0)
      all.push_back({int32_t(number), classes.all[number].innerPackets});
    std::sort(all.begin(), all.end(), [](const ClassLink &a, const ClassLink &b) { return a.packets > b.packets; });
    links.push_back(std::move(all));
  }
}

void RestBound::listPackets(int32_t number, const std::vector<int32_t> &placed) {
  packets.clear();
  for (const ClassLink &link : links[number]) {
    size_t left = classes.all[link.other].members.size() - placed[link.other] - (link.other == number);
    packets.insert(packets.end(), left, link.packets);
  }
}

void RestBound::listHops(const std::vector<char> &taken) {
  freeSites.clear();
  for (size_t site = 0; site < taken.size(); ++site) {
    if (taken[site])
      continue;
    freeSites.push_back(int32_t(site));
    freeHops[site].clear();
    for (auto [distance, other] : nearest[site])
      if (!taken[other])
        freeHops[site].push_back(distance);
  }
}

double RestBound::costAt(double toPlaced, const std::vector<int32_t> &hopsFrom) const {
  double sum = 0;
  for (size_t i = 0; i < packets.size(); ++i)
    sum += packets[i] * hopsFrom[i];
  return toPlaced + sum / 2;
}

double RestBound::operator()(const std::vector<double> &toPlaced, const std::vector<int32_t> &placed,
                             const std::vector<char> &taken, double enough) {
  listHops(taken);
  matrix.clear();
  size_t rows = 0, sites = taken.size();
  double leastSum = 0;
  for (size_t number = 0; number < classes.all.size(); ++number) {
    const ClusterClass &one = classes.all[number];
    size_t left = one.members.size() - placed[number];
    if (left == 0)
      continue;
    listPackets(int32_t(number), placed);
    size_t begin = matrix.size();
    double least = forbidden;
    for (int32_t site : freeSites) {
      bool fits = problem.sites[site].kind == one.kind && (one.pin < 0 || one.pin == site);
      matrix.push_back(fits ? costAt(toPlaced[number * sites + site], freeHops[site]) : forbidden);
      least = std::min(least, matrix.back());
    }
    leastSum += least * double(left);
    rows += left;
    // The rows of the other members are the same. The source may move while it is copied.
    matrix.reserve(begin + left * freeSites.size());
    for (size_t i = freeSites.size(); i < left * freeSites.size(); ++i)
      matrix.push_back(matrix[begin + i - freeSites.size()]);
  }
  return leastSum > enough ? leastSum : cheapestAssignment(matrix, rows, freeSites.size());
}

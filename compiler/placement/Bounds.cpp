//===- Bounds.cpp - least cost that any placement has ---------------------===//

#include "compiler/placement/Bounds.h"
#include "compiler/placement/Rest.h"
#include "compiler/placement/UnionBound.h"
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

using namespace snnc::placement;

/// On more sites the assignment takes too long.
static constexpr size_t mostAssigned = 256;

//===----------------------------------------------------------------------===//
// Least total distance
//===----------------------------------------------------------------------===//

/// For each number of rows from 0 to `mostRows`, the least sum of rows between each two of so many cores if at most
/// `widest` are in a row and at least that many rows have one.
static std::vector<double> leastRowsApart(int32_t cores, int32_t widest, int32_t mostRows) {
  const double none = 1e30;
  // By cores in the rows so far, and the number of these rows up to `mostRows`. Cores above and below the border
  // between two rows are one row more apart.
  std::vector<std::vector<double>> least(cores + 1, std::vector<double>(mostRows + 1, none));
  least[0][0] = 0;
  for (int32_t above = 0; above < cores; ++above)
    for (int32_t rows = 0; rows <= mostRows; ++rows) {
      double sum = least[above][rows] + double(above) * (cores - above);
      if (sum >= none)
        continue;
      for (int32_t next = above + 1; next <= std::min(cores, above + widest); ++next) {
        double &entry = least[next][std::min(rows + 1, mostRows)];
        entry = std::min(entry, sum);
      }
    }
  std::vector<double> result = least[cores];
  for (int32_t rows = mostRows; rows > 0; --rows)
    result[rows - 1] = std::min(result[rows - 1], result[rows]);
  return result;
}

/// Twice the least sum of distances between points of a plane shape of area 1 (Bender et al., 2004), rounded down.
static constexpr double leastOfUnitArea = 0.65;

/// By the greatest row and the greatest column; `most` stands for all lengths from there up.
static double computeLeastTotalHops(int32_t cores) {
  int32_t most = std::min(cores, int32_t(4 * std::sqrt(double(cores))) + 1);
  std::vector<std::vector<double>> apart(most + 1);
  for (int32_t widest = 1; widest <= most; ++widest)
    apart[widest] = leastRowsApart(cores, widest == most ? cores : widest, most);
  double least = 1e30;
  for (int32_t row = 1; row <= most; ++row)
    for (int32_t column = 1; column <= most; ++column) {
      double sum = apart[row][column] + apart[column][row];
      // Unit squares in the place of cores are as far apart on average, but those in the same row or column a third.
      if (row < most && column < most)
        sum = std::max(sum, std::ceil((leastOfUnitArea * std::pow(cores, 2.5) - cores * (row + column) / 3.0) / 2));
      least = std::min(least, sum);
    }
  return least;
}

/// For 1, 2, 3, ... cores. Of all sets with as many cores in each row those are the least whose rows are centred on one
/// column, and the longer nearer to the middle row (Hardy, Littlewood and Polya, Inequalities, theorem 371), so that
/// these are the least of as many sets as a number has partitions: see the test that counts them again.
static constexpr int32_t exactTotals[] = {
    0,     1,     4,     8,     16,    25,    38,    54,    72,    96,    124,   152,   188,   227,   272,   318,
    374,   433,   496,   563,   632,   716,   804,   895,   992,   1091,  1204,  1318,  1442,  1570,  1704,  1840,
    1996,  2153,  2318,  2486,  2656,  2847,  3040,  3241,  3446,  3662,  3886,  4112,  4360,  4612,  4868,  5128,
    5398,  5675,  5960,  6248,  6568,  6890,  7222,  7556,  7896,  8243,  8604,  8968,  9354,  9749,  10146, 10556,
    10972, 11400, 11836, 12280, 12728, 13209, 13700, 14193, 14690, 15195, 15712, 16232, 16780, 17335, 17904, 18478,
    19062, 19653, 20262, 20874, 21506, 22141, 22804, 23472, 24144, 24831, 25522, 26225, 26938, 27667, 28406, 29157,
    29912, 30708, 31512, 32332, 33156, 33975, 34814, 35658, 36526, 37398, 38292, 39190, 40118, 41047, 41992, 42928,
    43900, 44877, 45866, 46866, 47886, 48917, 49960, 51008, 52104, 53201, 54308, 55420, 56544, 57684, 58836, 60002};

double snnc::placement::leastTotalHops(int32_t cores) {
  constexpr int32_t mostComputed = 256;
  if (cores < 2)
    return 0;
  if (size_t(cores) <= std::size(exactTotals))
    return exactTotals[cores - 1];
  if (cores <= mostComputed)
    return computeLeastTotalHops(cores);
  // The least over the sum of squares of rows and columns: the greater it is, the less the plane shape says, and the
  // more cores in the same row or column are apart, by their sum of cubes and the inequality of Cauchy and Schwarz.
  double n = cores, plane = leastOfUnitArea * std::pow(n, 2.5) / 2;
  double squares = std::sqrt(5 * n * n + 12 * n * plane) - n;
  return std::floor(plane - squares / 6);
}

//===----------------------------------------------------------------------===//
// Star and assignment
//===----------------------------------------------------------------------===//

/// On more sites the other sites of each are not counted.
static constexpr size_t mostCounted = 4096;

/// The same on a grid without an end: 4 sites at one hop, 8 at two, ...
static std::vector<int32_t> fewestHopsWithoutBorder(size_t sites) {
  std::vector<int32_t> fewest;
  for (int32_t distance = 1; fewest.size() < sites; ++distance)
    fewest.insert(fewest.end(), size_t(4) * distance, distance);
  return fewest;
}

/// The hops to the nearest other site, the second nearest and so on, each from the site where they are fewest.
static std::vector<int32_t> fewestHops(const Problem &problem) {
  if (problem.sites.size() > mostCounted)
    return fewestHopsWithoutBorder(problem.sites.size());
  size_t longest = size_t(problem.columns) + problem.rows;
  std::vector<int32_t> within(longest);
  for (const Site &site : problem.sites) {
    std::vector<int32_t> count(longest);
    for (const Site &other : problem.sites)
      ++count[hops(site, other)];
    for (size_t distance = 1; distance < longest; ++distance) {
      count[distance] += count[distance - 1];
      within[distance] = std::max(within[distance], count[distance] - 1);
    }
  }
  std::vector<int32_t> fewest;
  for (size_t distance = 1; distance < longest; ++distance)
    fewest.resize(std::max(fewest.size(), size_t(within[distance])), int32_t(distance));
  return fewest;
}

double snnc::placement::starBound(const Problem &problem, const Classes &classes) {
  std::vector<int32_t> fewest = fewestHops(problem);
  double sum = 0;
  for (const ClusterClass &one : classes.all) {
    std::vector<double> packets(one.members.size() - 1, one.innerPackets);
    for (const ClassLink &link : one.links)
      packets.insert(packets.end(), classes.all[link.other].members.size(), link.packets);
    std::sort(packets.begin(), packets.end(), std::greater<double>());
    double half = 0, toHost = one.hostPackets > 0 ? 1e30 : 0;
    for (size_t i = 0; i < packets.size(); ++i)
      half += packets[i] * fewest[i] / 2;
    for (size_t i = 0; i < problem.sites.size() && one.hostPackets > 0; ++i)
      if (const Site &site = problem.sites[i]; site.kind == one.kind)
        toHost = std::min(toHost, one.hostPackets * hostHops(site));
    sum += (half + toHost) * double(one.members.size());
  }
  return sum;
}

double snnc::placement::assignmentBound(const Problem &problem, const Classes &classes) {
  size_t sites = problem.sites.size();
  std::vector<double> toPlaced = hostCosts(problem, classes);
  std::vector<int32_t> placed(classes.all.size());
  std::vector<char> taken(sites);
  double sum = 0;
  for (size_t number = 0; number < classes.all.size(); ++number) {
    int32_t pin = classes.all[number].pin;
    if (pin < 0)
      continue;
    sum += toPlaced[number * sites + pin];
    placed[number] = 1;
    taken[pin] = true;
    for (const ClassLink &link : classes.all[number].links)
      for (size_t site = 0; site < sites; ++site)
        toPlaced[link.other * sites + site] += link.packets * hops(problem.sites[pin], problem.sites[site]);
  }
  return sum + RestBound(problem, classes)(toPlaced, placed, taken, 1e30);
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

namespace {
/// Adds up what linked classes pay; each packet is counted once.
class LayerSum {
public:
  explicit LayerSum(const Classes &classes) : classes(classes) {
    for (size_t number = 0; number < classes.all.size(); ++number)
      for (const ClassLink &link : classes.all[number].links)
        left[{int32_t(number), link.other}] = link.packets;
  }

  double run() {
    for (size_t middle = 0; middle < classes.all.size(); ++middle)
      addTriples(int32_t(middle));
    for (const auto &[link, packets] : left)
      if (link.first < link.second)
        sum += packets * pair(sizeOf(link.first), sizeOf(link.second));
    for (const ClusterClass &one : classes.all)
      sum += one.innerPackets * total(int32_t(one.members.size()));
    return sum;
  }

private:
  int32_t sizeOf(int32_t number) const { return int32_t(classes.all[number].members.size()); }

  double total(int32_t cores) {
    auto [entry, isNew] = totals.insert({cores, 0});
    if (isNew)
      entry->second = leastTotalHops(cores);
    return entry->second;
  }

  /// Each member of a class weighs 1 / its size: both weigh the same.
  double pair(int32_t a, int32_t b) {
    double apart = total(a) * b / a + total(b) * a / b;
    return a == b ? std::max(apart, total(2 * a) / 2) : std::max<double>(apart, double(a) * b);
  }

  /// A class between two of its size: hops ordered by the graph Laplacian of the three, less a third of that of their
  /// union, are of negative type, so both links together pay a third of the union's total and the middle's.
  void addTriples(int32_t middle) {
    int32_t size = sizeOf(middle), before = -1;
    if (size < 2)
      return;
    for (const ClassLink &link : classes.all[middle].links) {
      if (sizeOf(link.other) != size || left[{middle, link.other}] <= 0)
        continue;
      if (before < 0) {
        before = link.other;
        continue;
      }
      double packets = std::min(left[{middle, link.other}], left[{middle, before}]);
      sum += packets * std::max(total(3 * size) / 3 + total(size), 2 * pair(size, size));
      take(middle, before, packets);
      take(middle, link.other, packets);
      before = -1;
    }
  }

  void take(int32_t a, int32_t b, double packets) {
    left[{a, b}] -= packets;
    left[{b, a}] -= packets;
  }

  const Classes &classes;
  std::map<std::pair<int32_t, int32_t>, double> left;
  std::map<int32_t, double> totals;
  double sum = 0;
};
} // namespace

double snnc::placement::layerBound(const Problem &problem, const Classes &classes) {
  std::vector<double> packets;
  for (const ClusterClass &one : classes.all)
    packets.insert(packets.end(), one.members.size(), one.hostPackets);
  std::vector<int32_t> toHost;
  for (const Site &site : problem.sites)
    toHost.push_back(hostHops(site));
  std::sort(packets.begin(), packets.end(), std::greater<double>());
  std::sort(toHost.begin(), toHost.end());
  double sum = 0;
  for (size_t i = 0; i < packets.size(); ++i)
    sum += packets[i] * toHost[i];
  return sum + LayerSum(classes).run();
}

LowerBound snnc::placement::lowerBound(const Problem &problem, const Classes &classes) {
  LowerBound best{0, "none"};
  auto consider = [&](double value, const char *name) {
    // A third of a whole number is rounded; the cost is whole.
    value = std::ceil(value - 1e-6 - 1e-12 * value);
    if (value > best.value)
      best = {value, name};
  };
  consider(starBound(problem, classes), "star");
  consider(layerBound(problem, classes), "layers");
  consider(unionBound(problem, classes), "unions");
  if (problem.sites.size() <= mostAssigned)
    consider(assignmentBound(problem, classes), "assignment");
  return best;
}

LowerBound snnc::placement::lowerBound(const Problem &problem) { return lowerBound(problem, findClasses(problem)); }

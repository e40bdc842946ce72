//===- Anneal.cpp - search for a cheap placement --------------------------===//

#include "compiler/placement/Anneal.h"
#include "compiler/placement/ClosedFlows.h"
#include "compiler/placement/CostField.h"
#include "compiler/placement/Random.h"
#include "compiler/placement/Starts.h"
#include <algorithm>
#include <cmath>
#include <map>

using namespace snnc::placement;

namespace {
/// -ln of evenly spread numbers from 0 to 1: a move that costs less than temperature times one of them is taken.
class Chances {
public:
  Chances() : values(size) {
    for (size_t i = 0; i < size; ++i)
      values[i] = -std::log((double(i) + 0.5) / size);
  }
  double draw(Random &random) const { return values[random.bits() >> (32 - bits)]; }
  /// Made when first asked for: it takes longer than a start.
  static const Chances &get() {
    static const Chances chances;
    return chances;
  }

private:
  static constexpr unsigned bits = 12;
  static constexpr size_t size = size_t(1) << bits;
  std::vector<double> values;
};

/// One search.
class Annealer {
public:
  Annealer(const Problem &problem, const Classes &classes, const AnnealOptions &options);
  std::vector<int32_t> run();

private:
  /// Two sites of the same kind with different clusters, the second within `reach` of the first if that is above 0.
  bool propose(int32_t reach, int32_t &a, int32_t &b);
  /// Tries so many moves at a temperature.
  void tryMoves(uint64_t moves, double temperature, int32_t reach);
  /// What a move that makes things worse costs on average.
  double meanGrowth();
  void cool(double effort, double hottest, double coldest);
  /// Exchanges while that lowers the cost: near sites, or all that are not too many.
  void descendNearby();
  void descend();
  /// Tries to exchange a site with those of its kind nearby; whether one did.
  bool descendAround(int32_t site, int32_t reach);
  uint64_t movesOf(double effort) const;
  void keepBest();
  void reset(const std::vector<int32_t> &siteOf);
  /// What an exchange changes; of it `closing` are flows that come to go over faulty links.
  double delta(int32_t a, int32_t b, int64_t &closing) const {
    closing = closedFlows.any() && field.classAt(a) != field.classAt(b)
                  ? closedFlows.delta(field.siteOf(), field.clusterAt(a), a, field.clusterAt(b), b)
                  : 0;
    return field.delta(a, b) + double(closing) * closedFlows.price();
  }
  void exchange(int32_t a, int32_t b, double change, int64_t closing) {
    field.exchange(a, b, change - double(closing) * closedFlows.price());
    closed += closing;
  }
  double cost() const { return field.cost() + double(closed) * closedFlows.price(); }

  const Problem &problem;
  const AnnealOptions &options;
  CostField field;
  ClosedFlows closedFlows;
  int64_t closed = 0; ///< flows of the placement that go over faulty links
  Random random;
  /// Sites of each kind without the pinned ones; all of them; where among its kind each site is found.
  std::vector<std::vector<int32_t>> byKind;
  std::vector<int32_t> movable, kindOf;
  /// The movable site at each core, -1 where there is none.
  std::vector<int32_t> siteAt;
  std::vector<int32_t> best;
  double bestCost = 0;
  double finishedEffort = 0;
};
} // namespace

/// On more sites only near ones are tried.
static constexpr size_t mostPairedSites = 2048;

Annealer::Annealer(const Problem &problem, const Classes &classes, const AnnealOptions &options)
    : problem(problem), options(options), field(problem, classes), closedFlows(problem), random(options.seed),
      kindOf(problem.sites.size()), siteAt(size_t(problem.columns) * problem.rows, -1) {
  best = cheapestStart(problem, classes);
  reset(best);
  bestCost = cost();
  std::map<int32_t, int32_t> kinds;
  for (size_t site = 0; site < problem.sites.size(); ++site) {
    if (field.isPinned(int32_t(site)))
      continue;
    const Site &where = problem.sites[site];
    kindOf[site] = kinds.insert({where.kind, int32_t(kinds.size())}).first->second;
    byKind.resize(kinds.size());
    byKind[kindOf[site]].push_back(int32_t(site));
    movable.push_back(int32_t(site));
    siteAt[size_t(where.row) * problem.columns + where.column] = int32_t(site);
  }
}

bool Annealer::propose(int32_t reach, int32_t &a, int32_t &b) {
  a = movable[random.below(uint32_t(movable.size()))];
  if (reach == 0 || (random.bits() & 7) == 0) {
    const std::vector<int32_t> &same = byKind[kindOf[a]];
    b = same[random.below(uint32_t(same.size()))];
  } else {
    int32_t column = problem.sites[a].column + int32_t(random.below(uint32_t(2 * reach + 1))) - reach,
            row = problem.sites[a].row + int32_t(random.below(uint32_t(2 * reach + 1))) - reach;
    if (column < 0 || column >= problem.columns || row < 0 || row >= problem.rows)
      return false;
    b = siteAt[size_t(row) * problem.columns + column];
    if (b < 0 || kindOf[a] != kindOf[b])
      return false;
  }
  return field.classAt(a) != field.classAt(b);
}

void Annealer::tryMoves(uint64_t moves, double temperature, int32_t reach) {
  const Chances &chances = Chances::get();
  int32_t a = 0, b = 0;
  for (uint64_t i = 0; i < moves; ++i) {
    if (!propose(reach, a, b))
      continue;
    int64_t closing;
    double change = delta(a, b, closing);
    if (change <= 0 || change < temperature * chances.draw(random))
      exchange(a, b, change, closing);
  }
}

double Annealer::meanGrowth() {
  double sum = 0;
  int32_t a = 0, b = 0, found = 0;
  for (int32_t i = 0; i < 4096; ++i)
    if (propose(1, a, b) && field.delta(a, b) > 0) {
      sum += field.delta(a, b);
      ++found;
    }
  return found ? sum / found : 0;
}

void Annealer::keepBest() {
  if (cost() >= bestCost)
    return;
  bestCost = cost();
  best = field.siteOf();
}

void Annealer::reset(const std::vector<int32_t> &siteOf) {
  field.reset(siteOf);
  closed = closedFlows.count(siteOf);
}

void Annealer::cool(double effort, double hottest, double coldest) {
  uint64_t moves = movesOf(effort);
  constexpr int32_t steps = 256;
  int32_t widest = std::max(problem.columns, problem.rows);
  for (int32_t step = 0; step < steps; ++step) {
    double part = double(step) / (steps - 1);
    int32_t reach = std::max(1, int32_t(widest * (1 - part) / 2));
    double temperature = hottest * std::pow(coldest / hottest, part);
    // The best is looked for now and then in a long search.
    for (uint64_t done = 0, all = moves / steps + 1; done < all;) {
      if (options.watch.stops())
        return;
      uint64_t now = std::min<uint64_t>(all - done, 1 << 16);
      tryMoves(now, temperature, reach);
      done += now;
      keepBest();
    }
    options.watch.tell((finishedEffort + part * effort) / options.effort);
  }
}

bool Annealer::descendAround(int32_t site, int32_t reach) {
  bool better = false;
  const Site &where = problem.sites[site];
  for (int32_t row = where.row; row <= std::min(problem.rows - 1, where.row + reach); ++row)
    for (int32_t column = std::max(0, where.column - reach);
         column <= std::min(problem.columns - 1, where.column + reach); ++column) {
      int32_t other = siteAt[size_t(row) * problem.columns + column];
      if (other < 0 || other == site || kindOf[other] != kindOf[site])
        continue;
      int64_t closing;
      if (double change = delta(site, other, closing); change < 0) {
        exchange(site, other, change, closing);
        better = true;
      }
    }
  return better;
}

void Annealer::descendNearby() {
  constexpr int32_t reach = 2;
  for (bool better = true; better && !options.watch.stops();) {
    better = false;
    for (int32_t site : movable)
      better |= descendAround(site, reach);
  }
  keepBest();
}

void Annealer::descend() {
  if (movable.size() > mostPairedSites)
    return descendNearby();
  for (bool better = true; better && !options.watch.stops();) {
    better = false;
    for (const std::vector<int32_t> &same : byKind)
      for (size_t i = 0; i < same.size(); ++i)
        for (size_t j = i + 1; j < same.size(); ++j) {
          int64_t closing;
          if (double change = delta(same[i], same[j], closing); change < 0) {
            exchange(same[i], same[j], change, closing);
            better = true;
          }
        }
  }
  keepBest();
}

uint64_t Annealer::movesOf(double effort) const {
  constexpr double movesOfCore = 10000, freeExtent = 32;
  double extent = std::max(problem.columns, problem.rows);
  return uint64_t(effort * movesOfCore * double(movable.size()) * std::min(1.0, freeExtent / extent)) + 1;
}

/// Last temperature, and the first ones of the runs of a search, again and again, in mean growths: some networks are
/// placed best if a good start melts, others if it does not.
static constexpr double coldest = 0.01, hottest[] = {0.5, 0.1, 0.25, 1};

/// A search of more effort is several from the same start, for many short ones find more than a long one; it begins as
/// one of less effort does, so that it ends no worse.
static std::vector<double> effortsOfRuns(double effort) {
  constexpr double shortRun = 1, longRun = 10;
  std::vector<double> runs;
  for (double done = 0; done < effort; done += runs.back())
    runs.push_back(std::min(effort - done, done < longRun ? shortRun : longRun));
  return runs;
}

std::vector<int32_t> Annealer::run() {
  if (movable.empty() || problem.clusters() == 0)
    return best;
  descendNearby();
  if (options.effort == 0)
    return best;
  double growth = meanGrowth();
  std::vector<int32_t> start = best;
  size_t run = 0;
  for (double effort : effortsOfRuns(options.effort)) {
    if (options.watch.stops())
      break;
    reset(start);
    if (growth > 0)
      cool(effort, growth * hottest[run++ % std::size(hottest)], growth * coldest);
    descend();
    finishedEffort += effort;
  }
  return best;
}

Placement snnc::placement::anneal(const Problem &problem, const Classes &classes, const AnnealOptions &options) {
  return {Annealer(problem, classes, options).run()};
}

Placement snnc::placement::anneal(const Problem &problem, const AnnealOptions &options) {
  return anneal(problem, findClasses(problem), options);
}

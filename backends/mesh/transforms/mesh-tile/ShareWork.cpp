//===- ShareWork.cpp - tiles that share the work of layers ----------------===//

#include "backends/mesh/transforms/mesh-tile/ShareWork.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>

using namespace snnc;

int64_t snnc::longest(const std::vector<Interval> &parts) {
  int64_t most = 0;
  for (const Interval &part : parts)
    most = std::max(most, part.size());
  return most;
}

double snnc::busiestTile(const TileTask &task, const TileGrid &grid) {
  double most = 0;
  for (const Interval &rows : grid.rows)
    for (const Interval &columns : grid.columns)
      most = std::max(most, cyclesOf(longest(grid.channels), task.lanes, rows, columns, task.feeds));
  return most;
}

/// Cuts `extent` rows or columns into so many parts of nearly equal work, as far as whole ones allow.
static std::vector<Interval> cutByWork(const TileTask &task, FeedAxis Feed::*axis, int64_t extent, int64_t parts) {
  std::vector<double> until{0};
  for (int64_t i = 0; i < extent; ++i) {
    double work = 1e-9; // where nothing comes, parts are of equal size
    for (const Feed &feed : task.feeds)
      work += (feed.*axis).taps({i, i + 1}) * double(feed.inputs);
    until.push_back(until.back() + work);
  }
  std::vector<Interval> result;
  int64_t begin = 0;
  for (int64_t part = 1; part <= parts; ++part) {
    double goal = until.back() * double(part) / double(parts);
    int64_t end = begin + 1, last = extent - (parts - part);
    while (end < last && std::abs(until[size_t(end + 1)] - goal) <= std::abs(until[size_t(end)] - goal))
      ++end;
    result.push_back({begin, part == parts ? extent : end});
    begin = end;
  }
  return result;
}

TileGrid snnc::gridOfEqualWork(const TileTask &task, int64_t channels, int64_t rows, int64_t columns) {
  int64_t groups = llvm::divideCeilSigned(task.channels, task.lanes);
  TileGrid grid;
  for (int64_t part = 0; part < channels; ++part)
    grid.channels.push_back(
        {groups * part / channels * task.lanes, std::min(task.channels, groups * (part + 1) / channels * task.lanes)});
  // Where kernels differ at the borders, tiles end there.
  grid.rows = task.rowRuns.size() > 1 ? divide(task.rowRuns, llvm::divideCeilSigned(task.height, rows))
                                      : cutByWork(task, &Feed::rows, task.height, rows);
  grid.columns = task.columnRuns.size() > 1 ? divide(task.columnRuns, llvm::divideCeilSigned(task.width, columns))
                                            : cutByWork(task, &Feed::columns, task.width, columns);
  return grid;
}

namespace {
/// A way to tile a layer.
struct Choice {
  double cycles; ///< of the busiest tile
  TileGrid grid;
};
} // namespace

/// Ways to tile with at most `most` tiles: in ascending order of tiles, each with less to do than all before it.
static std::vector<Choice> choicesOf(const TileTask &task, llvm::ArrayRef<Resources> kinds, int64_t most,
                                     const TileGrid &fewest) {
  std::vector<Choice> all{{busiestTile(task, fewest), fewest}};
  int64_t groups = llvm::divideCeilSigned(task.channels, task.lanes);
  for (int64_t c = 1; c <= std::min(most, groups); ++c)
    for (int64_t r = 1; c * r <= most && r <= task.height; ++r)
      for (int64_t k = 1; c * r * k <= most && k <= task.width; ++k) {
        TileGrid grid = gridOfEqualWork(task, c, r, k);
        Resources demand = demandOf(task, llvm::divideCeilSigned(longest(grid.channels), task.lanes),
                                    longest(grid.rows), longest(grid.columns));
        if (int64_t(grid.tiles()) <= most &&
            llvm::any_of(kinds, [&](const Resources &kind) { return demand.fitsIn(kind); }))
          all.push_back({busiestTile(task, grid), std::move(grid)});
      }
  llvm::stable_sort(all, [](const Choice &a, const Choice &b) {
    return std::make_pair(a.grid.tiles(), a.cycles) < std::make_pair(b.grid.tiles(), b.cycles);
  });
  std::vector<Choice> better;
  for (Choice &choice : all)
    if (better.empty() || choice.cycles < better.back().cycles)
      better.push_back(std::move(choice));
  return better;
}

/// The choice of fewest tiles that has at most so many cycles to do; the last one where none has.
static const Choice &fewestWithin(const std::vector<Choice> &choices, double cycles) {
  for (const Choice &choice : choices)
    if (choice.cycles <= cycles)
      return choice;
  return choices.back();
}

/// Whether each layer has a choice within `limit` cycles, and all their tiles a core of their own. Tiles that share one
/// stand in each other's way: a core takes no spikes while a population of it fires, in the order in which they come,
/// so that a tile of a fifth of the work may hold up the others by half a step.
static bool fits(llvm::ArrayRef<std::vector<Choice>> choices, double limit, int64_t cores) {
  for (const std::vector<Choice> &own : choices) {
    const Choice &choice = fewestWithin(own, limit);
    if (choice.cycles > limit)
      return false;
    cores -= int64_t(choice.grid.tiles());
  }
  return cores >= 0;
}

void snnc::shareWork(llvm::ArrayRef<TileTask> tasks, llvm::ArrayRef<Resources> kinds, int64_t cores,
                     const llvm::BitVector &fixed, std::vector<TileGrid> &grids) {
  int64_t tiles = 0;
  for (const TileGrid &grid : grids)
    tiles += int64_t(grid.tiles());
  if (tiles >= cores)
    return;
  std::vector<std::vector<Choice>> choices;
  std::vector<double> limits;
  for (auto [i, task, grid] : llvm::enumerate(tasks, grids)) {
    if (fixed.test(unsigned(i)))
      choices.push_back({{busiestTile(task, grid), grid}});
    else
      choices.push_back(choicesOf(task, kinds, cores - tiles + int64_t(grid.tiles()), grid));
    for (const Choice &choice : choices.back())
      limits.push_back(choice.cycles);
  }
  // The least number of cycles within which all layers can stay on the cores that there are.
  llvm::sort(limits);
  auto least =
      std::partition_point(limits.begin(), limits.end(), [&](double limit) { return !fits(choices, limit, cores); });
  if (least == limits.end())
    return;
  for (auto [own, grid] : llvm::zip_equal(choices, grids))
    grid = fewestWithin(own, *least).grid;
}

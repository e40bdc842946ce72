//===- Tiler.cpp - the shape of tiles -------------------------------------===//

#include "backends/mesh/transforms/mesh-tile/Tiler.h"
#include <tuple>

using namespace snnc;

static int64_t ceilDiv(int64_t a, int64_t b) { return (a + b - 1) / b; }

/// The most input channels that a tile of so many output channels takes, wherever it begins.
static int64_t mostInputs(const PortTask &port, int64_t channels, int64_t lanes) {
  int64_t most = 0;
  for (int64_t begin = 0; begin < port.groups * port.outputs; begin += lanes) {
    int64_t end = std::min(begin + channels, port.groups * port.outputs);
    most = std::max(most, ceilDiv(end, port.outputs) - begin / port.outputs);
  }
  return most * port.inputs;
}

Resources snnc::demandOf(const TileTask &task, int64_t groups, int64_t height, int64_t width) {
  Resources demand;
  demand[Resource::Populations] = 1;
  for (const PortTask &port : task.ports)
    demand[Resource::WeightWords] += mesh::TargetAttr::memoryWords(
        mostInputs(port, groups * task.lanes, task.lanes) * port.taps * groups, port.packed);
  demand[Resource::StateWords] =
      groups * std::max(task.parameterWords + task.planes * height * width, task.listWords * height * width);
  if (task.pool) {
    // A frame and a count for each pixel; the spike list has a word for each window.
    int64_t pixels = task.pool.getMostPixels(0, height) * task.pool.getMostPixels(1, width);
    demand[Resource::StateWords] = groups * std::max(2 * pixels, height * width);
  }
  return demand;
}

/// The share of a core that a demand takes of what it takes most of.
static double shareOf(const Resources &demand, const Resources &capacity) {
  double most = 0;
  for (Resource resource : {Resource::Populations, Resource::WeightWords, Resource::StateWords})
    most = std::max(most, double(demand[resource]) / double(capacity[resource]));
  return most;
}

std::vector<Interval> snnc::divide(llvm::ArrayRef<Interval> runs, int64_t greatest, int64_t unit) {
  std::vector<Interval> parts;
  for (const Interval &run : runs) {
    int64_t units = ceilDiv(run.size(), unit), count = ceilDiv(units, greatest);
    for (int64_t i = 0; i < count; ++i)
      parts.push_back(
          {run.begin + units * i / count * unit, std::min(run.end, run.begin + units * (i + 1) / count * unit)});
  }
  return parts;
}

std::optional<TileGrid> FewestTiler::tile(const TileTask &task, const Resources &capacity) {
  int64_t groups = ceilDiv(task.channels, task.lanes);
  bool grouped = llvm::any_of(task.ports, [](const PortTask &port) { return port.groups > 1; });
  std::optional<TileGrid> best;
  std::tuple<double, size_t, int64_t> bestCost;
  for (int64_t g = groups; g >= 1; --g) {
    if (g < groups && ceilDiv(groups, g) == ceilDiv(groups, g + 1))
      continue; // not fewer groups a tile, only less even ones
    for (int64_t height = task.height; height >= 1; --height) {
      if (!demandOf(task, g, height, 1).fitsIn(capacity))
        continue;
      int64_t width = task.width;
      while (!demandOf(task, g, height, width).fitsIn(capacity))
        --width;
      TileGrid grid{divide(Interval{0, task.channels}, g, task.lanes), divide(task.rowRuns, height),
                    divide(task.columnRuns, width)};
      // Halos grow with the borders; channel tiles all need the whole input.
      int64_t border = int64_t(grid.channels.size()) *
                       (int64_t(grid.rows.size()) * task.width + int64_t(grid.columns.size()) * task.height);
      double share = grouped ? double(grid.tiles()) * shareOf(demandOf(task, g, height, width), capacity) : 0;
      std::tuple<double, size_t, int64_t> cost{share, grid.tiles(), border};
      if (!best || cost < bestCost) {
        best = std::move(grid);
        bestCost = cost;
      }
    }
  }
  return best;
}

/// Weight words of all tiles of a grid.
static int64_t wordsOf(const TileTask &task, const TileGrid &grid) {
  int64_t words = 0;
  for (const Interval &tile : grid.channels)
    for (const PortTask &port : task.ports) {
      int64_t inputs = (ceilDiv(tile.end, port.outputs) - tile.begin / port.outputs) * port.inputs;
      words += mesh::TargetAttr::memoryWords(inputs * port.taps * ceilDiv(tile.size(), task.lanes), port.packed);
    }
  return words * int64_t(grid.rows.size() * grid.columns.size());
}

TileGrid snnc::cutByGroups(const TileTask &task, TileGrid grid, int64_t most) {
  if (llvm::all_of(task.ports, [](const PortTask &port) { return port.groups == 1; }))
    return grid;
  TileGrid best = grid;
  for (int64_t groups = ceilDiv(grid.channels.front().size(), task.lanes) - 1; groups >= 1; --groups) {
    grid.channels = divide(Interval{0, task.channels}, groups, task.lanes);
    if (int64_t(grid.tiles()) > most)
      break;
    if (wordsOf(task, grid) < wordsOf(task, best))
      best = grid;
  }
  return best;
}

std::vector<Interval> RandomTiler::cut(const std::vector<Interval> &runs, int64_t greatest, int64_t unit) {
  std::vector<Interval> parts;
  for (const Interval &run : runs)
    for (int64_t begin = run.begin; begin < run.end;) {
      int64_t left = ceilDiv(run.end - begin, unit);
      int64_t units = 1 + int64_t(random() % uint64_t(std::min(left, greatest)));
      parts.push_back({begin, std::min(run.end, begin + units * unit)});
      begin = parts.back().end;
    }
  return parts;
}

std::optional<TileGrid> RandomTiler::tile(const TileTask &task, const Resources &capacity) {
  if (!demandOf(task, 1, 1, 1).fitsIn(capacity))
    return std::nullopt;
  auto below = [&](int64_t limit) { return 1 + int64_t(random() % uint64_t(limit)); };
  int64_t groups = ceilDiv(task.channels, task.lanes);
  for (;;) {
    int64_t g = below(groups), height = below(task.height), width = below(task.width);
    if (!demandOf(task, g, height, width).fitsIn(capacity))
      continue;
    return TileGrid{cut({{0, task.channels}}, g, task.lanes), cut(task.rowRuns, height, 1),
                    cut(task.columnRuns, width, 1)};
  }
}

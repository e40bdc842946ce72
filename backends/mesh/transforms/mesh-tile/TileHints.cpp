//===- TileHints.cpp - cuts that are asked for ----------------------------===//

#include "backends/mesh/transforms/mesh-tile/TileHints.h"
#include "backends/mesh/transforms/mesh-tile/ShareWork.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace snnc;

static constexpr std::array<const char *, 3> axisNames = {"channels", "rows", "columns"};

//===----------------------------------------------------------------------===//
// The text
//===----------------------------------------------------------------------===//

/// Nothing where it is neither a number of parts nor a list of begins.
static std::optional<TileHint::Axis> parseAxis(llvm::StringRef text) {
  TileHint::Axis axis;
  llvm::SmallVector<llvm::StringRef> parts;
  text.split(parts, '/');
  for (llvm::StringRef part : parts) {
    int64_t number;
    if (part.getAsInteger(10, number) || number < 0)
      return std::nullopt;
    axis.begins.push_back(number);
  }
  bool isCount = axis.begins.size() == 1 && axis.begins.front() > 0;
  if (isCount) {
    axis.parts = axis.begins.front();
    axis.begins.clear();
  } else if (axis.begins.front() != 0) {
    return std::nullopt;
  }
  return axis;
}

llvm::Expected<llvm::StringMap<TileHint>> snnc::parseTileHints(llvm::ArrayRef<std::string> hints) {
  llvm::StringMap<TileHint> byLayer;
  for (const std::string &text : hints) {
    auto [cut, layer] = llvm::StringRef(text).split(':');
    llvm::SmallVector<llvm::StringRef> axes;
    cut.split(axes, 'x');
    TileHint hint{text, {}};
    bool isWellFormed = axes.size() == hint.axes.size() && !layer.empty();
    for (unsigned i = 0; isWellFormed && i < hint.axes.size(); ++i) {
      std::optional<TileHint::Axis> axis = parseAxis(axes[i]);
      isWellFormed = axis.has_value();
      if (axis)
        hint.axes[i] = std::move(*axis);
    }
    if (!isWellFormed)
      return llvm::createStringError("tiles '" + text +
                                     "': must be CHANNELSxROWSxCOLUMNS:LAYER, each of the three a number of parts or "
                                     "where they begin, as 0/3/5");
    if (!byLayer.try_emplace(layer, std::move(hint)).second)
      return llvm::createStringError("tiles '" + text + "': the layer has been cut already");
  }
  return std::move(byLayer);
}

//===----------------------------------------------------------------------===//
// The grid
//===----------------------------------------------------------------------===//

namespace {
/// What an axis of a layer is like.
struct Extent {
  const char *name;
  std::vector<Interval> runs;  ///< no part straddles two of them
  int64_t unit;                ///< parts begin at multiples of it
  std::vector<Interval> equal; ///< so many parts of equal work
};
} // namespace

static llvm::Error refuse(const TileHint &hint, const llvm::Twine &why) {
  return llvm::createStringError("tiles '" + hint.text + "': " + why);
}

static llvm::Expected<std::vector<Interval>> partsAt(const TileHint &hint, llvm::ArrayRef<int64_t> begins,
                                                     const Extent &extent) {
  std::vector<Interval> parts;
  int64_t end = extent.runs.back().end;
  for (size_t i = 0; i < begins.size(); ++i) {
    int64_t next = i + 1 < begins.size() ? begins[i + 1] : end;
    if (next <= begins[i])
      return refuse(hint, llvm::Twine(extent.name) + " begin in ascending order and below " + llvm::Twine(end));
    if (begins[i] % extent.unit != 0)
      return refuse(hint, llvm::Twine(extent.name) + " are cut at multiples of " + llvm::Twine(extent.unit) +
                              ", not at " + llvm::Twine(begins[i]));
    parts.push_back({begins[i], next});
  }
  for (const Interval &run : extent.runs)
    if (!llvm::is_contained(begins, run.begin))
      return refuse(hint, llvm::Twine("kernels differ from ") + extent.name + " " + llvm::Twine(run.begin) +
                              " on, so that a part has to begin there");
  return parts;
}

static llvm::Expected<std::vector<Interval>> partsOf(const TileHint &hint, unsigned axis, const Extent &extent) {
  const TileHint::Axis &asked = hint.axes[axis];
  if (!asked.begins.empty())
    return partsAt(hint, asked.begins, extent);
  if (int64_t(extent.equal.size()) != asked.parts)
    return refuse(hint, llvm::Twine(extent.name) + " cannot be cut into " + llvm::Twine(asked.parts) + " parts, but " +
                            llvm::Twine(extent.equal.size()) + " would do");
  return extent.equal;
}

llvm::Expected<TileGrid> snnc::gridOf(const TileHint &hint, const TileTask &task, llvm::ArrayRef<Resources> kinds) {
  int64_t groups = llvm::divideCeilSigned(task.channels, task.lanes);
  TileGrid equal = gridOfEqualWork(task, std::min(hint.axes[0].parts, groups),
                                   std::min(hint.axes[1].parts, task.height), std::min(hint.axes[2].parts, task.width));
  const std::array<Extent, 3> extents = {Extent{axisNames[0], {{0, task.channels}}, task.lanes, equal.channels},
                                         Extent{axisNames[1], task.rowRuns, 1, equal.rows},
                                         Extent{axisNames[2], task.columnRuns, 1, equal.columns}};
  TileGrid grid;
  for (auto [axis, parts] : llvm::enumerate(std::array{&grid.channels, &grid.rows, &grid.columns})) {
    llvm::Expected<std::vector<Interval>> found = partsOf(hint, unsigned(axis), extents[axis]);
    if (!found)
      return found.takeError();
    *parts = std::move(*found);
  }
  Resources demand = demandOf(task, llvm::divideCeilSigned(longest(grid.channels), task.lanes), longest(grid.rows),
                              longest(grid.columns));
  if (llvm::any_of(kinds, [&](const Resources &kind) { return demand.fitsIn(kind); }))
    return grid;
  Resources most = largestOf(kinds);
  for (unsigned i = 0; i < resourceCount; ++i)
    if (demand.amount[i] > most.amount[i])
      return refuse(hint, llvm::Twine("a tile needs ") + llvm::Twine(demand.amount[i]) + " " + nameOf(Resource(i)) +
                              ", a core has " + llvm::Twine(most.amount[i]) + " (" +
                              llvm::Twine(demand.amount[i] - most.amount[i]) + " too many); more parts would fit");
  return refuse(hint, "no kind of core holds a tile");
}

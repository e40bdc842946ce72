//===- TileMoves.cpp - cuts of layers that are near each other ------------===//

#include "backends/mesh/analysis/TileMoves.h"
#include "backends/mesh/analysis/Load.h"
#include "backends/mesh/analysis/Resources.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"
#include <set>

using namespace mlir;
using namespace snnc;

namespace {
/// How many parts the channels, rows and columns of a layer have.
using Parts = std::array<int64_t, 3>;

struct LayerCut {
  std::array<std::vector<int64_t>, 3> begins; ///< of the parts of channels, rows and columns
  Parts most;                                 ///< parts of one group of lanes, row or column
  std::array<int64_t, 3> unit;                ///< parts begin at multiples of it
  double cycles = 0;                          ///< expected of its busiest tile in a step
  bool isFixed = false;

  Parts parts() const { return {int64_t(begins[0].size()), int64_t(begins[1].size()), int64_t(begins[2].size())}; }
};

class MoveFinder {
public:
  MoveFinder(mesh::ProgramOp program, ArrayRef<std::string> asked);
  std::vector<std::vector<std::string>> run() {
    exchangeTiles();
    turnCuts();
    shiftBegins();
    return std::move(moves);
  }

private:
  static int64_t tilesOf(const Parts &parts) { return parts[0] * parts[1] * parts[2]; }
  static std::string textOf(const Parts &parts) {
    return std::to_string(parts[0]) + "x" + std::to_string(parts[1]) + "x" + std::to_string(parts[2]);
  }
  static std::string textOf(const LayerCut &cut) {
    SmallVector<std::string> axes;
    for (const std::vector<int64_t> &begins : cut.begins)
      axes.push_back(llvm::join(llvm::map_range(begins, [](int64_t begin) { return std::to_string(begin); }), "/"));
    return llvm::join(axes, "x");
  }

  /// All layers as they are, but for those of `changed`.
  void add(const llvm::StringMap<std::string> &changed) {
    std::vector<std::string> tiles;
    for (auto &[layer, cut] : cuts) {
      auto other = changed.find(layer);
      tiles.push_back((other == changed.end() ? textOf(cut) : other->second) + ":" + layer.str());
    }
    moves.push_back(std::move(tiles));
  }
  /// All cuts into so many tiles.
  static std::vector<Parts> cutsInto(const LayerCut &cut, int64_t tiles) {
    std::vector<Parts> result;
    for (int64_t channels = 1; channels <= std::min(tiles, cut.most[0]); ++channels)
      for (int64_t rows = 1; channels * rows <= tiles && rows <= cut.most[1]; ++rows) {
        Parts parts = {channels, rows, tiles / (channels * rows)};
        if (tilesOf(parts) == tiles && parts[2] <= cut.most[2])
          result.push_back(parts);
      }
    return result;
  }
  /// Cuts into the next greater (or smaller) number of tiles that there are cuts into.
  static std::vector<Parts> nextCuts(const LayerCut &cut, int64_t step) {
    std::vector<Parts> result;
    for (int64_t tiles = tilesOf(cut.parts()) + step;
         !cut.isFixed && result.empty() && tiles >= 1 && tiles <= tilesOf(cut.most); tiles += step)
      result = cutsInto(cut, tiles);
    return result;
  }

  void exchangeTiles();
  void turnCuts();
  void shiftBegins();

  llvm::MapVector<StringRef, LayerCut> cuts;
  int64_t spare = 0; ///< cores without a tile
  std::vector<std::vector<std::string>> moves;
};
} // namespace

MoveFinder::MoveFinder(mesh::ProgramOp program, ArrayRef<std::string> asked) {
  llvm::StringMap<std::array<std::set<int64_t>, 3>> begins;
  llvm::StringMap<double> cycles;
  mesh::TargetAttr target = program.getTarget();
  mesh::Layers layers(program);
  spare = int64_t(usableCores(target).size());
  for (auto population : program.getBody().getOps<mesh::PopulationOp>()) {
    --spare;
    StepCycles expected = stepCyclesOf(population, layers, target);
    double &most = cycles[population.getLayer()];
    most = std::max(most, expected.accumulating + expected.firing);
    for (unsigned axis = 0; axis < 3; ++axis)
      begins[population.getLayer()][axis].insert(population.getOrigin()[axis]);
  }
  int64_t lanes = target.getLanes();
  for (auto layer : program.getBody().getOps<mesh::LayerOp>()) {
    LayerCut &cut = cuts[layer.getSymName()];
    ArrayRef<int64_t> shape = layer.getShape();
    cut.most = {llvm::divideCeilSigned(shape[0], lanes), shape[1], shape[2]};
    cut.unit = {lanes, 1, 1};
    cut.cycles = cycles[layer.getSymName()];
    for (unsigned axis = 0; axis < 3; ++axis)
      cut.begins[axis].assign(begins[layer.getSymName()][axis].begin(), begins[layer.getSymName()][axis].end());
    cut.isFixed = llvm::any_of(asked, [&](StringRef hint) { return hint.split(':').second == layer.getSymName(); });
  }
}

void MoveFinder::exchangeTiles() {
  std::vector<std::pair<StringRef, LayerCut>> byCycles(cuts.begin(), cuts.end());
  llvm::stable_sort(byCycles, [](const auto &a, const auto &b) { return a.second.cycles < b.second.cycles; });
  // What is expected to be busiest first, at the expense of what is idlest.
  for (auto &[layer, cut] : llvm::reverse(byCycles))
    for (const Parts &more : nextCuts(cut, 1)) {
      int64_t needed = tilesOf(more) - tilesOf(cut.parts());
      if (needed <= spare) {
        add({{layer, textOf(more)}});
        continue;
      }
      for (auto &[other, otherCut] : byCycles)
        for (const Parts &less : other == layer ? std::vector<Parts>() : nextCuts(otherCut, -1))
          if (needed <= spare + tilesOf(otherCut.parts()) - tilesOf(less))
            add({{layer, textOf(more)}, {other, textOf(less)}});
    }
}

void MoveFinder::turnCuts() {
  for (auto &[layer, cut] : cuts)
    for (const Parts &parts : cut.isFixed ? std::vector<Parts>() : cutsInto(cut, tilesOf(cut.parts())))
      if (parts != cut.parts())
        add({{layer, textOf(parts)}});
}

void MoveFinder::shiftBegins() {
  for (auto &[layer, cut] : cuts)
    for (unsigned axis = 0; axis < 3; ++axis)
      for (size_t i = 1; !cut.isFixed && i < cut.begins[axis].size(); ++i)
        for (int64_t by : {-cut.unit[axis], cut.unit[axis]}) {
          LayerCut shifted = cut;
          shifted.begins[axis][i] += by;
          // A part that has become empty is refused by mesh-tile, as is what fits no core.
          add({{layer, textOf(shifted)}});
        }
}

std::vector<std::vector<std::string>> snnc::otherTilesOf(mesh::ProgramOp program, ArrayRef<std::string> asked) {
  return MoveFinder(program, asked).run();
}

//===- PackHints.cpp - what a user wants of a packing ---------------------===//

#include "backends/mesh/transforms/mesh-pack/PackHints.h"
#include "compiler/diagnostics/FailureCause.h"
#include "llvm/ADT/EquivalenceClasses.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace snnc;

namespace {
class UnitMaker {
public:
  UnitMaker(mesh::ProgramOp program, MutableArrayRef<mesh::PopulationOp> populations, ArrayRef<PackItem> items)
      : program(program), populations(populations), items(items), cores(usableCores(program.getTarget())),
        coreOf(items.size(), -1) {
    for (size_t i = 0; i < items.size(); ++i)
      joined.insert(i);
  }

  LogicalResult keepTogether(StringRef hint);
  LogicalResult placeTile(StringRef hint);
  FailureOr<std::vector<PackUnit>> run();

private:
  InFlightDiagnostic refuse(StringRef kind, StringRef hint) {
    return std::move(causedBy(FailureCause::Usage, program.emitError()) << kind << " '" << hint << "': ");
  }
  SmallVector<size_t> tilesOf(StringRef layer) {
    SmallVector<size_t> tiles;
    for (size_t i = 0; i < populations.size(); ++i)
      if (populations[i].getLayer() == layer)
        tiles.push_back(i);
    return tiles;
  }
  LogicalResult checkCores(ArrayRef<PackUnit> units);

  mesh::ProgramOp program;
  MutableArrayRef<mesh::PopulationOp> populations;
  ArrayRef<PackItem> items;
  std::vector<UsableCore> cores;
  llvm::EquivalenceClasses<size_t> joined;
  std::vector<int64_t> coreOf; ///< of each population that has its place
};
} // namespace

LogicalResult UnitMaker::keepTogether(StringRef hint) {
  auto [first, second] = hint.split('=');
  // A name may have the character: the first split that gives two layers is meant.
  for (size_t at = hint.find('='); at != StringRef::npos; at = hint.find('=', at + 1))
    if (!tilesOf(hint.take_front(at)).empty() && !tilesOf(hint.drop_front(at + 1)).empty()) {
      first = hint.take_front(at);
      second = hint.drop_front(at + 1);
      break;
    }
  for (StringRef layer : {first, second}) {
    size_t tiles = tilesOf(layer).size();
    if (tiles == 0)
      return refuse("keep together", hint) << "there is no layer '" << layer << "'";
    if (tiles > 1)
      return refuse("keep together", hint) << "layer '" << layer << "' has " << tiles
                                           << " tiles, and only layers of one tile can share a core as a whole";
  }
  joined.unionSets(tilesOf(first).front(), tilesOf(second).front());
  return success();
}

LogicalResult UnitMaker::placeTile(StringRef hint) {
  int64_t numbers[5];
  StringRef rest = hint;
  for (int64_t &number : numbers) {
    StringRef text;
    std::tie(text, rest) = rest.split(':');
    if (text.getAsInteger(10, number))
      return refuse("place", hint) << "must be COLUMN:ROW:CHANNEL:Y:X:LAYER";
  }
  auto core = llvm::find_if(cores, [&](const UsableCore &c) { return c.column == numbers[0] && c.row == numbers[1]; });
  if (core == cores.end())
    return refuse("place", hint) << "core " << numbers[0] << "," << numbers[1] << " is none of the " << cores.size()
                                 << " cores that target " << program.getTarget().getName() << " can use";
  SmallVector<size_t> tiles = tilesOf(rest);
  if (tiles.empty())
    return refuse("place", hint) << "there is no layer '" << rest << "'";
  ArrayRef<int64_t> origin(numbers + 2, 3);
  auto tile = llvm::find_if(tiles, [&](size_t i) { return populations[i].getOrigin() == origin; });
  if (tile == tiles.end()) {
    InFlightDiagnostic diagnostic = refuse("place", hint)
                                    << "layer '" << rest << "' has no tile at " << origin[0] << "," << origin[1] << ","
                                    << origin[2] << "; it has tiles at ";
    for (auto [i, other] : llvm::enumerate(ArrayRef(tiles).take_front(8))) {
      ArrayRef<int64_t> at = populations[other].getOrigin();
      diagnostic << (i ? "; " : "") << at[0] << "," << at[1] << "," << at[2];
    }
    diagnostic << " (tiles are those that the same target, calibration and --optimize make)";
    return diagnostic;
  }
  int64_t &place = coreOf[*tile];
  if (place >= 0 && place != core - cores.begin())
    return refuse("place", hint) << "the tile has another core already";
  place = core - cores.begin();
  return success();
}

/// What is given to a core must find room there, all of it.
LogicalResult UnitMaker::checkCores(ArrayRef<PackUnit> units) {
  llvm::MapVector<int64_t, Resources> used;
  for (const PackUnit &unit : units)
    if (unit.item.core >= 0)
      used[unit.item.core] += unit.item.demand;
  for (auto &[core, demand] : used) {
    Resources capacity = capacityOfKind(program.getTarget(), cores[size_t(core)].kind);
    for (unsigned i = 0; i < resourceCount; ++i)
      if (demand.amount[i] > capacity.amount[i])
        return causedBy(FailureCause::Usage, program.emitError())
               << "what is placed on core " << cores[size_t(core)].column << "," << cores[size_t(core)].row
               << " does not fit it: it needs " << demand.amount[i] << " " << nameOf(Resource(i)) << ", the core has "
               << capacity.amount[i] << " (" << demand.amount[i] - capacity.amount[i] << " too many)";
  }
  return success();
}

FailureOr<std::vector<PackUnit>> UnitMaker::run() {
  std::vector<PackUnit> units;
  llvm::MapVector<size_t, size_t> unitOf;
  for (size_t i = 0; i < items.size(); ++i) {
    auto [entry, isNew] = unitOf.insert({joined.getLeaderValue(i), units.size()});
    if (isNew)
      units.emplace_back();
    PackUnit &unit = units[entry->second];
    unit.members.push_back(i);
    unit.item.demand += items[i].demand;
    unit.item.load += items[i].load;
    if (coreOf[i] >= 0 && unit.item.core >= 0 && unit.item.core != coreOf[i])
      return causedBy(FailureCause::Usage, program.emitError())
             << "layer '" << populations[i].getLayer() << "' is placed on another core than layer '"
             << populations[unit.members.front()].getLayer() << "', with which it is to be kept together";
    unit.item.core = std::max(unit.item.core, coreOf[i]);
  }
  if (failed(checkCores(units)))
    return failure();
  return units;
}

FailureOr<std::vector<PackUnit>> snnc::makeUnits(mesh::ProgramOp program,
                                                 MutableArrayRef<mesh::PopulationOp> populations,
                                                 ArrayRef<PackItem> items, ArrayRef<std::string> together,
                                                 ArrayRef<std::string> places) {
  UnitMaker maker(program, populations, items);
  for (const std::string &hint : together)
    if (failed(maker.keepTogether(hint)))
      return failure();
  for (const std::string &hint : places)
    if (failed(maker.placeTile(hint)))
      return failure();
  return maker.run();
}

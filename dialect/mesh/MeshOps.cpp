//===- MeshOps.cpp - programs, populations, ports -------------------------===//

#include "dialect/mesh/MeshDialect.h"
#include "mlir/IR/Builders.h"
#include <set>

using namespace mlir;
using namespace snnc::mesh;

#define GET_OP_CLASSES
#include "dialect/mesh/MeshOps.cpp.inc"

//===----------------------------------------------------------------------===//
// ProgramOp and LayerOp
//===----------------------------------------------------------------------===//

void ProgramOp::build(OpBuilder &builder, OperationState &state, StringRef name, TargetAttr target) {
  state.addAttribute(getSymNameAttrName(state.name), builder.getStringAttr(name));
  state.addAttribute(getTargetAttrName(state.name), target);
  state.addRegion()->emplaceBlock();
}

/// What a mapping went by is read by whoever describes it: all that a dictionary must hold, and numbers from 0 up.
static LogicalResult checkFacts(Operation *op, StringRef name, DictionaryAttr facts, ArrayRef<StringRef> numbers,
                                ArrayRef<StringRef> others) {
  if (!facts)
    return success();
  if (facts.size() != numbers.size() + others.size())
    return op->emitOpError() << name << " has " << facts.size() << " entries, not " << numbers.size() + others.size();
  for (StringRef key : numbers) {
    auto number = facts.getAs<IntegerAttr>(key);
    if (!number || !number.getType().isInteger(64) || number.getInt() < 0)
      return op->emitOpError() << name << " needs '" << key << "', a whole number of 64 bits from 0 up";
  }
  return success();
}

LogicalResult ProgramOp::verify() {
  if (failed(
          checkFacts(*this, "placement", getPlacementAttr(), {"packet_hops", "least"}, {"bound", "pinned", "proved"})))
    return failure();
  if (DictionaryAttr placement = getPlacementAttr();
      placement && (!placement.getAs<StringAttr>("bound") || !placement.getAs<BoolAttr>("pinned") ||
                    !placement.getAs<BoolAttr>("proved")))
    return emitOpError() << "placement needs 'bound', a string, and 'pinned' and 'proved', true or false";
  for (Operation &op : getBody().front())
    if (!isa<LayerOp, SourceOp, PopulationOp, SinkOp>(op))
      return op.emitOpError() << "cannot stand in a mesh.program";
  return success();
}

static LogicalResult checkShares(Operation *op, StringRef name, std::optional<ArrayRef<double>> rates) {
  for (double rate : rates.value_or(ArrayRef<double>()))
    if (!(rate >= 0 && rate <= 1))
      return op->emitOpError() << name << " has " << rate << ", a share is from 0 to 1";
  return success();
}

/// Rates stand for all rows, or columns, and are shares.
static LogicalResult checkRates(Operation *op, StringRef name, std::optional<ArrayRef<double>> rates, int64_t extent) {
  if (rates && int64_t(rates->size()) != extent)
    return op->emitOpError() << name << " has " << rates->size() << " numbers, not " << extent;
  return checkShares(op, name, rates);
}

LogicalResult LayerOp::verify() {
  if (getShape().size() != 3)
    return emitOpError() << "shape has " << getShape().size() << " numbers, not 3 (channels, height, width)";
  int64_t maxCount = getMaxCount(); // unsigned as it is generated
  if (maxCount < 0 || (maxCount == 0 && (getMaxPool() || getResetToZero())))
    return emitOpError() << "max_count is " << maxCount
                         << ", at least 1 is needed to spike; 0 is a readout, which neither pools nor resets";
  if (getMaxPool() && getUpper() != 0)
    return emitOpError() << "upper is " << getUpper() << ", a max pool has 0";
  if (getMaxPool() && getResetToZero())
    return emitOpError() << "is a max pool, which has no reset";
  if (failed(checkRates(*this, "row_rates", getRowRates(), getShape()[1])) ||
      failed(checkRates(*this, "column_rates", getColumnRates(), getShape()[2])) ||
      failed(checkFacts(*this, "tiling", getTilingAttr(), {"state_words", "weight_words", "fewest", "cycles"}, {})))
    return failure();
  return success();
}

/// An input may be larger than what is sent of it: its rates are those of all its rows and columns.
LogicalResult SourceOp::verify() {
  return failure(failed(checkShares(*this, "row_rates", getRowRates())) ||
                 failed(checkShares(*this, "column_rates", getColumnRates())));
}

//===----------------------------------------------------------------------===//
// Edges
//===----------------------------------------------------------------------===//

/// As many edges as sources, each box inside of its source.
static LogicalResult verifyEdges(Operation *op, OperandRange sources, ArrayAttr edges) {
  if (sources.size() != edges.size())
    return op->emitOpError() << "has " << sources.size() << " sources, but " << edges.size() << " edges";
  for (auto [source, attribute] : llvm::zip_equal(sources, edges)) {
    auto edge = cast<EdgeAttr>(attribute);
    ArrayRef<int64_t> shape = cast<EventsType>(source.getType()).getShape();
    for (unsigned i = 0; i < 3; ++i)
      if (edge.getHigh()[i] >= shape[i]) {
        InFlightDiagnostic diagnostic = op->emitOpError() << "the box of an edge ends at " << edge.getHigh()[i]
                                                          << " in dimension " << i << ", its source has " << shape[i];
        diagnostic.attachNote(source.getLoc()) << "source is here";
        return diagnostic;
      }
  }
  return success();
}

//===----------------------------------------------------------------------===//
// PopulationOp
//===----------------------------------------------------------------------===//

Layers::Layers(ProgramOp program) {
  for (auto layer : program.getBody().getOps<LayerOp>())
    byName[layer.getSymNameAttr()] = layer;
}

LogicalResult PopulationOp::verify() {
  for (Operation &op : getBody().front())
    if (!isa<PortOp>(op))
      return op.emitOpError() << "cannot stand in a mesh.population";
  if (getOrigin().size() != 3)
    return emitOpError() << "origin has " << getOrigin().size() << " numbers, not 3 (channel, y, x)";
  if (getCore() && getCore()->size() != 2)
    return emitOpError() << "core has " << getCore()->size() << " numbers, not 2 (x, y)";
  return success();
}

/// What a tile has to keep to of its layer.
LogicalResult PopulationOp::verifySymbolUses(SymbolTableCollection &symbols) {
  EventsType type = getEvents().getType();
  auto layer = symbols.lookupNearestSymbolFrom<LayerOp>(*this, getLayerAttr());
  if (!layer)
    return emitOpError() << "layer " << getLayerAttr() << " is not declared";
  for (unsigned i = 0; i < 3; ++i)
    if (getOrigin()[i] < 0 || getOrigin()[i] + type.getShape()[i] > layer.getShape()[i]) {
      InFlightDiagnostic diagnostic = emitOpError()
                                      << "the tile ends at " << getOrigin()[i] + type.getShape()[i] << " in dimension "
                                      << i << ", its layer at " << layer.getShape()[i];
      diagnostic.attachNote(layer.getLoc()) << "layer is here";
      return diagnostic;
    }
  if (layer.getMaxPool()) {
    if (!getThreshold().empty() || hasLowerBound() || hasBias() || hasSubtract() || hasDecay() || hasCurrent())
      return emitOpError() << "has parameters, but its layer is a max pool";
    return success();
  }
  auto check = [&](std::optional<ArrayRef<int64_t>> values, StringRef name) -> LogicalResult {
    if (values && int64_t(values->size()) != type.getChannels())
      return emitOpError() << name << " has " << values->size() << " numbers for " << type.getChannels() << " channels";
    return success();
  };
  if (layer.getMaxPool()) {
    if (!getThreshold().empty() || hasLowerBound() || hasBias() || hasSubtract() || hasDecay() || hasCurrent())
      return emitOpError() << "has parameters, but its layer is a max pool";
  } else if (failed(check(getThreshold(), "threshold")) || failed(check(getLowerBound(), "lower_bound")) ||
             failed(check(getBias(), "bias")) || failed(check(getSubtract(), "subtract")) ||
             failed(check(getDecay(), "decay")) || failed(check(getCurrentDecay(), "current_decay")))
    return failure();
  if (hasCurrent() && !hasDecay())
    return emitOpError() << "has a current_decay and no decay";
  return success();
}

int64_t PopulationOp::getParameterWords(LayerOp layer) {
  return layer.getMaxPoolAttr() ? 0 : 1 + hasLowerBound() + hasBias() + hasSubtract() + hasDecay() + hasCurrent();
}

Plane PopulationOp::getPlane(LayerOp layer) {
  Plane plane;
  MaxPoolAttr pool = layer.getMaxPoolAttr();
  for (unsigned i = 0; i < 2; ++i) {
    int64_t begin = getOrigin()[i + 1], extent = getEvents().getType().getShape()[i + 1];
    auto [first, end] = pool ? pool.getPixels(i, begin, begin + extent) : std::pair(begin, begin + extent);
    plane.origin[i] = first;
    plane.extent[i] = end - first;
  }
  return plane;
}

int64_t PopulationOp::getListWords(TargetAttr target, LayerOp layer) {
  EventsType type = getEvents().getType();
  return target.groupsOf(type.getChannels()) * type.getHeight() * type.getWidth() *
         (layer.isReadout() ? target.getPlaces() : 1);
}

int64_t PopulationOp::getStateWords(TargetAttr target, LayerOp layer) {
  Plane plane = getPlane(layer);
  int64_t fed = plane.extent[0] * plane.extent[1];
  return target.groupsOf(getEvents().getType().getChannels()) *
         (getParameterWords(layer) + (layer.getMaxPoolAttr() || hasCurrent() ? 2 : 1) * fed);
}

int64_t PopulationOp::getWeightWords(TargetAttr target) {
  int64_t words = 0;
  for (PortOp port : getBody().getOps<PortOp>())
    words += port.getWeightWords(target);
  return words;
}

EdgeAttr snnc::mesh::edgeOf(OpOperand &use) {
  if (auto port = dyn_cast<PortOp>(use.getOwner()))
    return port.getEdge(use.getOperandNumber());
  return cast<SinkOp>(use.getOwner()).getEdge(use.getOperandNumber());
}

int64_t snnc::mesh::countDestinations(Value events) {
  std::set<int64_t> entries; // before they have been verified, of any value
  for (OpOperand &use : events.getUses())
    entries.insert(edgeOf(use).getDestination());
  return int64_t(entries.size());
}

int64_t PopulationOp::getInEdges() {
  int64_t edges = 0;
  for (PortOp port : getBody().getOps<PortOp>())
    edges += port.getEdges().size();
  return edges;
}

//===----------------------------------------------------------------------===//
// PortOp and SinkOp
//===----------------------------------------------------------------------===//

LogicalResult PortOp::verify() {
  if (getKernel().size() != 2 || getStride().size() != 2 || getOffset().size() != 2)
    return emitOpError() << "kernel, stride and offset are 2 numbers each (y, x)";
  auto weights = getWeights().getShapedType();
  if (!weights.hasRank() || weights.getRank() != 4 || !weights.getElementType().isSignlessInteger())
    return emitOpError() << "weights are integers of 4 dimensions (output and input channels, kernel), not " << weights;
  if (weights.getDimSize(2) != getKernel()[0] || weights.getDimSize(3) != getKernel()[1])
    return emitOpError() << "kernel is " << getKernel()[0] << "x" << getKernel()[1] << ", its weights have "
                         << weights.getDimSize(2) << "x" << weights.getDimSize(3);
  auto population = cast<PopulationOp>(getOperation()->getParentOp());
  int64_t last = getFirstChannel() + population.getEvents().getType().getChannels();
  if (getFirstChannel() < 0 || last > weights.getDimSize(0))
    return emitOpError() << "uses output channels up to " << last << ", its weights have " << weights.getDimSize(0);
  if (int64_t(getGroups()) < 1 || weights.getDimSize(0) % int64_t(getGroups()))
    return emitOpError() << "has " << getGroups() << " groups, its weights " << weights.getDimSize(0)
                         << " output channels";
  if (int64_t(getFirstInput()) < 0 || int64_t(getFirstInput()) > getTakenInputs().first)
    return emitOpError() << "begins with input channel " << getFirstInput() << ", its output channels take "
                         << getTakenInputs().first << " to " << getTakenInputs().second - 1;
  if (getPacked() && anyPoolOverlaps())
    return emitOpError() << "is packed, but its pools overlap: folded into its kernel they add weights up";
  if (failed(verifyEdges(*this, getSources(), getEdges())))
    return failure();
  for (Attribute edge : getEdges())
    if (int64_t extent = cast<EdgeAttr>(edge).getMappedExtent()[0]; extent > getInputChannels())
      return emitOpError() << "an edge reaches channel " << extent - 1 << ", its weights have " << getInputChannels()
                           << " input channels";
  return success();
}

std::pair<int64_t, int64_t> PortOp::getTakenInputs() {
  auto weights = getWeights().getShapedType();
  int64_t outputs = weights.getDimSize(0) / getGroups(), inputs = weights.getDimSize(1);
  int64_t last =
      getFirstChannel() + cast<PopulationOp>(getOperation()->getParentOp()).getEvents().getType().getChannels();
  return {getFirstChannel() / outputs * inputs, ((last - 1) / outputs + 1) * inputs};
}

int64_t PortOp::getWeightWords(TargetAttr target) {
  auto population = cast<PopulationOp>(getOperation()->getParentOp());
  return TargetAttr::memoryWords(getInputChannels() * getKernel()[0] * getKernel()[1] *
                                     target.groupsOf(population.getEvents().getType().getChannels()),
                                 getPacked());
}

bool PortOp::anyPoolOverlaps() {
  for (Attribute attribute : getPools().value_or(ArrayAttr::get(getContext(), {}))) {
    auto pool = cast<PoolAttr>(attribute);
    for (unsigned i = 0; i < 2; ++i)
      if (pool.getKernel()[i] > pool.getStride()[i])
        return true;
  }
  return false;
}

LogicalResult SinkOp::verify() {
  if (getShape().size() != 3)
    return emitOpError() << "shape has " << getShape().size() << " numbers, not 3 (channels, height, width)";
  if (failed(verifyEdges(*this, getSources(), getEdges())))
    return failure();
  for (Attribute edge : getEdges())
    for (auto [reached, have] : llvm::zip_equal(cast<EdgeAttr>(edge).getMappedExtent(), getShape()))
      if (reached > have)
        return emitOpError() << "an edge reaches coordinate " << reached - 1 << " of an extent of " << have;
  return success();
}

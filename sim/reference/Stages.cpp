//===- Stages.cpp - from operations to stages -----------------------------===//

#include "sim/reference/Stages.h"
#include "dialect/snn/Elements.h"
#include "dialect/snn/SnnOps.h"
#include "sim/reference/Analogue.h"
#include "sim/reference/Branches.h"
#include "sim/reference/LeakyNeurons.h"
#include "sim/reference/Neurons.h"
#include "sim/reference/Pools.h"

using namespace mlir;
using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::reference;

/// Of an operation of the dialect's pools.
template <typename Pool> static PoolWindows windowsOf(Pool pool, ArrayRef<int64_t> padding = {}) {
  return PoolWindows(pool.getKernel(), pool.getStrideOrKernel(), padding, snn::getShape(pool->getOperand(0).getType()),
                     snn::getShape(pool->getResult(0).getType()));
}

/// The layers that run in float only.
static std::unique_ptr<Stage<float>> makeAnalogueStage(Operation *op, size_t source, size_t result) {
  if (auto pool = dyn_cast<snn::AvgPool2dOp>(op))
    return std::make_unique<PoolStage<float>>(source, result, PoolKind::Mean, windowsOf(pool));
  if (auto norm = dyn_cast<snn::BatchNorm2dOp>(op))
    return std::make_unique<BatchNormStage>(source, result, norm);
  if (isa<snn::ReluOp>(op))
    return std::make_unique<ReluStage>(source, result);
  if (isa<snn::QuantizeOp>(op))
    return std::make_unique<QuantizeStage>(source, result);
  if (auto relu = dyn_cast<snn::NeuromorphicReluOp>(op))
    return std::make_unique<NeuromorphicReluStage>(source, result, relu);
  if (auto threshold = dyn_cast<snn::ThresholdOp>(op))
    return makeThresholdStage(threshold, source, result);
  return nullptr;
}

template <typename T>
std::unique_ptr<Stage<T>> reference::makeStatelessStage(Operation *op, ArrayRef<size_t> sources, size_t result) {
  size_t source = sources.front();
  if (auto pool = dyn_cast<snn::SumPool2dOp>(op))
    return std::make_unique<PoolStage<T>>(source, result, PoolKind::Sum, windowsOf(pool));
  if (auto crop = dyn_cast<snn::Crop2dOp>(op))
    return std::make_unique<CropStage<T>>(source, result, crop.getCropping()[0], crop.getCropping()[1]);
  if (isa<snn::FlattenOp>(op))
    return std::make_unique<FlattenStage<T>>(source, result);
  if (isa<snn::MergeOp>(op))
    return std::make_unique<MergeStage<T>>(sources.vec(), result);
  if (isa<snn::ConcatenateOp>(op))
    return std::make_unique<ConcatenateStage<T>>(sources.vec(), result);
  if constexpr (std::is_floating_point_v<T>)
    return makeAnalogueStage(op, source, result);
  return nullptr;
}

/// Whether the bounds of the network are proved: then no sum may leave them, and each is looked at.
static bool isProved(Operation *op) {
  auto phase = op->getParentOfType<ModuleOp>()->getAttrOfType<StringAttr>(snn::SnnDialect::kPhaseAttr);
  return phase && phase.getValue() == "prove";
}

template <typename T> static Parameters<T> readParameters(snn::NeuronOpInterface op) {
  snn::NeuronParameters from = op.getNeuronParameters();
  Parameters<T> to;
  to.isReadout = from.isReadout;
  if (!from.isReadout)
    to.threshold = *snn::readElements<T>(from.threshold);
  to.subtract = from.subtract ? *snn::readElements<T>(from.subtract) : to.threshold;
  if (from.lowerBound)
    to.lowerBound = *snn::readElements<T>(from.lowerBound);
  if (from.decay)
    to.decay = *snn::readElements<T>(from.decay);
  if (from.currentDecay)
    to.currentDecay = *snn::readElements<T>(from.currentDecay);
  to.reset = from.reset;
  to.compare = from.compare;
  to.spikesPerStep = from.spikesPerStep;
  to.maxCount = from.maxCount;
  to.upper = from.upper;
  to.signedSpikes = from.signedSpikes;
  to.isProved = isProved(op);
  to.bits = cast<RankedTensorType>(op.getNeuronCurrent().getType()).getElementTypeBitWidth();
  return to;
}

template <typename T>
std::unique_ptr<RecordedStage<T>> reference::makeRecordedStage(Operation *op, size_t source, size_t result,
                                                               Shape shape) {
  if (auto neuron = dyn_cast<snn::NeuronOpInterface>(op))
    return std::make_unique<NeuronStage<T>>(source, result, readParameters<T>(neuron), shape);
  if (auto pool = dyn_cast<snn::SpikingMaxPool2dOp>(op))
    return std::make_unique<SpikingMaxPoolStage<T>>(source, result, windowsOf(pool, pool.getPadding()));
  if constexpr (std::is_floating_point_v<T>)
    return makeLeakyStage(op, source, result, shape);
  return nullptr;
}

template std::unique_ptr<Stage<float>> reference::makeStatelessStage(Operation *, ArrayRef<size_t>, size_t);
template std::unique_ptr<Stage<int32_t>> reference::makeStatelessStage(Operation *, ArrayRef<size_t>, size_t);
template std::unique_ptr<RecordedStage<float>> reference::makeRecordedStage(Operation *, size_t, size_t, Shape);
template std::unique_ptr<RecordedStage<int32_t>> reference::makeRecordedStage(Operation *, size_t, size_t, Shape);

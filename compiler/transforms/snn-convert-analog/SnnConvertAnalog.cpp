//===- SnnConvertAnalog.cpp - analogue to spiking -------------------------===//
//
// Goes through the network in the order of the data and says for each value what it has become: a value, and the factor
// that it stands for. Only synapses can take the factor, so it travels with the spikes until it meets one.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/snn-convert-analog/SnnConvertAnalog.h"
#include "compiler/analysis/LayerNames.h"
#include "compiler/diagnostics/FailureCause.h"
#include "compiler/transforms/snn-convert-analog/Synapses.h"
#include "dialect/snn/Elements.h"
#include "mlir/Analysis/TopologicalSortUtils.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Remarks.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Support/DebugLog.h"
#include <cmath>

using namespace mlir;
using namespace snnc;

#define DEBUG_TYPE "snn-convert-analog"

#define GEN_PASS_DEF_SNNCONVERTANALOG
namespace snnc {
#include "compiler/transforms/snn-convert-analog/SnnConvertAnalog.h.inc"
} // namespace snnc

namespace {
struct Options {
  double threshold, biasRescaling;
  std::optional<double> lowerBound;
};

/// What a value of the analogue network has become: `scale` times `value`. Where it is not 1, `value` is spikes.
struct Converted {
  Value value;
  double scale = 1;

  bool isSpikes() const { return isa<snn::SpikesType>(value.getType()); }
};

class Converter {
public:
  Converter(snn::NetworkOp network, const Options &options)
      : network(network), options(options), builder(network.getContext()) {}

  LogicalResult run();

private:
  Converted get(Value value) const {
    auto found = converted.find(value);
    return found == converted.end() ? Converted{value} : found->second;
  }
  /// The converted value as a current, or as spikes that stand for themselves.
  Value unscaled(Converted from, Location loc) {
    return from.scale == 1 ? from.value : convert::makeIdentity(builder, loc, from.value, from.scale);
  }
  Value current(Converted from, Location loc) {
    return from.isSpikes() ? convert::makeIdentity(builder, loc, from.value, from.scale) : from.value;
  }

  LogicalResult convertOp(Operation &op);
  void convertSynapse(snn::SynapseOpInterface synapse);
  void convertRectifier(Operation &op);
  LogicalResult convertPool(snn::AvgPool2dOp pool);
  LogicalResult convertNormalization(snn::BatchNorm2dOp norm);
  LogicalResult convertRouting(Operation &op);
  void convertOther(Operation &op);
  FailureOr<Value> recreate(Operation &op, ArrayRef<Value> operands);
  void finish();

  snn::NetworkOp network;
  const Options &options;
  OpBuilder builder;
  DenseMap<Value, Converted> converted;
  SmallPtrSet<Operation *, 16> replaced;          ///< whose work others do now, wherever nobody reads them
  unsigned rectifiers = 0, pools = 0, folded = 0; ///< layers that became neurons, sums, a part of a synapse
};
} // namespace

/// What a diagnostic calls a layer.
static InFlightDiagnostic refuse(Operation &op) {
  InFlightDiagnostic diagnostic = op.emitError();
  if (auto named = dyn_cast<NameLoc>(op.getLoc()))
    diagnostic << "layer '" << named.getName().getValue() << "': ";
  diagnostic << op.getName() << " ";
  return diagnostic;
}

void Converter::convertSynapse(snn::SynapseOpInterface synapse) {
  Converted source = get(synapse.getSource());
  bool rescales = synapse.getSynapseBias() && options.biasRescaling != 1;
  if (source.value == synapse.getSource() && source.scale == 1 && !rescales)
    return;
  snn::SynapseOpInterface made = convert::rescale(builder, synapse, source.value, source.scale, options.biasRescaling);
  converted[synapse.getCurrent()] = {made.getCurrent()};
}

void Converter::convertRectifier(Operation &op) {
  Value input = current(get(op.getOperand(0)), op.getLoc());
  int64_t channels = snn::getShape(input.getType()).front();
  auto splat = [&](double value) {
    return snn::makeElements<float>(RankedTensorType::get(channels, builder.getF32Type()),
                                    std::vector<float>(channels, float(value)), "parameter");
  };
  snn::NeuronParameters parameters;
  parameters.threshold = splat(options.threshold);
  if (options.lowerBound)
    parameters.lowerBound = splat(*options.lowerBound);
  ++rectifiers;
  StringAttr layer = op.getAttrOfType<StringAttr>("layer");
  if (auto named = dyn_cast<NameLoc>(op.getLoc()); named && !layer)
    layer = named.getName();
  converted[op.getResult(0)] = {
      snn::IntegrateFireOp::create(builder, op.getLoc(), input, parameters, layer).getSpikes()};
}

LogicalResult Converter::convertPool(snn::AvgPool2dOp pool) {
  Converted source = get(pool.getSource());
  ArrayRef<int64_t> kernel = pool.getKernel(), stride = pool.getStrideOrKernel();
  ArrayRef<int64_t> in = snn::getShape(source.value.getType()), out = pool.getType().getShape();
  for (unsigned axis = 0; axis < 2; ++axis)
    if (int64_t end = (out[axis + 1] - 1) * stride[axis] + kernel[axis]; end > in[axis + 1])
      return refuse(*pool) << "has windows that overhang the edge by " << end - in[axis + 1]
                           << ": their mean has another divisor, which no one weight can take; without ceil_mode it "
                              "converts";
  if (source.isSpikes()) {
    auto sum = snn::SumPool2dOp::create(builder, pool.getLoc(), snn::cloneWithShape(source.value.getType(), out),
                                        source.value, pool.getKernelAttr(), pool.getStrideAttr(), UnitAttr());
    converted[pool.getResult()] = {sum.getResult(), source.scale / double(kernel[0] * kernel[1])};
    ++pools;
    return success();
  }
  // The mean of factors and shifts of each channel is these of the mean.
  if (auto factors = source.value.getDefiningOp<snn::IdentityOp>();
      factors && isa<snn::SpikesType>(factors.getSource().getType())) {
    auto sum = snn::SumPool2dOp::create(builder, pool.getLoc(), snn::cloneWithShape(factors.getSource().getType(), out),
                                        factors.getSource(), pool.getKernelAttr(), pool.getStrideAttr(), UnitAttr());
    converted[pool.getResult()] = {
        convert::makeFactors(builder, pool.getLoc(), sum.getResult(), factors, 1.0 / double(kernel[0] * kernel[1]))};
    ++pools;
    return success();
  }
  auto conv = source.value.getDefiningOp<snn::Conv2dOp>();
  if (!conv || !pool.getSource().hasOneUse() || conv.getDilation() != ArrayRef<int64_t>{1, 1})
    return refuse(*pool) << "of a current converts only directly behind a convolution without dilation that nothing "
                            "else reads; behind the next rectifier it is a pool of spikes";
  converted[pool.getResult()] = {convert::foldPool(builder, conv, pool)};
  replaced.insert(conv);
  ++folded;
  return success();
}

LogicalResult Converter::convertNormalization(snn::BatchNorm2dOp norm) {
  Converted source = get(norm.getSource());
  auto synapse = source.value.getDefiningOp<snn::SynapseOpInterface>();
  // Behind spikes it goes into the synapses that come next, and so it does behind what others read, or branches.
  if (source.isSpikes() || (synapse && !norm.getSource().hasOneUse()) || source.value.getDefiningOp<snn::MergeOp>()) {
    converted[norm.getResult()] = {convert::makeNormalization(builder, norm, source.value, source.scale)};
    return success();
  }
  if (!synapse)
    return refuse(*norm) << "converts only behind a synapse, behind branches of such, or behind spikes";
  converted[norm.getResult()] = {convert::foldNormalization(builder, synapse, norm).getCurrent()};
  replaced.insert(synapse);
  ++folded;
  return success();
}

/// The same operation on other values, with the type that it then has.
FailureOr<Value> Converter::recreate(Operation &op, ArrayRef<Value> operands) {
  IRMapping mapping;
  for (auto [from, to] : llvm::zip_equal(op.getOperands(), operands))
    mapping.map(from, to);
  Operation *copy = builder.clone(op, mapping);
  SmallVector<Type> types;
  auto inferable = cast<InferTypeOpInterface>(copy);
  if (failed(inferable.inferReturnTypes(copy->getContext(), copy->getLoc(), copy->getOperands(),
                                        copy->getAttrDictionary(), copy->getPropertiesStorage(), copy->getRegions(),
                                        types)))
    return failure();
  copy->getResult(0).setType(types.front());
  return copy->getResult(0);
}

/// Layers that route: n times as many come out for n times as many. Spikes of one factor keep it, others become
/// currents.
LogicalResult Converter::convertRouting(Operation &op) {
  SmallVector<Converted> sources;
  for (Value operand : op.getOperands())
    sources.push_back(get(operand));
  if (llvm::none_of(llvm::zip_equal(op.getOperands(), sources), [](auto pair) {
        return std::get<1>(pair).value != std::get<0>(pair) || std::get<1>(pair).scale != 1;
      }))
    return success();
  double scale = sources.front().scale;
  bool same =
      llvm::all_of(sources, [&](const Converted &source) { return source.isSpikes() && source.scale == scale; });
  SmallVector<Value> operands;
  for (const Converted &source : sources)
    operands.push_back(same ? source.value : current(source, op.getLoc()));
  FailureOr<Value> value = recreate(op, operands);
  if (failed(value))
    return failure();
  converted[op.getResult(0)] = {*value, same ? scale : 1};
  return success();
}

/// Layers whose result is the same whatever their source has become: neurons, thresholds, the strongest spikes of a
/// window. They stay, for what reads them may have been converted before what they read.
void Converter::convertOther(Operation &op) {
  OpOperand &source = op.getOpOperand(0);
  Converted from = get(source.get());
  source.set(isa<snn::SpikesType>(source.get().getType()) ? from.value : current(from, op.getLoc()));
}

LogicalResult Converter::convertOp(Operation &op) {
  builder.setInsertionPoint(&op);
  if (auto synapse = dyn_cast<snn::SynapseOpInterface>(op)) {
    convertSynapse(synapse);
    return success();
  }
  if (isa<snn::ReluOp, snn::NeuromorphicReluOp>(op)) {
    convertRectifier(op);
    return success();
  }
  if (auto pool = dyn_cast<snn::AvgPool2dOp>(op))
    return convertPool(pool);
  if (auto norm = dyn_cast<snn::BatchNorm2dOp>(op))
    return convertNormalization(norm);
  if (isa<snn::QuantizeOp>(op)) {
    Converted source = get(op.getOperand(0));
    if (!source.isSpikes() || source.scale != 1)
      return refuse(op) << "of what is no spike count has no spiking form; behind a rectifier it is not needed";
    converted[op.getResult(0)] = source;
    return success();
  }
  if (isa<snn::SpikeRoutingOpInterface>(op))
    return convertRouting(op);
  if (!isa<snn::EncoderOpInterface>(op) && op.getNumOperands() != 0)
    convertOther(op);
  return success();
}

/// Joins the loose ends, and takes away what nobody reads any more.
void Converter::finish() {
  Block &body = network.getBody().front();
  builder.setInsertionPoint(network.getOutput());
  SmallVector<Type> results;
  for (OpOperand &output : network.getOutput()->getOpOperands()) {
    output.set(unscaled(get(output.get()), network.getOutput().getLoc()));
    results.push_back(output.get().getType());
  }
  network.setFunctionType(builder.getFunctionType(network.getArgumentTypes(), results));
  // Again where a delay stands before what it reads.
  for (bool changed = true; changed;) {
    changed = false;
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(body)))
      if (op.use_empty() && (replaced.contains(&op) || (op.getNumResults() == 1 && converted.count(op.getResult(0))))) {
        op.erase();
        changed = true;
      }
  }
}

LogicalResult Converter::run() {
  // Another order of the text would be another network to someone who compares files: it is only changed by what is.
  SmallVector<Operation *> order;
  for (Operation &op : network.getBody().front().without_terminator())
    order.push_back(&op);
  // Every cycle passes a layer with a state, whose result is the same whatever its source becomes.
  computeTopologicalSorting(
      order, [](Value value, Operation *) { return value.getDefiningOp<snn::StatefulOpInterface>() != nullptr; });
  for (Operation *op : order)
    if (failed(convertOp(*op)))
      return failure();
  finish();
  LDBG() << network.getSymName() << ": " << converted.size() << " values are others now";
  remark::passed(network.getLoc(), remark::RemarkOpts::name("converted").category(DEBUG_TYPE))
      << remark::metric("rectifiers", rectifiers) << remark::metric("pools", pools) << remark::metric("folded", folded);
  return success();
}

namespace {
struct SnnConvertAnalog : public snnc::impl::SnnConvertAnalogBase<SnnConvertAnalog> {
  using SnnConvertAnalogBase::SnnConvertAnalogBase;

  /// A network in which nothing spikes is meant as it is.
  static bool hasSpikes(snn::NetworkOp network) {
    auto isSpikes = [](Type type) { return isa<snn::SpikesType>(type); };
    return llvm::any_of(network.getArgumentTypes(), isSpikes) ||
           llvm::any_of(network.getBody().front(),
                        [&](Operation &op) { return llvm::any_of(op.getResultTypes(), isSpikes); });
  }

  FailureOr<Options> readOptions() {
    Options options{threshold, biasRescaling, std::nullopt};
    auto isPositive = [](double value) { return value > 0 && std::isfinite(value); };
    if (!isPositive(options.threshold))
      return causedBy(FailureCause::Usage, getOperation().emitError())
             << "threshold must be greater than 0, is " << options.threshold;
    if (!isPositive(options.biasRescaling))
      return causedBy(FailureCause::Usage, getOperation().emitError())
             << "bias-rescaling must be greater than 0, is " << options.biasRescaling;
    if (lowerBound == "none")
      return options;
    double bound;
    if (StringRef(lowerBound).getAsDouble(bound) || !(bound <= 0) || !std::isfinite(bound))
      return causedBy(FailureCause::Usage, getOperation().emitError())
             << "lower-bound must be a number of at most 0, or none, is '" << lowerBound.getValue() << "'";
    options.lowerBound = bound;
    return options;
  }

  void runOnOperation() override {
    FailureOr<Options> options = readOptions();
    if (failed(options))
      return signalPassFailure();
    for (auto network : getOperation().getOps<snn::NetworkOp>()) {
      if (!hasSpikes(network))
        continue;
      if (failed(Converter(network, *options).run()))
        return signalPassFailure();
      nameLayers(network);
    }
  }
};
} // namespace

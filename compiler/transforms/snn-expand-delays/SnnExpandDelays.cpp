//===- SnnExpandDelays.cpp - delays that an edge can be -------------------===//

#include "compiler/transforms/snn-expand-delays/SnnExpandDelays.h"
#include "compiler/analysis/SpikeBounds.h"
#include "compiler/analysis/SpikePaths.h"
#include "dialect/snn/Elements.h"
#include "dialect/snn/SnnDialect.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Remarks.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/DebugLog.h"

using namespace mlir;
using namespace snnc;

#define DEBUG_TYPE "snn-expand-delays"

#define GEN_PASS_DEF_SNNEXPANDDELAYS
namespace snnc {
#include "compiler/transforms/snn-expand-delays/SnnExpandDelays.h.inc"
} // namespace snnc

namespace {
class Expander {
public:
  Expander(snn::NetworkOp network, TargetAttrInterface target)
      : network(network), target(target), limits(target.getLimits()), capacity(target.getRelayCapacity()),
        builder(network.getOutput()) {
    unsigned index = 0;
    network.walk([&](snn::StatefulOpInterface layer) {
      std::string name = layer.getLayerName().str();
      names[layer->getResult(0)] = name.empty() ? "layer" + std::to_string(index) : name;
      takenNames.insert(names[layer->getResult(0)]);
      ++index;
    });
    taken.layers = index;
    for (BlockArgument input : network.getArguments()) {
      auto name = network.getArgAttrOfType<StringAttr>(input.getArgNumber(), snn::SnnDialect::kNameAttr);
      snn::EncoderOpInterface encoder = snn::getEncoder(network, input.getArgNumber());
      names[encoder ? encoder.getEncoderResult() : Value(input)] =
          name ? name.str() : "input" + std::to_string(input.getArgNumber());
    }
  }

  LogicalResult run() {
    SmallVector<snn::DelayOp> delays(network.getBody().front().getOps<snn::DelayOp>());
    // All are looked at before any is replaced, so that what is followed is the network as it was.
    SmallVector<Value> replacements;
    for (snn::DelayOp delay : delays) {
      FailureOr<Value> replacement = delayed(delay.getSource(), delay.getSteps(), delay);
      if (failed(replacement))
        return failure();
      replacements.push_back(*replacement);
    }
    for (auto [delay, replacement] : llvm::zip_equal(delays, replacements))
      delay.getResult().replaceAllUsesWith(replacement);
    for (snn::DelayOp delay : delays)
      delay.erase();
    for (OpOperand &output : network.getOutput()->getOpOperands()) {
      FailureOr<Value> value = undelayed(output.get());
      if (failed(value))
        return failure();
      output.set(*value);
    }
    eraseDead();
    LDBG() << network.getSymName() << ": " << delays.size() << " delays, " << numRelays << " relays";
    if (numRelays)
      remark::passed(network.getLoc(), remark::RemarkOpts::name("relays").category(DEBUG_TYPE))
          << remark::metric("relays", numRelays) << remark::metric("stateWords", taken.stateWords);
    return success();
  }

private:
  /// What `spikes` were `steps` steps ago.
  FailureOr<Value> delayed(Value spikes, int64_t steps, snn::DelayOp reason) {
    auto known = delays.find({spikes, steps});
    if (known != delays.end())
      return known->second;
    FailureOr<Value> result = failure();
    if (isOrigin(spikes)) {
      FailureOr<Value> relayed = steps > 1 ? relay(spikes, steps - 1, reason) : spikes;
      if (failed(relayed))
        return failure();
      result = snn::DelayOp::create(builder, reason.getLoc(), *relayed, uint64_t(1)).getResult();
    } else if (auto delay = spikes.getDefiningOp<snn::DelayOp>()) {
      result = delayed(delay.getSource(), steps + int64_t(delay.getSteps()), reason);
    } else {
      result = cloneOnto(spikes, [&](Value source) { return delayed(source, steps, reason); });
    }
    if (succeeded(result))
      delays[{spikes, steps}] = *result;
    return result;
  }

  /// The same as `spikes` with a relay for each delay on its way; itself where there is none.
  FailureOr<Value> undelayed(Value spikes) {
    if (!isa<snn::SpikesType>(spikes.getType()) || isOrigin(spikes))
      return spikes;
    if (auto delay = spikes.getDefiningOp<snn::DelayOp>()) {
      auto [origin, steps] = relayed.lookup_or(delay.getSource(), std::pair(delay.getSource(), int64_t(0)));
      return relay(origin, steps + 1, delay);
    }
    if (auto known = outputs.find(spikes); known != outputs.end())
      return known->second;
    FailureOr<Value> result = cloneOnto(spikes, [&](Value source) { return undelayed(source); });
    if (succeeded(result))
      outputs[spikes] = *result;
    return result;
  }

  /// The layer without state that makes `spikes` on other sources; itself where they are its own.
  FailureOr<Value> cloneOnto(Value spikes, function_ref<FailureOr<Value>(Value)> sourceOf) {
    Operation *op = spikes.getDefiningOp();
    SmallVector<Value> sources;
    for (Value source : op->getOperands()) {
      FailureOr<Value> other = sourceOf(source);
      if (failed(other))
        return failure();
      sources.push_back(*other);
    }
    if (llvm::equal(sources, op->getOperands()))
      return spikes;
    Operation *copy = builder.clone(*op);
    copy->setOperands(sources);
    return copy->getResult(0);
  }

  /// The relay that fires what `origin` did `steps` steps ago, made with all before it. Relays stand at the end of the
  /// network, so that no layer without a name is counted anew.
  FailureOr<Value> relay(Value origin, int64_t steps, snn::DelayOp reason) {
    SmallVector<Value> &chain = relays[origin];
    if (int64_t(chain.size()) >= steps)
      return chain[steps - 1];
    if (cast<snn::SpikesType>(origin.getType()).getIsSigned())
      return reason.emitError() << "snn-expand-delays: a delay of several steps takes relays, which fire no negative "
                                << "spikes; '" << names[origin] << "' is signed. Of one step it would fit";
    std::optional<int64_t> bound = countBoundOf(origin);
    if (!bound || *bound > limits.maxCount) {
      InFlightDiagnostic diagnostic = reason.emitError() << "snn-expand-delays: a delay of several steps, or before an "
                                                         << "output, takes relays that fire up to " << limits.maxCount
                                                         << " spikes a step on target " << target.getTargetName()
                                                         << ", '" << names[origin] << "' has ";
      if (bound)
        return diagnostic << "up to " << *bound << "; a smaller max_count there would fit";
      return diagnostic << "no bound; run snn-quantize first";
    }
    if (failed(reserve(steps - int64_t(chain.size()), origin.getType(), reason)))
      return failure();
    while (int64_t(chain.size()) < steps) {
      Value spikes =
          createRelay(chain.empty() ? origin : chain.back(), names[origin], chain.size() + 1, *bound, reason);
      chain.push_back(spikes);
      relayed[spikes] = {origin, int64_t(chain.size())};
    }
    return chain[steps - 1];
  }

  /// Refuses relays that the target has no room for, before any of them is made.
  LogicalResult reserve(int64_t relays, Type spikes, snn::DelayOp reason) {
    int64_t words = target.getRelayStateWords(snn::getShape(spikes));
    taken.layers += relays;
    taken.stateWords = words > (capacity.stateWords - taken.stateWords) / relays ? capacity.stateWords + 1
                                                                                 : taken.stateWords + relays * words;
    numRelays += relays;
    if (taken.layers <= capacity.layers && taken.stateWords <= capacity.stateWords)
      return success();
    InFlightDiagnostic diagnostic = reason.emitError() << "snn-expand-delays: a delay of several steps, or before an "
                                                          "output, takes a relay layer a step, here "
                                                       << relays << " more; ";
    if (taken.layers > capacity.layers)
      return diagnostic << "with all others there are " << taken.layers << " layers, target " << target.getTargetName()
                        << " holds " << capacity.layers << "; a shorter delay would fit";
    return diagnostic << "each takes " << words << " words of state, all cores of target " << target.getTargetName()
                      << " have " << capacity.stateWords
                      << "; a shorter delay, or one where the frames are smaller, would fit";
  }

  Value createRelay(Value source, const std::string &name, size_t number, int64_t maxCount, snn::DelayOp reason) {
    Location loc = reason.getLoc();
    ArrayRef<int64_t> shape = snn::getShape(source.getType());
    Type stateType = builder.getIntegerType(limits.stateBits);
    Value late = snn::DelayOp::create(builder, loc, source, uint64_t(1)).getResult();
    Value current = snn::IdentityOp::create(builder, loc, RankedTensorType::get(shape, stateType), late, ElementsAttr(),
                                            ElementsAttr())
                        .getCurrent();
    std::string layer = name + ".delay" + std::to_string(number);
    while (!takenNames.insert(layer).second)
      layer += "'";
    auto all = [&](int64_t value) {
      return snn::makeElements<int64_t>(RankedTensorType::get(shape.front(), stateType),
                                        std::vector<int64_t>(shape.front(), value), layer);
    };
    snn::NeuronParameters parameters;
    parameters.threshold = all(1);
    parameters.lowerBound = all(0);
    // As many as can come in: what reads the relay is proved with this bound.
    parameters.maxCount = maxCount;
    return snn::IntegrateFireOp::create(builder, loc, current, parameters, builder.getStringAttr(layer)).getSpikes();
  }

  /// Drops layers without state that nobody reads any more.
  void eraseDead() {
    for (bool changed = true; changed;) {
      changed = false;
      for (Operation &op : llvm::make_early_inc_range(llvm::reverse(network.getBody().front())))
        if (op.getNumResults() && op.use_empty() && isa<snn::SpikesType>(op.getResult(0).getType()) &&
            !isOrigin(op.getResult(0))) {
          op.erase();
          changed = true;
        }
    }
  }

  snn::NetworkOp network;
  TargetAttrInterface target;
  TargetLimits limits;
  RelayCapacity capacity, taken; ///< `taken`: the layers of the network and the relays, the state words of the relays
  OpBuilder builder;
  llvm::DenseMap<Value, std::string> names; ///< of the origins
  llvm::StringSet<> takenNames;             ///< of layers
  int64_t numRelays = 0;
  llvm::DenseMap<std::pair<Value, int64_t>, Value> delays;
  llvm::DenseMap<Value, Value> outputs;                     ///< with relays for delays
  llvm::DenseMap<Value, SmallVector<Value>> relays;         ///< of each origin, by steps
  llvm::DenseMap<Value, std::pair<Value, int64_t>> relayed; ///< what a relay delays, and by how much
};

struct SnnExpandDelays : public snnc::impl::SnnExpandDelaysBase<SnnExpandDelays> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    TargetAttrInterface target = targetOf(module, "snn-expand-delays");
    if (!target)
      return signalPassFailure();
    for (auto network : module.getOps<snn::NetworkOp>())
      if (failed(Expander(network, target).run()))
        return signalPassFailure();
  }
};
} // namespace

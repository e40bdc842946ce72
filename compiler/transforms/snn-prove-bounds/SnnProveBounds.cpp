//===- SnnProveBounds.cpp - no step can wrap ------------------------------===//

#include "compiler/transforms/snn-prove-bounds/SnnProveBounds.h"
#include "compiler/analysis/ForEachRun.h"
#include "compiler/analysis/IntegerForm.h"
#include "compiler/analysis/Leak.h"
#include "compiler/analysis/NeuronInputs.h"
#include "compiler/analysis/SpikeBounds.h"
#include "compiler/diagnostics/FailureCause.h"
#include "dialect/snn/Elements.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Remarks.h"
#include "llvm/Support/DebugLog.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace snnc;

#define DEBUG_TYPE "snn-prove-bounds"

#define GEN_PASS_DEF_SNNPROVEBOUNDS
namespace snnc {
#include "compiler/transforms/snn-prove-bounds/SnnProveBounds.h.inc"
} // namespace snnc

namespace {
/// The inflow of one channel, and where it is reached. Where neurons keep a synaptic current, it is what flows in from
/// that: the greatest that it reaches.
struct ChannelInflow {
  int64_t positive = 0, negative = 0;
  std::array<int64_t, 2> positiveAt, negativeAt; ///< (y, x)
};

/// Proves one layer: a neuron operation with the synapses that feed it.
class LayerProof {
public:
  LayerProof(snn::NeuronOpInterface neuron, unsigned stateBits)
      : neuron(neuron), parameters(neuron.getNeuronParameters()), stateBits(stateBits),
        stateMax((int64_t(1) << (stateBits - 1)) - 1), stateMin(-stateMax - 1) {}

  LogicalResult run() {
    channels = snn::getShape(neuron.getNeuronCurrent().getType()).front();
    if (failed(measure()))
      return failure();
    if (parameters.isReadout) {
      if (failed(proveRange()))
        return failure();
    } else {
      if (!parameters.lowerBound)
        chooseLowerBound();
      if (failed(proveUpper()) || failed(proveLower()))
        return failure();
    }
    OpBuilder builder(neuron);
    snn::NeuronOpInterface proved = neuron.cloneNeuron(builder, neuron.getNeuronCurrent(), parameters);
    neuron.getNeuronSpikes().replaceAllUsesWith(proved.getNeuronSpikes());
    int64_t upper = parameters.upper.value_or(snn::valuesOf<int64_t>(parameters.threshold).front());
    LDBG() << proved.getLayerName() << ": upper " << upper << ", fan-in " << fanIn;
    remark::passed(proved->getLoc(),
                   remark::RemarkOpts::name("proved").category(DEBUG_TYPE).function(proved.getLayerName()))
        << remark::metric("upper", upper) << remark::metric("fanIn", fanIn) << remark::metric("countBound", countBound);
    neuron->erase();
    return success();
  }

private:
  LogicalResult measure() {
    FailureOr<SmallVector<snn::SynapseOpInterface>> synapses = synapsesOf(neuron);
    if (failed(synapses))
      return failure();
    threshold = snn::valuesOf<int64_t>(parameters.threshold);
    decay = snn::valuesOf<int64_t>(parameters.decay);
    decay.resize(channels, snn::kDecayOne);
    inflows.resize(channels);
    LayerInputs inputs(*synapses);
    std::vector<int64_t> bounds;
    for (const SpikeOrigin &origin : inputs.origins()) {
      FailureOr<int64_t> bound = boundOf(origin.spikes);
      if (failed(bound))
        return failure();
      bounds.push_back(*bound);
    }
    std::vector<KernelReader> weights;
    std::vector<int64_t> bias(inflows.size());
    for (snn::SynapseOpInterface synapse : *synapses) {
      weights.emplace_back(synapse);
      for (auto [sum, value] : llvm::zip(bias, snn::valuesOf<int64_t>(synapse.getSynapseBias())))
        sum += value;
      countBound = std::max(countBound, countBoundOf(synapse.getSource()).value_or(0));
      fanIn += synapse.getConvolution().fanIn();
    }
    std::vector<int64_t> currentDecay = snn::valuesOf<int64_t>(parameters.currentDecay);
    LayerInflow inflow(inputs, bounds);
    forEachRun(neuron.getContext(), int64_t(inflows.size()), [&](int64_t begin, int64_t end) {
      std::vector<std::vector<double>> room;
      for (const KernelReader &reader : weights)
        room.emplace_back(reader.fanIn());
      for (int64_t c = begin; c < end; ++c) {
        for (auto [reader, kernel] : llvm::zip_equal(weights, room))
          reader.read(c, kernel);
        Inflow greatest = inflow.of(c, SmallVector<ArrayRef<double>>(room.begin(), room.end()));
        // Far beyond any potential it is enough that it is beyond.
        auto whole = [](double inflow) { return int64_t(std::min(inflow, 0x1p60)); };
        inflows[c] = {whole(greatest.positive) + std::max<int64_t>(bias[c], 0),
                      whole(greatest.negative) + std::max<int64_t>(-bias[c], 0), greatest.positiveAt,
                      greatest.negativeAt};
        if (!currentDecay.empty())
          for (int64_t *sum : {&inflows[c].positive, &inflows[c].negative})
            *sum = currentBound(*sum, currentDecay[c]).value_or(-1);
      }
    });
    for (auto [c, sums] : llvm::enumerate(inflows))
      if (sums.positive < 0 || sums.negative < 0)
        return neuron->emitError() << "snn-prove-bounds: the synaptic current of channel " << c
                                   << " does not leak (current_decay is " << snn::kDecayOne
                                   << "), so nothing bounds it; a time constant below " << snn::kDecayOne
                                   << " steps would fit";
    return success();
  }

  FailureOr<int64_t> boundOf(Value origin) {
    Operation *uncapped = nullptr;
    std::optional<int64_t> bound = countBoundOf(origin, &uncapped);
    if (bound)
      return *bound;
    InFlightDiagnostic diagnostic = neuron->emitError()
                                    << "snn-prove-bounds: the spike counts that come in are not bounded";
    if (uncapped)
      diagnostic.attachNote(uncapped->getLoc()) << "this layer has no max_count";
    else
      diagnostic.attachNote(origin.getLoc()) << "they come from what is no layer of spikes";
    return failure();
  }

  void chooseLowerBound() {
    // What flows in comes to what a decay has left.
    int64_t depth = -stateMin;
    for (auto [c, inflow] : llvm::enumerate(inflows))
      depth = std::min(depth, greatestLeaving(-stateMin - inflow.negative, decay[c], -stateMin));
    int64_t lower = std::min<int64_t>(-depth, 0);
    auto type = cast<RankedTensorType>(parameters.threshold.getShapedType());
    parameters.lowerBound =
        snn::makeElements<int64_t>(type, std::vector<int64_t>(threshold.size(), lower), "lower_bound");
    neuron->emitRemark() << "snn-prove-bounds: the layer has no lower bound and gets the lowest safe one, " << lower;
  }

  InFlightDiagnostic refuse(size_t channel, std::array<int64_t, 2> at) {
    return neuron->emitError() << "snn-prove-bounds: neuron (" << channel << ", " << at[0] << ", " << at[1]
                               << ") can wrap in one step: fan-in " << fanIn << ", counts up to " << countBound << ": ";
  }

  /// What would hold a potential of `value`, or of -1 - `value`, as a remedy. Nothing where sums are not told apart any
  /// more.
  std::string moreBits(int64_t value) const {
    int64_t missing = int64_t(llvm::Log2_64(uint64_t(value))) + 2 - stateBits;
    if (value >= int64_t(1) << 40)
      return "";
    return std::to_string(missing) + (missing == 1 ? " more bit" : " more bits") + " of state, ";
  }

  /// Potentials that nothing takes from but their decay: the greatest that they reach is their range.
  LogicalResult proveRange() {
    std::vector<int64_t> range(channels);
    for (auto [c, inflow] : llvm::enumerate(inflows)) {
      std::optional<int64_t> up = currentBound(inflow.positive, decay[c]),
                             down = currentBound(inflow.negative, decay[c]);
      if (!up || !down)
        return neuron->emitError() << "snn-prove-bounds: the potential of channel " << c
                                   << " does not leak (its decay is " << snn::kDecayOne
                                   << "), so nothing bounds it; a time constant below " << snn::kDecayOne
                                   << " steps would fit";
      bool isUp = *up >= *down;
      int64_t greatest = isUp ? *up : *down;
      if (greatest > stateMax)
        return refuse(c, isUp ? inflow.positiveAt : inflow.negativeAt)
               << "up to " << (isUp ? inflow.positive : inflow.negative)
               << " come to the potential in a step, and it leaks "
               << "so little that it reaches " << greatest << ", more than " << stateMax << " by "
               << greatest - stateMax << "; " << moreBits(greatest)
               << "smaller weights, counts or time constants would fit";
      range[c] = std::max<int64_t>(greatest, 1);
    }
    auto type = RankedTensorType::get(channels, getElementTypeOrSelf(neuron.getNeuronCurrent().getType()));
    parameters.threshold = snn::makeElements<int64_t>(type, range, "range");
    return success();
  }

  LogicalResult proveUpper() {
    parameters.upper = stateMax;
    size_t worst = 0;
    for (auto [c, inflow] : llvm::enumerate(inflows))
      if (int64_t upper = greatestLeaving(stateMax - inflow.positive, decay[c], stateMax); upper < *parameters.upper) {
        parameters.upper = upper;
        worst = c;
      }
    auto highest = llvm::max_element(threshold);
    int64_t needed = *highest - 1 + (parameters.compare == snn::Compare::Greater);
    int64_t left = leftOf(needed, decay[worst]), greatest = inflows[worst].positive;
    if (*parameters.upper < needed)
      return refuse(worst, inflows[worst].positiveAt)
             << greatest << " can flow in above a potential of " << left << " in channel "
             << highest - threshold.begin() << ", together more than " << stateMax << " by "
             << left + greatest - stateMax << "; " << moreBits(left + greatest)
             << "smaller weights, counts or thresholds would fit";
    return success();
  }

  LogicalResult proveLower() {
    std::vector<int64_t> lower = snn::valuesOf<int64_t>(parameters.lowerBound),
                         subtract = snn::valuesOf<int64_t>(parameters.subtract);
    size_t worst = 0;
    std::vector<int64_t> lowest(inflows.size());
    for (auto [c, inflow] : llvm::enumerate(inflows)) {
      int64_t fires = threshold[c] + (parameters.compare == snn::Compare::Greater);
      int64_t subtracted = subtract.empty() ? threshold[c] : subtract[c];
      lowest[c] = lower[c];
      if (parameters.reset == snn::Reset::Subtract)
        lowest[c] = std::min(lowest[c], parameters.maxCount.value_or(1) * (fires - subtracted));
      lowest[c] = leftOf(lowest[c], decay[c]);
      if (lowest[c] - inflow.negative < lowest[worst] - inflows[worst].negative)
        worst = c;
    }
    int64_t sum = lowest[worst] - inflows[worst].negative;
    if (sum < stateMin)
      return refuse(worst, inflows[worst].negativeAt)
             << inflows[worst].negative << " can flow out below a potential of " << lowest[worst]
             << ", together less than " << stateMin << " by " << stateMin - sum << "; " << moreBits(-1 - sum)
             << "smaller weights, counts or a higher lower bound would fit";
    return success();
  }

  snn::NeuronOpInterface neuron;
  snn::NeuronParameters parameters;
  int64_t stateBits, stateMax, stateMin;
  int64_t countBound = 0, fanIn = 0, channels = 0;
  std::vector<int64_t> threshold;
  std::vector<int64_t> decay; ///< 4096 where nothing leaks
  std::vector<ChannelInflow> inflows;
};

struct SnnProveBounds : public snnc::impl::SnnProveBoundsBase<SnnProveBounds> {
  void runOnOperation() override {
    SmallVector<snn::NeuronOpInterface> neurons;
    getOperation().walk([&](snn::NeuronOpInterface neuron) { neurons.push_back(neuron); });
    // A network in integers can be proved before a chip is chosen.
    auto target = getOperation()->getAttrOfType<TargetAttrInterface>(snn::SnnDialect::kTargetAttr);
    bool refused = false; // all layers are told in one run
    for (auto network : getOperation().getOps<snn::NetworkOp>())
      if (std::optional<std::string> why = whyNothingToCompile(network)) {
        causedBy(FailureCause::Input, network.emitError()) << "snn-prove-bounds: " << *why;
        refused = true;
      }
    for (snn::NeuronOpInterface neuron : neurons)
      refused |= failed(prove(neuron, target));
    if (refused)
      signalPassFailure();
  }

  static LogicalResult prove(snn::NeuronOpInterface neuron, TargetAttrInterface target) {
    Type element = getElementTypeOrSelf(neuron.getNeuronCurrent().getType());
    if (!element.isInteger())
      return causedBy(FailureCause::Input, neuron->emitError())
             << "snn-prove-bounds: the network is in float; run snn-quantize first";
    if (std::optional<std::string> why = target ? target.whyNot(neuron) : std::nullopt)
      return neuron->emitError() << *why;
    if (!isa<snn::IntegrateFireOp, snn::IntegrateOp>(neuron) || neuron.getNeuronParameters().signedSpikes)
      return neuron->emitError()
             << "snn-prove-bounds: only integrate-and-fire neurons without signed spikes are proved";
    return LayerProof(neuron, element.getIntOrFloatBitWidth()).run();
  }
};
} // namespace

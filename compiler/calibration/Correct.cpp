//===- Correct.cpp - thresholds and biases that keep the rates ------------===//

#include "compiler/calibration/Correct.h"
#include "compiler/analysis/NeuronInputs.h"
#include "compiler/pipeline/Pipeline.h"
#include "dialect/snn/Elements.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Diagnostics.h"
#include "support/progress/Progress.h"

using namespace mlir;
using namespace snnc;

/// As many spikes speak for what a channel is as those that it fired: the rate of one that hardly fires is left alone.
static constexpr double priorSpikes = 16;
/// A threshold is moved no further than to half, or to twice of what it is.
static constexpr double greatestFactor = 2;

/// `attribute` with other values.
static ElementsAttr withValues(ElementsAttr attribute, ArrayRef<double> values, StringRef name) {
  return snn::makeElements<double>(cast<RankedTensorType>(attribute.getShapedType()), values, name);
}

std::optional<Correction> snnc::thresholdCorrection(const LayerRun &run) {
  Correction correction{run.layer, CorrectedParameter::Threshold, {}};
  for (auto [inFloat, integer] : llvm::zip_equal(run.channelSpikesFloat, run.channelSpikesInteger))
    correction.values.push_back(std::clamp((double(integer) + priorSpikes) / (double(inFloat) + priorSpikes),
                                           1 / greatestFactor, greatestFactor));
  if (llvm::all_of(correction.values, [](double factor) { return factor == 1; }))
    return std::nullopt;
  return correction;
}

std::optional<Correction> snnc::biasCorrection(const LayerRun &run, uint64_t steps) {
  Correction correction{run.layer, CorrectedParameter::Bias, {}};
  double neuronSteps = double(steps) * double(run.neurons) / double(run.channelSpikesFloat.size());
  for (auto [inFloat, integer] : llvm::zip_equal(run.channelSpikesFloat, run.channelSpikesInteger))
    correction.values.push_back((double(inFloat) - double(integer)) / neuronSteps);
  if (llvm::all_of(correction.values, [](double shift) { return shift == 0; }))
    return std::nullopt;
  return correction;
}

static void correctThreshold(snn::NeuronOpInterface neuron, ArrayRef<double> factors) {
  snn::NeuronParameters parameters = neuron.getNeuronParameters();
  auto scaled = [&](ElementsAttr attribute, StringRef name) -> ElementsAttr {
    if (!attribute)
      return attribute;
    std::vector<double> values = snn::valuesOf<double>(attribute);
    for (auto [value, factor] : llvm::zip_equal(values, factors))
      value *= factor;
    return withValues(attribute, values, name);
  };
  std::string name = neuron.getLayerName().str();
  parameters.threshold = scaled(parameters.threshold, name + ".threshold");
  parameters.subtract = scaled(parameters.subtract, name + ".subtract");
  OpBuilder builder(neuron);
  snn::NeuronOpInterface clone = neuron.cloneNeuron(builder, neuron.getNeuronCurrent(), parameters);
  neuron.getNeuronSpikes().replaceAllUsesWith(clone.getNeuronSpikes());
  neuron->erase();
}

/// The synapse of a layer whose bias can be moved: it has one, and no other layer reads its current.
static snn::SynapseOpInterface biasedSynapse(snn::NeuronOpInterface neuron) {
  FailureOr<SmallVector<snn::SynapseOpInterface>> synapses = synapsesOf(neuron);
  if (failed(synapses) || !neuron.getNeuronCurrent().hasOneUse())
    return nullptr;
  for (snn::SynapseOpInterface synapse : *synapses)
    if (synapse.getSynapseBias() && synapse.getCurrent().hasOneUse())
      return synapse;
  return nullptr;
}

static void correctBias(snn::NeuronOpInterface neuron, ArrayRef<double> shifts) {
  snn::SynapseOpInterface synapse = biasedSynapse(neuron);
  std::vector<double> bias = snn::valuesOf<double>(synapse.getSynapseBias());
  std::vector<double> threshold = snn::valuesOf<double>(neuron.getNeuronParameters().threshold);
  for (auto [value, shift, unit] : llvm::zip_equal(bias, shifts, threshold))
    value += shift * unit;
  OpBuilder builder(synapse);
  snn::SynapseOpInterface clone =
      synapse.cloneSynapse(builder, synapse.getSource(), synapse.getSynapseWeights(),
                           withValues(synapse.getSynapseBias(), bias, neuron.getLayerName().str() + ".bias"),
                           cast<RankedTensorType>(synapse.getCurrent().getType()).getElementType());
  synapse.getCurrent().replaceAllUsesWith(clone.getCurrent());
  synapse->erase();
}

static void apply(const Correction &correction, ModuleOp module) {
  snn::NeuronOpInterface neuron = findLayer(module, correction.layer);
  if (correction.parameter == CorrectedParameter::Threshold)
    correctThreshold(neuron, correction.values);
  else
    correctBias(neuron, correction.values);
}

namespace {
/// A network in float as it would be given to snn-quantize, and what comes of it: nothing where it cannot be quantised.
struct Trial {
  OwningOpRef<ModuleOp> inFloat;
  std::optional<std::vector<LayerRun>> layers;

  /// How far the spike counts of all layers are from those in float; every layer counts alike.
  double difference() const {
    double sum = 0;
    for (const LayerRun &layer : *layers)
      sum += double(layer.spikesDifferent) / double(std::max<uint64_t>(1, layer.spikesFloat));
    return sum;
  }
};

class RateCorrection {
public:
  RateCorrection(ModuleOp exact, ArrayRef<Phase> phases, SpikeBaseline &baseline, const ExecutionOptions &execution)
      : phases(phases), baseline(baseline), execution(execution), best{exact.clone(), {}} {}

  Failure run(std::vector<Correction> &corrections) {
    if (Failure failure = measure(best))
      return failure;
    size_t layers = best.layers ? best.layers->size() : 0;
    Progress shown("correction", layers, execution.quiet);
    for (size_t layer = 0; layer < layers; ++layer) {
      if (Failure failure = correctLayer(layer, corrections))
        return failure;
      shown.advance(layer + 1);
    }
    return Failure::none();
  }

  OwningOpRef<ModuleOp> takeCorrected() { return std::move(best.inFloat); }

private:
  Failure measure(Trial &trial) {
    OwningOpRef<ModuleOp> integers = trial.inFloat->clone();
    {
      // What stands against the network the compilation itself will say.
      ScopedDiagnosticHandler silent(integers->getContext(), [](Diagnostic &) { return success(); });
      if (failed(quantize(*integers)))
        return Failure::none();
    }
    return baseline.compare(*integers, execution.threadCount(), trial.layers.emplace());
  }

  LogicalResult quantize(ModuleOp module) {
    for (const Phase &phase : phases)
      if (runPhase(module, phase) != FailureCause::None)
        return failure();
    return success();
  }

  SmallVector<Correction> possibleCorrections(size_t layer) {
    const LayerRun &run = (*best.layers)[layer];
    SmallVector<Correction> possible;
    if (std::optional<Correction> correction = thresholdCorrection(run))
      possible.push_back(std::move(*correction));
    if (biasedSynapse(findLayer(*best.inFloat, run.layer)))
      if (std::optional<Correction> correction = biasCorrection(run, baseline.steps()))
        possible.push_back(std::move(*correction));
    return possible;
  }

  /// Keeps the correction that brings the network nearest to what it is in float, if one does.
  Failure correctLayer(size_t layer, std::vector<Correction> &corrections) {
    SmallVector<Correction> possible = possibleCorrections(layer);
    OwningOpRef<ModuleOp> before = best.inFloat->clone();
    const Correction *kept = nullptr;
    for (const Correction &correction : possible) {
      Trial trial{before->clone(), {}};
      apply(correction, *trial.inFloat);
      if (Failure failure = measure(trial))
        return failure;
      if (!trial.layers || trial.difference() >= best.difference())
        continue;
      best = std::move(trial);
      kept = &correction;
    }
    if (kept)
      corrections.push_back(*kept);
    return Failure::none();
  }

  ArrayRef<Phase> phases;
  SpikeBaseline &baseline;
  const ExecutionOptions &execution;
  Trial best;
};
} // namespace

Failure snnc::correctRates(OwningOpRef<ModuleOp> &module, ArrayRef<Phase> phases, SpikeBaseline &baseline,
                           const ExecutionOptions &execution, std::vector<Correction> &corrections) {
  RateCorrection correction(*module, phases, baseline, execution);
  if (Failure failure = correction.run(corrections))
    return failure;
  module = correction.takeCorrected();
  return Failure::none();
}

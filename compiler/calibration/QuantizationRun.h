//===- QuantizationRun.h - what quantisation did on recordings --*- C++ -*-===//
#ifndef SNNC_COMPILER_CALIBRATION_QUANTIZATIONRUN_H
#define SNNC_COMPILER_CALIBRATION_QUANTIZATIONRUN_H

#include "compiler/execution/Workload.h"
#include "dialect/snn/SnnInterfaces.h"
#include "mlir/IR/BuiltinOps.h"
#include "sim/engine/Prediction.h"

namespace snnc {

/// One layer in float and in integers on the same recordings.
struct LayerRun {
  std::string layer;
  uint64_t spikesFloat = 0, spikesInteger = 0;
  std::vector<uint64_t> channelSpikesFloat, channelSpikesInteger;
  /// Over samples and neurons, by how much the neuron's spikes of the sample differ.
  uint64_t spikesDifferent = 0;
  uint64_t neurons = 0;
  uint64_t silentFloat = 0, silentInteger = 0; ///< neurons without a spike in all samples
  /// Neurons that in some step would have fired more often than the layer's cap; in float they do.
  uint64_t saturatedFloat = 0, saturatedInteger = 0;
  double signal = 0, noise = 0;          ///< squares of potentials in float, and of their error, summed up
  std::optional<sim::Moment> divergence; ///< the first step of the first sample whose spike counts differ
  std::optional<uint64_t> correctAlone;  ///< samples that are right if this layer alone is quantised
};

struct QuantizationRun {
  uint64_t samples = 0, steps = 0;
  sim::PredictedOutput predicted; ///< which predictions are of
  sim::PredictionCounts inFloat, integer;
  std::vector<LayerRun> layers; ///< of both networks, in the order of the integer one
};

/// The layer of neurons of this name; nothing where there is none.
snn::NeuronOpInterface findLayer(mlir::ModuleOp module, llvm::StringRef name);

/// Runs `inFloat` (as it was before snn-quantize) and `integers` side by side on the recordings. The same at any number
/// of threads.
Failure runQuantization(mlir::ModuleOp inFloat, mlir::ModuleOp integers, const InputOptions &input,
                        const ExecutionOptions &execution, QuantizationRun &result);

/// Runs `inFloat` once for each layer, with that layer's `integers`, and notes in `result` how many samples are right.
/// Nothing is run where `result` says that the recordings have no labels.
Failure runLayersAlone(mlir::ModuleOp inFloat, mlir::ModuleOp integers, const InputOptions &input,
                       const ExecutionOptions &execution, QuantizationRun &result);

} // namespace snnc

#endif // SNNC_COMPILER_CALIBRATION_QUANTIZATIONRUN_H

//===- SpikeStatistics.h - what calibration saw -----------------*- C++ -*-===//
//
// Calibration runs a network in float and notes in the module how active it was: `snn.calibration` on each layer with
// spikes, and on the network for its inputs. What layers that route spikes make of it follows here.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_ANALYSIS_SPIKESTATISTICS_H
#define SNNC_COMPILER_ANALYSIS_SPIKESTATISTICS_H

#include "dialect/snn/SnnOps.h"
#include <optional>
#include <vector>

namespace snnc {

/// Of the spike counts of one step, one entry for each element in row-major order.
struct SpikeStatistics {
  std::vector<double> mean, variance;
};

/// Of the potentials of a channel that leaks.
struct PotentialStatistics {
  double lowest = 0;    ///< before the lower bound acts, if there is one
  double magnitude = 0; ///< what is typical of those that decay: mean square over mean magnitude
};

/// What the calibration attribute holds of a layer or an input.
struct CalibrationRecord {
  SpikeStatistics statistics;
  std::vector<int64_t> histogram; ///< neuron steps with 0, 1, ... 15 spikes, and with more
  /// Of each channel of a layer that leaks; else empty.
  std::vector<PotentialStatistics> potentials = {};
};
constexpr unsigned calibrationCounts = 17;

/// Attaches the records: `layers` one for each stateful layer in the order of the text, `inputs` one for each network
/// input, and the mean number of steps of a sample.
void attachCalibration(snn::NetworkOp network, llvm::ArrayRef<CalibrationRecord> layers,
                       llvm::ArrayRef<CalibrationRecord> inputs, double steps);
/// Keeps of the records how many neurons of each row and column of a layer or an input spike in a step, as
/// `snn.row_rates` and `snn.column_rates`.
void noteSpikeRates(snn::NetworkOp network);
/// Takes all of them away again.
void removeCalibration(snn::NetworkOp network);

/// Mean steps of a sample of the calibration; nothing where there was none.
std::optional<double> calibrationStepsOf(snn::NetworkOp network);

/// The histogram of a layer; empty where there was no calibration.
std::vector<int64_t> calibrationHistogramOf(mlir::Operation *layer);

/// Of the potentials of each channel of a layer; empty where it does not leak, or there was no calibration.
std::vector<PotentialStatistics> calibrationPotentialsOf(mlir::Operation *layer);

/// Statistics of any value of spikes, elements taken to be independent where a pool or merge adds them. Nothing where
/// there was no calibration, or where a layer on the way is not followed.
std::optional<SpikeStatistics> statisticsOf(mlir::Value spikes);

/// The statistics that each weight of a synapse meets, mean over the output pixels: [group][fan-in]. Padding counts as
/// an input without spikes.
std::optional<SpikeStatistics> tapStatisticsOf(snn::SynapseOpInterface synapse);

} // namespace snnc

#endif // SNNC_COMPILER_ANALYSIS_SPIKESTATISTICS_H

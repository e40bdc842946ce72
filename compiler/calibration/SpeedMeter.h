//===- SpeedMeter.h - clock cycles that recordings take ---------*- C++ -*-===//
#ifndef SNNC_COMPILER_CALIBRATION_SPEEDMETER_H
#define SNNC_COMPILER_CALIBRATION_SPEEDMETER_H

#include "compiler/execution/Workload.h"

namespace snnc {

/// What recordings took.
struct Speed {
  uint64_t samples = 0, steps = 0, cycles = 0;
  /// The core that took in spikes or fired in most cycles, where that was asked for.
  sim::CycleReport::Core busiest = {};
  double cyclesPerStep() const { return double(cycles) / double(steps); }
};

/// Of the chip, used or not.
uint64_t coresOf(const Configuration &configuration);

/// How many recordings, and of each how many of the first steps.
struct Extract {
  uint64_t samples;
  uint32_t steps;
  /// So many recordings that have about `steps` steps together; on a large chip, whose every core takes its time, of
  /// fewer.
  static Extract of(const Configuration &configuration, uint64_t samples, uint64_t steps);
};

/// Runs configurations on some of the recordings of a calibration, on the engine that predicts cycles.
class SpeedMeter {
public:
  /// The recordings are those that `workload`, with networks and any configuration of the target, is given.
  static llvm::Expected<SpeedMeter> open(const Workload &workload, const InputOptions &input,
                                         const ExecutionOptions &execution);
  /// Nothing of a backend that has no such engine.
  static llvm::StringRef engineOf(const Backend &backend);

  /// The recordings are taken evenly from all, and all where there are fewer. The same at any number of threads.
  llvm::Expected<Speed> measure(const Configuration &configuration, const Extract &extract,
                                bool withBusiest = false) const;

private:
  SpeedMeter(std::unique_ptr<sim::NetworkStimulus> stimulus, unsigned threads)
      : stimulus(std::move(stimulus)), threads(threads) {}

  std::unique_ptr<sim::NetworkStimulus> stimulus;
  unsigned threads;
};

} // namespace snnc

#endif // SNNC_COMPILER_CALIBRATION_SPEEDMETER_H

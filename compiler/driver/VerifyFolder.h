//===- VerifyFolder.h - all engines of a folder in lockstep -----*- C++ -*-===//
#ifndef SNNC_COMPILER_DRIVER_VERIFYFOLDER_H
#define SNNC_COMPILER_DRIVER_VERIFYFOLDER_H

#include "compiler/driver/Engines.h"
#include "sim/mesh/chip/Coverage.h"
#include "sim/lockstep/Lockstep.h"

namespace snnc::driver {

struct Verification {
  sim::LockstepReport report;
  sim::Coverage coverage;
  std::vector<std::optional<uint32_t>> labels; ///< of each sample
};

/// Runs every engine that the workload has on the stimulus, side by side. The engines stop at the first difference.
llvm::Expected<Verification> verifyWorkload(Workload &workload, const sim::Stimulus &stimulus, const Waveform &waveform,
                                            const std::function<void(uint64_t)> &progress);

/// Runs the float and the integer network of the workload side by side: how far each layer is off, in the order of the
/// integer network.
llvm::Expected<std::vector<sim::LayerDeviation>> compareFloatToInteger(Workload &workload,
                                                                       const sim::Stimulus &stimulus);

/// The JSON result of `snnc verify`.
nlohmann::ordered_json describe(const Verification &verification);

} // namespace snnc::driver

#endif // SNNC_COMPILER_DRIVER_VERIFYFOLDER_H

//===- DifferenceFolder.h - all that a difference needs ---------*- C++ -*-===//
#ifndef SNNC_COMPILER_DRIVER_DIFFERENCEFOLDER_H
#define SNNC_COMPILER_DRIVER_DIFFERENCEFOLDER_H

#include "compiler/execution/Workload.h"
#include "sim/lockstep/Lockstep.h"

namespace snnc::driver {

/// What was verified, and where what is found goes.
struct DifferenceRequest {
  std::string directory; ///< that was verified
  std::string folder;    ///< to write
};

/// Writes what shows the first difference of a report again, and alone: the difference in full (`difference.txt`), the
/// neuron with its places and weights (`neuron.txt`), the sample's input up to the step (`input.npz`), the command that
/// verifies it alone (`replay.sh`), and of an engine with a clock the waveform of the last steps (`waves.fst`). What
/// cannot be had is said on stderr. Does nothing where there is no difference.
Failure writeDifference(Workload &workload, const sim::NetworkStimulus &stimulus, const sim::LockstepReport &report,
                        const DifferenceRequest &request);

} // namespace snnc::driver

#endif // SNNC_COMPILER_DRIVER_DIFFERENCEFOLDER_H

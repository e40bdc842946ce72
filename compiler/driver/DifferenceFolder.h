//===- DifferenceFolder.h - all that a difference needs ---------*- C++ -*-===//
#ifndef SNNC_COMPILER_DRIVER_DIFFERENCEFOLDER_H
#define SNNC_COMPILER_DRIVER_DIFFERENCEFOLDER_H

#include "compiler/execution/Workload.h"
#include "sim/lockstep/Lockstep.h"

namespace snnc::driver {

/// What was verified, and where what is found goes.
struct DifferenceRequest {
  const TargetRegistry &targets;
  std::string directory; ///< that was verified
  std::string folder;    ///< to write
};

/// Which part of the network's file the layer of a difference is, as a line; empty where that is not known.
std::string placeOf(const Workload &workload, const sim::Difference &difference);

/// Writes what leads from the first difference of a report to its cause:
///   difference.txt             the difference in full, and which part of the network's file it is in
///   neuron.txt                 the neuron with its places, parameters and fan-in
///   input.npz, replay.sh       the sample's input up to the step, and the command that verifies it alone
///   cut.mlir, cut.npz, replay-cut.sh   the network cut down around the neuron, what it gets, and the command that
///                              compiles and verifies it
///   cause.txt                  whether it differs again, and what in the configuration is not as compiled
///   waves.fst, waves.gtkw, waves.sucl   of an engine with a clock, the last steps, with views for GTKWave and Surfer
/// What cannot be had is said on stderr. Does nothing where there is no difference.
Failure writeDifference(Workload &workload, const sim::NetworkStimulus &stimulus, const sim::LockstepReport &report,
                        const DifferenceRequest &request);

} // namespace snnc::driver

#endif // SNNC_COMPILER_DRIVER_DIFFERENCEFOLDER_H

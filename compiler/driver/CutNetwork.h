//===- CutNetwork.h - a difference in a network of its own ------*- C++ -*-===//
#ifndef SNNC_COMPILER_DRIVER_CUTNETWORK_H
#define SNNC_COMPILER_DRIVER_CUTNETWORK_H

#include "compiler/execution/Workload.h"
#include "sim/lockstep/Lockstep.h"
#include "support/npy/Npy.h"

namespace snnc::driver {

/// The frames of one sample: [step][input].
using SampleSteps = std::vector<std::vector<sim::SpikeFrame>>;

/// What shows a difference with less around it.
struct CutNetwork {
  std::string text; ///< a module, that compiles
  NpzArrays input;
  std::string extent;                      ///< what it holds, in words
  std::string difference;                  ///< of its engines, once it was compiled anew; empty: they are equal
  std::array<uint32_t, 3> neuron{0, 0, 0}; ///< in it
};

/// An array of each input, [sample = 1][step][channel][row][column], of counts as small as they can be.
NpzArrays toArrays(const SampleSteps &steps, llvm::ArrayRef<sim::InputInfo> inputs);

/// Cuts the network in integers down around the neuron of a difference, compiles what is left anew and verifies it on
/// what it gets in `steps`: the least that differs again, else the least that compiles. `folder` holds the files that
/// are tried. Fails where nothing can be cut out; the message says why.
llvm::Expected<CutNetwork> cutNetwork(const TargetRegistry &targets, Workload &workload,
                                      const sim::Difference &difference, const SampleSteps &steps,
                                      const std::string &folder);

} // namespace snnc::driver

#endif // SNNC_COMPILER_DRIVER_CUTNETWORK_H

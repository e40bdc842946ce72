//===- CompareConfiguration.h - a configuration against its network -*- C++ -*-===//
#ifndef SNNC_COMPILER_DRIVER_COMPARECONFIGURATION_H
#define SNNC_COMPILER_DRIVER_COMPARECONFIGURATION_H

#include "compiler/execution/Workload.h"
#include "sim/lockstep/Lockstep.h"

namespace snnc::driver {

/// Compiles the networks of a folder again as its program.json says, and says in lines where its configuration is
/// another: of the neuron of a difference, and in the whole.
std::string compareConfiguration(const TargetRegistry &targets, const Workload &workload, const std::string &directory,
                                 const sim::Difference &difference);

} // namespace snnc::driver

#endif // SNNC_COMPILER_DRIVER_COMPARECONFIGURATION_H

//===- NetworkEntry.h - layers in the network's file ------------*- C++ -*-===//
#ifndef SNNC_COMPILER_DRIVER_NETWORKENTRY_H
#define SNNC_COMPILER_DRIVER_NETWORKENTRY_H

#include "compiler/execution/Workload.h"

namespace snnc::driver {

/// Which entry of a network's file (a node of a NIR file, a layer of a list) a layer of neurons is.
struct NetworkEntry {
  std::string file, name;
  std::vector<std::string> synapses; ///< entries that give its current

  /// "'spike2' of net.nir, its current from 'conv2'".
  std::string str() const;
};

/// The entry of a layer; nothing where the networks of the workload do not say.
std::optional<NetworkEntry> entryOf(const Workload &workload, llvm::StringRef layer);

/// The first layer of neurons that takes what an entry of the file gives: the layer of its name, where there is one.
/// Empty where there is no such entry.
std::string layerOfEntry(const Workload &workload, llvm::StringRef entry);

} // namespace snnc::driver

#endif // SNNC_COMPILER_DRIVER_NETWORKENTRY_H

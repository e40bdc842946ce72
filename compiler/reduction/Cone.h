//===- Cone.h - what a neuron depends on, cut out ---------------*- C++ -*-===//
#ifndef SNNC_COMPILER_REDUCTION_CONE_H
#define SNNC_COMPILER_REDUCTION_CONE_H

#include "dialect/snn/SnnOps.h"
#include "mlir/IR/OwningOpRef.h"
#include <array>
#include <vector>

namespace snnc {

/// How much is kept around a neuron, the least first.
enum class ConeExtent {
  Neuron, ///< the neuron alone and the window that it sees: what it gets comes from outside
  Layer,  ///< its layer, which gets what other layers give from outside
  Whole   ///< all layers up to the inputs of the network that it depends on
};

struct Cone {
  mlir::OwningOpRef<mlir::ModuleOp> module;
  /// Of each input of the network that was cut out, where its spikes come from in the whole network.
  struct Input {
    std::string name;
    std::string layer;  ///< a layer of neurons; empty: an input
    unsigned input = 0; ///< its number, of an input
  };
  std::vector<Input> inputs;
  std::array<uint32_t, 3> neuron; ///< channel, row, column in what was cut out
};

/// Cuts out of a network in integers what a neuron of a layer depends on; its layer keeps its name, and is the output.
/// Encoders are left out: their inputs get spikes. Nothing where the network has no such layer, or the neuron cannot be
/// had in this extent.
std::optional<Cone> cutCone(mlir::ModuleOp module, llvm::StringRef layer, std::array<uint32_t, 3> neuron,
                            ConeExtent extent);

} // namespace snnc

#endif // SNNC_COMPILER_REDUCTION_CONE_H

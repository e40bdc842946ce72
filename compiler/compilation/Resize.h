//===- Resize.h - a network with a smaller layer ----------------*- C++ -*-===//
//
// What a user could train instead of a network that does not fit. Weights and parameters are cut by position: such a
// network computes nothing of use, but takes what the one that would be trained takes.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_COMPILATION_RESIZE_H
#define SNNC_COMPILER_COMPILATION_RESIZE_H

#include "dialect/snn/SnnOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include <string>
#include <vector>

namespace snnc {

/// The convolution or linear connection that alone makes the current of a layer; null where there is none such, or
/// where it connects in groups.
snn::SynapseOpInterface findResizable(mlir::ModuleOp module, llvm::StringRef layer);

/// The layers of neurons whose spikes a layer sees, through pools and the like.
std::vector<std::string> layersBefore(mlir::ModuleOp module, llvm::StringRef layer);

/// A copy in which the layer has the first `channels` of its channels. Null where what lies behind cannot follow: an
/// output of the network, a layer that meets others.
mlir::OwningOpRef<mlir::ModuleOp> withChannels(mlir::ModuleOp module, llvm::StringRef layer, int64_t channels);

/// A copy in which the convolution of the layer has this stride; null as above, or where it is no convolution.
mlir::OwningOpRef<mlir::ModuleOp> withStride(mlir::ModuleOp module, llvm::StringRef layer, int64_t stride);

} // namespace snnc

#endif // SNNC_COMPILER_COMPILATION_RESIZE_H

//===- Patterns.h - the patterns of snn-simplify ----------------*- C++ -*-===//
//
// SnnSimplify.cpp has those of vectors and of factors for each channel; Convolutions.cpp those of frames.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_TRANSFORMS_SNNSIMPLIFY_PATTERNS_H
#define SNNC_COMPILER_TRANSFORMS_SNNSIMPLIFY_PATTERNS_H

#include "dialect/snn/SnnOps.h"
#include "mlir/IR/PatternMatch.h"

namespace snnc::simplify {

/// More products than this are not formed: the matrix would be larger than what it replaces is worth.
constexpr int64_t kMostProducts = int64_t(1) << 32;

std::vector<double> biasOf(snn::SynapseOpInterface synapse);

/// Whether the synapse gives a current in float: before quantisation.
bool isFloat(snn::SynapseOpInterface synapse);

/// Values named after the layer of the file that `op` was; null where there are none.
mlir::ElementsAttr makeFloats(mlir::Operation *op, llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<double> values,
                              llvm::StringRef what);

/// Convolutions in a row, and what routes a current between synapses.
void addConvolutionPatterns(mlir::RewritePatternSet &patterns);

} // namespace snnc::simplify

#endif // SNNC_COMPILER_TRANSFORMS_SNNSIMPLIFY_PATTERNS_H

//===- SynapseProduct.h - two synapses in a row as one ----------*- C++ -*-===//
//
// A synapse of the current of another one is one synapse, where one kernel says the same.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_ANALYSIS_SYNAPSEPRODUCT_H
#define SNNC_COMPILER_ANALYSIS_SYNAPSEPRODUCT_H

#include "dialect/snn/SnnOps.h"
#include <optional>
#include <string>

namespace snnc {

/// A convolution behind another one as one convolution: offsets of the taps add up, those of the outer one in strides
/// of the inner one. Of its padding, that of the inner one and so many strides.
snn::Convolution productOf(const snn::Convolution &inner, const snn::Convolution &outer);

/// Why no convolution does what `outer` does behind `inner`; nothing where `productOf` does it. It reads on from the
/// name of `inner`.
std::optional<std::string> whyNoProduct(snn::SynapseOpInterface inner, snn::SynapseOpInterface outer);

/// What a diagnostic calls a layer: its name in quotes where it has one, else the operation.
std::string describeLayer(mlir::Operation *layer);

} // namespace snnc

#endif // SNNC_COMPILER_ANALYSIS_SYNAPSEPRODUCT_H

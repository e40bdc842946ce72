//===- Needs.h - what a network takes at least, by its shapes ---*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_ANALYSIS_NEEDS_H
#define SNNC_BACKENDS_MESH_ANALYSIS_NEEDS_H

#include "dialect/mesh/MeshDialect.h"
#include "dialect/snn/SnnOps.h"

namespace snnc {

/// Reports, from shapes alone, every layer of neurons that no mapping brings onto the cores of `target`, and what all
/// layers together take more of than the chip has: coordinates and channels, the weights of a group of neurons, state
/// words, weight words, populations. No weight is read, so that the answer comes before quantisation; in float and in
/// integers it is the same. What it reports is certain; a network of which it reports nothing may still not fit.
/// `weightBits` are those that the network will be quantised to, 0: the target's.
llvm::LogicalResult reportNeeds(snn::NetworkOp network, mesh::TargetAttr target, int64_t weightBits = 0);

} // namespace snnc

#endif // SNNC_BACKENDS_MESH_ANALYSIS_NEEDS_H

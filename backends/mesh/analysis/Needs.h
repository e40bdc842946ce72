//===- Needs.h - what a network takes at least, by its shapes ---*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_ANALYSIS_NEEDS_H
#define SNNC_BACKENDS_MESH_ANALYSIS_NEEDS_H

#include "compiler/target/TargetLimits.h"
#include "dialect/mesh/MeshDialect.h"
#include "dialect/snn/SnnOps.h"
#include <vector>

namespace snnc {

/// What each layer of neurons takes at least, from shapes alone, whatever the mapping: channels and coordinates and the
/// weights of a group of neurons where they are too many, weight words, state words, populations; and the last three of
/// all layers together. No weight is read, so that the answer comes before quantisation; in float and in integers it is
/// the same. What does not fit is certain; a network of which all fits here may still not fit. `weightBits` are those
/// that the network will be quantised to, 0: the target's.
std::vector<ResourceNeed> needsOf(snn::NetworkOp network, mesh::TargetAttr target, int64_t weightBits = 0);

/// Reports all needs that the target cannot meet; fails where there is one.
llvm::LogicalResult reportNeeds(snn::NetworkOp network, mesh::TargetAttr target, int64_t weightBits = 0);

} // namespace snnc

#endif // SNNC_BACKENDS_MESH_ANALYSIS_NEEDS_H

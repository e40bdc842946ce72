//===- Symmetry.h - mirror images and turns of a grid -----------*- C++ -*-===//
#ifndef SNNC_COMPILER_PLACEMENT_SYMMETRY_H
#define SNNC_COMPILER_PLACEMENT_SYMMETRY_H

#include "compiler/placement/Problem.h"

namespace snnc::placement {

/// The mirror images and turns of the grid that change the cost of no placement, each as the image of each site,
/// without the one that changes nothing. None if clusters are pinned or exchange packets with the host.
std::vector<std::vector<int32_t>> findSymmetries(const Problem &problem);

} // namespace snnc::placement

#endif // SNNC_COMPILER_PLACEMENT_SYMMETRY_H

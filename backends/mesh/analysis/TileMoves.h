//===- TileMoves.h - cuts of layers that are near each other ----*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_ANALYSIS_TILEMOVES_H
#define SNNC_BACKENDS_MESH_ANALYSIS_TILEMOVES_H

#include "dialect/mesh/MeshDialect.h"
#include <string>
#include <vector>

namespace snnc {

/// Other cuts of a tiled program, each as `tiles` of mesh-tile for all of its layers. A part more for one layer, with
/// one less for another where no core is left; as many tiles along other axes; a part that begins a row, a column or a
/// group of channels earlier or later. Layers that `asked` names keep their cuts. Together they have no more tiles than
/// there are cores, unless the program has more already.
std::vector<std::vector<std::string>> otherTilesOf(mesh::ProgramOp program, llvm::ArrayRef<std::string> asked);

} // namespace snnc

#endif // SNNC_BACKENDS_MESH_ANALYSIS_TILEMOVES_H

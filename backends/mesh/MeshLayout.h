//===- MeshLayout.h - how an image lies on the mesh -------------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_MESHLAYOUT_H
#define SNNC_BACKENDS_MESH_MESHLAYOUT_H

#include "backends/mesh/image/Program.h"
#include "compiler/target/ChipLayout.h"

namespace snnc::mesh {

/// Counted from the memories and tables as the image fills them: it says what is there, not what was planned. Packets
/// go along the row first, then along the column; on each edge of a step there is one for each neuron, one that ends
/// the step, and back one for its credit.
ChipLayout layoutOf(const LoadedImage &loaded);

} // namespace snnc::mesh

#endif // SNNC_BACKENDS_MESH_MESHLAYOUT_H

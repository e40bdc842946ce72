//===- PortWeights.h - the weights of a port as a core has them -*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_ANALYSIS_PORTWEIGHTS_H
#define SNNC_BACKENDS_MESH_ANALYSIS_PORTWEIGHTS_H

#include "dialect/mesh/MeshDialect.h"
#include <vector>

namespace snnc {

/// The weights from every input channel of a port to every channel of its population, zeros where their groups differ:
/// [channels][input channels][kernel height][kernel width]. The port's weights can be read.
std::vector<int8_t> denseWeightsOf(mesh::PortOp port);

} // namespace snnc

#endif // SNNC_BACKENDS_MESH_ANALYSIS_PORTWEIGHTS_H

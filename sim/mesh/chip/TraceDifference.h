//===- TraceDifference.h - what led to a difference -------------*- C++ -*-===//
#ifndef SNNC_SIM_MESH_CHIP_TRACEDIFFERENCE_H
#define SNNC_SIM_MESH_CHIP_TRACEDIFFERENCE_H

#include "backends/mesh/image/Program.h"
#include "sim/lockstep/Lockstep.h"

namespace snnc::sim {

/// Finds core, population and word of a neuron in an image, and by running the sample once more the spikes that came to
/// the word: the engines themselves have moved on, and need not slow down for what hardly ever is asked for.
DifferenceTracer traceInImage(std::shared_ptr<const mesh::LoadedImage> image);

} // namespace snnc::sim

#endif // SNNC_SIM_MESH_CHIP_TRACEDIFFERENCE_H

//===- Routes.h - the ways of multicast packets -----------------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_IMAGE_ROUTES_H
#define SNNC_BACKENDS_MESH_IMAGE_ROUTES_H

#include "backends/mesh/image/Program.h"
#include "backends/mesh/target/Ways.h"
#include "llvm/ADT/SmallVector.h"

namespace snnc::mesh {

/// The number of a multicast group, which packets and destination entries hold in core_x and core_y.
inline uint32_t groupOf(const Program &program, const DestinationEntry &entry) {
  return uint32_t(entry.coreX | entry.coreY << program.coreXBits);
}

/// The field of an output.
int64_t &outputOf(RouteEntry &route, RouterOutput output);

/// The cores that an edge leads to, in ascending order of y * cols + x: the one that a destination entry names, or
/// those of its multicast group as packets from `from` reach them. Fails where routes lead off the mesh, to a router
/// without one, or along a row after a column.
llvm::Expected<llvm::SmallVector<Place, 4>> receiversOf(const Program &program, Place from,
                                                        const DestinationEntry &entry);

} // namespace snnc::mesh

#endif // SNNC_BACKENDS_MESH_IMAGE_ROUTES_H

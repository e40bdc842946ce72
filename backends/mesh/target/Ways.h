//===- Ways.h - the ways of packets through the mesh ------------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_TARGET_WAYS_H
#define SNNC_BACKENDS_MESH_TARGET_WAYS_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include <cstdint>

namespace snnc::mesh {

/// A core by its column and row.
struct Place {
  uint32_t x, y;
  bool operator==(const Place &other) const { return x == other.x && y == other.y; }
  bool operator<(const Place &other) const { return y != other.y ? y < other.y : x < other.x; }
};

/// The outputs of a router.
enum class RouterOutput { North, East, South, West, Local };

/// Where a packet is after it left by an output. Off the mesh a coordinate wraps.
Place neighbourOf(Place at, RouterOutput output);

/// Visits the routers on the way of a packet from one core to another, along the row first, with the outputs that it
/// leaves them by.
void forEachHop(Place from, Place to, llvm::function_ref<void(Place, RouterOutput)> visit);

/// The most receivers of a multicast edge: what the field of a destination entry holds.
constexpr uint32_t mostReceivers = 15;

} // namespace snnc::mesh

#endif // SNNC_BACKENDS_MESH_TARGET_WAYS_H

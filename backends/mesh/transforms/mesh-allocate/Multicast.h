//===- Multicast.h - which edges share their packets ------------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_TRANSFORMS_MESH_ALLOCATE_MULTICAST_H
#define SNNC_BACKENDS_MESH_TRANSFORMS_MESH_ALLOCATE_MULTICAST_H

#include "dialect/mesh/MeshDialect.h"
#include "llvm/ADT/DenseMap.h"
#include <vector>

namespace snnc {

/// Edges that carry the same spikes of one sender to tiles of one layer on several cores: they leave as one packet
/// each.
struct Multicast {
  struct Receiver {
    mesh::PortOp port;
    unsigned operand;
    mesh::EdgeAttr edge() const { return mesh::PortOp(port).getEdge(operand); }
  };

  mlir::Value source;
  llvm::SmallVector<Receiver> receivers; ///< in program order, two or more
  int64_t group = -1;                    ///< the number by which routers know its ways
};

/// The multicasts of a program, and what they ask of its tables: the populations and the ports of all receivers of one
/// have the same slot and the same index. Each tile's slot is changed for that where it can be; an edge that cannot
/// have it stays an edge of its own.
class MulticastPlan {
public:
  explicit MulticastPlan(mesh::ProgramOp program);

  size_t size() const { return multicasts.size(); }
  int64_t slotOf(mesh::PopulationOp population) const { return slots.lookup(population); }
  int64_t indexOf(mesh::PortOp port) const { return indices.lookup(port); }
  /// The multicast that an edge is part of, or null.
  const Multicast *find(mesh::PortOp port, unsigned operand) const;
  /// Entries of the destination table that the edges of a sender take.
  int64_t destinationsOf(mlir::Value source) const;

private:
  void collect();
  void alignSlots();
  void alignPorts();
  void number();
  void fillSlots();
  void fillPorts();

  mesh::ProgramOp program;
  mesh::TargetAttr target;
  std::vector<Multicast> multicasts;
  llvm::DenseMap<mlir::Operation *, int64_t> slots, indices;
  llvm::DenseMap<std::pair<mlir::Operation *, unsigned>, size_t> multicastOf;
};

} // namespace snnc

#endif // SNNC_BACKENDS_MESH_TRANSFORMS_MESH_ALLOCATE_MULTICAST_H

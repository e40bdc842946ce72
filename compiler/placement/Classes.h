//===- Classes.h - clusters that may change places --------------*- C++ -*-===//
#ifndef SNNC_COMPILER_PLACEMENT_CLASSES_H
#define SNNC_COMPILER_PLACEMENT_CLASSES_H

#include "compiler/placement/Problem.h"

namespace snnc::placement {

/// What each member of a class and each of another exchange, both ways, in packets a step.
struct ClassLink {
  int32_t other;
  double packets;
};

/// Clusters that are the same to all others: same kind, same packets to and from each other cluster and the host. A
/// pinned cluster is a class of its own.
struct ClusterClass {
  /// In increasing order.
  std::vector<int32_t> members;
  int32_t kind = 0;
  /// Site of a pinned cluster, else -1.
  int32_t pin = -1;
  /// Packets a step that each member exchanges with the host.
  double hostPackets = 0;
  /// Packets a step that each two members exchange.
  double innerPackets = 0;
  /// The other classes that it exchanges packets with, in increasing order.
  std::vector<ClassLink> links;
};

/// All classes, and the class of each cluster.
struct Classes {
  std::vector<ClusterClass> all;
  std::vector<int32_t> classOf;
};

/// Finds the classes, in order of their first members.
Classes findClasses(const Problem &problem);

} // namespace snnc::placement

#endif // SNNC_COMPILER_PLACEMENT_CLASSES_H

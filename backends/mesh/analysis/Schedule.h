//===- Schedule.h - what limits the speed of a program ----------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_ANALYSIS_SCHEDULE_H
#define SNNC_BACKENDS_MESH_ANALYSIS_SCHEDULE_H

#include "dialect/mesh/MeshDialect.h"
#include <string>
#include <vector>

namespace snnc {

/// Something that takes time in each step.
struct ScheduleStage {
  enum Kind { Accumulate, Fire, Send, Core, Sender, Host, Link } kind;
  mesh::PopulationOp population; ///< of the first three, if it is no input that the host sends
  std::string layer;             ///< that, or the names of all that share the core
  std::string receiver;          ///< of Send: the layer or output that gets the spikes
  int64_t column = -1, row = 0;  ///< the core; of the host column -1
  double cycles = 0;
};

/// The protocol of a placed program as a marked graph: stages wait for spikes, for the end of a step and for credits.
/// Accumulation goes on while spikes come; a core, a sender and a link do one thing at a time. Durations are those of
/// Load.h for a step as recordings have told it. What differs from step to step, and what queues hold, is left out, so
/// that the chip may be slower or, where queues help, faster.
struct Schedule {
  double period = 0; ///< clock cycles a step, in the long run
  /// The stages of the slowest circuit: no change elsewhere makes the program faster.
  std::vector<ScheduleStage> critical;
  uint32_t tokens = 0; ///< steps that go round in it at once
  /// Each core's own work in a step, in order of row and column: accumulating and firing.
  std::vector<ScheduleStage> cores;
};

/// Of a program whose populations have cores, and whose forward edges have no circuit.
Schedule scheduleOf(mesh::ProgramOp program);

/// Populations that wait for each other over forward edges, in order; empty where the program is live.
std::vector<mesh::PopulationOp> findDeadCircuit(mesh::ProgramOp program);

} // namespace snnc

#endif // SNNC_BACKENDS_MESH_ANALYSIS_SCHEDULE_H

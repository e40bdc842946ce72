//===- MarkedGraph.h - liveness and period of a protocol --------*- C++ -*-===//
//
// A marked graph is a Petri net whose places have one transition before and one behind: what waits for tokens of others
// and passes tokens on, as layers do that tell each other the ends of steps (Commoner, Holt, Even, Pnueli, 1971). It is
// live exactly where each circuit has a token, and in the long run as slow as its slowest circuit: the time of its
// transitions over its tokens (Ramchandani, 1974).
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_ANALYSIS_MARKEDGRAPH_H
#define SNNC_COMPILER_ANALYSIS_MARKEDGRAPH_H

#include <cstdint>
#include <optional>
#include <vector>

namespace snnc {

struct MarkedGraph {
  struct Place {
    uint32_t from, to; ///< transitions
    uint32_t tokens;   ///< at the beginning
  };

  std::vector<double> durations; ///< of each transition, from 0 up
  std::vector<Place> places;
};

/// A circuit without a token, as its places one behind the other; empty where there is none, and so the graph is live.
std::vector<uint32_t> findDeadCircuit(const MarkedGraph &graph);

struct CriticalCircuit {
  double period;                ///< time between two firings of a transition on it
  std::vector<uint32_t> places; ///< one behind the other
};

/// The slowest circuit of a live graph, by Howard's policy iteration (Cochet-Terrasson et al., 1998; in the form of
/// Dasdan, 2004, that goes on from the best circuit of a policy). Nothing where there is no circuit: such a graph is as
/// fast as each transition alone.
std::optional<CriticalCircuit> findCriticalCircuit(const MarkedGraph &graph);

} // namespace snnc

#endif // SNNC_COMPILER_ANALYSIS_MARKEDGRAPH_H

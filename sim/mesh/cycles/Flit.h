//===- Flit.h - a packet as the cycle model moves it ------------*- C++ -*-===//
#ifndef SNNC_SIM_MESH_CYCLES_FLIT_H
#define SNNC_SIM_MESH_CYCLES_FLIT_H

#include "backends/mesh/fields/Fields.h"
#include <deque>

namespace snnc::sim::cycles {

/// A packet with its fields unpacked, and what it is of, which no hardware knows.
struct Flit {
  mesh::PacketKind kind = mesh::PacketKind::Spike;
  bool toHost = false;
  bool multicast = false;
  /// Where it goes, or where it comes from if it goes to the host: y * cols + x; of a multicast the group.
  uint32_t core = 0;
  uint32_t port = 0;
  uint32_t target = 0; ///< of END, CREDIT, RUN and READ: population, entry or counter; the value of a REPLY
  uint32_t channel = 0, y = 0, x = 0;
  int32_t count = 0;  ///< negative where it is subtracted; the digit of a POTENTIAL
  uint32_t place = 0; ///< of a POTENTIAL
  bool last = false;  ///< of an END
  uint32_t edge = 0;  ///< of an END: ChipEdge::id, or fromHost

  static constexpr uint32_t fromHost = ~0u;
};

/// A queue of the hardware: what it holds and whether it takes more are those of the beginning of a cycle.
class FlitQueue {
public:
  explicit FlitQueue(uint32_t depth = 0) : depth(depth) {}

  bool empty() const { return flits.empty(); }
  bool hasRoom() const { return flits.size() < depth; }
  const Flit &front() const { return flits.front(); }
  void pop() { flits.pop_front(); }
  void push(const Flit &flit) { flits.push_back(flit); }

private:
  std::deque<Flit> flits;
  uint32_t depth;
};

/// Picks the first of `wanted` behind the one taken last, else the first one: a round-robin arbiter of the RTL.
class RoundRobin {
public:
  /// A bit of `wanted`, which is not 0.
  uint32_t pick(uint64_t wanted) const {
    uint64_t behind = wanted & ~served;
    return uint32_t(llvm::countr_zero(behind ? behind : wanted));
  }
  void take(uint32_t index) { served = (uint64_t(2) << index) - 1; }

private:
  uint64_t served = 0; ///< the one taken last and all below it
};

} // namespace snnc::sim::cycles

#endif // SNNC_SIM_MESH_CYCLES_FLIT_H

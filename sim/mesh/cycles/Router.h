//===- Router.h - the routers of a mesh, cycle by cycle ---------*- C++ -*-===//
#ifndef SNNC_SIM_MESH_CYCLES_ROUTER_H
#define SNNC_SIM_MESH_CYCLES_ROUTER_H

#include "backends/mesh/image/Program.h"
#include "sim/mesh/cycles/Flit.h"
#include <array>

namespace snnc::sim::cycles {

/// As in rtl/noc/router.sv: five inputs with queues, five outputs that each pick among the inputs. A multicast packet
/// leaves by several outputs, by each when it is free.
class Router {
public:
  enum Side { North, East, South, West, Local, Sides };

  Router(const mesh::CoreProgram &core, uint32_t depth);

  bool idle() const { return waiting == 0; }
  bool hasRoom(Side side) const { return queues[side].hasRoom(); }
  void push(Side side, const Flit &flit);

  /// Decides what leaves in this cycle: `leave(input, output)` for each output whose `isReady(output)` is true. The
  /// packets stay until they are popped.
  template <typename IsReady, typename Leave> void forEachLeaving(uint32_t cols, IsReady &&isReady, Leave &&leave) {
    std::array<uint64_t, Sides> wanted{};
    for (uint32_t input = 0; input < Sides; ++input)
      for (uint32_t output = 0, wish = wishOf(input, cols); wish != 0; ++output, wish >>= 1)
        wanted[output] |= uint64_t(wish & 1) << input;
    for (uint32_t output = 0; output < Sides; ++output) {
      if (!wanted[output] || !isReady(Side(output)))
        continue;
      uint32_t input = arbiters[output].pick(wanted[output]);
      arbiters[output].take(input);
      leave(Side(input), Side(output));
    }
  }
  /// The packet that leaves; it is popped with the last of its outputs.
  Flit take(Side input, Side output, uint32_t cols);

  std::array<uint64_t, Sides> passed{}; ///< packets through each output

private:
  Side route(const Flit &flit, uint32_t cols) const;
  /// The outputs that the head of an input still asks for, a bit each.
  uint32_t wishOf(uint32_t input, uint32_t cols) const;

  uint32_t x, y, waiting = 0;
  std::vector<uint32_t> routes;       ///< of each multicast group the outputs, a bit each
  std::array<uint32_t, Sides> done{}; ///< outputs that have taken the head of an input
  std::array<FlitQueue, Sides> queues;
  std::array<RoundRobin, Sides> arbiters;
};

} // namespace snnc::sim::cycles

#endif // SNNC_SIM_MESH_CYCLES_ROUTER_H

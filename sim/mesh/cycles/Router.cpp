//===- Router.cpp - the routers of a mesh, cycle by cycle -----------------===//

#include "sim/mesh/cycles/Router.h"

using namespace snnc::sim::cycles;

Router::Router(uint32_t x, uint32_t y, uint32_t depth) : x(x), y(y) { queues.fill(FlitQueue(depth)); }

void Router::push(Side side, const Flit &flit) {
  queues[side].push(flit);
  ++waiting;
}

Flit Router::pop(Side input, Side output) {
  Flit flit = queues[input].front();
  queues[input].pop();
  --waiting;
  ++passed[output];
  return flit;
}

/// Along the row first; the host is west of core (0, 0).
Router::Side Router::route(const Flit &flit, uint32_t cols) const {
  uint32_t goalX = flit.toHost ? 0 : flit.core % cols, goalY = flit.toHost ? 0 : flit.core / cols;
  if (goalX != x)
    return goalX > x ? East : West;
  if (goalY != y)
    return goalY > y ? South : North;
  return flit.toHost ? West : Local;
}

//===- Router.cpp - the routers of a mesh, cycle by cycle -----------------===//

#include "sim/mesh/cycles/Router.h"

using namespace snnc;
using namespace snnc::sim::cycles;

Router::Router(const mesh::CoreProgram &core, uint32_t depth) : x(core.x), y(core.y) {
  queues.fill(FlitQueue(depth));
  for (const std::optional<mesh::RouteEntry> &route : core.routes)
    routes.push_back(route ? uint32_t(route->north | route->east << East | route->south << South | route->west << West |
                                      route->core << Local)
                           : 0);
}

void Router::push(Side side, const Flit &flit) {
  queues[side].push(flit);
  ++waiting;
}

uint32_t Router::wishOf(uint32_t input, uint32_t cols) const {
  if (queues[input].empty())
    return 0;
  const Flit &flit = queues[input].front();
  return flit.multicast ? routes[flit.core] & ~done[input] : 1u << route(flit, cols);
}

Flit Router::take(Side input, Side output, uint32_t cols) {
  Flit flit = queues[input].front();
  ++passed[output];
  done[input] |= 1u << output;
  if (!flit.multicast || wishOf(input, cols) == 0) {
    queues[input].pop();
    --waiting;
    done[input] = 0;
  }
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

//===- Ways.cpp - the ways of packets through the mesh --------------------===//

#include "backends/mesh/target/Ways.h"
#include "llvm/Support/ErrorHandling.h"

using namespace snnc::mesh;

Place snnc::mesh::neighbourOf(Place at, RouterOutput output) {
  switch (output) {
  case RouterOutput::North:
    return {at.x, at.y - 1};
  case RouterOutput::East:
    return {at.x + 1, at.y};
  case RouterOutput::South:
    return {at.x, at.y + 1};
  case RouterOutput::West:
    return {at.x - 1, at.y};
  case RouterOutput::Local:
    return at;
  }
  llvm_unreachable("all outputs are handled");
}

void snnc::mesh::forEachHop(Place from, Place to, llvm::function_ref<void(Place, RouterOutput)> visit) {
  Place at = from;
  auto hop = [&](RouterOutput output) {
    visit(at, output);
    at = neighbourOf(at, output);
  };
  while (at.x != to.x)
    hop(at.x < to.x ? RouterOutput::East : RouterOutput::West);
  while (at.y != to.y)
    hop(at.y < to.y ? RouterOutput::South : RouterOutput::North);
  hop(RouterOutput::Local);
}

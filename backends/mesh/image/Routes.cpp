//===- Routes.cpp - the ways of multicast packets -------------------------===//

#include "backends/mesh/image/Routes.h"
#include "llvm/ADT/STLExtras.h"

using namespace snnc::mesh;

int64_t &snnc::mesh::outputOf(RouteEntry &route, RouterOutput output) {
  switch (output) {
  case RouterOutput::North:
    return route.north;
  case RouterOutput::East:
    return route.east;
  case RouterOutput::South:
    return route.south;
  case RouterOutput::West:
    return route.west;
  case RouterOutput::Local:
    return route.core;
  }
  llvm_unreachable("all outputs are handled");
}

namespace {
/// Follows the packets of a group. `came` is the output by which they left the last router; Local at the first one.
struct Follower {
  const Program &program;
  uint32_t group;
  llvm::SmallVector<Place, 4> receivers = {};

  llvm::Error follow(Place at, RouterOutput came) {
    auto broken = [&](const char *what) {
      return llvm::createStringError("multicast group " + llvm::Twine(group) + ": its route at core (" +
                                     llvm::Twine(at.x) + ", " + llvm::Twine(at.y) + ") " + what);
    };
    const CoreProgram &core = program.core(at.x, at.y);
    if (group >= core.routes.size() || !core.routes[group])
      return broken("was not written");
    RouteEntry route = *core.routes[group];
    if (!(route.north | route.east | route.south | route.west | route.core))
      return broken("leads nowhere");
    for (RouterOutput output : {RouterOutput::North, RouterOutput::East, RouterOutput::South, RouterOutput::West}) {
      if (!outputOf(route, output))
        continue;
      bool alongRow = output == RouterOutput::East || output == RouterOutput::West;
      if (came != RouterOutput::Local && came != output &&
          (alongRow || came == RouterOutput::North || came == RouterOutput::South))
        return broken("turns back, or from a column into a row");
      Place next = neighbourOf(at, output);
      if (next.x >= program.target.cols || next.y >= program.target.rows)
        return broken("leads off the mesh");
      if (llvm::Error error = follow(next, output))
        return error;
    }
    if (route.core)
      receivers.push_back(at);
    return llvm::Error::success();
  }
};
} // namespace

llvm::Expected<llvm::SmallVector<Place, 4>> snnc::mesh::receiversOf(const Program &program, Place from,
                                                                    const DestinationEntry &entry) {
  if (!entry.multicast)
    return llvm::SmallVector<Place, 4>{{uint32_t(entry.coreX), uint32_t(entry.coreY)}};
  Follower follower{program, groupOf(program, entry)};
  if (llvm::Error error = follower.follow(from, RouterOutput::Local))
    return std::move(error);
  llvm::sort(follower.receivers);
  return std::move(follower.receivers);
}

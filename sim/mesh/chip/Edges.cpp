//===- Edges.cpp - the edges of a chip, ready for use ---------------------===//

#include "sim/mesh/chip/Edges.h"

using namespace snnc;
using namespace snnc::sim;

static ChipEdge makeEdge(const mesh::LoadedImage &loaded, const Symbols &symbols, const mesh::DestinationEntry &entry,
                         uint32_t id) {
  ChipEdge edge{EdgeFilter(entry), entry.delayed != 0, id, -1, uint32_t(entry.port), uint32_t(entry.port), {}, {}};
  if (entry.toHost)
    return edge;
  const mesh::CoreProgram &core = loaded.program.core(uint32_t(entry.coreX), uint32_t(entry.coreY));
  const mesh::PortEntry &port = *core.ports[entry.port];
  edge.receiver = symbols.find(core.x, core.y, uint32_t(entry.target));
  edge.port = {int32_t(port.strideY),      int32_t(port.strideX),
               int32_t(port.kernelHeight), int32_t(port.kernelWidth),
               int32_t(port.offsetY),      int32_t(port.offsetX),
               uint32_t(port.weightBase),  core.weights.data(),
               port.packedWeights != 0,    loaded.program.target.weightBits / 2,
               unsigned(port.weightShift)};
  return edge;
}

std::vector<ChipEdge> snnc::sim::hostEdges(const mesh::LoadedImage &loaded, const Symbols &symbols) {
  std::vector<ChipEdge> edges;
  size_t first = loaded.program.cores.size() * loaded.program.target.destinations;
  for (const mesh::HostEdge &edge : loaded.image.hostEdges) {
    edges.push_back(makeEdge(loaded, symbols, edge.destination, uint32_t(first + edges.size())));
    // A validated image has windows that can be read.
    if (std::optional<mesh::HostWindow> window = llvm::cantFail(loaded.image.inputs[edge.input].window()))
      edges.back().window = *window;
  }
  return edges;
}

std::vector<ChipEdge> snnc::sim::edgesOf(const mesh::LoadedImage &loaded, const Symbols &symbols,
                                         const PopulationTile &tile) {
  std::vector<ChipEdge> edges;
  const mesh::TargetDescription &target = loaded.program.target;
  const mesh::CoreProgram &core = loaded.program.core(tile.coreX, tile.coreY);
  const mesh::PopulationEntry &entry = *core.populations[tile.slot];
  size_t first = (size_t(tile.coreY) * target.cols + tile.coreX) * target.destinations;
  for (int64_t i = entry.firstDestination; i < entry.firstDestination + entry.destinationCount; ++i)
    edges.push_back(makeEdge(loaded, symbols, *core.destinations[i], uint32_t(first + i)));
  return edges;
}

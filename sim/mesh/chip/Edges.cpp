//===- Edges.cpp - the edges of a chip, ready for use ---------------------===//

#include "sim/mesh/chip/Edges.h"
#include "backends/mesh/image/Routes.h"

using namespace snnc;
using namespace snnc::sim;

/// The port of an edge at one of its receivers.
static void setReceiver(ChipEdge &edge, const mesh::LoadedImage &loaded, const Symbols &symbols,
                        const mesh::DestinationEntry &entry, mesh::Place place) {
  const mesh::CoreProgram &core = loaded.program.core(place.x, place.y);
  const mesh::PortEntry &port = *core.ports[entry.port];
  edge.receiver = symbols.find(core.x, core.y, uint32_t(entry.target));
  edge.port = {int32_t(port.strideY),      int32_t(port.strideX),
               int32_t(port.kernelHeight), int32_t(port.kernelWidth),
               int32_t(port.offsetY),      int32_t(port.offsetX),
               uint32_t(port.weightBase),  core.weights.data(),
               port.packedWeights != 0,    loaded.program.target.weightBits / 2,
               unsigned(port.weightShift)};
}

static void addEdges(std::vector<ChipEdge> &edges, const mesh::LoadedImage &loaded, const Symbols &symbols,
                     mesh::Place from, const mesh::DestinationEntry &entry, uint32_t id) {
  ChipEdge edge{EdgeFilter(entry), entry.delayed != 0, id, -1, uint32_t(entry.port), uint32_t(entry.port), {}, 0, {}};
  if (entry.toHost) {
    edges.push_back(edge);
    return;
  }
  // A validated image has routes that hold.
  for (mesh::Place place : llvm::cantFail(mesh::receiversOf(loaded.program, from, entry))) {
    setReceiver(edge, loaded, symbols, entry, place);
    edges.push_back(edge);
  }
}

/// Number of the first host edge.
static uint32_t firstOfHost(const mesh::LoadedImage &loaded) {
  return uint32_t(loaded.program.cores.size()) * loaded.program.target.destinations;
}

std::vector<ChipEdge> snnc::sim::hostEdges(const mesh::LoadedImage &loaded, const Symbols &symbols) {
  std::vector<ChipEdge> edges;
  uint32_t id = firstOfHost(loaded);
  for (const mesh::HostEdge &edge : loaded.image.hostEdges) {
    size_t first = edges.size();
    addEdges(edges, loaded, symbols, {0, 0}, edge.destination, id++);
    // A validated image has windows that can be read.
    std::optional<mesh::HostWindow> window = llvm::cantFail(loaded.image.inputs[edge.input].window());
    for (ChipEdge &added : llvm::MutableArrayRef(edges).drop_front(first)) {
      added.input = edge.input;
      if (window)
        added.window = *window;
    }
  }
  return edges;
}

uint32_t snnc::sim::hostEdgeOf(const mesh::LoadedImage &loaded, const ChipEdge &edge) {
  return edge.id - firstOfHost(loaded);
}

std::vector<ChipEdge> snnc::sim::edgesOf(const mesh::LoadedImage &loaded, const Symbols &symbols,
                                         const PopulationTile &tile) {
  std::vector<ChipEdge> edges;
  const mesh::TargetDescription &target = loaded.program.target;
  const mesh::CoreProgram &core = loaded.program.core(tile.coreX, tile.coreY);
  const mesh::PopulationEntry &entry = *core.populations[tile.slot];
  uint32_t first = (tile.coreY * target.cols + tile.coreX) * target.destinations;
  for (int64_t i = entry.firstDestination; i < entry.firstDestination + entry.destinationCount; ++i)
    addEdges(edges, loaded, symbols, {tile.coreX, tile.coreY}, *core.destinations[i], uint32_t(first + i));
  return edges;
}

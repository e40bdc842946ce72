//===- Edges.h - the edges of a chip, ready for use -------------*- C++ -*-===//
#ifndef SNNC_SIM_MESH_CHIP_EDGES_H
#define SNNC_SIM_MESH_CHIP_EDGES_H

#include "sim/mesh/chip/Population.h"

namespace snnc::sim {

/// An edge of the chip to one receiver: of a destination entry, or of one of the host's.
struct ChipEdge {
  EdgeFilter filter;
  bool delayed;
  uint32_t id;  ///< core * destinations + entry; those of the host follow behind. All receivers of a multicast share it
  int receiver; ///< index of the population, -1: a network output
  uint32_t output; ///< of the network
  uint32_t portIndex;
  Port port;
  uint32_t input = 0;      ///< of the network, where it comes from the host
  mesh::HostWindow window; ///< of the input, where it comes from the host: in front of the filter
};

/// The edges from the host, in the order of the image; those of a multicast follow each other.
std::vector<ChipEdge> hostEdges(const mesh::LoadedImage &loaded, const Symbols &symbols);
/// Which one of the image's host edges such an edge is of.
uint32_t hostEdgeOf(const mesh::LoadedImage &loaded, const ChipEdge &edge);
/// The edges of a population, in the order of its destination entries; those of a multicast follow each other.
std::vector<ChipEdge> edgesOf(const mesh::LoadedImage &loaded, const Symbols &symbols, const PopulationTile &tile);

/// The synaptic operations of a spike at the port of an edge to a population: none at a max pool, which has no
/// synapses.
inline uint64_t operationsOf(const ChipEdge &edge, const PortSpike &spike, const PopulationTile &receiver) {
  if (receiver.isMaxPool)
    return 0;
  return pixelsReached(edge.port, spike, receiver) * receiver.channels * uint64_t(std::abs(spike.count));
}

} // namespace snnc::sim

#endif // SNNC_SIM_MESH_CHIP_EDGES_H

//===- Observation.h - coverage and traces of a simulated chip --*- C++ -*-===//
//
// What one may want to know of a run beside its results. Apart from the simulation, which does not depend on it.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_MESH_CHIP_OBSERVATION_H
#define SNNC_SIM_MESH_CHIP_OBSERVATION_H

#include "sim/mesh/chip/Edges.h"
#include <string>

namespace snnc::sim {

/// A spike that came to a state word, for the account of a difference.
struct TracedSpike {
  std::string source; ///< who sent it: a network input's or a layer's neuron
  uint32_t port;
  PortSpike spike;              ///< as it came to the port
  uint32_t weightWord;          ///< that it added to the word
  std::vector<int32_t> weights; ///< of the word's lanes
};

class Observation {
public:
  Observation(const mesh::LoadedImage &loaded, const Symbols &symbols);

  /// A word fired. `active`: not only because the sample ends.
  void fired(const Population &population, uint32_t index, bool active, uint32_t word, const FiredWord &result);
  /// A window of a max pool fired.
  void firedWindow(uint32_t index, uint32_t word, bool emits);
  /// A spike of `sender` (null: of the host) passed the filter of an edge and is about to be accumulated. `counted` is
  /// the step in which it counts.
  void delivered(const ChipEdge &edge, const Population *sender, const PortSpike &sent, const PortSpike &arrived,
                 const Population *receiver, Moment counted);
  /// The same of as many such spikes as one likes; no receiver: a network output.
  void passed(const ChipEdge &edge, const PortSpike &arrived, const PopulationTile *receiver);
  /// What firings of a population have done: words that they visited, not only because a sample ends, whether it has
  /// emitted a spike, and how often something was reached.
  void add(uint32_t index, const llvm::BitVector &visited, bool isSpiking, const Coverage::Counts &more);
  Coverage coverage() const;

  /// Whether a spike added this weight word (one that is not packed in both of its halves), came to this port, passed
  /// this edge (Symbols::edge). Cores count row by row.
  bool reachedWeight(uint32_t core, uint32_t word, bool upperHalf) const { return weights[core][2 * word + upperHalf]; }
  bool reachedPort(uint32_t core, uint32_t port) const { return ports[core][port]; }
  bool reachedEdge(uint32_t edge) const { return edges[edge]; }

  std::optional<std::pair<Place, Moment>> traceTarget;
  std::vector<TracedSpike> traced;

private:
  void noteTrace(const ChipEdge &edge, const Population *sender, const PortSpike &sent, const PortSpike &arrived,
                 const Population &receiver);
  std::string describeSender(const ChipEdge &edge, const Population *sender, const PortSpike &sent) const;

  const mesh::LoadedImage &loaded;
  const Symbols &symbols;
  std::vector<llvm::BitVector> words;   ///< [population][word]
  std::vector<llvm::BitVector> weights; ///< [core][word and half]
  std::vector<llvm::BitVector> ports;   ///< [core][entry]
  llvm::BitVector edges;                ///< [edge id]
  llvm::BitVector spiking;              ///< [population]
  Coverage::Counts counts;
  std::vector<Tap> taps;
};

} // namespace snnc::sim

#endif // SNNC_SIM_MESH_CHIP_OBSERVATION_H

//===- PlainNetwork.h - a network of populations, step by step --*- C++ -*-===//
//
// What the mesh chip must compute, written down as plainly as possible: every step, each population in topological
// order takes its spikes, tap by tap over all its neurons, then fires. No tokens, no pipelines, no closed forms.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_TESTS_RTL_PLAINNETWORK_H
#define SNNC_TESTS_RTL_PLAINNETWORK_H

#include "backends/mesh/fields/Fields.h"
#include "backends/mesh/target/Ways.h"
#include <cstdint>
#include <vector>

namespace snnc::bench {

struct Spike {
  int count = 1;
  bool negative = false;
  int channel = 0, y = 0, x = 0;
  int place = -1; ///< of a digit of a potential, which `count` is then
  bool operator==(const Spike &o) const {
    return count == o.count && negative == o.negative && channel == o.channel && y == o.y && x == o.x &&
           place == o.place;
  }
};

/// A connection into a population: a kernel of `channels` x height x width, and a weight for each lane of its groups.
struct Port {
  int population = 0, index = 0; ///< `index` in the core's port table
  int channels = 1, height = 1, width = 1, strideY = 1, strideX = 1, offsetY = 0, offsetX = 0;
  int weightBase = 0, weightShift = 0;
  bool packed = false;         ///< two weights of half the bits share a lane of a weight word
  std::vector<int8_t> weights; ///< [channel][ky][kx][lane of all groups]
};

/// The parameters are per lane of all groups. Padded lanes are ordinary lanes here. A max pool has none of them:
/// `height` and `width` are those of its pixels, and its neurons are the windows.
struct Population {
  int coreX = 0, coreY = 0, slot = 0;
  int groups = 1, height = 1, width = 1;
  bool isPool = false;
  int windowRows = 0, windowColumns = 0, windowHeight = 0, windowWidth = 0;
  int windowStrideY = 0, windowStrideX = 0, windowOffsetY = 0, windowOffsetX = 0;
  bool resetToZero = false, hasLowerBound = false, hasBias = false, hasSubtract = false;
  bool hasDecay = false, hasCurrent = false; ///< a current only beside a decay
  bool isReadout = false;                    ///< sends potentials instead of spikes: its greatest count is 0
  int upper = 32767, maxCount = 15;
  std::vector<int> threshold, lower, bias, subtract; ///< after the defaults
  std::vector<int> decay, currentDecay;              ///< in 1/4096; empty where there is none
  int stateBase = 0, listBase = 0, firstDestination = 0, firstCredit = 0;
  std::vector<int> inEdges, outEdges; ///< in table order; of a multicast the sender has the first edge alone

  mesh::Place place() const { return {uint32_t(coreX), uint32_t(coreY)}; }
  int parameters() const { return isPool ? 0 : 1 + hasLowerBound + hasBias + hasSubtract + hasDecay + hasCurrent; }
  /// Words that its ports feed: potentials, or currents, or frames.
  int words() const { return groups * height * width; }
  int stateWords() const { return groups * parameters() + (isPool || hasCurrent ? 2 : 1) * words(); }
  int rows() const { return isPool ? windowRows : height; }
  int columns() const { return isPool ? windowColumns : width; }
  int listWords(int places) const { return groups * rows() * columns() * (isReadout ? places : 1); }
};

constexpr int host = -1;

/// From a population or the host to a port of a population or an output of the host.
struct Edge {
  int source = host, target = host;
  int port = 0; ///< number of a Port, or of the output
  bool delayed = false;
  mesh::DestinationEntry box; ///< its box, offsets and shifts; not used where the source is the host
  int entry = 0;              ///< destination entry of the source, or number of the host edge
  int outputEdge = 0;         ///< number of the host's edge where the target is the host
  int multicast = -1;         ///< number of the Multicast that it belongs to
};

/// Edges that share their sender's packets and entry: to ports of one index and populations of one slot, each on
/// another core. Box and all else that is the sender's is the first one's.
struct Multicast {
  int group = 0;
  std::vector<int> edges;
};

struct Network {
  int lanes = 1;
  int countBits = 4, places = 4;       ///< of a count, and of the digits of a potential
  int mergeWords = 0;                  ///< pooled pixels that wait for more spikes, a power of two; 0: none does
  std::vector<Population> populations; ///< forward edges go to higher numbers
  std::vector<Port> ports;
  std::vector<Edge> edges;
  std::vector<Multicast> multicasts;

  /// The edges that share the packets of an edge, itself among them.
  std::vector<int> sharing(int e) const {
    return edges[e].multicast < 0 ? std::vector<int>{e} : multicasts[edges[e].multicast].edges;
  }
  /// Whether an edge is the one that its sender has an entry for.
  bool isFirst(int e) const { return sharing(e).front() == e; }
  /// Where the packets of an edge's sender start: those of the host enter at core (0, 0).
  mesh::Place start(const Edge &edge) const {
    return edge.source == host ? mesh::Place{0, 0} : populations[edge.source].place();
  }
};

/// One state word visited by a firing.
struct Commit {
  int word;
  std::vector<int> integrated, count, stored;
  std::vector<int> current; ///< zeros where neurons keep none
};

struct StepResult {
  std::vector<std::vector<Commit>> commits; ///< by population
  std::vector<std::vector<Spike>> spikes;   ///< by edge, as they reach the target; what is fed, for host edges
};

class PlainNetwork {
public:
  explicit PlainNetwork(const Network &network);

  /// One step. `fed[edge]`: the spikes on edges from the host. `last`: the state is cleared afterwards.
  StepResult step(const std::vector<std::vector<Spike>> &fed, bool last);

  /// Sums over all steps, by population: counts received, words accumulated, counts sent.
  std::vector<uint64_t> received, accumulated, sent;

private:
  struct State {
    std::vector<int> potentials; ///< [word][lane]; of a max pool the frames
    std::vector<int> currents;   ///< where neurons keep them: what spikes are added to
    std::vector<int> counts;     ///< of a max pool
    std::vector<bool> active;
  };

  void accumulate(const Port &port, const Spike &spike);
  std::vector<Commit> fire(const Population &population, State &state, bool last);
  std::vector<Commit> firePool(const Population &pool, State &state, bool last);
  Commit fireWindow(const Population &pool, const State &state, int group, int row, int column);
  std::vector<Spike> pooled(const Edge &edge, const Population &source, const std::vector<Commit> &commits);
  std::vector<Spike> through(const Edge &edge, const Population &source, const std::vector<Commit> &commits);

  const Network &network;
  std::vector<State> states;
  std::vector<std::vector<Spike>> waiting; ///< on delayed edges
};

} // namespace snnc::bench

#endif // SNNC_TESTS_RTL_PLAINNETWORK_H

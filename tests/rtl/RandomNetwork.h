//===- RandomNetwork.h - random networks that fit a chip --------*- C++ -*-===//
#ifndef SNNC_TESTS_RTL_RANDOMNETWORK_H
#define SNNC_TESTS_RTL_RANDOMNETWORK_H

#include "tests/rtl/PlainNetwork.h"
#include <optional>
#include <random>
#include <set>

namespace snnc::bench {

struct RandomOptions {
  unsigned cols = 1, rows = 1; ///< the cores that may be used
  unsigned leastPopulations = 1, mostPopulations = 4;
  unsigned mostKernel = 7;         ///< along one axis
  unsigned mostWords = 60;         ///< potentials of a population, in state words
  unsigned edgesPerPopulation = 2; ///< from other populations, on the average
  double poolShare = 0.2;          ///< of the populations that are max pools
  unsigned mostSteps = 6;          ///< of a sample
  unsigned kernel = 0, stride = 0; ///< of the first port along one axis, where not 0
};

class RandomNetwork {
public:
  RandomNetwork(const mesh::TargetDescription &target, const RandomOptions &options, uint64_t seed);

  /// The network; drawn again until it fits the target.
  const Network &get() const { return network; }
  /// Spikes on an edge from the host, in coordinates of its port.
  std::vector<Spike> spikes(const Edge &edge);
  uint64_t drawSeed() { return random(); }

private:
  struct Core {
    int weights = 0, states = 0, lists = 0, ports = 0, destinations = 0, credits = 0;
    std::vector<int> slots;
    std::set<int> groups; ///< multicast groups that have a route in its router
  };

  int draw(int low, int high) { return int(std::uniform_int_distribution<int64_t>(low, high)(random)); }
  bool chance(double probability) { return std::bernoulli_distribution(probability)(random); }
  bool build();
  bool addPopulation(int index);
  void addParameters(Population &population);
  void addWindows(Population &population);
  bool addEdge(int source, int target, bool delayed);
  void addEdge(const Edge &edge);
  bool addMulticast(int source, bool delayed);
  std::vector<int> receiversFor(int source, bool delayed);
  std::optional<int> groupFor(const Edge &edge, const std::vector<int> &targets);
  std::optional<std::vector<int>> portsFor(const std::vector<int> &targets);
  std::optional<int> portOf(int target, int index) const;
  std::vector<const Port *> portsOf(const Edge &edge) const;
  bool addPort(int target, int index);
  int channelsOf(const Edge &edge) const;
  void addBox(Edge &edge);
  bool allocate();
  Core &coreOf(const Population &population) { return cores[population.coreY * options.cols + population.coreX]; }

  mesh::TargetDescription target;
  RandomOptions options;
  std::mt19937_64 random;
  Network network;
  std::vector<Core> cores;
  std::vector<int> spread; ///< the cores of the populations one after the other; empty: any
  int outputs = 0;
};

} // namespace snnc::bench

#endif // SNNC_TESTS_RTL_RANDOMNETWORK_H

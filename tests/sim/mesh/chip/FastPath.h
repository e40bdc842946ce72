//===- FastPath.h - the fast path against the plain one ---------*- C++ -*-===//
#ifndef SNNC_TESTS_SIM_MESH_CHIP_FASTPATH_H
#define SNNC_TESTS_SIM_MESH_CHIP_FASTPATH_H

#include "sim/mesh/chip/ChipEngine.h"
#include <fmt/format.h>
#include <map>

namespace snnc::sim::test {

/// Everything that a run without commits reports; the outputs of a step come in any order.
struct PathAccount : Observer {
  PathAccount() : Observer(/*wantsCommits=*/false) {}

  bool output(uint32_t output, Moment at, uint32_t neuron, double count) override {
    outputs[{at.sample, at.step, output, neuron}] += count;
    return true;
  }
  bool endOutput(uint32_t output, Moment at) override {
    ends.push_back({at.sample, at.step, output});
    return true;
  }

  std::map<std::array<uint32_t, 4>, double> outputs;
  std::vector<std::array<uint32_t, 3>> ends;
};

/// [sample][step][input]
using PathSamples = std::vector<std::vector<std::vector<SpikeFrame>>>;

/// Runs samples on both paths. What differs first, or nothing.
inline llvm::Expected<std::string> differenceOfPaths(std::shared_ptr<const mesh::LoadedImage> image,
                                                     const PathSamples &samples) {
  PathAccount accounts[2];
  Totals totals[2];
  for (bool plain : {false, true}) {
    ChipOptions options;
    options.plain = plain;
    auto engine = ChipEngine::create(image, options);
    if (!engine)
      return engine.takeError();
    for (const auto &sample : samples)
      for (size_t step = 0; step < sample.size(); ++step)
        if (auto progress = (*engine)->step(sample[step], step + 1 == sample.size(), accounts[plain]); !progress)
          return progress.takeError();
    totals[plain] = (*engine)->totals();
  }
  const Totals &fast = totals[0], &plain = totals[1];
  if (accounts[0].ends != accounts[1].ends)
    return "the ends of steps differ";
  if (fast.spikes != plain.spikes)
    return "spikes of layers differ";
  if (fast.cappedCounts != plain.cappedCounts)
    return "capped counts differ";
  if (fast.synapticOperations != plain.synapticOperations)
    return fmt::format("synaptic operations differ: fast {}, plain {}", fast.synapticOperations,
                       plain.synapticOperations);
  if (fast.inputSpikes != plain.inputSpikes || fast.samples != plain.samples || fast.steps != plain.steps)
    return "what was fed differs";
  for (auto [a, b] : {std::pair(0, 1), std::pair(1, 0)})
    for (const auto &[key, count] : accounts[a].outputs)
      if (auto found = accounts[b].outputs.find(key); found == accounts[b].outputs.end() || found->second != count)
        return fmt::format("sample {} step {} output {} neuron {}: {} sends {}, the other {}", key[0], key[1], key[2],
                           key[3], a == 0 ? "fast" : "plain", count,
                           found == accounts[b].outputs.end() ? 0 : found->second);
  return "";
}

} // namespace snnc::sim::test

#endif // SNNC_TESTS_SIM_MESH_CHIP_FASTPATH_H

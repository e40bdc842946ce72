//===- FastPath.h - the fast path against the plain one ---------*- C++ -*-===//
#ifndef SNNC_TESTS_SIM_MESH_CHIP_FASTPATH_H
#define SNNC_TESTS_SIM_MESH_CHIP_FASTPATH_H

#include "sim/mesh/chip/ChipEngine.h"
#include <fmt/ranges.h>
#include <map>

namespace snnc::sim::test {

/// Everything that a run reports: the outputs of a step in any order, records with all that is in them and in the order
/// in which they come.
struct PathAccount : Observer {
  explicit PathAccount(bool wantsCommits) : Observer(wantsCommits) {}

  bool commit(const Commit &c) override {
    std::vector<double> &record = records.emplace_back();
    for (uint32_t value : {c.at.sample, c.at.step, c.layer, c.first, c.stride, c.n, c.place->coreX, c.place->coreY,
                           c.place->population, c.place->word})
      record.push_back(value);
    for (const double *values : {c.integrated, c.count, c.stored, c.current})
      if (values)
        record.insert(record.end(), values, values + c.n);
    return true;
  }
  bool endStep(uint32_t layer, Moment at) override {
    records.push_back({double(at.sample), double(at.step), double(layer)});
    return true;
  }
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
  /// Of each: sample, step, layer, neurons (first, stride, number), place, values; of the end of a layer's step no more
  /// than the first three.
  std::vector<std::vector<double>> records;
};

/// [sample][step][input]
using PathSamples = std::vector<std::vector<std::vector<SpikeFrame>>>;

/// Coverage as a text, part by part.
inline std::string textOf(const CoverageReport &report) {
  std::string text;
  for (const CoverageReport::Share &share : report.shares)
    text += fmt::format("{} {} of {}, ", share.name, share.reached, share.all);
  for (const CoverageReport::Count &count : report.counts)
    text += fmt::format("{} {}, ", count.name, count.value);
  return text;
}

/// Runs samples on both paths, with records or without, and with account of coverage or without. What differs first, or
/// nothing.
inline llvm::Expected<std::string> differenceOfPaths(std::shared_ptr<const mesh::LoadedImage> image,
                                                     const PathSamples &samples, bool wantsCommits, bool coverage) {
  PathAccount accounts[2] = {PathAccount(wantsCommits), PathAccount(wantsCommits)};
  Totals totals[2];
  std::optional<CoverageReport> covered[2];
  for (bool plain : {false, true}) {
    ChipOptions options;
    options.plain = plain;
    options.coverage = coverage;
    auto engine = ChipEngine::create(image, options);
    if (!engine)
      return engine.takeError();
    for (const auto &sample : samples)
      for (size_t step = 0; step < sample.size(); ++step)
        if (auto progress = (*engine)->step(sample[step], step + 1 == sample.size(), accounts[plain]); !progress)
          return progress.takeError();
    totals[plain] = (*engine)->totals();
    covered[plain] = (*engine)->coverageReport();
  }
  const Totals &fast = totals[0], &plain = totals[1];
  if (accounts[0].ends != accounts[1].ends)
    return "the ends of steps differ";
  for (size_t i = 0; i < std::max(accounts[0].records.size(), accounts[1].records.size()); ++i) {
    auto recordOf = [&](int path) {
      return i < accounts[path].records.size() ? accounts[path].records[i] : std::vector<double>();
    };
    if (recordOf(0) != recordOf(1))
      return fmt::format("record {} differs: fast [{}], plain [{}]", i, fmt::join(recordOf(0), " "),
                         fmt::join(recordOf(1), " "));
  }
  if (fast.spikes != plain.spikes)
    return "spikes of layers differ";
  if (fast.cappedCounts != plain.cappedCounts)
    return "capped counts differ";
  if (fast.synapticOperations != plain.synapticOperations)
    return fmt::format("synaptic operations differ: fast {}, plain {}", fast.synapticOperations,
                       plain.synapticOperations);
  if (fast.inputSpikes != plain.inputSpikes || fast.samples != plain.samples || fast.steps != plain.steps)
    return "what was fed differs";
  if (coverage && textOf(*covered[0]) != textOf(*covered[1]))
    return "coverage differs: fast " + textOf(*covered[0]) + "plain " + textOf(*covered[1]);
  for (auto [a, b] : {std::pair(0, 1), std::pair(1, 0)})
    for (const auto &[key, count] : accounts[a].outputs)
      if (auto found = accounts[b].outputs.find(key); found == accounts[b].outputs.end() || found->second != count)
        return fmt::format("sample {} step {} output {} neuron {}: {} sends {}, the other {}", key[0], key[1], key[2],
                           key[3], a == 0 ? "fast" : "plain", count,
                           found == accounts[b].outputs.end() ? 0 : found->second);
  return "";
}

/// The same without records and with them, and both with account of coverage.
inline llvm::Expected<std::string> differenceOfPaths(std::shared_ptr<const mesh::LoadedImage> image,
                                                     const PathSamples &samples) {
  for (auto [wantsCommits, coverage] :
       {std::pair(false, false), std::pair(true, false), std::pair(false, true), std::pair(true, true)}) {
    auto difference = differenceOfPaths(image, samples, wantsCommits, coverage);
    if (!difference || !difference->empty())
      return difference;
  }
  return "";
}

} // namespace snnc::sim::test

#endif // SNNC_TESTS_SIM_MESH_CHIP_FASTPATH_H

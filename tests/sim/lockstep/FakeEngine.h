//===- FakeEngine.h - an engine whose reports a test can spoil --*- C++ -*-===//
#ifndef SNNC_TESTS_SIM_LOCKSTEP_FAKEENGINE_H
#define SNNC_TESTS_SIM_LOCKSTEP_FAKEENGINE_H

#include "sim/engine/Engine.h"
#include <deque>
#include <functional>

namespace snnc::sim::test {

/// One call of an observer, as a value.
struct Report {
  enum Kind { Commit, EndStep, Output, EndOutput } kind;
  Moment at;
  uint32_t index = 0; ///< layer or output
  uint32_t first = 0, stride = 1;
  std::vector<double> integrated, count, stored;
  std::optional<Place> place;
};

/// Two layers of words of two lanes, whose values are drawn from a hash; a word that is not visited holds its
/// potential. Engines of the same seed say the same, each in its manner.
class FakeEngine : public Engine {
public:
  explicit FakeEngine(std::string name) : label(std::move(name)) {
    layerInfos = {{"a", {4, 2, 3}}, {"b", {3, 1, 1}}};
    outputInfos = {{"out", {3, 1, 1}}};
    inputInfos = {{"in", {1, 2, 2}, 15}};
    for (const LayerInfo &layer : layerInfos)
      held.emplace_back(layer.shape.size(), 0);
    sums.spikes.assign(2, 0);
  }

  bool dense = false;   ///< reports whole layers, without places
  unsigned lag = 0;     ///< steps that its reports are late, until the sample ends or for ever
  bool overlap = false; ///< keeps its lag over the end of a sample
  bool hasOwnNeurons = false, hasOwnOrder = false;
  /// May change the reports of a step.
  std::function<void(std::vector<Report> &)> spoil;

  llvm::StringRef name() const override { return label; }
  EngineTraits traits() const override {
    return {label == "float", label == "chip" || label == "rtl", /*reportsSpikes=*/false, hasOwnNeurons, hasOwnOrder};
  }
  llvm::ArrayRef<InputInfo> inputs() const override { return inputInfos; }
  llvm::ArrayRef<LayerInfo> layers() const override { return layerInfos; }
  llvm::ArrayRef<LayerInfo> outputs() const override { return outputInfos; }
  const Totals &totals() const override { return sums; }

  llvm::Expected<Progress> step(llvm::ArrayRef<SpikeFrame>, bool last, Observer &observer) override {
    std::vector<Report> reports = make(last);
    if (spoil)
      spoil(reports);
    late.push_back(std::move(reports));
    now = last ? Moment{now.sample + 1, 0} : Moment{now.sample, now.step + 1};
    ++sums.steps;
    sums.samples += last;
    return tell(observer, last && !overlap ? 0 : lag);
  }
  llvm::Expected<Progress> drain(Observer &observer) override { return tell(observer, 0); }

  std::vector<LayerInfo> layerInfos, outputInfos;
  std::vector<InputInfo> inputInfos;

private:
  static uint32_t hash(uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
    uint64_t x = ((a * 131ull + b) * 131ull + c) * 131ull + d;
    x = (x + 0x9e3779b97f4a7c15ull) * 0xbf58476d1ce4e5b9ull;
    return uint32_t((x ^ (x >> 31)) >> 16);
  }

  std::vector<Report> make(bool last) {
    std::vector<Report> reports;
    for (uint32_t layer = 0; layer < layerInfos.size(); ++layer) {
      makeLayer(layer, last, reports);
      reports.push_back({Report::EndStep, now, layer, 0, 1, {}, {}, {}, {}});
    }
    for (uint32_t neuron = 0; neuron < 3; ++neuron)
      if (uint32_t count = hash(now.sample, now.step, 7, neuron) % 3)
        reports.push_back({Report::Output, now, 0, neuron, 1, {}, {double(count)}, {}, {}});
    reports.push_back({Report::EndOutput, now, 0, 0, 1, {}, {}, {}, {}});
    return reports;
  }

  void makeLayer(uint32_t layer, bool last, std::vector<Report> &reports) {
    const Shape &shape = layerInfos[layer].shape;
    uint32_t pixels = shape.height * shape.width;
    std::vector<double> integrated = held[layer], count(shape.size(), 0);
    for (uint32_t word = 0; word < (shape.channels + 1) / 2 * pixels; ++word) {
      if (!last && hash(now.sample, now.step, layer, 1000 + word) % 2)
        continue;
      Report report{Report::Commit,          now, layer, word / pixels * 2 * pixels + word % pixels, pixels, {}, {}, {},
                    Place{layer, 0, 1, word}};
      for (uint32_t neuron = report.first; neuron < shape.size() && report.count.size() < 2; neuron += pixels) {
        integrated[neuron] = int(hash(now.sample, now.step, layer, neuron) % 2000) - 1000;
        count[neuron] = hash(now.sample, now.step, layer, neuron + 500) % 4;
        held[layer][neuron] = integrated[neuron] - 10 * count[neuron];
        report.integrated.push_back(integrated[neuron]);
        report.count.push_back(count[neuron]);
        report.stored.push_back(held[layer][neuron]);
      }
      if (!dense)
        reports.push_back(report);
    }
    if (dense)
      reports.push_back({Report::Commit, now, layer, 0, 1, integrated, count, held[layer], {}});
    if (last)
      std::fill(held[layer].begin(), held[layer].end(), 0);
  }

  Progress tell(Observer &observer, size_t keep) {
    for (; late.size() > keep; late.pop_front())
      for (const Report &report : late.front())
        if (!tellOne(observer, report))
          return Progress::Stopped;
    return Progress::Done;
  }

  static bool tellOne(Observer &observer, const Report &r) {
    switch (r.kind) {
    case Report::Commit:
      return observer.commit({r.at, r.index, r.first, r.stride, uint32_t(r.count.size()), r.integrated.data(),
                              r.count.data(), r.stored.data(), r.place});
    case Report::EndStep:
      return observer.endStep(r.index, r.at);
    case Report::Output:
      return observer.output(r.index, r.at, r.first, int32_t(r.count[0]));
    case Report::EndOutput:
      return observer.endOutput(r.index, r.at);
    }
    return true;
  }

  std::string label;
  Moment now;
  std::vector<std::vector<double>> held;
  std::deque<std::vector<Report>> late;
  Totals sums;
};

} // namespace snnc::sim::test

#endif // SNNC_TESTS_SIM_LOCKSTEP_FAKEENGINE_H

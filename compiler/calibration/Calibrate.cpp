//===- Calibrate.cpp - how active a network is ----------------------------===//

#include "compiler/calibration/Calibrate.h"
#include "compiler/analysis/SpikeStatistics.h"
#include "compiler/execution/Workload.h"
#include "sim/run/ShareSamples.h"
#include "support/progress/Progress.h"
#include "llvm/ADT/StringExtras.h"
#include <cmath>
#include <mutex>
#include <numeric>

using namespace mlir;
using namespace snnc;

namespace {
/// Sums over steps of each element's count and of its square; counts of 0 add nothing. Counts are whole, so the sums
/// are exact and in whatever order.
struct Sums {
  std::vector<double> counts, squares;
  std::vector<int64_t> histogram = std::vector<int64_t>(calibrationCounts, 0);

  explicit Sums(size_t size) : counts(size, 0), squares(size, 0) {}
  void add(size_t element, double count) {
    counts[element] += count;
    squares[element] += count * count;
    ++histogram[size_t(std::min(std::abs(count), double(calibrationCounts - 1)))];
  }
  void add(const Sums &other) {
    for (size_t i = 0; i < counts.size(); ++i) {
      counts[i] += other.counts[i];
      squares[i] += other.squares[i];
    }
    for (size_t i = 0; i < histogram.size(); ++i)
      histogram[i] += other.histogram[i];
  }
  bool isSilent() const {
    return llvm::all_of(squares, [](double sum) { return sum == 0; });
  }
  CalibrationRecord record(double steps) const {
    CalibrationRecord result;
    for (size_t i = 0; i < counts.size(); ++i) {
      double mean = counts[i] / steps;
      result.statistics.mean.push_back(mean);
      result.statistics.variance.push_back(std::max(0.0, squares[i] / steps - mean * mean));
    }
    result.histogram = histogram;
    return result;
  }
};

/// Sums over the neurons and steps of a channel that leaks.
struct PotentialSums {
  double lowest = 0, magnitudes = 0, squares = 0;

  void add(const PotentialSums &other) {
    lowest = std::min(lowest, other.lowest);
    magnitudes += other.magnitudes;
    squares += other.squares;
  }
};

/// [layer][channel]; a layer that does not leak has none.
using LayerPotentials = std::vector<std::vector<PotentialSums>>;

/// What one thread saw. `leaks` says which layers leak.
class ActivityObserver final : public SpikeCounter {
public:
  ActivityObserver(const sim::Engine &engine, const std::vector<bool> &leaks)
      : SpikeCounter(engine, /*wantsCommits=*/llvm::is_contained(leaks, true)) {
    for (auto [layer, hasLeak] : llvm::zip_equal(engine.layers(), leaks)) {
      layers.emplace_back(layer.shape.size());
      potentials.emplace_back(hasLeak ? layer.shape.channels : 0);
    }
    for (const sim::InputInfo &input : engine.inputs()) {
      shapes.push_back(input.shape);
      inputs.emplace_back(input.shape.size());
    }
  }
  bool spike(uint32_t layer, sim::Moment at, uint32_t neuron, double count) override {
    layers[layer].add(neuron, count);
    return SpikeCounter::spike(layer, at, neuron, count);
  }
  bool commit(const sim::Commit &commit) override {
    llvm::MutableArrayRef<PotentialSums> channels = potentials[commit.layer];
    size_t pixels = channels.empty() ? 0 : layers[commit.layer].counts.size() / channels.size();
    for (size_t c = 0; c < channels.size(); ++c) // a reference commits a whole layer
      for (size_t i = c * pixels; i < (c + 1) * pixels; ++i) {
        double magnitude = std::fabs(commit.stored[i]);
        channels[c].add({commit.integrated[i], magnitude, magnitude * magnitude});
      }
    return true;
  }
  /// The spikes since the last call.
  SpikeBaseline::Spikes takeSpikes() {
    SpikeBaseline::Spikes taken = spikes;
    for (std::vector<uint32_t> &layer : spikes)
      std::fill(layer.begin(), layer.end(), 0);
    return taken;
  }
  /// Of each channel of each layer that leaks, since the last call.
  LayerPotentials takePotentials() {
    LayerPotentials taken = potentials;
    for (std::vector<PotentialSums> &layer : potentials)
      std::fill(layer.begin(), layer.end(), PotentialSums());
    return taken;
  }
  void feed(llvm::ArrayRef<sim::SpikeFrame> frames) override {
    ++steps;
    for (size_t k = 0; k < frames.size(); ++k)
      for (const sim::Event &event : frames[k])
        inputs[k].add(shapes[k].index(event.channel, event.y, event.x), event.count);
  }
  /// Of layers the histogram is over all neurons and steps; of inputs, over what came in.
  void countSilence() {
    for (Sums &layer : layers)
      layer.histogram[0] = int64_t(steps * layer.counts.size()) -
                           std::accumulate(layer.histogram.begin() + 1, layer.histogram.end(), int64_t(0));
  }
  void add(const ActivityObserver &other) {
    for (auto [sum, more] : llvm::zip_equal(layers, other.layers))
      sum.add(more);
    for (auto [sum, more] : llvm::zip_equal(inputs, other.inputs))
      sum.add(more);
    steps += other.steps;
  }

  std::vector<Sums> layers, inputs;
  LayerPotentials potentials;
  std::vector<sim::Shape> shapes;
  uint64_t steps = 0;
};
} // namespace

/// Which layers leak, in the order of the text, which is that of an engine.
static std::vector<bool> findLeaks(snn::NetworkOp network) {
  std::vector<bool> leaks;
  network.walk([&](snn::StatefulOpInterface layer) {
    auto neuron = dyn_cast<snn::NeuronOpInterface>(layer.getOperation());
    snn::NeuronParameters parameters = neuron ? neuron.getNeuronParameters() : snn::NeuronParameters();
    leaks.push_back(neuron && parameters.decay && !parameters.isReadout);
  });
  return leaks;
}

/// Of all recordings, in their order: real numbers do not add up to the same in another one.
static LayerPotentials sumOf(llvm::ArrayRef<LayerPotentials> recordings) {
  LayerPotentials sums = recordings.front();
  for (const LayerPotentials &recording : recordings.drop_front())
    for (auto [layer, more] : llvm::zip_equal(sums, recording))
      for (auto [sum, value] : llvm::zip_equal(layer, more))
        sum.add(value);
  return sums;
}

Failure snnc::calibrate(ModuleOp module, const InputOptions &input, const ExecutionOptions &execution,
                        std::optional<SpikeBaseline> &baseline) {
  Workload workload;
  workload.imported = module.clone();
  std::vector<std::unique_ptr<sim::Engine>> engines;
  unsigned threads = execution.threadCount();
  for (unsigned i = 0; i < threads; ++i) {
    llvm::Expected<std::unique_ptr<sim::Engine>> engine = makeEngine("float", workload);
    if (!engine)
      return Failure::of(engine.takeError());
    engines.push_back(std::move(*engine));
  }
  // Known before anything runs, though the float network's activity needs none.
  if (auto predicted = sim::choosePredictedOutput(engines.front()->outputs(), input.predict, input.readout); !predicted)
    return Failure::of(FailureCause::Usage, predicted.takeError());
  llvm::Expected<std::unique_ptr<sim::NetworkStimulus>> stimulus =
      openInput(input, execution.seed, workload, engines.front()->inputs());
  if (!stimulus)
    return Failure::of(stimulus.takeError());
  std::vector<bool> leaks = findLeaks(*module.getOps<snn::NetworkOp>().begin());
  std::vector<ActivityObserver> seen;
  for (const auto &engine : engines)
    seen.emplace_back(*engine, leaks);
  Progress shown("calibration", (*stimulus)->size(), execution.quiet);
  std::vector<SpikeBaseline::Spikes> spikes((*stimulus)->size());
  std::vector<LayerPotentials> potentials(spikes.size());
  std::mutex mutex;
  uint64_t done = 0;
  if (llvm::Error error = sim::shareSamples(threads, (*stimulus)->size(), [&](unsigned thread, uint64_t index) {
        llvm::Error result = countSpikes(*engines[thread], **stimulus, index, seen[thread]);
        spikes[index] = seen[thread].takeSpikes();
        potentials[index] = seen[thread].takePotentials();
        std::lock_guard<std::mutex> lock(mutex);
        shown.advance(++done);
        return result;
      }))
    return Failure::of(std::move(error));
  for (unsigned i = 1; i < threads; ++i)
    seen.front().add(seen[i]);
  seen.front().countSilence();
  if (llvm::all_of(seen.front().inputs, [](const Sums &input) { return input.isSilent(); }))
    return {FailureCause::Input,
            "'" + llvm::join(input.inputs, "', '") + "': no spike comes in, so nothing can be calibrated on it"};
  std::vector<CalibrationRecord> layers, inputs;
  for (auto [sums, channels] : llvm::zip_equal(seen.front().layers, sumOf(potentials))) {
    layers.push_back(sums.record(double(seen.front().steps)));
    for (const PotentialSums &sum : channels)
      layers.back().potentials.push_back({sum.lowest, sum.magnitudes > 0 ? sum.squares / sum.magnitudes : 0});
  }
  for (const Sums &sums : seen.front().inputs)
    inputs.push_back(sums.record(double(seen.front().steps)));
  attachCalibration(*module.getOps<snn::NetworkOp>().begin(), layers, inputs,
                    double(seen.front().steps) / double((*stimulus)->size()));
  baseline.emplace(std::move(workload), std::move(engines.front()), std::move(*stimulus), seen.front().steps,
                   std::move(spikes));
  return Failure::none();
}

//===- QuantizationRun.cpp - what quantisation did on recordings ----------===//

#include "compiler/calibration/QuantizationRun.h"
#include "compiler/calibration/LayerPairs.h"
#include "compiler/execution/Workload.h"
#include "sim/run/ShareSamples.h"
#include <algorithm>
#include <cmath>

using namespace mlir;
using namespace snnc;

namespace {
/// One layer in one sample.
struct LayerSample {
  LayerRun sums;
  std::vector<uint8_t> flags;       ///< of each neuron
  std::vector<int64_t> moreInFloat; ///< spikes of each neuron, while the sample runs
};
enum Flag : uint8_t { FiredFloat = 1, FiredInteger = 2, CappedFloat = 4, CappedInteger = 8 };

struct SampleResult {
  std::vector<LayerSample> layers;
  uint64_t steps = 0;
  sim::Prediction predictionFloat, predictionInteger;
  std::optional<uint32_t> label;
};

/// An engine's output `predicted` over the sample.
class PredictionObserver : public sim::Observer {
public:
  PredictionObserver(const sim::Engine &engine, const sim::PredictedOutput &predicted)
      : Observer(/*wantsCommits=*/true), sums(engine.outputs(), predicted) {}
  bool output(uint32_t output, sim::Moment, uint32_t neuron, double more) override {
    sums.add(output, neuron, more);
    return true;
  }
  bool endOutput(uint32_t output, sim::Moment) override {
    sums.endStep(output);
    return true;
  }
  sim::Prediction prediction() const { return sums.predict(); }

private:
  sim::OutputSums sums;
};

/// Keeps what the layers did in the last step. A reference commits a whole layer.
class FloatObserver final : public PredictionObserver {
public:
  FloatObserver(const sim::Engine &engine, const sim::PredictedOutput &predicted)
      : PredictionObserver(engine, predicted), count(engine.layers().size()), stored(engine.layers().size()) {}
  bool commit(const sim::Commit &commit) override {
    count[commit.layer].assign(commit.count, commit.count + commit.n);
    stored[commit.layer].assign(commit.stored, commit.stored + commit.n);
    return true;
  }

  std::vector<std::vector<double>> count, stored; ///< [layer][neuron]
};

/// Compares each layer as it comes with what it did in float.
class IntegerObserver final : public PredictionObserver {
public:
  IntegerObserver(const sim::Engine &engine, const sim::PredictedOutput &predicted, const std::vector<LayerPair> &pairs,
                  const FloatObserver &inFloat, uint32_t sample, std::vector<LayerSample> &layers)
      : PredictionObserver(engine, predicted), pairs(pairs), inFloat(inFloat), sample(sample), layers(layers),
        pairOf(engine.layers().size()) {
    for (size_t k = 0; k < pairs.size(); ++k)
      pairOf[pairs[k].integer] = k;
  }
  bool commit(const sim::Commit &commit) override {
    if (std::optional<size_t> pair = pairOf[commit.layer])
      compareStep(pairs[*pair], commit, layers[*pair]);
    return true;
  }

private:
  void compareStep(const LayerPair &pair, const sim::Commit &commit, LayerSample &into) const;
  void compareSpikes(const LayerPair &pair, const sim::Commit &commit, size_t channel, size_t neuron,
                     LayerSample &into) const;

  const std::vector<LayerPair> &pairs;
  const FloatObserver &inFloat;
  const uint32_t sample;
  std::vector<LayerSample> &layers; ///< of each pair
  std::vector<std::optional<size_t>> pairOf;
};
} // namespace

void IntegerObserver::compareStep(const LayerPair &pair, const sim::Commit &commit, LayerSample &into) const {
  const std::vector<double> &count = inFloat.count[pair.inFloat], &stored = inFloat.stored[pair.inFloat];
  assert(commit.n == stored.size() && commit.stride == 1 && "a reference commits a whole layer");
  size_t pixels = size_t(pair.shape.height) * pair.shape.width;
  // Summed up in the order of steps and neurons, for each addition rounds.
  double signal = into.sums.signal, noise = into.sums.noise;
  for (size_t channel = 0; channel < pair.shape.channels; ++channel) {
    double scale = pair.scale[channel];
    for (size_t i = channel * pixels; i < (channel + 1) * pixels; ++i) {
      double exact = stored[i], error = commit.stored[i] / scale - exact;
      signal += exact * exact;
      noise += error * error;
      if (count[i] != 0 || commit.count[i] != 0) // seldom
        compareSpikes(pair, commit, channel, i, into);
    }
  }
  into.sums.signal = signal;
  into.sums.noise = noise;
}

void IntegerObserver::compareSpikes(const LayerPair &pair, const sim::Commit &commit, size_t channel, size_t neuron,
                                    LayerSample &into) const {
  double exact = inFloat.count[pair.inFloat][neuron], count = commit.count[neuron];
  uint64_t spikesFloat = uint64_t(std::abs(exact)), spikesInteger = uint64_t(std::abs(count));
  into.sums.channelSpikesFloat[channel] += spikesFloat;
  into.sums.channelSpikesInteger[channel] += spikesInteger;
  into.moreInFloat[neuron] += int64_t(spikesFloat) - int64_t(spikesInteger);
  uint8_t flags = (exact != 0 ? FiredFloat : 0) | (count != 0 ? FiredInteger : 0);
  if (pair.cap && exact > double(pair.cap))
    flags |= CappedFloat;
  if (pair.cap && commit.integrated[neuron] >= double(pair.cap + 1) * pair.threshold[channel])
    flags |= CappedInteger;
  into.flags[neuron] |= flags;
  if (exact != count && !into.sums.divergence)
    into.sums.divergence = {sample, commit.at.step};
}

static LayerSample emptySample(const LayerPair &pair) {
  return {emptyRun(pair), std::vector<uint8_t>(pair.shape.size(), 0), std::vector<int64_t>(pair.shape.size(), 0)};
}

/// What follows at the end of a sample; what its neurons had is then of no use.
static void finish(LayerSample &layer) {
  for (int64_t more : layer.moreInFloat)
    layer.sums.spikesDifferent += uint64_t(std::abs(more));
  layer.moreInFloat = {};
}

static llvm::Expected<SampleResult> runSample(sim::Engine &inFloat, sim::Engine &integer,
                                              const std::vector<LayerPair> &pairs, const sim::NetworkStimulus &stimulus,
                                              const sim::PredictedOutput &predicted, uint64_t index) {
  llvm::Expected<std::unique_ptr<sim::NetworkSample>> opened = stimulus.stream(index);
  if (!opened)
    return opened.takeError();
  sim::NetworkSample *sample = opened->get();
  for (const sim::Engine *engine : {&inFloat, &integer})
    if (llvm::Error error = sim::checkSampleLength(*engine, sample->name(), sample->steps()))
      return std::move(error);
  SampleResult result;
  for (const LayerPair &pair : pairs)
    result.layers.push_back(emptySample(pair));
  FloatObserver a(inFloat, predicted);
  IntegerObserver b(integer, predicted, pairs, a, uint32_t(index), result.layers);
  for (uint32_t step = 0; step < sample->steps(); ++step) {
    llvm::Expected<llvm::ArrayRef<sim::SpikeFrame>> frames = sample->next();
    if (!frames)
      return frames.takeError();
    bool last = step + 1 == sample->steps();
    if (llvm::Expected<sim::Progress> fed = inFloat.step(*frames, last, a); !fed)
      return fed.takeError();
    if (llvm::Expected<sim::Progress> fed = integer.step(*frames, last, b); !fed)
      return fed.takeError();
  }
  for (LayerSample &layer : result.layers)
    finish(layer);
  result.steps = sample->steps();
  result.predictionFloat = a.prediction();
  result.predictionInteger = b.prediction();
  result.label = sample->label;
  return std::move(result);
}

/// Sums up in the order of the samples, whichever thread ran them.
static void sumUp(const std::vector<LayerPair> &pairs, const std::vector<std::optional<SampleResult>> &samples,
                  QuantizationRun &result) {
  std::vector<sim::Prediction> inFloat, integer;
  std::vector<std::optional<uint32_t>> labels;
  std::vector<std::vector<uint8_t>> flags;
  for (const LayerPair &pair : pairs) {
    flags.emplace_back(pair.shape.size(), 0);
    result.layers.push_back(emptyRun(pair));
  }
  for (const std::optional<SampleResult> &sample : samples) {
    ++result.samples;
    result.steps += sample->steps;
    inFloat.push_back(sample->predictionFloat);
    integer.push_back(sample->predictionInteger);
    labels.push_back(sample->label);
    for (size_t k = 0; k < pairs.size(); ++k) {
      LayerRun &sum = result.layers[k];
      const LayerRun &more = sample->layers[k].sums;
      addSpikes(more, sum);
      sum.signal += more.signal;
      sum.noise += more.noise;
      if (!sum.divergence)
        sum.divergence = more.divergence;
      for (size_t i = 0; i < flags[k].size(); ++i)
        flags[k][i] |= sample->layers[k].flags[i];
    }
  }
  for (size_t k = 0; k < pairs.size(); ++k)
    for (uint8_t flag : flags[k]) {
      result.layers[k].silentFloat += !(flag & FiredFloat);
      result.layers[k].silentInteger += !(flag & FiredInteger);
      result.layers[k].saturatedFloat += (flag & CappedFloat) != 0;
      result.layers[k].saturatedInteger += (flag & CappedInteger) != 0;
    }
  result.inFloat = sim::countPredictions(inFloat, labels, result.predicted);
  result.integer = sim::countPredictions(integer, labels, result.predicted);
}

snn::NeuronOpInterface snnc::findLayer(ModuleOp module, StringRef name) {
  snn::NeuronOpInterface found;
  module.walk([&](snn::NeuronOpInterface neuron) {
    if (neuron.getLayerName() == name)
      found = neuron;
  });
  return found;
}

Failure snnc::runQuantization(ModuleOp inFloat, ModuleOp integers, const InputOptions &input,
                              const ExecutionOptions &execution, QuantizationRun &result) {
  Workload workload;
  workload.imported = inFloat.clone();
  workload.quantized = integers.clone();
  unsigned threads = execution.threadCount();
  std::vector<std::unique_ptr<sim::Engine>> floats, ints;
  for (unsigned i = 0; i < threads; ++i)
    for (const char *name : {"float", "integer"}) {
      llvm::Expected<std::unique_ptr<sim::Engine>> engine = makeEngine(name, workload);
      if (!engine)
        return Failure::of(engine.takeError());
      (name == StringRef("float") ? floats : ints).push_back(std::move(*engine));
    }
  llvm::Expected<std::unique_ptr<sim::NetworkStimulus>> stimulus =
      openInput(input, execution.seed, workload, floats.front()->inputs());
  if (!stimulus)
    return Failure::of(stimulus.takeError());
  llvm::Expected<sim::PredictedOutput> predicted =
      sim::choosePredictedOutput(floats.front()->outputs(), input.predict, input.readout);
  if (!predicted)
    return Failure::of(predicted.takeError());
  result.predicted = *predicted;
  std::vector<LayerPair> pairs = pairLayers(integers, *floats.front(), *ints.front());
  std::vector<std::optional<SampleResult>> samples((*stimulus)->size());
  if (llvm::Error error =
          sim::shareSamples(threads, samples.size(), [&](unsigned thread, uint64_t index) -> llvm::Error {
            llvm::Expected<SampleResult> sample =
                runSample(*floats[thread], *ints[thread], pairs, **stimulus, *predicted, index);
            if (!sample)
              return sample.takeError();
            samples[index] = std::move(*sample);
            return llvm::Error::success();
          }))
    return Failure::of(std::move(error));
  sumUp(pairs, samples, result);
  return Failure::none();
}

//===- SpikeBaseline.cpp - a float network's spikes on recordings ---------===//

#include "compiler/calibration/SpikeBaseline.h"
#include "compiler/calibration/LayerPairs.h"
#include "sim/run/FeedSample.h"
#include "sim/run/ShareSamples.h"
#include <mutex>

using namespace mlir;
using namespace snnc;

llvm::Error snnc::countSpikes(sim::Engine &engine, const sim::NetworkStimulus &stimulus, uint64_t index,
                              SpikeCounter &counter) {
  return sim::feedSample(engine, stimulus, index, counter,
                         [&](ArrayRef<sim::SpikeFrame> frames) { counter.feed(frames); });
}

/// Adds one recording of one layer.
static void compareSample(ArrayRef<uint32_t> inFloat, ArrayRef<uint32_t> integer, LayerRun &layer) {
  size_t pixels = inFloat.size() / layer.channelSpikesFloat.size();
  for (size_t channel = 0; channel < layer.channelSpikesFloat.size(); ++channel)
    for (size_t i = channel * pixels; i < (channel + 1) * pixels; ++i) {
      layer.channelSpikesFloat[channel] += inFloat[i];
      layer.channelSpikesInteger[channel] += integer[i];
      layer.spikesDifferent += uint64_t(std::abs(int64_t(inFloat[i]) - int64_t(integer[i])));
    }
}

Failure SpikeBaseline::compare(ModuleOp integers, unsigned threads, std::vector<LayerRun> &layers) {
  workload.quantized = integers.clone();
  std::vector<std::unique_ptr<sim::Engine>> engines;
  for (unsigned i = 0; i < threads; ++i) {
    llvm::Expected<std::unique_ptr<sim::Engine>> made = makeEngine("integer", workload);
    if (!made)
      return Failure::of(made.takeError());
    engines.push_back(std::move(*made));
  }
  std::vector<LayerPair> pairs = pairLayers(integers, *engine, *engines.front());
  std::vector<LayerRun> empty;
  for (const LayerPair &pair : pairs)
    empty.push_back(emptyRun(pair));
  layers = empty;
  std::mutex mutex;
  llvm::Error error = sim::shareSamples(threads, stimulus->size(), [&](unsigned thread, uint64_t index) -> llvm::Error {
    SpikeCounter counter(*engines[thread]);
    if (llvm::Error failed = countSpikes(*engines[thread], *stimulus, index, counter))
      return failed;
    std::vector<LayerRun> own = empty;
    for (auto [run, pair] : llvm::zip_equal(own, pairs))
      compareSample(spikes[index][pair.inFloat], counter.spikes[pair.integer], run);
    std::lock_guard<std::mutex> lock(mutex);
    for (auto [sum, more] : llvm::zip_equal(layers, own))
      addSpikes(more, sum);
    return llvm::Error::success();
  });
  return error ? Failure::of(std::move(error)) : Failure::none();
}

//===- FeedSample.cpp - one sample through one engine ---------------------===//

#include "sim/run/FeedSample.h"
#include <algorithm>

using namespace snnc::sim;

llvm::Error snnc::sim::feedSample(Engine &engine, const NetworkStimulus &stimulus, uint64_t index, Observer &observer,
                                  const std::function<void(llvm::ArrayRef<SpikeFrame>)> &onFrames, uint32_t mostSteps) {
  llvm::Expected<std::unique_ptr<NetworkSample>> sample = stimulus.stream(index);
  if (!sample)
    return sample.takeError();
  uint32_t steps = std::min((*sample)->steps(), mostSteps);
  if (llvm::Error error = checkSampleLength(engine, (*sample)->name(), steps))
    return error;
  for (uint32_t step = 0; step < steps; ++step) {
    llvm::Expected<llvm::ArrayRef<SpikeFrame>> frames = (*sample)->next();
    if (!frames)
      return frames.takeError();
    if (onFrames)
      onFrames(*frames);
    if (llvm::Expected<Progress> fed = engine.step(*frames, step + 1 == steps, observer); !fed)
      return fed.takeError();
  }
  return llvm::Error::success();
}

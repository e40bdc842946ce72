//===- FeedSample.h - one sample through one engine -------------*- C++ -*-===//
#ifndef SNNC_SIM_RUN_FEEDSAMPLE_H
#define SNNC_SIM_RUN_FEEDSAMPLE_H

#include "sim/data/NetworkStimulus.h"
#include <functional>

namespace snnc::sim {

/// Feeds a sample to its end. `onFrames` is told the frames of each step before the engine gets them. Fails where the
/// sample cannot be read, is longer than the engine's samples may be, or the engine fails. No more than the first
/// `mostSteps` steps are fed; the last of them ends the sample.
llvm::Error feedSample(Engine &engine, const NetworkStimulus &stimulus, uint64_t index, Observer &observer,
                       const std::function<void(llvm::ArrayRef<SpikeFrame>)> &onFrames = {},
                       uint32_t mostSteps = UINT32_MAX);

} // namespace snnc::sim

#endif // SNNC_SIM_RUN_FEEDSAMPLE_H

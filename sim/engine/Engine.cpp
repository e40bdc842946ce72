//===- Engine.cpp - what runs a network step by step ----------------------===//

#include "sim/engine/Engine.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>
#include <fmt/format.h>
#include <tuple>

using namespace snnc::sim;

std::string Shape::str() const { return fmt::format("{}x{}x{}", channels, height, width); }

/// Whether checkFrame has nothing to say of a frame of spikes but its total.
static bool isSound(const InputInfo &input, llvm::ArrayRef<Event> frame) {
  const Shape shape = input.shape;
  uint64_t least = 0; // of the next place
  for (const Event &event : frame) {
    uint64_t place = uint64_t(event.channel) << 32 | uint64_t(event.y) << 16 | event.x;
    if (event.channel >= shape.channels || event.y >= shape.height || event.x >= shape.width || place < least ||
        !(std::fabs(event.count) <= input.bound))
      return false;
    int64_t whole = int64_t(event.count);
    if (double(whole) != event.count || whole == 0 || (whole < 0 && !input.isSigned))
      return false;
    least = place + 1;
  }
  return true;
}

llvm::Error snnc::sim::checkFrame(const InputInfo &input, llvm::ArrayRef<Event> frame) {
  if (!input.isReal && isSound(input, frame))
    return checkTotal(input, "a frame", frame);
  for (size_t i = 0; i < frame.size(); ++i) {
    const Event &event = frame[i];
    // Only where it is to be told: texts take longer than all the checks.
    auto where = [&] {
      return fmt::format("input '{}': event {} at channel {}, y {}, x {}", input.name, i, event.channel, event.y,
                         event.x);
    };
    if (event.channel >= input.shape.channels || event.y >= input.shape.height || event.x >= input.shape.width)
      return llvm::createStringError(where() + " lies outside of the input's shape " + input.shape.str());
    if (input.isReal && (event.count == 0 || !std::isfinite(event.count)))
      return llvm::createStringError(
          fmt::format("{} has value {}, an event has a finite one other than 0", where(), event.count));
    if (!input.isReal && (event.count == 0 || !(std::fabs(event.count) <= input.bound)))
      return llvm::createStringError(
          fmt::format("{} has count {}, the input's bound is {}", where(), event.count, input.bound));
    if (!input.isReal && event.count != std::floor(event.count))
      return llvm::createStringError(
          fmt::format("{} has count {}, spike counts are whole numbers", where(), event.count));
    if (!input.isReal && event.count < 0 && !input.isSigned)
      return llvm::createStringError(
          fmt::format("{} has count {}, the input takes no negative spikes", where(), event.count));
    auto key = [](const Event &e) { return std::make_tuple(e.channel, e.y, e.x); };
    if (i && !(key(frame[i - 1]) < key(event)))
      return llvm::createStringError(where() + " does not come after the event before it");
  }
  return checkTotal(input, "a frame", frame);
}

llvm::Error snnc::sim::checkTotal(const InputInfo &input, llvm::StringRef where, llvm::ArrayRef<Event> frame) {
  if (input.total == 0 || input.isReal)
    return llvm::Error::success();
  double sum = 0;
  for (const Event &event : frame)
    sum += std::fabs(event.count);
  if (sum <= input.total)
    return llvm::Error::success();
  return llvm::createStringError(
      fmt::format("{}: {:.0f} spikes, but input '{}' takes at most {} of all its neurons in a step (shorter steps have "
                  "fewer, and a network compiled with a greater --input-max-total takes more)",
                  where.str(), sum, input.name, input.total));
}

void Totals::countInputs(llvm::ArrayRef<InputInfo> inputs, llvm::ArrayRef<SpikeFrame> frames) {
  inputSpikes.resize(inputs.size());
  for (size_t i = 0; i < frames.size(); ++i) {
    inputSpikes[i].resize(inputs[i].shape.channels, 0);
    llvm::ArrayRef<Event> frame = frames[i];
    if (inputs[i].isReal) {
      for (const Event &event : frame)
        inputSpikes[i][event.channel] += std::fabs(event.count);
      continue;
    }
    // Whole numbers are summed as such: the channels stand in order, and a sum in a register is quick.
    while (!frame.empty()) {
      uint16_t channel = frame.front().channel;
      int64_t sum = 0;
      for (; !frame.empty() && frame.front().channel == channel; frame = frame.drop_front())
        sum += std::abs(int32_t(frame.front().count));
      inputSpikes[i][channel] += double(sum);
    }
  }
}

std::string SampleLimit::str() const {
  return fmt::format("layer '{}' counts the spikes of each pixel, up to {} a step, in words that hold {}: a sample may "
                     "have {} steps",
                     layer, mostSpikes, greatestSum, steps());
}

llvm::Error snnc::sim::checkStep(const std::optional<SampleLimit> &limit, uint64_t step) {
  if (!limit || step < limit->steps())
    return llvm::Error::success();
  return llvm::createStringError(fmt::format("step {} of a sample: {}", step, limit->str()));
}

llvm::Error snnc::sim::checkSampleLength(const Engine &engine, llvm::StringRef sample, uint64_t steps) {
  std::optional<SampleLimit> limit = engine.sampleLimit();
  if (!limit || steps <= limit->steps())
    return llvm::Error::success();
  return llvm::createStringError(fmt::format("{}: it has {} steps, {} too many for engine {}: {}; a shorter sample, "
                                             "or a lower bound of the input would fit",
                                             sample.str(), steps, steps - limit->steps(), engine.name().str(),
                                             limit->str()));
}

Observer::~Observer() = default;
Engine::~Engine() = default;

char EngineFailure::ID;

void EngineFailure::log(llvm::raw_ostream &os) const { os << message; }

//===- Comparison.cpp - what two engines say, in step ---------------------===//

#include "sim/lockstep/Comparison.h"
#include <algorithm>
#include <fmt/format.h>

using namespace snnc::sim;

void StepRecords::add(const Commit &commit) {
  blocks.push_back({commit.first, commit.stride, commit.n, values.size(), commit.place});
  for (const double *source : {commit.integrated, commit.count, commit.stored})
    values.insert(values.end(), source, source + commit.n);
  if (commit.current)
    values.insert(values.end(), commit.current, commit.current + commit.n);
  else
    values.resize(values.size() + commit.n, 0);
}

Comparison::Comparison(const Engine &a, const Engine &b) : names{a.name().str(), b.name().str()} {}
Comparison::~Comparison() = default;

void Comparison::report(Difference difference) {
  if (!found)
    found = std::move(difference);
}

/// The steps of a sample come one by one, the first one of the next sample behind any of them.
static bool follows(const std::optional<Moment> &last, Moment at) {
  if (!last)
    return at == Moment{0, 0};
  return at == Moment{last->sample, last->step + 1} || at == Moment{last->sample + 1, 0};
}

static Difference orderOf(const Stream &stream, Moment at, std::string detail) {
  Difference difference;
  difference.what = "order";
  difference.layer = stream.name;
  difference.isOutput = stream.isOutput;
  difference.at = at;
  difference.detail = std::move(detail);
  return difference;
}

bool Comparison::take(Side side, int index, const Commit &commit) {
  if (index < 0 || found)
    return !found;
  Stream &stream = streams[index];
  Stream::Half &half = stream.half(side);
  if (!half.open) {
    half.open.emplace();
    half.open->at = commit.at;
  }
  uint64_t end = commit.n ? uint64_t(commit.first) + uint64_t(commit.n - 1) * commit.stride : commit.first;
  if (half.open->at != commit.at || !follows(half.last, commit.at))
    report(orderOf(stream, commit.at, fmt::format("{} reports a record of a step that is not the next", nameOf(side))));
  else if (end >= stream.shape.size())
    report(
        orderOf(stream, commit.at, fmt::format("{} reports neuron {} of {}", nameOf(side), end, stream.shape.size())));
  else
    half.open->add(commit);
  return !found;
}

bool Comparison::close(Side side, int index, Moment at) {
  if (index < 0 || found)
    return !found;
  Stream &stream = streams[index];
  Stream::Half &half = stream.half(side);
  if ((half.open && half.open->at != at) || !follows(half.last, at)) {
    report(orderOf(stream, at, fmt::format("{} ends a step that is not the next", nameOf(side))));
    return false;
  }
  StepRecords step;
  if (half.open)
    step = std::move(*half.open);
  step.at = at;
  half.open.reset();
  half.last = at;
  half.closed.push_back(std::move(step));
  matchSteps(size_t(index));
  return !found;
}

void Comparison::matchSteps(size_t index) {
  Stream &stream = streams[index];
  std::deque<StepRecords> &a = stream.half(Side::A).closed, &b = stream.half(Side::B).closed;
  while (!a.empty() && !b.empty() && !found) {
    if (a.front().at != b.front().at) {
      Difference difference = orderOf(stream, std::min(a.front().at, b.front().at),
                                      fmt::format("the next step of {} is step {} of sample {}, that of {} is step {} "
                                                  "of sample {}",
                                                  nameOf(Side::A), a.front().at.step, a.front().at.sample,
                                                  nameOf(Side::B), b.front().at.step, b.front().at.sample));
      difference.what = "step";
      return report(std::move(difference));
    }
    compare(index, a.front(), b.front());
    a.pop_front();
    b.pop_front();
  }
}

bool Comparison::finish() {
  for (Stream &stream : streams)
    for (Side side : {Side::A, Side::B}) {
      Stream::Half &half = stream.half(side);
      Side other = side == Side::A ? Side::B : Side::A;
      if (half.open)
        report(orderOf(stream, half.open->at, fmt::format("{} has begun this step and not ended it", nameOf(side))));
      if (half.closed.empty())
        continue;
      Difference difference =
          orderOf(stream, half.closed.front().at,
                  fmt::format("{} has reported this step, {} has not", nameOf(side), nameOf(other)));
      difference.what = "step";
      report(std::move(difference));
    }
  return !found;
}

uint32_t Comparison::pendingSample() const {
  uint32_t sample = UINT32_MAX;
  for (const Stream &stream : streams)
    for (const Stream::Half &half : stream.halves)
      sample = std::min(sample, half.last ? half.last->sample : 0);
  return sample;
}

bool Comparison::commit(Side side, const Commit &commit) {
  return take(side, streamOf(side, /*isOutput=*/false, commit.layer), commit);
}

bool Comparison::endStep(Side side, uint32_t layer, Moment at) {
  return close(side, streamOf(side, /*isOutput=*/false, layer), at);
}

bool Comparison::output(Side side, uint32_t output, Moment at, uint32_t neuron, double count) {
  double zero = 0;
  Commit commit{at, output, neuron, 1, 1, &zero, &count, &zero, std::nullopt};
  return take(side, streamOf(side, /*isOutput=*/true, output), commit);
}

bool Comparison::endOutput(Side side, uint32_t output, Moment at) {
  return close(side, streamOf(side, /*isOutput=*/true, output), at);
}

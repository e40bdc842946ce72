//===- Streams.h - the records of two engines, step by step -----*- C++ -*-===//
//
// Two engines report the same layers and outputs at their own pace. A stream gathers what each says of one of them into
// whole steps and hands these over in pairs.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_LOCKSTEP_STREAMS_H
#define SNNC_SIM_LOCKSTEP_STREAMS_H

#include "sim/engine/Engine.h"
#include <deque>

namespace snnc::sim {

enum class Side : uint8_t { A, B };

/// One call of Observer::commit, or of Observer::output as a commit of one neuron.
struct RecordBlock {
  uint32_t first, stride, n;
  size_t values; ///< index of the first of 4 n values: integrated, count, stored, current
  std::optional<Place> place;
};

/// All that an engine says of one layer or output in one step.
struct StepRecords {
  Moment at;
  std::vector<RecordBlock> blocks;
  std::vector<double> values;

  void add(const Commit &commit);
};

struct Stream {
  std::string name;
  Shape shape;
  bool isOutput = false;

  struct Half {
    std::optional<StepRecords> open; ///< the step that is being reported
    std::deque<StepRecords> closed;  ///< steps that wait for the other side
    std::optional<Moment> last;      ///< step that was closed last
  };
  Half halves[2];

  Half &half(Side side) { return halves[unsigned(side)]; }
};

} // namespace snnc::sim

#endif // SNNC_SIM_LOCKSTEP_STREAMS_H

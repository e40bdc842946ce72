//===- Leak.h - decays in integers ------------------------------*- C++ -*-===//
#ifndef SNNC_COMPILER_ANALYSIS_LEAK_H
#define SNNC_COMPILER_ANALYSIS_LEAK_H

#include "dialect/snn/SnnInterfaces.h"

namespace snnc {

/// A decay in [0, 1] in 1/4096, to the nearest.
int64_t toIntegerDecay(double decay);

/// What `decay` / 4096 leaves of a value: D(v, m) = sign(v) * floor(|v| * m / 4096).
int64_t leftOf(int64_t value, int64_t decay);

/// The greatest magnitude of which a decay leaves no more than `left`, up to `most`; below 0 where `left` is.
int64_t greatestLeaving(int64_t left, int64_t decay, int64_t most);

/// The greatest magnitude that a synaptic current reaches where at most `inflow` comes in a step and `decay` / 4096 of
/// it is left after one: the least j with j = floor(j * decay / 4096) + inflow. It is reached, exactly, by an inflow
/// that stays. Nothing where it does not end: `decay` is 4096 and something flows.
std::optional<int64_t> currentBound(int64_t inflow, int64_t decay);

} // namespace snnc

#endif // SNNC_COMPILER_ANALYSIS_LEAK_H

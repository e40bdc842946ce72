//===- Leak.cpp - decays in integers --------------------------------------===//

#include "compiler/analysis/Leak.h"
#include <algorithm>
#include <cassert>
#include <cmath>

using namespace snnc;

int64_t snnc::toIntegerDecay(double decay) { return std::llround(decay * double(snn::kDecayOne)); }

int64_t snnc::leftOf(int64_t value, int64_t decay) {
  int64_t left = std::abs(value) * decay / snn::kDecayOne;
  return value < 0 ? -left : left;
}

int64_t snnc::greatestLeaving(int64_t left, int64_t decay, int64_t most) {
  if (left < 0)
    return left; // nothing leaves so little
  if (decay == 0)
    return most;
  return std::min(most, ((left + 1) * snn::kDecayOne - 1) / decay);
}

std::optional<int64_t> snnc::currentBound(int64_t inflow, int64_t decay) {
  assert(inflow >= 0 && "an inflow is a magnitude");
  if (inflow == 0)
    return 0;
  if (decay >= snn::kDecayOne)
    return std::nullopt;
  // Far beyond any current it is enough that it is beyond; what follows fits 64 bits.
  inflow = std::min<int64_t>(inflow, int64_t(1) << 38);
  // A fixed point loses less than 1 a step to rounding, so that it lies above this, and the steps from here go up to
  // it.
  int64_t current = (inflow - 1) * snn::kDecayOne / (snn::kDecayOne - decay);
  for (int64_t next; (next = current * decay / snn::kDecayOne + inflow) != current;)
    current = next;
  return current;
}

//===- FiringTime.h - how many cycles a firing takes ------------*- C++ -*-===//
#ifndef SNNC_SIM_MESH_CYCLES_FIRINGTIME_H
#define SNNC_SIM_MESH_CYCLES_FIRINGTIME_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>

namespace snnc::sim::cycles {

/// A word that a firing visits.
struct Visit {
  uint32_t word;  ///< of the state memory
  uint32_t reads; ///< of the state memory: channel parameters of its group, its current, its potential
  uint32_t work;  ///< cycles in work behind them
};

/// The cycles from the one in which a scan of the state words [first, last] starts to the one in which nothing is under
/// way. Visits are in ascending order. The words go through rtl/core/fire_lanes.sv; what leaks is busy for `tail`
/// cycles behind a word.
uint64_t firingTime(uint32_t first, uint32_t last, llvm::ArrayRef<Visit> visits, uint32_t tail);

/// The same of words that go to rtl/core/pool_fire.sv, which reads nothing in advance.
uint64_t poolingTime(uint32_t first, uint32_t last, llvm::ArrayRef<Visit> visits);

} // namespace snnc::sim::cycles

#endif // SNNC_SIM_MESH_CYCLES_FIRINGTIME_H

//===- Coverage.h - what of an image a run has exercised --------*- C++ -*-===//
#ifndef SNNC_SIM_MESH_CHIP_COVERAGE_H
#define SNNC_SIM_MESH_CHIP_COVERAGE_H

#include "sim/mesh/chip/Symbols.h"
#include "llvm/ADT/BitVector.h"

namespace snnc::sim {

/// "Equal" over parts that no spike has reached is worth nothing: these are the parts that were reached.
struct Coverage {
  struct Share {
    uint64_t reached = 0, all = 0;
  };

  Share stateWords;   ///< potentials visited by a firing other than that of a sample's end, which visits all
  Share weightWords;  ///< weight words that a spike added, of those that the image writes
  Share ports;        ///< port entries at which a spike came
  Share destinations; ///< destination entries and host edges that let a spike through
  Share credits;      ///< credit entries whose edge carried a spike
  Share populations;  ///< populations that emitted a spike

  struct Counts {
    uint64_t capsReached = 0;        ///< neurons that would have emitted more spikes in a step than the cap allows
    uint64_t lowerBoundsReached = 0; ///< potentials that the lower bound lifted
    uint64_t uppersReached = 0;      ///< potentials that the upper clamp held down
    uint64_t wraps = 0; ///< sums of a step that left the range of a state field: none where the compiler's proof holds

    Counts &operator+=(const Counts &more) {
      capsReached += more.capsReached;
      lowerBoundsReached += more.lowerBoundsReached;
      uppersReached += more.uppersReached;
      wraps += more.wraps;
      return *this;
    }
  };
  Counts counts;
};

} // namespace snnc::sim

#endif // SNNC_SIM_MESH_CHIP_COVERAGE_H

//===- Random.h - random numbers that are the same everywhere ---*- C++ -*-===//
#ifndef SNNC_COMPILER_PLACEMENT_RANDOM_H
#define SNNC_COMPILER_PLACEMENT_RANDOM_H

#include <cstdint>

namespace snnc::placement {

/// xorshift64* with a seed scrambled as splitmix64 does.
class Random {
public:
  explicit Random(uint64_t seed) {
    uint64_t mixed = seed + 0x9E3779B97F4A7C15;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
    state = (mixed ^ (mixed >> 31)) | 1;
  }

  /// 32 random bits.
  uint32_t bits() {
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return uint32_t((state * 0x2545F4914F6CDD1D) >> 32);
  }

  /// A number from 0 to below `limit`, at least 1.
  uint32_t below(uint32_t limit) { return uint32_t((uint64_t(bits()) * limit) >> 32); }

private:
  uint64_t state;
};

} // namespace snnc::placement

#endif // SNNC_COMPILER_PLACEMENT_RANDOM_H

//===- Philox.h - random numbers by counting --------------------*- C++ -*-===//
//
// Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011: a function
// from a counter of four words and a key of two to four words that look random. There is no state: whoever counts the
// same way gets the same numbers, on every platform, in any order, on any number of threads.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SUPPORT_RANDOM_PHILOX_H
#define SNNC_SUPPORT_RANDOM_PHILOX_H

#include <array>
#include <cstdint>

namespace snnc {

/// Ten rounds of Philox4x32.
std::array<uint32_t, 4> philox4x32(std::array<uint32_t, 4> counter, std::array<uint32_t, 2> key);

/// A uniform draw in [0, 1): the top 24 bits of the first word, divided by 2^24, so that an f32 holds it exactly. The
/// key is the seed, its low word first.
float drawUniform(uint64_t seed, std::array<uint32_t, 4> counter);

} // namespace snnc

#endif // SNNC_SUPPORT_RANDOM_PHILOX_H

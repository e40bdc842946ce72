//===- Philox.cpp - random numbers by counting ----------------------------===//

#include "support/random/Philox.h"

using namespace snnc;

std::array<uint32_t, 4> snnc::philox4x32(std::array<uint32_t, 4> counter, std::array<uint32_t, 2> key) {
  constexpr uint64_t multipliers[] = {0xD2511F53, 0xCD9E8D57};
  constexpr uint32_t weyl[] = {0x9E3779B9, 0xBB67AE85}; // golden ratio and sqrt(3) - 1, in fractions of 2^32
  for (int round = 0; round < 10; ++round) {
    uint64_t first = multipliers[0] * counter[0], second = multipliers[1] * counter[2];
    counter = {uint32_t(second >> 32) ^ counter[1] ^ key[0], uint32_t(second),
               uint32_t(first >> 32) ^ counter[3] ^ key[1], uint32_t(first)};
    key[0] += weyl[0];
    key[1] += weyl[1];
  }
  return counter;
}

float snnc::drawUniform(uint64_t seed, std::array<uint32_t, 4> counter) {
  uint32_t word = philox4x32(counter, {uint32_t(seed), uint32_t(seed >> 32)})[0];
  return float(word >> 8) / float(1 << 24);
}

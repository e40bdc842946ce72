//===- PhiloxTest.cpp - random numbers by counting ------------------------===//
//
// The known answers are those that the authors of Philox publish with their library Random123 (kat_vectors).
//
//===----------------------------------------------------------------------===//
#include "support/random/Philox.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace snnc;
using testing::ElementsAre;

TEST(Philox, KnownAnswers) {
  EXPECT_THAT(philox4x32({0, 0, 0, 0}, {0, 0}), ElementsAre(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8));
  uint32_t ones = 0xffffffff;
  EXPECT_THAT(philox4x32({ones, ones, ones, ones}, {ones, ones}),
              ElementsAre(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd));
  EXPECT_THAT(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
              ElementsAre(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1));
}

TEST(Philox, UniformDrawsAreTheTopBits) {
  EXPECT_EQ(drawUniform(0, {0, 0, 0, 0}), 0x6627e8 / 16777216.0);
  // The low word of the seed comes first.
  EXPECT_EQ(drawUniform(0x299f31d0a4093822, {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}), 0xd16cfe / 16777216.0);
}

TEST(Philox, UniformDrawsAreUniform) {
  constexpr int draws = 100000, bins = 16;
  int counts[bins] = {};
  double sum = 0;
  for (uint32_t i = 0; i < draws; ++i) {
    float u = drawUniform(7, {1, 2, 3, i});
    ASSERT_GE(u, 0);
    ASSERT_LT(u, 1);
    ++counts[int(u * bins)];
    sum += u;
  }
  EXPECT_NEAR(sum / draws, 0.5, 5 * std::sqrt(1.0 / 12 / draws));
  for (int count : counts)
    EXPECT_NEAR(count, draws / bins, 5 * std::sqrt(double(draws) / bins));
}

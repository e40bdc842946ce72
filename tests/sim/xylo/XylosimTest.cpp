//===- XylosimTest.cpp - random cores against the vendor's simulator ------===//
//
// Inputs/xylosim.txt holds, for each random core, the check sum of every current, potential and spike that xylosim
// 0.1.3 gave (tests/oracles/xylo.sh).
//
//===----------------------------------------------------------------------===//

#include "support/json/Json.h"
#include "tests/sim/Must.h"
#include "tests/sim/xylo/RandomCore.h"
#include "llvm/ADT/StringExtras.h"
#include "gtest/gtest.h"

using namespace snnc;
using snnc::test::must;

namespace {
class Xylosim : public testing::TestWithParam<const char *> {};

/// [number]: what stands behind the target's name and the number.
std::vector<uint32_t> storedSums(llvm::StringRef target) {
  llvm::Expected<std::string> text = readTextFile(SNNC_SOURCE_DIR "/tests/sim/xylo/Inputs/xylosim.txt");
  if (!text) {
    ADD_FAILURE() << llvm::toString(text.takeError());
    return {};
  }
  std::vector<uint32_t> sums;
  for (llvm::StringRef line : llvm::split(*text, '\n')) {
    llvm::SmallVector<llvm::StringRef, 3> words;
    line.split(words, ' ');
    uint32_t sum = 0;
    if (words.size() != 3 || words[0] != target || words[2].getAsInteger(16, sum))
      continue;
    EXPECT_EQ(words[1], std::to_string(sums.size()));
    sums.push_back(sum);
  }
  return sums;
}

TEST_P(Xylosim, EveryStateIsEqual) {
  llvm::StringRef name = GetParam();
  xylo::TargetDescription target = must(xylo::TargetDescription::parse(xylo::presetText(name), name));
  std::vector<uint32_t> sums = storedSums(name);
  ASSERT_EQ(sums.size(), 1000u);
  unsigned different = 0, saturating = 0;
  for (uint64_t number = 0; number < sums.size(); ++number) {
    test::RandomCore drawn = test::drawCore(target, number);
    std::string text = xylo::writeConfiguration(drawn.configuration, target);
    llvm::Expected<xylo::CoreConfiguration> read = xylo::readConfiguration(text, "drawn", target);
    ASSERT_TRUE(bool(read)) << number << ": " << llvm::toString(read.takeError());
    ASSERT_TRUE(*read == drawn.configuration) << number;
    test::CoreStates states = test::runCore(*read, drawn.input);
    different += states.checkSum() != sums[number];
    EXPECT_FALSE(drawn.saturates && states.saturations == 0) << number;
    saturating += drawn.saturates;
  }
  EXPECT_EQ(different, 0u);
  EXPECT_EQ(saturating, 10u);
}

INSTANTIATE_TEST_SUITE_P(Variants, Xylosim, testing::Values("xylo-a2", "xylo-a3", "xylo-imu"));
} // namespace

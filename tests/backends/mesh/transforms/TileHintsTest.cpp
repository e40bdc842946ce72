//===- TileHintsTest.cpp - cuts that are asked for ------------------------===//

#include "backends/mesh/transforms/mesh-tile/TileHints.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace snnc;
using ::testing::HasSubstr;

namespace {
/// 40 channels of 8x6 neurons, each over one input.
TileTask layer() {
  FeedAxis rows{1, 1, 0, {8, 1, 1, 1, 1, 1, 1, 2}}, columns{1, 1, 0, std::vector<double>(6, 2)};
  return {40, 8, 6, 8, 1, 1, 1, {}, {{1, 1, 40, 1, false}}, {{1, 1 << 20, rows, columns}}, {{0, 8}}, {{0, 6}}};
}

Resources core(int64_t stateWords = 1024) {
  Resources result;
  result.amount = {8, 32, 128, 128, 8192, stateWords};
  return result;
}

std::vector<int64_t> beginsOf(const std::vector<Interval> &parts) {
  std::vector<int64_t> begins;
  for (const Interval &part : parts)
    begins.push_back(part.begin);
  return begins;
}

llvm::Expected<TileGrid> cut(const std::string &text, const TileTask &task = layer(), const Resources &kind = core()) {
  auto hints = parseTileHints({text + ":a"});
  if (!hints)
    return hints.takeError();
  return gridOf(hints->find("a")->second, task, kind);
}

std::string whyNot(const std::string &text, const TileTask &task = layer(), const Resources &kind = core()) {
  llvm::Expected<TileGrid> grid = cut(text, task, kind);
  EXPECT_FALSE(bool(grid)) << text;
  return grid ? "" : llvm::toString(grid.takeError());
}
} // namespace

// Half of what comes to the rows comes to the first of them.
TEST(TileHints, PartsOfEqualWork) {
  TileGrid grid = llvm::cantFail(cut("2x2x3"));
  EXPECT_EQ(beginsOf(grid.channels), (std::vector<int64_t>{0, 16}));
  EXPECT_EQ(beginsOf(grid.rows), (std::vector<int64_t>{0, 1}));
  EXPECT_EQ(beginsOf(grid.columns), (std::vector<int64_t>{0, 2, 4}));
  EXPECT_EQ(grid.channels.back().end, 40);
  EXPECT_EQ(grid.rows.back().end, 8);
  EXPECT_EQ(grid.columns.back().end, 6);
}

TEST(TileHints, PartsThatBeginWhereTheyAreTo) {
  TileGrid grid = llvm::cantFail(cut("0/8/32x0/5x0"));
  EXPECT_EQ(beginsOf(grid.channels), (std::vector<int64_t>{0, 8, 32}));
  EXPECT_EQ(beginsOf(grid.rows), (std::vector<int64_t>{0, 5}));
  EXPECT_EQ(beginsOf(grid.columns), (std::vector<int64_t>{0}));
  EXPECT_EQ(grid.channels[1].end, 32);
}

TEST(TileHints, WhatCannotBeIsRefused) {
  EXPECT_THAT(whyNot("6x1x1"), HasSubstr("tiles '6x1x1:a': channels cannot be cut into 6 parts, but 5 would do"));
  EXPECT_THAT(whyNot("1x9x1"), HasSubstr("rows cannot be cut into 9 parts, but 8 would do"));
  EXPECT_THAT(whyNot("0/4x1x1"), HasSubstr("channels are cut at multiples of 8, not at 4"));
  EXPECT_THAT(whyNot("1x0/5/3x1"), HasSubstr("rows begin in ascending order and below 8"));
  EXPECT_THAT(whyNot("1x1x0/6"), HasSubstr("columns begin in ascending order and below 6"));
  EXPECT_THAT(whyNot("1x1x1", layer(), core(200)),
              HasSubstr("a tile needs 245 stateWords, a core has 200 (45 too many); more parts would fit"));
  TileTask runs = layer();
  runs.rowRuns = {{0, 2}, {2, 8}};
  EXPECT_THAT(whyNot("1x0/4x1", runs), HasSubstr("kernels differ from rows 2 on, so that a part has to begin there"));
  for (const char *text : {"1x1", "ax1x1", "1x1x1x1", "0/x1x1", "1/2x1x1", "-1x1x1", "1x1x"})
    EXPECT_THAT(whyNot(text), HasSubstr("must be CHANNELSxROWSxCOLUMNS:LAYER")) << text;
  EXPECT_THAT(llvm::toString(parseTileHints({"1x1x1:a", "2x1x1:a"}).takeError()),
              HasSubstr("tiles '2x1x1:a': the layer has been cut already"));
}

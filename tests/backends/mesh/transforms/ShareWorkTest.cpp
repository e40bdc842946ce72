//===- ShareWorkTest.cpp - tiles that share the work of layers ------------===//

#include "backends/mesh/transforms/mesh-tile/ShareWork.h"
#include "gtest/gtest.h"
#include <numeric>

using namespace snnc;

static Resources capacity() {
  Resources result;
  result.amount = {8, 32, 128, 128, 8192, 1024};
  return result;
}

/// No grid is fixed.
static const llvm::BitVector none(8);

static FeedAxis axis(int64_t kernel, std::vector<double> rates) { return {kernel, 1, kernel / 2, std::move(rates)}; }

/// A layer of 3x3 kernels over 8 channels, whose input rows have these rates.
static TileTask convolution(std::vector<double> rowRates, int64_t channels = 8) {
  int64_t height = int64_t(rowRates.size()), width = 4;
  double mean = std::accumulate(rowRates.begin(), rowRates.end(), 0.0) / double(height);
  Feed feed{8, 1 << 20, axis(3, std::move(rowRates)), axis(3, std::vector<double>(size_t(width), mean))};
  PortTask port{1, 8, channels, 9, false};
  return {channels, height, width, 8, 1, 1, 1, {}, {port}, {feed}, {{0, height}}, {{0, width}}};
}

static TileGrid whole(const TileTask &task) { return {{{0, task.channels}}, {{0, task.height}}, {{0, task.width}}}; }

static std::vector<int64_t> sizes(const std::vector<Interval> &parts) {
  std::vector<int64_t> result;
  for (const Interval &part : parts)
    result.push_back(part.size());
  return result;
}

TEST(FeedAxis, TapsAndPackets) {
  FeedAxis feed = axis(3, {1, 2, 4, 8});
  EXPECT_EQ(feed.taps({0, 1}), 1 + 2);     // row 0 is over rows -1, 0 and 1
  EXPECT_EQ(feed.taps({1, 2}), 1 + 2 + 4); // row 1 over 0, 1 and 2
  EXPECT_EQ(feed.taps({0, 4}), 3 + 7 + 14 + 12);
  EXPECT_EQ(feed.packets({0, 1}), 3);
  EXPECT_EQ(feed.packets({2, 4}), 14);
  FeedAxis strided{3, 2, 0, {1, 2, 4, 8, 16}};
  EXPECT_EQ(strided.taps({1, 2}), 4 + 8 + 16);
  EXPECT_EQ(strided.packets({0, 1}), 1 + 2 + 4);
}

// A tile's cost follows from what comes: words of taps, or packets where they are more.
TEST(Load, CyclesOfATile) {
  TileTask task = convolution({0.5, 0.5, 0.5, 0.5});
  std::vector<Feed> feeds = task.feeds;
  // Along each axis 3 + 3 + 2 + 2 taps of rate 0.5, over the mean; 8 channels; one group of lanes.
  double taps = 5.0 * 5.0 / 0.5 * 8;
  double one = cyclesOf(8, 8, {0, 4}, {0, 4}, feeds), two = cyclesOf(16, 8, {0, 4}, {0, 4}, feeds);
  EXPECT_NEAR(one, taps + 17 + 20 + 16, 1);
  EXPECT_NEAR(two, 2 * taps + 17 + 20 + 32, 1);
}

TEST(ShareWork, TheBusyLayerGetsTheFreeCores) {
  std::vector<TileTask> tasks{convolution(std::vector<double>(16, 0.01)), convolution(std::vector<double>(16, 0.5))};
  std::vector<TileGrid> grids{whole(tasks[0]), whole(tasks[1])};
  double before = busiestTile(tasks[1], grids[1]);
  shareWork(tasks, capacity(), 6, none, grids);
  EXPECT_EQ(grids[0].tiles(), 1u);
  EXPECT_GE(grids[1].tiles(), 4u);
  EXPECT_LT(busiestTile(tasks[1], grids[1]), before / 3);
}

TEST(ShareWork, CutsWhereTheWorkIs) {
  std::vector<double> rates(16, 0.02);
  for (size_t i = 6; i < 10; ++i)
    rates[i] = 0.5;
  std::vector<TileTask> tasks{convolution(rates)};
  tasks[0].columnRuns = {{0, 2}, {2, 4}}; // cut by rows alone
  std::vector<TileGrid> grids{{{{0, 8}}, {{0, 16}}, {{0, 2}, {2, 4}}}};
  shareWork(tasks, capacity(), 4, none, grids);
  ASSERT_EQ(grids[0].rows.size(), 2u);
  EXPECT_EQ(sizes(grids[0].rows), (std::vector<int64_t>{8, 8}));
  rates.assign(16, 0.02);
  rates[0] = rates[1] = rates[2] = 0.9;
  tasks[0] = convolution(rates);
  tasks[0].columnRuns = {{0, 2}, {2, 4}};
  shareWork(tasks, capacity(), 4, none, grids = {{{{0, 8}}, {{0, 16}}, {{0, 2}, {2, 4}}}});
  ASSERT_EQ(grids[0].rows.size(), 2u);
  EXPECT_LE(grids[0].rows[0].size(), 3);
}

// Channels are cut in whole groups of lanes, every neuron is in one tile, and each tile fits a core.
TEST(ShareWork, TilesCoverTheLayerAndFit) {
  for (int64_t channels : {8, 24, 40, 64})
    for (int64_t cores : {2, 5, 16}) {
      std::vector<TileTask> tasks{convolution(std::vector<double>(16, 0.3), channels)};
      std::vector<TileGrid> grids{whole(tasks[0])};
      shareWork(tasks, capacity(), cores, none, grids);
      EXPECT_LE(int64_t(grids[0].tiles()), cores);
      int64_t next = 0;
      for (const Interval &part : grids[0].channels) {
        EXPECT_EQ(part.begin, next);
        EXPECT_TRUE(part.end == channels || part.size() % 8 == 0);
        next = part.end;
        EXPECT_TRUE(demandOf(tasks[0], (part.size() + 7) / 8, 16, 4).fitsIn(capacity()));
      }
      EXPECT_EQ(next, channels);
    }
}

/// A fully connected layer has nothing to cut but channels.
TEST(ShareWork, ChannelsAreCutInWholeGroups) {
  TileTask task{40, 1, 1, 8, 1, 1, 1, {}, {{1, 64, 40, 1, false}}, {}, {{0, 1}}, {{0, 1}}};
  FeedAxis one{1, 1, 0, {0.5}};
  task.feeds.push_back({64, 1 << 20, one, one});
  std::vector<TileTask> tasks{task};
  std::vector<TileGrid> grids{whole(task)};
  shareWork(tasks, capacity(), 3, none, grids);
  EXPECT_EQ(sizes(grids[0].channels), (std::vector<int64_t>{8, 16, 16}));
}

TEST(ShareWork, MoreTilesThanCoresStayAsTheyAre) {
  std::vector<TileTask> tasks{convolution(std::vector<double>(16, 0.3))};
  std::vector<TileGrid> grids{{{{0, 8}}, {{0, 4}, {4, 8}, {8, 16}}, {{0, 4}}}};
  shareWork(tasks, capacity(), 2, none, grids);
  EXPECT_EQ(grids[0].rows.size(), 3u);
}

// A grid that is asked for stays, and the others share what cores are left.
TEST(ShareWork, FixedGridsStay) {
  std::vector<TileTask> tasks{convolution(std::vector<double>(16, 0.5)), convolution(std::vector<double>(16, 0.01))};
  std::vector<TileGrid> grids{whole(tasks[0]), whole(tasks[1])};
  llvm::BitVector first(2);
  first.set(0);
  shareWork(tasks, capacity(), 6, first, grids);
  EXPECT_EQ(grids[0].tiles(), 1u);
  EXPECT_EQ(grids[1].tiles(), 1u) << "it never was the busiest";
  std::swap(tasks[0], tasks[1]);
  grids = {whole(tasks[0]), whole(tasks[1])};
  shareWork(tasks, capacity(), 6, first, grids);
  EXPECT_EQ(grids[0].tiles(), 1u);
  EXPECT_GE(grids[1].tiles(), 4u);
}

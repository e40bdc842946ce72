//===- PackerTest.cpp - populations on cores ------------------------------===//

#include "backends/mesh/transforms/mesh-pack/Packer.h"
#include "gtest/gtest.h"
#include <limits>
#include <random>
#include <set>

using namespace snnc;

static Resources capacity() {
  Resources result;
  result.amount = {8, 32, 128, 128, 8192, 1024};
  return result;
}

static PackItem item(int64_t weights, int64_t states, double load = 1) {
  PackItem result;
  result.demand.amount = {1, 1, 1, 1, weights, states};
  result.load = load;
  return result;
}

TEST(Packer, EmptyCoresFirst) {
  auto clusters = GreedyPacker().pack({item(1, 1), item(1, 1), item(1, 1)}, std::vector<Resources>(4, capacity()));
  ASSERT_TRUE(clusters);
  EXPECT_EQ(*clusters, (std::vector<int64_t>{0, 1, 2}));
}

// The busiest first, and where the least busy core has no room the next.
TEST(Packer, ThenTheLeastLoadedThatHolds) {
  auto clusters =
      GreedyPacker().pack({item(1, 1, 10), item(1, 1000, 1), item(1, 100, 5)}, std::vector<Resources>(2, capacity()));
  ASSERT_TRUE(clusters);
  EXPECT_EQ(*clusters, (std::vector<int64_t>{0, 0, 1}));
}

// Spreading alone would leave no core for the two large items.
TEST(Packer, FallsBackToFirstFit) {
  auto clusters = GreedyPacker().pack({item(1, 200), item(1, 200), item(1, 900), item(1, 600)},
                                      std::vector<Resources>(2, capacity()));
  ASSERT_TRUE(clusters);
  EXPECT_EQ(*clusters, (std::vector<int64_t>{1, 1, 0, 1}));
}

// Only the second of three cores is large enough for the second item.
TEST(Packer, CoresOfSeveralKinds) {
  std::vector<Resources> cores(3, capacity());
  cores[1][Resource::StateWords] = 5000;
  auto clusters = GreedyPacker().pack({item(1, 10), item(1, 4000), item(1, 900)}, cores);
  ASSERT_TRUE(clusters);
  EXPECT_EQ(*clusters, (std::vector<int64_t>{0, 1, 2}));
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    clusters = RandomPacker(seed).pack({item(1, 10), item(1, 4000), item(1, 900)}, cores);
    ASSERT_TRUE(clusters);
    EXPECT_EQ((*clusters)[1], 1);
  }
}

TEST(Packer, SaysWhenItDoesNotFit) {
  EXPECT_FALSE(GreedyPacker().pack({item(1, 600), item(1, 600), item(1, 600)}, std::vector<Resources>(2, capacity())));
}

TEST(Packer, RandomItemsNeverExceedACore) {
  std::mt19937 random(11);
  int packed = 0;
  for (int round = 0; round < 500; ++round) {
    std::vector<PackItem> items;
    for (int i = 0, n = 1 + random() % 40; i < n; ++i)
      items.push_back(item(random() % 4000, 1 + random() % 500, random() % 100));
    int64_t cores = 1 + random() % 16;
    auto clusters = GreedyPacker().pack(items, std::vector<Resources>(cores, capacity()));
    if (!clusters)
      continue;
    ++packed;
    std::vector<Resources> used(cores);
    for (size_t i = 0; i < items.size(); ++i) {
      ASSERT_GE((*clusters)[i], 0);
      ASSERT_LT((*clusters)[i], cores);
      used[(*clusters)[i]] += items[i].demand;
    }
    for (const Resources &core : used)
      EXPECT_TRUE(core.fitsIn(capacity()));
    EXPECT_EQ(*clusters, *GreedyPacker().pack(items, std::vector<Resources>(cores, capacity())));
  }
  EXPECT_GT(packed, 100);
}

TEST(Packer, RandomClustersFitAndFollowTheSeed) {
  std::mt19937 random(3);
  std::vector<PackItem> items;
  for (int i = 0; i < 20; ++i)
    items.push_back(item(random() % 2000, 1 + random() % 200));
  std::set<std::vector<int64_t>> found;
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    auto clusters = RandomPacker(seed).pack(items, std::vector<Resources>(9, capacity()));
    ASSERT_TRUE(clusters);
    EXPECT_EQ(clusters, RandomPacker(seed).pack(items, std::vector<Resources>(9, capacity())));
    std::vector<Resources> used(9);
    for (size_t i = 0; i < items.size(); ++i)
      used.at((*clusters)[i]) += items[i].demand;
    for (const Resources &sum : used)
      EXPECT_TRUE(sum.fitsIn(capacity()));
    found.insert(*clusters);
  }
  EXPECT_GT(found.size(), 40u);
}

// What only a tight packing holds, the random packer finds too.
TEST(Packer, RandomFallsBackOnTheGreedyOne) {
  std::vector<PackItem> items{item(1, 200), item(1, 200), item(1, 900), item(1, 600)};
  for (uint64_t seed = 1; seed <= 20; ++seed)
    EXPECT_TRUE(RandomPacker(seed).pack(items, std::vector<Resources>(2, capacity())));
  EXPECT_FALSE(RandomPacker(1).pack({item(1, 600), item(1, 600), item(1, 600)}, std::vector<Resources>(2, capacity())));
}

//===----------------------------------------------------------------------===//
// As few cores as possible
//===----------------------------------------------------------------------===//

static int64_t coresOf(std::vector<int64_t> clusters) {
  return int64_t(std::set<int64_t>(clusters.begin(), clusters.end()).size());
}

// First fit in order of falling demand takes three cores: 500 and 400, 300 three times, 200.
TEST(Packer, FewestIsBetterThanFirstFit) {
  std::vector<Resources> cores(4, capacity());
  for (Resources &core : cores)
    core[Resource::StateWords] = 1000;
  std::vector<PackItem> items{item(1, 500), item(1, 400), item(1, 300), item(1, 300), item(1, 300), item(1, 200)};
  auto clusters = FewestPacker().pack(items, cores);
  ASSERT_TRUE(clusters);
  EXPECT_EQ(coresOf(*clusters), 2);
  EXPECT_EQ(leastCores(items, cores), 2);
}

/// The fewest cores of `size` that hold the items from `next` on, where some are in use: every way is tried.
static int64_t fewestByHand(const std::vector<PackItem> &items, size_t next, std::vector<Resources> used,
                            const Resources &size) {
  if (next == items.size())
    return int64_t(used.size());
  int64_t fewest = std::numeric_limits<int64_t>::max();
  used.emplace_back();
  for (size_t i = 0; i < used.size(); ++i) {
    std::vector<Resources> more = used;
    more[i] += items[next].demand;
    if (i + 1 < used.size())
      more.pop_back();
    if (more[i].fitsIn(size))
      fewest = std::min(fewest, fewestByHand(items, next + 1, more, size));
  }
  return fewest;
}

TEST(Packer, FewestIsTheFewest) {
  std::mt19937 random(5);
  for (int round = 0; round < 100; ++round) {
    std::vector<PackItem> items;
    for (int i = 0, n = 2 + random() % 6; i < n; ++i)
      items.push_back(item(random() % 5000, 1 + random() % 700));
    std::vector<Resources> cores(12, capacity());
    auto few = FewestPacker().pack(items, cores);
    ASSERT_TRUE(few);
    std::vector<Resources> used(cores.size());
    for (size_t i = 0; i < items.size(); ++i)
      used.at((*few)[i]) += items[i].demand;
    for (const Resources &sum : used)
      EXPECT_TRUE(sum.fitsIn(capacity()));
    EXPECT_EQ(coresOf(*few), fewestByHand(items, 0, {}, capacity()));
    EXPECT_GE(coresOf(*few), leastCores(items, cores));
  }
}

TEST(Packer, MoreItemsThanCoresShareTheLoad) {
  std::vector<PackItem> items{item(1, 1, 1), item(1, 1, 2), item(1, 1, 3), item(1, 1, 6)};
  auto clusters = GreedyPacker().pack(items, std::vector<Resources>(2, capacity()));
  ASSERT_TRUE(clusters);
  EXPECT_EQ(*clusters, (std::vector<int64_t>{1, 1, 1, 0}));
}

// An item that has its core gets it before others fill it, in every packer.
TEST(Packer, ItemsKeepTheCoreThatTheyAreGiven) {
  std::vector<PackItem> items{item(1, 600), item(1, 600), item(1, 600)};
  items[2].core = 0;
  std::vector<Resources> cores(3, capacity());
  std::vector<PackFlow> flows{{0, 1, 5}};
  TrafficPacker traffic(flows);
  GreedyPacker greedy;
  FewestPacker fewest;
  for (const Packer *packer : {static_cast<const Packer *>(&greedy), static_cast<const Packer *>(&fewest),
                               static_cast<const Packer *>(&traffic)}) {
    auto clusters = packer->pack(items, cores);
    ASSERT_TRUE(clusters);
    EXPECT_EQ((*clusters)[2], 0);
    EXPECT_NE((*clusters)[0], 0);
    EXPECT_NE((*clusters)[1], 0);
  }
  items[1].core = 0;
  EXPECT_FALSE(greedy.pack(items, cores));
}

// 0 and 2 send each other most; 1 has no room beside them, and 3 has.
TEST(Packer, ThoseThatTalkShareACore) {
  std::vector<PackItem> items{item(1, 400), item(1, 500), item(1, 400), item(1, 200)};
  auto clusters =
      TrafficPacker({{0, 1, 10}, {0, 2, 20}, {2, 3, 5}, {1, 3, 4}}).pack(items, std::vector<Resources>(4, capacity()));
  ASSERT_TRUE(clusters);
  EXPECT_EQ((*clusters)[0], (*clusters)[2]);
  EXPECT_EQ((*clusters)[0], (*clusters)[3]);
  EXPECT_NE((*clusters)[0], (*clusters)[1]);
}

// Group 1 is small: without it the others still do not fit; without 0 or 2 all do.
TEST(Packer, SmallestConflictLeavesOutWhatIsNoCause) {
  std::vector<PackItem> items{item(1, 600), item(1, 100), item(1, 600), item(1, 600), item(1, 50)};
  std::vector<size_t> groupOf{0, 1, 2, 2, 1};
  std::vector<Resources> cores(2, capacity());
  EXPECT_EQ(smallestConflict(items, groupOf, 3, cores, GreedyPacker()), (std::vector<size_t>{0, 2}));
}

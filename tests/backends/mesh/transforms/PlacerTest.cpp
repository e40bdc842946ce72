//===- PlacerTest.cpp - clusters on the mesh ------------------------------===//

#include "backends/mesh/transforms/mesh-place/Placer.h"
#include "backends/mesh/analysis/Resources.h"
#include "backends/mesh/target/TargetAttribute.h"
#include "mlir/IR/MLIRContext.h"
#include "gtest/gtest.h"
#include <random>
#include <set>

using namespace snnc;

static mesh::TargetAttr mesh4x4(mlir::MLIRContext &context) {
  return llvm::cantFail(mesh::toAttribute(llvm::cantFail(mesh::loadTarget("mesh4x4")), &context));
}

TEST(Placer, ChainTakesNeighbours) {
  mlir::MLIRContext context;
  std::vector<TrafficEdge> traffic{{-1, 0, 10}, {0, 1, 10}, {1, 2, 10}, {2, 3, 10}, {3, -1, 1}};
  std::vector<Coordinates> placement = SearchPlacer().place(traffic, mesh4x4(context));
  EXPECT_EQ(placement[0], Coordinates(0, 0));
  // One hop for each pair of neighbours, and at most a straight way back.
  EXPECT_LE(trafficCost(traffic, placement), 44);
}

TEST(Placer, RandomTrafficKeepsCoresApartAndBeatsTheSnake) {
  mlir::MLIRContext context;
  mesh::TargetAttr target = mesh4x4(context);
  std::mt19937 random(5);
  for (int round = 0; round < 20; ++round) {
    int64_t clusters = 1 + random() % 16;
    std::vector<TrafficEdge> traffic;
    for (int i = 0; i < 30; ++i)
      traffic.push_back(
          {int64_t(random() % (clusters + 1)) - 1, int64_t(random() % (clusters + 1)) - 1, double(1 + random() % 100)});
    std::vector<Coordinates> placement = SearchPlacer().place(traffic, target);
    EXPECT_EQ(std::set<Coordinates>(placement.begin(), placement.end()).size(), 16u);
    std::vector<Coordinates> snake;
    for (int64_t i = 0; i < 16; ++i)
      snake.push_back({(i / 4) % 2 ? 3 - i % 4 : i % 4, i / 4});
    EXPECT_LE(trafficCost(traffic, placement), trafficCost(traffic, snake));
    EXPECT_EQ(placement, SearchPlacer().place(traffic, target));
  }
}

// What is told of a placement is what it costs, and on nine cores nothing costs less.
TEST(Placer, TellsCostAndProof) {
  mlir::MLIRContext context;
  mesh::TargetDescription description = llvm::cantFail(mesh::loadTarget("mesh4x4"));
  description.cols = description.rows = 3;
  mesh::TargetAttr target = llvm::cantFail(mesh::toAttribute(description, &context));
  std::mt19937 random(7);
  for (int round = 0; round < 10; ++round) {
    std::vector<TrafficEdge> traffic;
    for (int i = 0; i < 12; ++i)
      traffic.push_back({int64_t(random() % 7) - 1, int64_t(random() % 7) - 1, double(1 + random() % 20)});
    FoundPlacement found = SearchPlacer().search(traffic, target);
    EXPECT_TRUE(found.proved);
    EXPECT_EQ(found.cost, trafficCost(traffic, found.placement));
    EXPECT_LE(found.bound, found.cost);
    for (uint64_t seed = 1; seed <= 200; ++seed)
      EXPECT_GE(trafficCost(traffic, RandomPlacer(seed).place(traffic, target)), found.cost);
  }
}

TEST(Placer, ClustersKeepTheirKindAndLeaveFaultyCoresOut) {
  mlir::MLIRContext context;
  mesh::TargetDescription description = llvm::cantFail(mesh::loadTarget("mesh4x4"));
  description.kinds.push_back({description, "large"});
  description.kinds[0].stateWords = 4096;
  description.kindOf.assign(16, 0);
  description.kindOf[5] = description.kindOf[15] = 1;
  description.faulty = {0, 6};
  mesh::TargetAttr target = llvm::cantFail(mesh::toAttribute(description, &context));
  std::vector<UsableCore> cores = usableCores(target);
  ASSERT_EQ(cores.size(), 14u);
  std::vector<TrafficEdge> traffic{{-1, 13, 50}, {13, 7, 20}, {7, 4, 30}, {4, -1, 1}};
  std::vector<std::vector<Coordinates>> placements{SearchPlacer().place(traffic, target)};
  for (uint64_t seed = 1; seed <= 50; ++seed)
    placements.push_back(RandomPlacer(seed).place(traffic, target));
  for (const std::vector<Coordinates> &placement : placements) {
    ASSERT_EQ(std::set<Coordinates>(placement.begin(), placement.end()).size(), 14u);
    for (size_t i = 0; i < cores.size(); ++i) {
      int64_t core = placement[i].second * 4 + placement[i].first;
      EXPECT_FALSE(target.isFaulty(core));
      EXPECT_EQ(target.kindOf(core), cores[i].kind);
    }
  }
}

TEST(Placer, RandomPlacementsKeepCoresApartAndFollowTheSeed) {
  mlir::MLIRContext context;
  mesh::TargetAttr target = mesh4x4(context);
  std::set<std::vector<Coordinates>> found;
  for (uint64_t seed = 1; seed <= 100; ++seed) {
    std::vector<Coordinates> placement = RandomPlacer(seed).place({}, target);
    EXPECT_EQ(placement, RandomPlacer(seed).place({}, target));
    EXPECT_EQ(std::set<Coordinates>(placement.begin(), placement.end()).size(), 16u);
    for (auto [column, row] : placement) {
      EXPECT_TRUE(column >= 0 && column < 4);
      EXPECT_TRUE(row >= 0 && row < 4);
    }
    found.insert(placement);
  }
  EXPECT_GT(found.size(), 95u);
}

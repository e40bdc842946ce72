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
  std::vector<Coordinates> placement = SnakePlacer().place(traffic, mesh4x4(context));
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
    std::vector<Coordinates> placement = SnakePlacer().place(traffic, target);
    EXPECT_EQ(std::set<Coordinates>(placement.begin(), placement.end()).size(), 16u);
    std::vector<Coordinates> snake;
    for (int64_t i = 0; i < 16; ++i)
      snake.push_back({(i / 4) % 2 ? 3 - i % 4 : i % 4, i / 4});
    EXPECT_LE(trafficCost(traffic, placement), trafficCost(traffic, snake));
    EXPECT_EQ(placement, SnakePlacer().place(traffic, target));
  }
}

// An exchange is judged by its difference; it is the one that the whole cost, added up for each try, judges so.
TEST(Placer, DifferencesJudgeAsTheWholeCost) {
  mlir::MLIRContext context;
  mesh::TargetAttr target = mesh4x4(context);
  std::mt19937 random(6);
  for (int round = 0; round < 30; ++round) {
    std::vector<TrafficEdge> traffic;
    for (int i = 0; i < 40; ++i)
      traffic.push_back({int64_t(random() % 17) - 1, int64_t(random() % 17) - 1, double(1 + random() % 10)});
    std::vector<Coordinates> placement;
    for (const UsableCore &core : usableCores(target))
      placement.push_back({core.column, core.row});
    double cost = trafficCost(traffic, placement);
    for (bool better = true; better;) {
      better = false;
      for (size_t a = 0; a < 16; ++a)
        for (size_t b = a + 1; b < 16; ++b) {
          std::swap(placement[a], placement[b]);
          double changed = trafficCost(traffic, placement);
          if (changed < cost) {
            cost = changed;
            better = true;
          } else {
            std::swap(placement[a], placement[b]);
          }
        }
    }
    EXPECT_EQ(SnakePlacer().place(traffic, target), placement);
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
  std::vector<std::vector<Coordinates>> placements{SnakePlacer().place(traffic, target)};
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

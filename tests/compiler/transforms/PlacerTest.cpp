//===- PlacerTest.cpp - clusters on the mesh ------------------------------===//

#include "compiler/transforms/core-place/Placer.h"
#include "backends/mesh/target/TargetAttribute.h"
#include "mlir/IR/MLIRContext.h"
#include "gtest/gtest.h"
#include <random>
#include <set>

using namespace snnc;

static core::MeshAttr mesh4x4(mlir::MLIRContext &context) {
  return llvm::cantFail(mesh::toAttribute(llvm::cantFail(mesh::loadTarget("mesh4x4")), &context));
}

TEST(Placer, ChainTakesNeighbours) {
  mlir::MLIRContext context;
  std::vector<TrafficEdge> traffic{{-1, 0, 10}, {0, 1, 10}, {1, 2, 10}, {2, 3, 10}, {3, -1, 1}};
  std::vector<Coordinates> placement = SnakePlacer().place(4, traffic, mesh4x4(context));
  EXPECT_EQ(placement[0], Coordinates(0, 0));
  // One hop for each pair of neighbours, and at most a straight way back.
  EXPECT_LE(trafficCost(traffic, placement), 44);
}

TEST(Placer, RandomTrafficKeepsCoresApartAndBeatsTheSnake) {
  mlir::MLIRContext context;
  core::MeshAttr target = mesh4x4(context);
  std::mt19937 random(5);
  for (int round = 0; round < 20; ++round) {
    int64_t clusters = 1 + random() % 16;
    std::vector<TrafficEdge> traffic;
    for (int i = 0; i < 30; ++i)
      traffic.push_back(
          {int64_t(random() % (clusters + 1)) - 1, int64_t(random() % (clusters + 1)) - 1, double(1 + random() % 100)});
    std::vector<Coordinates> placement = SnakePlacer().place(clusters, traffic, target);
    EXPECT_EQ(std::set<Coordinates>(placement.begin(), placement.end()).size(), size_t(clusters));
    std::vector<Coordinates> snake;
    for (int64_t i = 0; i < clusters; ++i)
      snake.push_back({(i / 4) % 2 ? 3 - i % 4 : i % 4, i / 4});
    EXPECT_LE(trafficCost(traffic, placement), trafficCost(traffic, snake));
    EXPECT_EQ(placement, SnakePlacer().place(clusters, traffic, target));
  }
}

TEST(Placer, RandomPlacementsKeepCoresApartAndFollowTheSeed) {
  mlir::MLIRContext context;
  core::MeshAttr target = mesh4x4(context);
  std::set<std::vector<Coordinates>> found;
  for (uint64_t seed = 1; seed <= 100; ++seed) {
    std::vector<Coordinates> placement = RandomPlacer(seed).place(5, {}, target);
    EXPECT_EQ(placement, RandomPlacer(seed).place(5, {}, target));
    EXPECT_EQ(std::set<Coordinates>(placement.begin(), placement.end()).size(), 5u);
    for (auto [column, row] : placement) {
      EXPECT_TRUE(column >= 0 && column < 4);
      EXPECT_TRUE(row >= 0 && row < 4);
    }
    found.insert(placement);
  }
  EXPECT_GT(found.size(), 95u);
}

//===- TileMovesTest.cpp - cuts of layers that are near each other --------===//

#include "backends/mesh/analysis/TileMoves.h"
#include "backends/mesh/target/TargetAttribute.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <set>

using namespace snnc;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

/// A population of layer `name` that reads all of `%in`, an input of one channel.
static std::string tile(const std::string &name, int64_t channel, int64_t row, int64_t column,
                        const std::string &events) {
  return "  mesh.population @" + name + " origin [" + std::to_string(channel) + ", " + std::to_string(row) + ", " +
         std::to_string(column) + "] threshold [1, 1, 1, 1, 1, 1, 1, 1] {\n" +
         "    mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [0, 3, 3], offset = [0, 0, 0], shift = [0, "
         "0]>]\n"
         "        kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<8x1x1x1xi8> : "
         "!mesh.events<1x4x4>\n"
         "  } : !mesh.events<" +
         events + ">\n";
}

static std::vector<std::vector<std::string>> movesOf(const std::string &preset, const std::string &tiles,
                                                     std::vector<std::string> asked = {}) {
  mlir::MLIRContext context;
  context.loadDialect<mesh::MeshDialect>();
  auto target = llvm::cantFail(mesh::toAttribute(llvm::cantFail(mesh::loadTarget(preset)), &context));
  std::string text;
  llvm::raw_string_ostream(text) << "mesh.program @p target(" << mlir::Attribute(target) << ") {\n"
                                 << "  mesh.layer @a [16, 4, 4] max_count 1 upper 100\n"
                                    "  mesh.layer @b [8, 4, 4] max_count 1 upper 100\n"
                                    "  %in = mesh.source \"input\" bound 1 : !mesh.events<1x4x4>\n"
                                 << tiles << "}\n";
  auto module = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
  EXPECT_TRUE(module) << text;
  return module ? otherTilesOf(*module->getOps<mesh::ProgramOp>().begin(), asked)
                : std::vector<std::vector<std::string>>();
}

/// `a` by channels in two, `b` by rows in two.
static std::string fourTiles() {
  return tile("a", 0, 0, 0, "8x4x4") + tile("a", 8, 0, 0, "8x4x4") + tile("b", 0, 0, 0, "8x2x4") +
         tile("b", 0, 2, 0, "8x2x4");
}

// Four cores and four tiles: a part more here is one less there.
TEST(TileMoves, OnFullCoresTilesAreExchanged) {
  std::vector<std::vector<std::string>> moves = movesOf("mesh2x2", fourTiles());
  std::set<std::vector<std::string>> different(moves.begin(), moves.end());
  EXPECT_EQ(different.size(), moves.size());
  EXPECT_THAT(moves, Contains(ElementsAre("1x1x3:a", "1x1x1:b")));
  EXPECT_THAT(moves, Contains(ElementsAre("1x1x1:a", "1x3x1:b")));
  EXPECT_THAT(moves, Contains(ElementsAre("1x2x1:a", "0x0/2x0:b")));
  EXPECT_THAT(moves, Contains(ElementsAre("0/8x0x0:a", "0x0/1x0:b")));
  EXPECT_THAT(moves, Contains(ElementsAre("0/8x0x0:a", "0x0/3x0:b")));
  EXPECT_THAT(moves, Not(Contains(ElementsAre("0/8x0x0:a", "1x3x1:b")))) << "five tiles";
  EXPECT_THAT(moves, Not(Contains(ElementsAre("0/8x0x0:a", "2x1x1:b")))) << "there is one group of channels";
}

TEST(TileMoves, FreeCoresAreUsed) {
  std::vector<std::vector<std::string>> moves = movesOf("mesh4x4", fourTiles());
  EXPECT_THAT(moves, Contains(ElementsAre("0/8x0x0:a", "1x3x1:b")));
  EXPECT_THAT(moves, Not(Contains(ElementsAre("1x3x1:a", "1x1x1:b"))));
}

TEST(TileMoves, WhatIsAskedForStays) {
  for (const std::vector<std::string> &move : movesOf("mesh2x2", fourTiles(), {"2x1x1:a"}))
    EXPECT_EQ(move.front(), "0/8x0x0:a") << move.back();
}

//===- TargetTest.cpp - target files --------------------------------------===//

#include "backends/mesh/target/TargetAttribute.h"
#include "mlir/IR/MLIRContext.h"
#include "gmock/gmock.h"

using namespace snnc;
using namespace snnc::mesh;
using testing::HasSubstr;

static std::string errorOf(llvm::StringRef text) {
  llvm::Expected<TargetDescription> target = TargetDescription::parse(text, "chip.json");
  return target ? "" : llvm::toString(target.takeError());
}

/// The text of a preset with one part replaced.
static std::string changed(llvm::StringRef from, llvm::StringRef to) {
  std::string text = presetText("mesh2x2").str();
  size_t at = text.find(from.str());
  EXPECT_NE(at, std::string::npos);
  return text.replace(at, from.size(), to.str());
}

TEST(Target, PresetsParseAndCanonicalTextIsStable) {
  for (llvm::StringRef name : presetNames()) {
    llvm::Expected<TargetDescription> target = loadTarget(name);
    ASSERT_TRUE(bool(target)) << llvm::toString(target.takeError());
    EXPECT_EQ(target->name, name);
    llvm::Expected<TargetDescription> again = TargetDescription::parse(target->canonicalJson(), "canonical");
    ASSERT_TRUE(bool(again)) << llvm::toString(again.takeError());
    EXPECT_EQ(again->canonicalJson(), target->canonicalJson());
  }
}

TEST(Target, AttributeKeepsEveryNumber) {
  mlir::MLIRContext context;
  for (llvm::StringRef name : presetNames()) {
    TargetDescription target = llvm::cantFail(loadTarget(name));
    mesh::TargetAttr attribute = llvm::cantFail(toAttribute(target, &context));
    EXPECT_EQ(fromAttribute(attribute).canonicalJson(), target.canonicalJson());
    EXPECT_EQ(attribute.getKernelMax(), 127);
    EXPECT_EQ(attribute.getStrideMax(), 15);
    EXPECT_EQ(attribute.getOffsetMax(), 511);
  }
}

TEST(Target, RefusesWhatTheSchemaForbids) {
  EXPECT_THAT(errorOf("{"), HasSubstr("chip.json:1:2: not JSON here"));
  EXPECT_THAT(errorOf(""), HasSubstr("not JSON here"));
  EXPECT_THAT(errorOf(changed("\"lanes\": {\"value\": 8", "\"lanes\": {\"value\": 99")),
              HasSubstr(": lanes is 99, must be a whole number from 1 to 16"));
  EXPECT_THAT(errorOf(changed("\"lanes\": {\"value\": 8", "\"lanes\": {\"value\": 2.5")),
              HasSubstr(": lanes is 2.5, must be a whole number from 1 to 16"));
  EXPECT_THAT(errorOf(changed("\"lanes\": {\"value\": 8", "\"lanes\": {\"value\": \"8\"")), HasSubstr("[lanes]"));
  EXPECT_THAT(errorOf(changed("\"cols\"", "\"columns\"")), HasSubstr("columns"));
  EXPECT_THAT(errorOf(changed("\"version\": 1", "\"version\": 2")), HasSubstr("[version]"));
  EXPECT_THAT(errorOf(changed("{\"value\": 15,", "{\"value\": 14,")), HasSubstr("countMax is 14"));
  EXPECT_THAT(errorOf(changed("{\"value\": 32, \"source\": \"a row of", "{\"value\": 33, \"source\": \"a row of")),
              HasSubstr("mergeWords is 33, but must be 0 or a power of two from 2 to 128"));
  EXPECT_THAT(errorOf(changed("{\"value\": 32, \"source\": \"ways of", "{\"value\": 257, \"source\": \"ways of")),
              HasSubstr("multicastGroups is 257, must be a whole number from 0 to 256"));
}

/// The target as its own text and its attribute give it again: the same.
static TargetDescription throughTextAndAttribute(const TargetDescription &target) {
  TargetDescription again = llvm::cantFail(TargetDescription::parse(target.canonicalJson(), "canonical"));
  EXPECT_EQ(again.canonicalJson(), target.canonicalJson());
  mlir::MLIRContext context;
  EXPECT_EQ(fromAttribute(llvm::cantFail(toAttribute(target, &context))).canonicalJson(), target.canonicalJson());
  return again;
}

TEST(Target, KindsAndFaultyCores) {
  const char *large = R"("coreKinds": {"large": {"populations": 4, "ports": 64, "destinations": 128, "credits": 128,
    "weightWords": 16384, "stateWords": 512}}, "kindOf": [{"core": [1, 0], "kind": "large"}], "faultyCores": [[0, 1], [1, 1]],
    "name")";
  llvm::Expected<TargetDescription> target = TargetDescription::parse(changed("\"name\"", large), "chip.json");
  ASSERT_TRUE(bool(target)) << llvm::toString(target.takeError());
  EXPECT_EQ(target->sizeOf(1, 0).weightWords, 16384u);
  EXPECT_EQ(target->sizeOf(0, 0).weightWords, 8192u);
  EXPECT_EQ(target->largest().ports, 64u);
  EXPECT_EQ(target->largest().stateWords, 1024u);
  EXPECT_TRUE(target->isFaulty(0, 1));
  EXPECT_FALSE(target->isFaulty(0, 0));
  TargetDescription again = throughTextAndAttribute(*target);
  // The RTL has the faulty cores all the same.
  again.faulty.clear();
  again.name = "other";
  EXPECT_EQ(again.hardwareJson(), target->hardwareJson());

  auto with = [](const std::string &text) { return errorOf(changed("\"name\"", text + ", \"name\"")); };
  EXPECT_THAT(with("\"faultyCores\": [[2, 0]]"), HasSubstr("core [2, 0] is outside of 2 columns and 2 rows"));
  EXPECT_THAT(with("\"kindOf\": [{\"core\": [0, 0], \"kind\": \"huge\"}]"), HasSubstr("unknown core kind 'huge'"));
  EXPECT_THAT(with("\"faultyCores\": [[0, 0], [0, 1], [1, 0], [1, 1]]"), HasSubstr("all 4 cores are faulty"));
}

TEST(Target, FaultyLinks) {
  auto with = [](const std::string &text) { return changed("\"name\"", text + ", \"name\""); };
  // What lies behind it in its row is reached along the row above, but answers along its own.
  llvm::Expected<TargetDescription> target =
      TargetDescription::parse(with("\"faultyLinks\": [[[1, 1], [0, 1]]]"), "chip.json");
  ASSERT_TRUE(bool(target)) << llvm::toString(target.takeError());
  EXPECT_EQ(target->faultyLinks, (std::vector<FaultyLink>{{2, false}}));
  EXPECT_FALSE(target->hasWay(3, 2));
  EXPECT_TRUE(target->hasWay(0, 3));
  EXPECT_FALSE(target->hasWay(3, 0));
  EXPECT_EQ(target->faulty, (std::vector<uint32_t>{3}));
  TargetDescription again = throughTextAndAttribute(*target);
  again.faulty.clear();
  again.faultyLinks.clear();
  EXPECT_EQ(again.hardwareJson(), target->hardwareJson());

  EXPECT_THAT(
      errorOf(with("\"faultyLinks\": [[[0, 0], [1, 1]]]")),
      HasSubstr("faultyLinks: there is no link between [0, 0] and [1, 1]: each core has one to its neighbours"));
  EXPECT_THAT(errorOf(with("\"faultyLinks\": [[[1, 0], [0, 1]]]")), HasSubstr("no link between [1, 0] and [0, 1]"));
  EXPECT_THAT(errorOf(with("\"faultyLinks\": [[[2, 0], [1, 0]]]")), HasSubstr("core [2, 0] is outside"));
}

TEST(Target, UnknownNameListsTheKnownOnes) {
  llvm::Expected<TargetDescription> target = loadTarget("mesh9x9");
  ASSERT_FALSE(bool(target));
  EXPECT_EQ(llvm::toString(target.takeError()), "unknown target 'mesh9x9'; known: fpga2x2, mesh16x16, mesh2x2, "
                                                "mesh4x4, mesh8x8, mixed4x4, or the path of a target file (.json)");
}

TEST(Target, MissingFileIsNamed) {
  llvm::Expected<TargetDescription> target = loadTarget("nowhere/chip.json");
  ASSERT_FALSE(bool(target));
  EXPECT_THAT(llvm::toString(target.takeError()), HasSubstr("cannot read 'nowhere/chip.json'"));
}

//===- SarifTest.cpp - messages as SARIF ----------------------------------===//
//
// sarif.schema.json is the part of the standard's schema that is written here; it takes nothing that the standard's
// does not.
//
//===----------------------------------------------------------------------===//

#include "compiler/driver/Codes.h"
#include "compiler/driver/Messages.h"
#include "support/json/Json.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace snnc;
using namespace snnc::driver;
using json = nlohmann::ordered_json;
using ::testing::HasSubstr;

/// Empty where the schema takes it.
static std::string check(const json &document) {
  llvm::Expected<std::string> schema = readTextFile(SNNC_SARIF_SCHEMA);
  if (!schema)
    return llvm::toString(schema.takeError());
  return llvm::toString(checkJson(nlohmann::json::parse(document.dump()), "log", *schema));
}

static Message message(Message::Level level, std::string code, Place place, std::string text,
                       std::vector<std::string> notes = {}) {
  return {level, std::move(code), std::move(place), std::move(text), std::move(notes)};
}

TEST(Sarif, HoldsTheSchema) {
  std::vector<Message> messages = {
      message(Message::Level::Error, "T002", {"nets/a b%ü.json", "conv\"2", 0, 0}, "too large",
              {"note: need 3, have 2"}),
      message(Message::Level::Error, "N001", {"/tmp/x.mlir", "", 3, 0}, "not sound"),
      message(Message::Level::Warning, "Q004", {"net.nir", "", 0, 0}, "Q004: weights were clipped"),
      message(Message::Level::Note, "", {}, "a time step is 1"),
  };
  json log = toSarif(messages, 4);
  EXPECT_EQ(check(log), "");
  const json &run = log["runs"][0];
  EXPECT_EQ(run["invocations"][0], json({{"executionSuccessful", false}, {"exitCode", 4}}));
  ASSERT_EQ(run["results"].size(), 4u);
  const json &first = run["results"][0];
  EXPECT_EQ(first["level"], "error");
  EXPECT_EQ(first["message"]["text"], "too large\nnote: need 3, have 2");
  EXPECT_EQ(first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "nets/a%20b%25%C3%BC.json");
  EXPECT_FALSE(first["locations"][0]["physicalLocation"].contains("region"));
  EXPECT_EQ(first["locations"][0]["logicalLocations"][0]["name"], "conv\"2");
  EXPECT_EQ(run["tool"]["driver"]["rules"][first["ruleIndex"].get<size_t>()]["id"], "T002");
  const json &second = run["results"][1]["locations"][0]["physicalLocation"];
  EXPECT_EQ(second["artifactLocation"]["uri"], "file:///tmp/x.mlir");
  EXPECT_EQ(second["region"], json({{"startLine", 3}, {"startColumn", 1}}));
  EXPECT_FALSE(run["results"][3].contains("ruleId"));
  EXPECT_FALSE(run["results"][3].contains("locations"));
}

TEST(Sarif, HoldsItWithoutMessages) {
  json log = toSarif({}, 0);
  EXPECT_EQ(check(log), "");
  EXPECT_EQ(log["runs"][0]["results"], json::array());
  EXPECT_EQ(log["runs"][0]["invocations"][0]["executionSuccessful"], true);
}

TEST(Sarif, SchemaTakesNothingElse) {
  json log = toSarif({}, 0);
  log["runs"][0]["results"].push_back({{"level", "fatal"}, {"message", {{"text", "x"}}}});
  EXPECT_THAT(check(log), HasSubstr("results"));
  log["runs"][0]["results"] = {{{"level", "error"}, {"message", "x"}}};
  EXPECT_THAT(check(log), HasSubstr("message"));
}

TEST(Codes, EveryCodeHasAllOfIt) {
  std::set<llvm::StringRef> names;
  for (const Code &code : allCodes()) {
    EXPECT_TRUE(names.insert(code.name).second) << code.name.str();
    EXPECT_FALSE(code.title.empty() || code.cause.empty() || code.remedies.empty()) << code.name.str();
    EXPECT_TRUE(code.example.starts_with("snnc ")) << code.name.str();
    for (llvm::StringRef line = code.cause, part; !line.empty();) {
      std::tie(part, line) = line.split('\n');
      EXPECT_LE(part.size(), 90u) << part.str();
    }
    EXPECT_EQ(findCode(code.name.lower()), &code);
  }
  for (FailureCause cause :
       {FailureCause::Target, FailureCause::Input, FailureCause::Usage, FailureCause::Defect, FailureCause::Difference})
    for (bool hasNeeds : {false, true})
      EXPECT_NE(findCode(codeOf(cause, hasNeeds)), nullptr);
}

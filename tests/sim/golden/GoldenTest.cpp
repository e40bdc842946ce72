//===- GoldenTest.cpp - recorded layers against the product ---------------===//
//
// The recorded vectors lie in the folder SNNC_GOLDEN, else in that of the shared data. Any vectors of the same form can
// be put there.
//
//===----------------------------------------------------------------------===//
#include "support/json/Json.h"
#include "tests/Testing.h"
#include "tests/sim/Must.h"
#include "tests/sim/golden/GoldenCheck.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <fmt/format.h>
#include <functional>

using namespace snnc;
using namespace snnc::test;
using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

TEST(Golden, EveryRecordedCase) {
  const char *given = std::getenv("SNNC_GOLDEN");
  std::string folder = given ? given : sharedPath("golden/sinabs");
  // A folder that was asked for must be there.
  if (!given)
    SNNC_REQUIRE_SHARED(folder);
  GoldenResult result = checkGolden(folder);
  for (const std::string &difference : result.differences)
    ADD_FAILURE() << difference;
  for (const auto &[layer, count] : result.cases)
    fmt::print("{}: {} cases\n", layer, count);
  fmt::print("{} values compared\n", result.values);
  EXPECT_GT(result.values, 0u);
}

/// One small file, and what the check says of it once it is changed.
class GoldenCheckTest : public testing::Test {
protected:
  static json makeFile() {
    return json::parse(R"({"layer": "spiking_layer", "reference": "by hand", "cases": [
      {"params": {"threshold": 1.0, "threshold_low": -1.0, "membrane_subtract": null, "membrane_reset": false,
                  "batch_size": 2},
       "calls": [{"input": {"shape": [4, 1], "data": [0.5, 1.0, -3.0, 2.5]},
                  "output": {"shape": [4, 1], "data": [0.0, 1.0, 0.0, 1.0]},
                  "state": {"shape": [2, 1], "data": [1.5, 1.5]}, "activations": {"shape": [2, 1], "data": [1.0, 1.0]},
                  "spikes_number": 2.0},
                 {"input": {"shape": [2, 1], "data": [0.5, 1.5]}, "output": {"shape": [2, 1], "data": [1.0, 2.0]}}]}]})");
  }
  static json makeFunctional(const char *name) {
    return {{"layer", "functional"},
            {"cases",
             {{{"function", name},
               {"params", json::object()},
               {"input", {{"shape", {2}}, {"data", {1.75, -0.5}}}},
               {"draws", {{"shape", {2}}, {"data", {0.5, 0.5}}}},
               {"output", {{"shape", {2}}, {"data", {2, -1}}}}}}}};
  }
  std::vector<std::string> check(const json &file) {
    TemporaryFolder folder;
    writeFile(folder / "a.json", file.dump());
    return checkGolden(folder.path.str().str()).differences;
  }
  std::vector<std::string> checkChanged(const std::function<void(json &test, json &call)> &change) {
    json file = makeFile();
    change(file["cases"][0], file["cases"][0]["calls"][0]);
    return check(file);
  }
};

TEST_F(GoldenCheckTest, WhatIsRightPasses) {
  EXPECT_THAT(check(makeFile()), IsEmpty());
  EXPECT_THAT(check(makeFunctional("stochastic_rounding")), IsEmpty());
  // A parameter that is absent has its default.
  EXPECT_THAT(checkChanged([](json &test, json &) { test["params"].erase("threshold_low"); }), IsEmpty());
}

TEST_F(GoldenCheckTest, DifferencesAreReported) {
  EXPECT_THAT(checkChanged([](json &, json &call) { call["output"]["data"][3] = 2; }),
              ElementsAre("a.json: case 0: call 0: output: value 3 is 1, want 2"));
  EXPECT_THAT(checkChanged([](json &, json &call) { call["state"]["data"][0] = 0.5; }),
              ElementsAre("a.json: case 0: call 0: state: value 0 is 1.5, want 0.5"));
  EXPECT_THAT(checkChanged([](json &, json &call) { call["activations"]["data"][1] = 0; }),
              ElementsAre("a.json: case 0: call 0: activations: value 1 is 1, want 0"));
  EXPECT_THAT(checkChanged([](json &, json &call) { call["spikes_number"] = 3; }),
              ElementsAre("a.json: case 0: call 0: spikes_number: value 0 is 2, want 3"));
  // No lower bound: the second sample does not fire.
  EXPECT_THAT(checkChanged([](json &test, json &) { test["params"]["threshold_low"] = nullptr; }).front(),
              HasSubstr("call 0: output: value 3 is 0, want 1"));
}

/// Where f32 rounds, the order of operations may differ; where it does not, nothing may.
TEST_F(GoldenCheckTest, RoundedCasesHaveATolerance) {
  EXPECT_THAT(checkChanged([](json &, json &call) { call["state"]["data"][0] = 1.5000001; }),
              ElementsAre(HasSubstr("state: value 0 is 1.5, want 1.5000001")));
  auto round = [](double error) {
    return [=](json &test, json &call) {
      test["params"]["membrane_subtract"] = 0.9;
      test["calls"].erase(1);
      call["state"]["data"][0] = 1.5 + error;
    };
  };
  EXPECT_THAT(checkChanged(round(1e-6)), IsEmpty());
  EXPECT_THAT(checkChanged(round(1e-4)), ElementsAre(HasSubstr("state: value 0 is 1.5, want 1.5001")));
}

TEST_F(GoldenCheckTest, WhatIsNotUnderstoodIsReported) {
  json file = makeFile();
  file["layer"] = "spiking_layer2";
  EXPECT_THAT(check(file), ElementsAre("a.json: layer 'spiking_layer2' is not understood"));
  file = makeFile();
  file["note"] = 1;
  EXPECT_THAT(check(file), ElementsAre("a.json: 'note' is not understood"));
  EXPECT_THAT(checkChanged([](json &test, json &) { test["params"]["decay"] = 0.9; }),
              testing::Contains(HasSubstr("case 0: 'decay' is not understood")));
  EXPECT_THAT(checkChanged([](json &test, json &) { test["seed"] = 1; }),
              ElementsAre("a.json: case 0: 'seed' is not understood"));
  EXPECT_THAT(checkChanged([](json &, json &call) { call["draws"] = 1; }),
              ElementsAre("a.json: case 0: call 0: 'draws' is not understood"));
  EXPECT_THAT(checkChanged([](json &test, json &) { test["params"]["threshold"] = "1"; }),
              testing::Contains(HasSubstr("'threshold' is no number")));
  EXPECT_THAT(checkChanged([](json &, json &call) { call["input"]["shape"] = {5, 1}; }),
              ElementsAre("a.json: case 0: call 0: 'input' is no array with shape and data"));
  EXPECT_THAT(check(makeFunctional("gelu")), testing::Contains("a.json: case 0: function 'gelu' is not understood"));
  EXPECT_THAT(check(json::array()), ElementsAre("a.json: no file of cases of a layer"));
  TemporaryFolder folder;
  EXPECT_THAT(checkGolden(folder.path.str().str()).differences, ElementsAre(HasSubstr("no files")));
  EXPECT_THAT(checkGolden(folder / "missing").differences, testing::Contains(HasSubstr("No such file")));
}

} // namespace

//===- PredictionTest.cpp - what samples are taken for --------------------===//

#include "sim/engine/Prediction.h"
#include "tests/sim/Must.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace snnc::sim;
using snnc::test::must;
using testing::HasSubstr;

namespace {
const std::vector<LayerInfo> one{{"output", {3, 1, 1}}};
const std::vector<LayerInfo> two{{"what", {3, 1, 1}}, {"where", {2, 1, 1}}};
const PredictedOutput named{0, "output", false};

struct Count {
  uint32_t output, neuron;
  double count;
};
Prediction predict(llvm::ArrayRef<LayerInfo> outputs, unsigned index, llvm::ArrayRef<Count> counts) {
  OutputSums sums(outputs, {index, "", false});
  for (const Count &count : counts)
    sums.add(count.output, count.neuron, count.count);
  return sums.predict();
}
using Label = std::optional<uint32_t>;
} // namespace

TEST(Prediction, IsTheOutputWithMostSpikesOfAllSteps) {
  Prediction prediction = predict(one, 0, {{0, 1, 2}, {0, 2, 1}, {0, 2, 2}, {0, 0, 2}});
  EXPECT_EQ(prediction.label, Label(2));
  EXPECT_FALSE(prediction.isSilent || prediction.isTied);
}

TEST(Prediction, OfATieIsTheLowestAndSaysSo) {
  EXPECT_EQ(predict(one, 0, {{0, 2, 2}, {0, 1, 2}, {0, 0, 1}}), (Prediction{1, false, true}));
  // Those with fewer spikes are no tie.
  EXPECT_EQ(predict(one, 0, {{0, 0, 1}, {0, 1, 1}, {0, 2, 2}}), (Prediction{2, false, false}));
}

TEST(Prediction, OfSilenceIsNothing) {
  EXPECT_EQ(predict(one, 0, {}), (Prediction{std::nullopt, true, false}));
  // An output of several that others do not speak for.
  EXPECT_EQ(predict(two, 1, {{0, 2, 5}}), (Prediction{std::nullopt, true, false}));
  // Spikes of both signs may add up to nothing, and were there.
  EXPECT_EQ(predict(one, 0, {{0, 1, 1}, {0, 1, -1}}), (Prediction{0, false, true}));
}

TEST(Prediction, OfNoOutputIsNothingAndNotSilent) {
  EXPECT_EQ(predict({}, 0, {}), (Prediction{std::nullopt, false, false}));
}

TEST(Prediction, NegativeValuesAreCompared) {
  EXPECT_EQ(predict(one, 0, {{0, 0, -3}, {0, 1, -1}, {0, 2, -2}}), (Prediction{1, false, false}));
}

TEST(Prediction, OfPotentialsIsByTheirMeanLastOrGreatest) {
  const std::vector<LayerInfo> real{{"potentials", {3, 1, 1}, /*isReal=*/true}};
  // Neuron 0 has the greatest sum, neuron 1 the greatest last value, neuron 2 the greatest of all.
  const std::vector<std::vector<double>> steps{{4, -1, 5}, {4, -1, -6}, {1, 2, 0}};
  for (auto [readout, label] :
       {std::pair("mean", 0u), std::pair("last", 1u), std::pair("max", 2u), std::pair("", 0u)}) {
    OutputSums sums(real, must(choosePredictedOutput(real, "", readout)));
    for (int sample = 0; sample < 2; ++sample) {
      for (const std::vector<double> &step : steps) {
        for (uint32_t neuron = 0; neuron < 3; ++neuron)
          sums.add(0, neuron, step[neuron]);
        sums.endStep(0);
      }
      EXPECT_EQ(sums.predict().label, Label(label)) << readout;
      sums.clear();
    }
  }
  // Potentials that were below 0 all the time: none that was not there is taken for 0.
  OutputSums below(real, must(choosePredictedOutput(real, "", "max")));
  for (uint32_t neuron = 0; neuron < 3; ++neuron)
    below.add(0, neuron, -1 - double(neuron));
  below.endStep(0);
  EXPECT_EQ(below.predict().label, Label(0));
  EXPECT_THAT(llvm::toString(choosePredictedOutput(one, "", "last").takeError()),
              HasSubstr("--readout: output 'output' is of spikes"));
}

TEST(Prediction, StartsOverWithTheNextSample) {
  OutputSums sums(one, named);
  sums.add(0, 2, 4);
  sums.clear();
  EXPECT_TRUE(sums.predict().isSilent);
  sums.add(0, 1, 1);
  EXPECT_EQ(sums.predict(), (Prediction{1, false, false}));
}

TEST(Prediction, OutputsByName) {
  PredictedOutput only = must(choosePredictedOutput(one, ""));
  EXPECT_EQ(only.name, "output");
  EXPECT_FALSE(only.isUnnamed);
  PredictedOutput first = must(choosePredictedOutput(two, ""));
  EXPECT_EQ(first.index, 0u);
  EXPECT_TRUE(first.isUnnamed);
  PredictedOutput second = must(choosePredictedOutput(two, "where"));
  EXPECT_EQ(second.index, 1u);
  EXPECT_FALSE(second.isUnnamed);
  EXPECT_TRUE(must(choosePredictedOutput({}, "")).name.empty());
  EXPECT_THAT(llvm::toString(choosePredictedOutput(two, "who").takeError()),
              HasSubstr("the network has no output 'who'; it has 'what', 'where'"));
}

TEST(PredictionCounts, SilenceIsNeverRightAndTiesAreCounted) {
  Prediction right{0, false, false}, tied{0, false, true}, silent{std::nullopt, true, false};
  PredictionCounts counts = countPredictions({right, tied, silent, silent}, {0u, 1u, 0u, 2u}, named);
  EXPECT_EQ(counts.silent, 2u);
  EXPECT_EQ(counts.tied, 1u);
  EXPECT_EQ(counts.correct, std::optional<uint64_t>(1));
}

TEST(PredictionCounts, NothingIsRightWithoutLabelsOrAnOutput) {
  Prediction zero{0, false, false};
  EXPECT_EQ(countPredictions({zero, zero}, {0u, std::nullopt}, named).correct, std::nullopt);
  EXPECT_EQ(countPredictions({zero}, {0u}, {0, "what", true}).correct, std::nullopt);
  EXPECT_EQ(countPredictions({Prediction()}, {0u}, {0, "", false}).correct, std::nullopt);
  EXPECT_EQ(countPredictions({}, {0u}, named).correct, std::nullopt);
  // A run that ended early is judged by what it has.
  EXPECT_EQ(countPredictions({zero}, {0u, 1u}, named).correct, std::optional<uint64_t>(1));
}

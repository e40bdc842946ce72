//===- FaultTest.cpp - every kind of difference is found ------------------===//

#include "FakeEngine.h"
#include "sim/lockstep/Lockstep.h"
#include "tests/Testing.h"
#include "tests/sim/Must.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::test;
using snnc::test::must;
using testing::HasSubstr;

namespace {
LockstepReport run(std::vector<Engine *> engines) {
  auto lockstep = must(Lockstep::create(engines, {}));
  std::vector<SpikeFrame> frames{{}};
  Progress progress = Progress::Done;
  uint32_t sample = 0;
  for (uint32_t steps : {4u, 1u, 6u}) {
    std::string name = "sample " + std::to_string(sample++);
    for (uint32_t step = 0; step < steps && progress == Progress::Done; ++step)
      progress = must(lockstep->step(frames, step + 1 == steps, name));
  }
  if (progress == Progress::Done)
    progress = must(lockstep->finish());
  LockstepReport report = lockstep->report();
  EXPECT_EQ(progress == Progress::Stopped, report.pairs[0].difference.has_value());
  return report;
}

/// A pair of engines of which the second is spoilt in one report of step 2 of sample 2, in layer "a" (index 0).
struct Pair {
  FakeEngine a, b;
  Pair(const char *nameA, const char *nameB, unsigned lag = 0) : a(nameA), b(nameB) {
    a.dense = std::string(nameA) == "integer";
    b.lag = lag;
    b.overlap = lag > 0;
  }
  using Reports = std::vector<Report>;
  Difference spoil(const std::function<void(Reports &, Reports::iterator)> &change,
                   Report::Kind kind = Report::Commit) {
    b.spoil = [=](Reports &reports) {
      auto report = std::find_if(reports.begin(), reports.end(), [&](const Report &r) {
        return r.at == Moment{2, 2} && r.kind == kind && r.index == 0;
      });
      if (report != reports.end())
        change(reports, report);
    };
    LockstepReport report = run({&a, &b});
    EXPECT_FALSE(report.equal());
    EXPECT_FALSE(report.pairs[0].equal);
    EXPECT_TRUE(report.pairs[0].difference.has_value()) << "the fault is not found";
    return report.pairs[0].difference.value_or(Difference());
  }
};

/// Both kinds of comparison, with a lag and without.
struct Faults : testing::TestWithParam<std::tuple<bool, unsigned>> {
  Pair make() const {
    return std::get<0>(GetParam()) ? Pair("chip", "rtl", std::get<1>(GetParam()))
                                   : Pair("integer", "chip", std::get<1>(GetParam()));
  }
  bool words() const { return std::get<0>(GetParam()); }
};
} // namespace

TEST_P(Faults, NoneIsFoundWhereThereIsNone) {
  Pair pair = make();
  LockstepReport report = run({&pair.a, &pair.b});
  EXPECT_TRUE(report.equal());
  EXPECT_TRUE(report.pairs[0].equal);
  EXPECT_GT(report.pairs[0].records, 50u);
  EXPECT_EQ(report.samples, 3u);
  EXPECT_EQ(report.steps, 11u);
  EXPECT_EQ(report.engines[0].predictions.size(), 3u);
  EXPECT_EQ(report.engines[0].predictions, report.engines[1].predictions);
}

/// What returns nothing has no prediction.
TEST_P(Faults, NoneIsFoundWithoutOutputs) {
  Pair pair = make();
  for (FakeEngine *engine : {&pair.a, &pair.b}) {
    engine->outputInfos.clear();
    engine->spoil = [](std::vector<Report> &reports) {
      llvm::erase_if(reports, [](const Report &r) { return r.kind == Report::Output || r.kind == Report::EndOutput; });
    };
  }
  LockstepReport report = run({&pair.a, &pair.b});
  EXPECT_TRUE(report.equal());
  EXPECT_EQ(report.engines[0].predictions, std::vector<Prediction>(3));
  EXPECT_EQ(report.engines[1].predictions, report.engines[0].predictions);
}

TEST_P(Faults, Integrated) {
  Difference d = make().spoil([](auto &, auto r) { r->integrated[1] += 1; });
  EXPECT_EQ(d.what, "integrated");
  EXPECT_EQ(d.layer, "a");
  EXPECT_EQ(d.at, (Moment{2, 2}));
  EXPECT_EQ(d.b.integrated, d.a.integrated + 1);
  EXPECT_EQ(d.channel % 2, 1u);
  EXPECT_EQ(d.neuron, (d.channel * 2 + d.y) * 3 + d.x);
  EXPECT_EQ(d.sampleName, "sample 2");
}

TEST_P(Faults, Count) {
  Difference d = make().spoil([](auto &, auto r) { r->count[0] += 1; });
  EXPECT_EQ(d.what, "count");
  EXPECT_EQ(d.b.count, d.a.count + 1);
}

TEST_P(Faults, Stored) {
  Difference d = make().spoil([](auto &, auto r) { r->stored[0] -= 1; });
  EXPECT_EQ(d.what, "stored");
  EXPECT_EQ(d.b.stored, d.a.stored - 1);
}

TEST_P(Faults, MissingRecord) {
  Difference d = make().spoil([](auto &reports, auto r) { reports.erase(r); });
  EXPECT_EQ(d.what, words() ? "record" : "integrated");
  EXPECT_TRUE(d.a.present);
  EXPECT_FALSE(d.b.present);
}

/// A word that holds what it held is no difference of states, but one of the sets of words.
TEST_P(Faults, ExtraRecord) {
  auto extra = [](double potential) {
    return [potential](std::vector<Report> &reports, std::vector<Report>::iterator) {
      std::set<uint32_t> words;
      for (const Report &r : reports)
        if (r.kind == Report::Commit && r.index == 0)
          words.insert(r.place->word);
      for (uint32_t word = 0; word < 12; ++word)
        if (!words.count(word)) {
          Report r{Report::Commit,      {2, 2}, 0, word / 6 * 12 + word % 6, 6, {potential, 0}, {0, 0}, {potential, 0},
                   Place{0, 0, 1, word}};
          reports.insert(reports.begin(), r);
          return;
        }
      FAIL() << "every word is visited";
    };
  };
  Difference d = make().spoil(extra(5000));
  EXPECT_EQ(d.what, words() ? "record" : "integrated");
  EXPECT_TRUE(d.b.present);
  EXPECT_EQ(d.b.integrated, 5000);
}

TEST_P(Faults, RecordTwice) {
  Difference d = make().spoil([](auto &reports, auto r) {
    Report copy = *r;
    reports.insert(r, copy);
  });
  EXPECT_EQ(d.what, "order");
  EXPECT_THAT(d.detail, HasSubstr("has two records of neuron"));
}

TEST_P(Faults, OtherNeuron) {
  Difference d = make().spoil([](auto &, auto r) { r->first = 1000; });
  EXPECT_EQ(d.what, "order");
  EXPECT_THAT(d.detail, HasSubstr("reports neuron 1006 of 24"));
}

TEST_P(Faults, Place) {
  // Only chips have places: a reference says nothing of them.
  Difference d = Pair("chip", "rtl", std::get<1>(GetParam())).spoil([](auto &, auto r) { r->place->word += 1; });
  EXPECT_EQ(d.what, "place");
}

TEST_P(Faults, MissingStep) {
  Difference d = make().spoil([](auto &reports, auto) {
    auto ofLayer = [](const Report &r) {
      return r.index == 0 && (r.kind == Report::Commit || r.kind == Report::EndStep);
    };
    reports.erase(std::remove_if(reports.begin(), reports.end(), ofLayer), reports.end());
  });
  EXPECT_EQ(d.what, "order");
  EXPECT_THAT(d.detail, HasSubstr("a step that is not the next"));
}

TEST_P(Faults, RecordOfAnotherStep) {
  Difference d = make().spoil([](auto &, auto r) { r->at.step = 3; });
  EXPECT_EQ(d.what, "order");
}

TEST_P(Faults, StepThatNeverEnds) {
  for (bool both : {false, true}) {
    Pair pair = make();
    pair.b.spoil = [](std::vector<Report> &reports) {
      auto isEnd = [](const Report &r) { return r.at == Moment{2, 5} && r.kind == Report::EndStep && r.index == 1; };
      reports.erase(std::remove_if(reports.begin(), reports.end(), isEnd), reports.end());
    };
    if (both)
      pair.a.spoil = pair.b.spoil;
    LockstepReport report = run({&pair.a, &pair.b});
    ASSERT_TRUE(report.pairs[0].difference);
    EXPECT_EQ(report.pairs[0].difference->layer, "b");
    EXPECT_EQ(report.pairs[0].difference->at, (Moment{2, 5}));
  }
}

TEST_P(Faults, LastStepMissing) {
  Pair pair = make();
  pair.b.spoil = [](std::vector<Report> &reports) {
    if (reports[0].at == Moment{2, 5})
      reports.clear();
  };
  LockstepReport report = run({&pair.a, &pair.b});
  ASSERT_TRUE(report.pairs[0].difference);
  EXPECT_EQ(report.pairs[0].difference->what, "step");
  EXPECT_EQ(report.pairs[0].difference->at, (Moment{2, 5}));
  EXPECT_THAT(report.pairs[0].difference->detail, HasSubstr("has reported this step"));
}

/// One engine ends its sample a step early: the next step of each is another.
TEST_P(Faults, OtherSteps) {
  Pair pair = make();
  pair.b.spoil = [](std::vector<Report> &reports) {
    for (Report &r : reports)
      if (r.at.sample == 2)
        r.at = r.at.step == 0 ? Moment{1, 1} : Moment{2, r.at.step - 1};
  };
  LockstepReport report = run({&pair.a, &pair.b});
  ASSERT_TRUE(report.pairs[0].difference);
  EXPECT_EQ(report.pairs[0].difference->what, "step");
  EXPECT_THAT(report.pairs[0].difference->detail, HasSubstr("the next step of"));
}

TEST_P(Faults, Output) {
  Difference d =
      make().spoil([](auto &reports, auto r) { reports.insert(r, {Report::Output, {2, 2}, 0, 2, 1, {}, {5}, {}, {}}); },
                   Report::EndOutput);
  EXPECT_EQ(d.what, "count");
  EXPECT_TRUE(d.isOutput);
  EXPECT_EQ(d.layer, "out");
  EXPECT_EQ(d.channel, 2u);
}

/// Both engines leave out the same step of a layer: agreement is no excuse.
TEST_P(Faults, StepThatBothLeaveOut) {
  Pair pair = make();
  pair.a.spoil = pair.b.spoil = [](std::vector<Report> &reports) {
    auto leftOut = [](const Report &r) {
      bool ofLayer = r.index == 0 && (r.kind == Report::Commit || r.kind == Report::EndStep);
      return ofLayer && (r.at == Moment{2, 2} || (r.at == Moment{2, 3} && r.kind == Report::Commit));
    };
    reports.erase(std::remove_if(reports.begin(), reports.end(), leftOut), reports.end());
  };
  LockstepReport report = run({&pair.a, &pair.b});
  ASSERT_TRUE(report.pairs[0].difference);
  EXPECT_EQ(report.pairs[0].difference->what, "order");
  EXPECT_EQ(report.pairs[0].difference->at, (Moment{2, 3}));
}

/// A difference that shows when the next sample is under way still names its own.
TEST_P(Faults, SampleOfALateDifference) {
  Pair pair = make();
  pair.b.spoil = [](std::vector<Report> &reports) {
    if (reports[0].at == Moment{1, 0})
      reports[0].stored[0] += 1;
  };
  LockstepReport report = run({&pair.a, &pair.b});
  ASSERT_TRUE(report.pairs[0].difference);
  EXPECT_EQ(report.pairs[0].difference->at, (Moment{1, 0}));
  EXPECT_EQ(report.pairs[0].difference->sampleName, "sample 1");
}

INSTANTIATE_TEST_SUITE_P(Rungs, Faults, testing::Combine(testing::Bool(), testing::Values(0u, 3u)));

TEST(Lockstep, VisitingAWordInVainIsADifferenceOfChips) {
  for (bool words : {false, true}) {
    FakeEngine a(words ? "chip" : "integer"), b(words ? "rtl" : "chip");
    a.dense = !words;
    // A sample of one step visits every word; here one more visit of a word that holds 0.
    b.spoil = [](std::vector<Report> &reports) {
      if (!(reports[0].at == Moment{0, 0}))
        return;
      for (uint32_t word = 0; word < 12; ++word) {
        bool visited = false;
        for (const Report &r : reports)
          visited |= r.kind == Report::Commit && r.index == 0 && r.place->word == word;
        if (!visited) {
          Report r{Report::Commit, {0, 0}, 0,      word / 6 * 12 + word % 6, 6,
                   {0, 0},         {0, 0}, {0, 0}, Place{0, 0, 1, word}};
          reports.insert(reports.begin(), r);
          return;
        }
      }
    };
    EXPECT_EQ(run({&a, &b}).equal(), !words);
  }
}

TEST(Lockstep, NothingComparedIsNotEqual) {
  FakeEngine a("integer"), b("chip");
  auto lockstep = must(Lockstep::create({&a, &b}, {}));
  EXPECT_EQ(must(lockstep->finish()), Progress::Done);
  EXPECT_FALSE(lockstep->report().equal());
  // Two engines that both say nothing.
  FakeEngine c("integer"), d("chip");
  auto silent = [](std::vector<Report> &reports) {
    reports.erase(
        std::remove_if(reports.begin(), reports.end(), [](const Report &r) { return r.kind == Report::Commit; }),
        reports.end());
  };
  c.spoil = d.spoil = silent;
  LockstepReport report = run({&c, &d});
  EXPECT_FALSE(report.pairs[0].difference.has_value());
  EXPECT_FALSE(report.equal());
}

TEST(Lockstep, StatisticsAreNoComparison) {
  FakeEngine a("float"), b("integer");
  a.dense = b.dense = true;
  auto lockstep = must(Lockstep::create({&a, &b}, {}));
  EXPECT_EQ(must(lockstep->step(std::vector<SpikeFrame>{{}}, true)), Progress::Done);
  EXPECT_EQ(must(lockstep->finish()), Progress::Done);
  EXPECT_FALSE(lockstep->report().equal());
  EXPECT_FALSE(lockstep->report().pairs[0].equal);
}

TEST(Lockstep, DeviationsOfALayer) {
  FakeEngine a("float"), b("integer");
  a.dense = b.dense = true;
  double error = 0;
  b.spoil = [&](std::vector<Report> &reports) {
    for (Report &r : reports)
      if (r.kind == Report::Commit && r.index == 1) {
        for (size_t i = 0; i < 3; ++i)
          r.integrated[i] *= i + 2;
        if (r.at == Moment{0, 3}) {
          r.count[1] += 1;
          r.integrated[1] += 30;
          error = 10;
        }
      }
  };
  auto lockstep = must(Lockstep::create({&a, &b}, {nullptr, {{1, 1, 1, 1}, {2, 3, 4}}}));
  for (uint32_t step = 0; step < 5; ++step)
    ASSERT_EQ(must(lockstep->step(std::vector<SpikeFrame>{{}}, step == 4)), Progress::Done);
  LockstepReport report = lockstep->report();
  ASSERT_EQ(report.pairs[0].deviations.size(), 2u);
  const LayerDeviation &first = report.pairs[0].deviations[0], &second = report.pairs[0].deviations[1];
  EXPECT_EQ(first.differentCounts, 0u);
  EXPECT_EQ(first.spikesA, first.spikesB);
  EXPECT_EQ(first.maxPotentialError, 0);
  EXPECT_FALSE(first.divergence.has_value());
  EXPECT_EQ(second.layer, "b");
  EXPECT_EQ(second.differentCounts, 1u);
  EXPECT_EQ(second.spikesB, second.spikesA + 1);
  EXPECT_EQ(second.neuronSteps, 15u);
  EXPECT_NEAR(second.maxPotentialError, error, 1e-9);
  EXPECT_NEAR(second.meanPotentialError, error / 15, 1e-9);
  EXPECT_EQ(second.divergence, (Moment{0, 3}));
}

TEST(Lockstep, AnOrderOfItsOwnIsComparedByStatistics) {
  FakeEngine a("own"), b("drawn");
  a.dense = b.dense = a.hasOwnNeurons = b.hasOwnNeurons = b.hasOwnOrder = true;
  b.spoil = [](std::vector<Report> &reports) {
    for (Report &r : reports)
      if (r.kind == Report::Commit)
        r.integrated[0] += 7;
  };
  auto lockstep = must(Lockstep::create({&a, &b}, {}));
  for (uint32_t step = 0; step < 5; ++step)
    ASSERT_EQ(must(lockstep->step(std::vector<SpikeFrame>{{}}, step == 4)), Progress::Done);
  ASSERT_EQ(must(lockstep->finish()), Progress::Done);
  LockstepReport report = lockstep->report();
  ASSERT_EQ(report.pairs.size(), 1u);
  EXPECT_EQ(report.pairs[0].kind, ComparisonKind::Statistics);
  EXPECT_FALSE(report.comparesRecords());
  EXPECT_EQ(report.pairs[0].deviations[0].maxPotentialError, 7);
}

TEST(Lockstep, NeuronsOfAChipsOwnAreComparedByStatistics) {
  FakeEngine a("integer"), b("own"), c("own");
  a.dense = b.dense = c.dense = true;
  b.hasOwnNeurons = c.hasOwnNeurons = true;
  b.layerInfos[1].scale = c.layerInfos[1].scale = {8, 6, 4};
  // Potentials are greater by the ratio of the scales, and once by 9 of the network's units; what differs is no fault.
  auto scaled = [](std::vector<Report> &reports) {
    for (Report &r : reports)
      if (r.kind == Report::Commit && r.index == 1) {
        for (size_t i = 0; i < 3; ++i)
          r.integrated[i] *= std::array<double, 3>{4, 2, 1}[i];
        if (r.at == Moment{0, 1})
          r.integrated[0] += 36;
      }
  };
  b.spoil = c.spoil = scaled;
  auto lockstep = must(Lockstep::create({&a, &b, &c}, {nullptr, {{1, 1, 1, 1}, {2, 3, 4}}}));
  for (uint32_t step = 0; step < 5; ++step)
    ASSERT_EQ(must(lockstep->step(std::vector<SpikeFrame>{{}}, step == 4)), Progress::Done);
  ASSERT_EQ(must(lockstep->finish()), Progress::Done);
  LockstepReport report = lockstep->report();
  ASSERT_EQ(report.pairs.size(), 2u);
  EXPECT_EQ(report.pairs[0].kind, ComparisonKind::Statistics);
  ASSERT_EQ(report.pairs[0].deviations.size(), 2u);
  EXPECT_NEAR(report.pairs[0].deviations[1].maxPotentialError, 36.0 / 8, 1e-9);
  EXPECT_EQ(report.pairs[0].deviations[0].maxPotentialError, 0);
  // Two engines of one chip are held to each other.
  EXPECT_EQ(report.pairs[1].kind, ComparisonKind::Records);
  EXPECT_TRUE(report.comparesRecords());
  EXPECT_TRUE(report.equal());
}

TEST(Lockstep, WithoutRecordsToCompareNothingIsEqual) {
  FakeEngine a("integer"), b("own");
  b.hasOwnNeurons = true;
  LockstepReport report = run({&a, &b});
  EXPECT_FALSE(report.comparesRecords());
  EXPECT_FALSE(report.equal());
  EXPECT_FALSE(report.pairs[0].difference.has_value());
}

TEST(Lockstep, DeviationsOfLayersOfBothSidesOnly) {
  FakeEngine a("float"), b("integer");
  a.layerInfos[0].name = "pool";
  LockstepReport report = run({&a, &b});
  ASSERT_EQ(report.pairs[0].deviations.size(), 1u);
  EXPECT_EQ(report.pairs[0].deviations[0].layer, "b");
  EXPECT_GT(report.pairs[0].deviations[0].neuronSteps, 0u);
}

TEST(Lockstep, EnginesOfDifferentNetworksAreRefused) {
  FakeEngine a("integer"), b("chip");
  b.layerInfos[1].shape.channels = 2;
  EXPECT_THAT(snnc::test::errorOf(Lockstep::create({&a, &b}, {})),
              HasSubstr("layer 1 is 'b' of shape 3x1x1 in engine integer, 'b' of shape 2x1x1 in engine chip"));
  b.layerInfos.pop_back();
  EXPECT_THAT(snnc::test::errorOf(Lockstep::create({&a, &b}, {})), HasSubstr("has 2 layers, engine chip has 1"));
  FakeEngine c("chip");
  c.inputInfos[0].shape.channels = 2;
  EXPECT_THAT(snnc::test::errorOf(Lockstep::create({&a, &c}, {})), HasSubstr("do not take the same inputs"));
  EXPECT_THAT(snnc::test::errorOf(Lockstep::create({&a}, {})), HasSubstr("at least 2 engines, there are 1"));
}

namespace {
struct BrokenEngine : FakeEngine {
  using FakeEngine::FakeEngine;
  bool failure = true;
  llvm::Expected<Progress> step(llvm::ArrayRef<SpikeFrame> frames, bool last, Observer &observer) override {
    if (totals().steps < 2)
      return FakeEngine::step(frames, last, observer);
    if (failure)
      return llvm::make_error<EngineFailure>("it broke");
    return llvm::createStringError("it is bad");
  }
};
} // namespace

TEST(Lockstep, ErrorsNameEngineSampleAndStep) {
  for (bool failure : {true, false}) {
    FakeEngine a("integer");
    BrokenEngine b("chip");
    b.failure = failure;
    auto lockstep = must(Lockstep::create({&a, &b}, {}));
    std::vector<SpikeFrame> frames{{}};
    must(lockstep->step(frames, true, "x.bin"));
    must(lockstep->step(frames, false, "y.bin"));
    auto result = lockstep->step(frames, false, "y.bin");
    ASSERT_FALSE(bool(result));
    llvm::Error error = result.takeError();
    EXPECT_EQ(error.isA<EngineFailure>(), failure);
    EXPECT_THAT(llvm::toString(std::move(error)), HasSubstr("engine chip, sample 1 (y.bin), step 1: it"));
  }
}

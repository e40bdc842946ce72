//===- NetworkStimulusTest.cpp - input data by the names of inputs --------===//

#include "sim/data/NetworkStimulus.h"
#include "sim/data/SpreadOverLabels.h"
#include "support/npy/Npy.h"
#include "tests/Testing.h"
#include "tests/sim/Must.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::test;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {
using Labels = std::vector<std::optional<uint32_t>>;

struct Inputs : testing::Test {
  TemporaryFolder folder;
  std::vector<InputInfo> inputs{{"left", {2, 1, 1}, 3}, {"right", {2, 1, 1}, 3}};
  StimulusOptions options;

  auto tryOpen(std::vector<std::string> files) {
    std::vector<StimulusOptions> each(inputs.size(), options);
    for (unsigned i = 0; i < each.size(); ++i)
      each[i].inputIndex = i;
    return NetworkStimulus::open(files, inputs, each);
  }
  auto open(std::vector<std::string> files) { return must(tryOpen(std::move(files))); }
  std::string error(std::vector<std::string> files) { return errorOf(tryOpen(std::move(files))); }

  /// Samples of two steps; the value of each element is `first` and what comes behind it.
  NpyArray samples(int count, int first, int steps = 2) {
    std::vector<int32_t> values;
    for (int i = 0; i < count * steps * 2; ++i)
      values.push_back((first + i) % 4);
    return NpyArray::from<int32_t>({count, steps, 2}, values);
  }
  std::string npz(const std::string &name, NpzArrays arrays) {
    must(writeNpz(folder / name, arrays));
    return folder / name;
  }
  std::string npy(const std::string &name, const NpyArray &array) {
    must(writeNpy(folder / name, array));
    return folder / name;
  }
  std::string write(const std::string &name, llvm::StringRef text) {
    std::string path = folder / name;
    llvm::sys::fs::create_directories(llvm::StringRef(path).take_front(path.rfind('/')));
    writeFile(path, text);
    return path;
  }
};

/// [input][step]: the sum of place * 10 + count.
std::vector<std::vector<double>> framesOf(NetworkSample &sample) {
  std::vector<std::vector<double>> result;
  for (uint32_t step = 0; step < sample.steps(); ++step) {
    llvm::ArrayRef<SpikeFrame> frames = must(sample.next());
    result.resize(frames.size());
    for (size_t i = 0; i < frames.size(); ++i) {
      double sum = 0;
      for (const Event &event : frames[i])
        sum += 10 * (event.channel + event.x) + event.count;
      result[i].push_back(sum);
    }
  }
  return result;
}
std::vector<std::vector<double>> framesOf(const NetworkStimulus &stimulus, uint64_t index = 0) {
  return framesOf(*must(stimulus.stream(index)));
}
} // namespace

TEST_F(Inputs, EachHasTheArrayOfItsName) {
  auto stimulus = open({npz("a.npz", {{"left", samples(1, 1)}, {"right", samples(1, 2)}})});
  ASSERT_EQ(stimulus->size(), 1u);
  // left 1, 2 / 3, 0; right 2, 3 / 0, 1.
  EXPECT_THAT(framesOf(*stimulus), ElementsAre(ElementsAre(13, 3), ElementsAre(15, 11)));
}

TEST_F(Inputs, FilesByNameInAnyOrder) {
  std::string left = npy("l.npy", samples(1, 1)), right = npz("r.npz", {{"input", samples(1, 2)}});
  auto wanted = ElementsAre(ElementsAre(13, 3), ElementsAre(15, 11));
  EXPECT_THAT(framesOf(*open({"left=" + left, "right=" + right})), wanted);
  EXPECT_THAT(framesOf(*open({"right=" + right, "left=" + left})), wanted);
  // A .npz that is for one input may call the array as the input is called.
  EXPECT_THAT(framesOf(*open({"left=" + left, "right=" + npz("n.npz", {{"right", samples(1, 2)}})})), wanted);
}

TEST_F(Inputs, TheOnlyOneNeedsNoName) {
  inputs.pop_back();
  std::string file = npy("a=b.npy", samples(3, 1));
  EXPECT_EQ(open({file})->size(), 3u);
  EXPECT_EQ(open({"left=" + file})->size(), 3u);
  EXPECT_EQ(open({npz("named.npz", {{"left", samples(3, 1)}})})->size(), 3u);
}

TEST_F(Inputs, EventsAreNoArrayOfAnInput) {
  // An input that is called as a field of events is.
  inputs = {{"x", {2, 1, 3}, 3}};
  auto array = [](std::vector<int32_t> values) { return NpyArray::from<int32_t>({2}, values); };
  NpzArrays events{{"t", array({0, 1500})}, {"x", array({1, 2})}, {"y", array({0, 0})}, {"p", array({1, 0})}};
  EXPECT_THAT(framesOf(*open({npz("events.npz", events)})), ElementsAre(ElementsAre(21, 21)));
}

TEST_F(Inputs, LabelsComeFromAnyAndMustAgree) {
  auto labels = [](std::vector<int32_t> values) { return NpyArray::from<int32_t>({2}, values); };
  std::string plain = npy("l.npy", samples(2, 1));
  auto labelled = [&](const char *name, std::vector<int32_t> values) {
    return npz(name, {{"input", samples(2, 2)}, {"label", labels(values)}});
  };
  auto stimulus = open({"left=" + plain, "right=" + labelled("r.npz", {4, 7})});
  EXPECT_EQ(must(stimulus->stream(1))->label, std::optional<uint32_t>(7));
  EXPECT_THAT(error({"left=" + labelled("a.npz", {4, 6}), "right=" + labelled("b.npz", {4, 7})}),
              HasSubstr("sample 1 has label 7 for input 'right', but 6 for an input before it"));
}

TEST_F(Inputs, OneThatIsCalledLabelHasItsData) {
  inputs[1].name = "label";
  auto stimulus = open({npz("a.npz", {{"left", samples(1, 1)}, {"label", samples(1, 2)}})});
  EXPECT_THAT(framesOf(*stimulus), ElementsAre(ElementsAre(13, 3), ElementsAre(15, 11)));
  EXPECT_EQ(must(stimulus->stream(0))->label, std::nullopt);
}

TEST_F(Inputs, WhatIsWrongWithFiles) {
  std::string file = npy("a.npy", samples(1, 1));
  EXPECT_THAT(error({file}), AllOf(HasSubstr("is for one input, the network has 2: 'left', 'right'"),
                                   HasSubstr("--input NAME=FILE for each")));
  EXPECT_THAT(error({"left=" + file}), HasSubstr("no --input right=FILE: the network has 'left', 'right'"));
  EXPECT_THAT(error({"left=" + file, file}), HasSubstr("the other files are for inputs by name, this one is for none"));
  EXPECT_THAT(error({file, file}), HasSubstr("say no input; NAME=FILE says which one"));
  EXPECT_THAT(error({"left=" + file, "left=" + file}), HasSubstr("input 'left' already has '"));
  EXPECT_THAT(error({"left=" + file, "right="}), HasSubstr("no file behind the name"));
  EXPECT_THAT(error({"lef=" + file}), HasSubstr("no file of this name, and no input 'lef': the network has 'left'"));
  EXPECT_THAT(error({npz("half.npz", {{"left", samples(1, 1)}})}), HasSubstr("no array 'right', it has 'left'"));
  inputs.clear();
  EXPECT_THAT(error({file}), HasSubstr("the network has no inputs"));
}

TEST_F(Inputs, SamplesOfAllInputsFitTogether) {
  EXPECT_THAT(error({npz("n.npz", {{"left", samples(3, 1)}, {"right", samples(2, 1)}})}),
              HasSubstr("input 'left' has 3 samples, input 'right' has 2"));
  std::string uneven = npz("t.npz", {{"left", samples(1, 1, 4)}, {"right", samples(1, 1, 3)}});
  auto sample = open({uneven})->stream(0);
  EXPECT_THAT(errorOf(std::move(sample)), AllOf(HasSubstr("4 steps for input 'left'"),
                                                HasSubstr("has 3 for input 'right'"), HasSubstr("--steps N")));
  options.steps = 5;
  EXPECT_EQ(must(open({uneven})->stream(0))->steps(), 5u);
}

TEST_F(Inputs, RecordingsOfASampleCountFromOneMoment) {
  inputs = {{"left", {2, 1, 2}, 3}, {"right", {2, 1, 2}, 3}};
  std::string left = write("l.csv", "t_us,x,y,p\n50000300,0,0,1\n50004300,1,0,1\n");
  std::string right = write("r.csv", "t_us,x,y,p\n50002300,0,0,1\n50004310,1,0,0\n");
  auto sample = must(open({"left=" + left, "right=" + right})->stream(0));
  EXPECT_THAT(sample->facts().timeOrigins, ElementsAre(50000300));
  EXPECT_EQ(sample->steps(), 5u);
  EXPECT_THAT(framesOf(*sample), ElementsAre(ElementsAre(11, 0, 0, 0, 21), ElementsAre(0, 0, 11, 0, 11)));
}

TEST_F(Inputs, ALimitTakesTheSameOfAll) {
  std::vector<int32_t> labels{0, 0, 0, 1, 1, 2};
  std::string file = npz(
      "a.npz", {{"left", samples(6, 1)}, {"right", samples(6, 2)}, {"label", NpyArray::from<int32_t>({6}, labels)}});
  std::vector<std::vector<std::vector<double>>> all;
  for (uint64_t i = 0; i < 6; ++i)
    all.push_back(framesOf(*open({file}), i));
  options.limit = 4;
  auto stimulus = open({file});
  ASSERT_EQ(stimulus->size(), 4u);
  for (auto [i, from] : {std::pair(0, 0), std::pair(1, 1), std::pair(2, 3), std::pair(3, 5)}) {
    EXPECT_EQ(framesOf(*stimulus, i), all[from]) << i;
    EXPECT_EQ(must(stimulus->stream(i))->label, std::optional<uint32_t>(labels[from]));
  }
}

TEST(SpreadOverLabels, TakesAsManyOfEachLabel) {
  Labels labels{0u, 0u, 0u, 1u, 1u, 1u, 2u};
  EXPECT_THAT(spreadOverLabels(labels, 3), ElementsAre(0, 3, 6));
  EXPECT_THAT(spreadOverLabels(labels, 5), ElementsAre(0, 1, 3, 4, 6));
  // No more of the label that has one.
  EXPECT_THAT(spreadOverLabels(labels, 6), ElementsAre(0, 1, 2, 3, 4, 6));
  EXPECT_THAT(spreadOverLabels(labels, 100), ElementsAre(0, 1, 2, 3, 4, 5, 6));
  EXPECT_THAT(spreadOverLabels(Labels(4), 2), ElementsAre(0, 1));
  EXPECT_THAT(spreadOverLabels(Labels(), 2), ElementsAre());
}

TEST(SpreadOverLabels, AsksForNoMoreThanItNeeds) {
  Labels labels{0u, 0u, 0u, 1u, 1u, 1u};
  std::vector<uint64_t> asked;
  auto taken = must(spreadOverLabels(labels, 2, [&](uint64_t sample) -> llvm::Expected<bool> {
    asked.push_back(sample);
    return sample != 0;
  }));
  EXPECT_THAT(taken, ElementsAre(1, 3));
  EXPECT_THAT(asked, ElementsAre(0, 1, 3));
  auto refuse = [](uint64_t) -> llvm::Expected<bool> { return llvm::createStringError("unreadable"); };
  EXPECT_EQ(errorOf(spreadOverLabels(labels, 2, refuse)), "unreadable");
}

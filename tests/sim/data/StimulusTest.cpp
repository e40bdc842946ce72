//===- StimulusTest.cpp - recordings and arrays as input ------------------===//

#include "sim/data/Stimulus.h"
#include "support/npy/Npy.h"
#include "tests/Testing.h"
#include "tests/sim/Must.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::test;
using testing::AllOf;
using testing::HasSubstr;

namespace {
std::string event(unsigned x, unsigned y, unsigned polarity, unsigned microseconds) {
  unsigned word = polarity << 23 | microseconds;
  return {char(x), char(y), char(word >> 16), char(word >> 8), char(word)};
}

struct Data : testing::Test {
  TemporaryFolder folder;
  InputInfo input{"in", {2, 4, 5}, 3};
  StimulusOptions options;

  std::string write(const std::string &name, llvm::StringRef bytes) {
    std::string path = folder / name;
    llvm::sys::fs::create_directories(llvm::StringRef(path).take_front(path.rfind('/')));
    writeFile(path, bytes);
    return path;
  }
  std::unique_ptr<Stimulus> open(const std::string &path) { return must(Stimulus::open(path, input, options)); }
  std::string openError(const std::string &path) { return errorOf(Stimulus::open(path, input, options)); }
  std::string readError(const std::string &path) { return errorOf(open(path)->read(0)); }
};

std::vector<std::array<int, 5>> flatten(const Sample &sample) {
  std::vector<std::array<int, 5>> result;
  for (uint32_t step = 0; step < sample.steps; ++step)
    for (const Event &e : sample.frame(step))
      result.push_back({int(step), e.channel, e.y, e.x, int(e.count)});
  return result;
}
using Events = std::vector<std::array<int, 5>>;
} // namespace

TEST_F(Data, RecordingIsBinned) {
  std::string path = write("a.bin", event(4, 3, 1, 2999) + event(0, 1, 0, 0) + event(0, 1, 0, 999) +
                                        event(0, 0, 0, 999) + event(0, 1, 1, 1000));
  Sample sample = must(open(path)->read(0));
  EXPECT_EQ(sample.steps, 3u);
  EXPECT_EQ(sample.label, std::nullopt);
  EXPECT_EQ(sample.droppedSpikes, 0u);
  EXPECT_EQ(flatten(sample), (Events{{0, 0, 0, 0, 1}, {0, 0, 1, 0, 2}, {1, 1, 1, 0, 1}, {2, 1, 3, 4, 1}}));
  for (const SpikeFrame &frame : sample.frames)
    EXPECT_EQ(llvm::toString(checkFrame(input, frame)), "");
}

/// Of recordings and of arrays; what no neuron has too much of may be too much for all of them.
TEST_F(Data, TotalsBoundAStep) {
  std::string recording =
      write("a.bin", event(0, 0, 0, 1000) + event(1, 0, 1, 1000) + event(1, 0, 1, 1001) + event(2, 0, 0, 2000));
  std::string array = folder / "a.npy";
  input.total = 3;
  EXPECT_EQ(flatten(must(open(recording)->read(0))).size(), 3u);
  must(writeNpy(array, NpyArray::from<int64_t>({2, 2, 4, 5}, std::vector<int64_t>(80, 0))));
  EXPECT_EQ(flatten(must(open(array)->read(0))).size(), 0u);
  input.total = 2;
  EXPECT_THAT(readError(recording),
              HasSubstr("step 1: 3 spikes, but input 'in' takes at most 2 of all its neurons in a step"));
  std::vector<int64_t> counts(80, 0);
  counts[40] = 1, counts[79] = 2;
  must(writeNpy(array, NpyArray::from<int64_t>({2, 2, 4, 5}, counts)));
  EXPECT_THAT(readError(array), HasSubstr("step 1: 3 spikes, but input 'in' takes at most 2"));
  EXPECT_THAT(llvm::toString(checkFrame(input, {{0, 0, 0, 1}, {0, 0, 1, 2}})), HasSubstr("3 spikes"));
}

TEST_F(Data, StepsAndWidthOfAStep) {
  std::string path = write("a.bin", event(1, 1, 0, 0) + event(1, 1, 0, 2500) + event(1, 1, 0, 8388607));
  options.steps = 2;
  Sample sample = must(open(path)->read(0));
  EXPECT_EQ(sample.steps, 2u);
  EXPECT_EQ(sample.droppedSpikes, 2u);
  EXPECT_EQ(flatten(sample), (Events{{0, 0, 1, 1, 1}}));
  options.steps = 5;
  options.stepUs = 2500;
  sample = must(open(path)->read(0));
  EXPECT_EQ(sample.steps, 5u);
  EXPECT_EQ(sample.droppedSpikes, 1u);
  EXPECT_EQ(flatten(sample), (Events{{0, 0, 1, 1, 1}, {1, 0, 1, 1, 1}}));
  EXPECT_TRUE(sample.frame(4).empty());
  options.steps.reset();
  EXPECT_EQ(must(open(path)->read(0)).steps, 8388607u / 2500 + 1);
}

TEST_F(Data, EmptyRecordingIsOneEmptyStep) {
  Sample sample = must(open(write("a.bin", ""))->read(0));
  EXPECT_EQ(sample.steps, 1u);
  EXPECT_TRUE(sample.frame(0).empty());
}

TEST_F(Data, FolderIsSortedByPathAndLimited) {
  write("rec/10/b.bin", event(0, 0, 0, 0));
  write("rec/2/a.bin", event(1, 0, 0, 0));
  write("rec/10/a.bin", event(2, 0, 0, 0));
  write("rec/README.md", "no recording");
  write("rec/2/notes.txt", "no recording");
  write("rec/2/.hidden", "\x89PNG");
  auto stimulus = open(folder / "rec");
  ASSERT_EQ(stimulus->size(), 3u);
  Sample first = must(stimulus->read(0)), last = must(stimulus->read(2));
  EXPECT_THAT(first.name, testing::EndsWith("rec/10/a.bin"));
  EXPECT_EQ(first.label, 10u);
  EXPECT_EQ(flatten(first), (Events{{0, 0, 0, 2, 1}}));
  EXPECT_EQ(last.label, 2u);
  options.limit = 2;
  auto spread = open(folder / "rec");
  ASSERT_EQ(spread->size(), 2u);
  EXPECT_EQ(spread->label(0), 10u);
  EXPECT_EQ(spread->label(1), 2u);
  options.limit = 20;
  EXPECT_EQ(open(folder / "rec")->size(), 3u);
  EXPECT_EQ(open(folder / "rec")->filesPassedOver(), 1u);
}

TEST_F(Data, UnfitRecordings) {
  EXPECT_THAT(
      readError(write("x.bin", event(0, 0, 0, 0) + event(5, 3, 1, 7))),
      AllOf(HasSubstr("x.bin: event 1 (byte 5) is at polarity 1, y 3, x 5"), HasSubstr("'in' of shape 2x4x5"),
            HasSubstr("x must lie below 5; the recording has 6x4 pixels (--pool 2 would fit, or --crop 0,0,5,4)")));
  EXPECT_THAT(readError(write("y.bin", event(4, 4, 0, 0))), HasSubstr("event 0 (byte 0) is at polarity 0, y 4, x 4"));
  std::string four;
  for (int i = 0; i < 4; ++i)
    four += event(2, 1, 1, 3001);
  EXPECT_THAT(readError(write("four.bin", four)),
              HasSubstr("step 3, channel 1, y 1, x 2: 4 spikes, but input 'in' takes at most 3 in a step"));
  input.shape.channels = 1;
  EXPECT_THAT(readError(write("x.bin", event(0, 0, 1, 0))),
              AllOf(HasSubstr("polarity 1, y 0, x 0"), HasSubstr("--merge-polarities would fit")));
}

TEST_F(Data, UnfitFolders) {
  EXPECT_THAT(openError(folder / "missing"), AllOf(HasSubstr("cannot read '"), HasSubstr("missing'")));
  write("empty/note.txt", "notes");
  EXPECT_THAT(openError(folder / "empty"), HasSubstr("need <label>/<name>"));
  write("mixed/cat/a.bin", "");
  write("mixed/7/a.bin", "");
  EXPECT_THAT(openError(folder / "mixed"),
              AllOf(HasSubstr("cat"), HasSubstr("mixed/7'"), HasSubstr("either all numbers or all words")));
  write("foreign/1/a.bin", event(0, 0, 0, 0));
  write("foreign/1/b.png", "\x89PNG\r\n\x1a\n....");
  EXPECT_THAT(openError(folder / "foreign"), AllOf(HasSubstr("b.png' is a PNG image")));
  std::string path = write("cut/3/a.bin", event(0, 0, 0, 0) + "abc");
  EXPECT_THAT(readError(folder / "cut"), AllOf(HasSubstr(path), HasSubstr("8 bytes are no whole number of events")));
}

TEST_F(Data, ContentDecidesNotTheName) {
  NpyArray array = NpyArray::from<uint8_t>({1, 2, 4, 5}, std::vector<uint8_t>(40, 1));
  Sample sample = must(open(write("a.bin", formatNpy(array)))->read(0));
  EXPECT_EQ(sample.frame(0).size(), 40u);
  // N-MNIST's format has no mark: only there the name must vouch.
  EXPECT_THAT(openError(write("a.npy", event(1, 2, 0, 5))), HasSubstr("is of no known format"));
  EXPECT_EQ(flatten(must(open(write("a.BIN", event(1, 2, 0, 5)))->read(0))), (Events{{0, 0, 2, 1, 1}}));
}

TEST_F(Data, EventTables) {
  Sample sample = must(open(write("a.csv", "t_us,x,y,p\n999,4,3,1\r\n0,0,1,0\n\n2500, 0,1,0\n0,0,1,0"))->read(0));
  EXPECT_EQ(sample.steps, 3u);
  EXPECT_EQ(flatten(sample), (Events{{0, 0, 1, 0, 2}, {0, 1, 3, 4, 1}, {2, 0, 1, 0, 1}}));
  EXPECT_EQ(flatten(must(open(write("b", "5,0,0,0\n"))->read(0))), (Events{{0, 0, 0, 0, 1}}));
  EXPECT_THAT(readError(write("c", "t_us,x,y,p\n1,2,3\n")), HasSubstr("c:2: '1,2,3' is no event: 3 cells, need 4"));
  EXPECT_THAT(readError(write("d", "1,2,-3,0\n")), HasSubstr("d:1: '1,2,-3,0' is no event"));
  EXPECT_THAT(readError(write("e", "1,5,3,0\n")), HasSubstr("e: event 0 is at polarity 0, y 3, x 5, outside of"));
}

TEST_F(Data, OtherKindsAreRefusedByName) {
  EXPECT_THAT(openError(write("a", "xyz")), HasSubstr("a' is text ('xyz'), and no recording that is known"));
  EXPECT_THAT(openError(write("b.bin", "xyz\x01")), HasSubstr("4 bytes are no whole number of events"));
  std::string idx("\0\0\x08\x03\0\0\0\x01\0\0\0\x02\0\0\0\x02"
                  "abcd",
                  20);
  EXPECT_THAT(openError(write("c", idx)), HasSubstr("idx images"));
  // The same beginning, but not the size that it tells: a recording, whose first event is at (0, 0).
  EXPECT_EQ(open(write("d.bin", idx + "12345"))->size(), 1u);
  EXPECT_THAT(openError(write("e", "\x1f\x8b\x08 some gzip")), HasSubstr("gzip"));
}

TEST_F(Data, Arrays) {
  std::vector<float> values(2 * 3 * 40, 0.0f);
  values[0] = 1;                    // sample 0, step 0, (0, 0, 0)
  values[40 + 20 + 5 + 4] = 2;      // step 1, (1, 1, 4)
  values[3 * 40 + 2 * 40 + 39] = 3; // sample 1, step 2, (1, 3, 4)
  std::string batch = folder / "batch.npy", single = folder / "single.npy";
  must(writeNpy(batch, NpyArray::from<float>({2, 3, 2, 4, 5}, values)));
  must(writeNpy(single, NpyArray::from<float>({6, 2, 4, 5}, values)));
  auto stimulus = open(batch);
  ASSERT_EQ(stimulus->size(), 2u);
  EXPECT_EQ(flatten(must(stimulus->read(0))), (Events{{0, 0, 0, 0, 1}, {1, 1, 1, 4, 2}}));
  EXPECT_EQ(flatten(must(stimulus->read(1))), (Events{{2, 1, 3, 4, 3}}));
  EXPECT_EQ(must(stimulus->read(1)).steps, 3u);
  EXPECT_EQ(open(single)->size(), 1u);
  EXPECT_EQ(must(open(single)->read(0)).steps, 6u);
  options.steps = 1;
  Sample cut = must(open(single)->read(0));
  EXPECT_EQ(cut.steps, 1u);
  EXPECT_EQ(cut.droppedSpikes, 5u);
  options.limit = 1;
  EXPECT_EQ(open(batch)->size(), 1u);
}

TEST_F(Data, ArraysOfOnePixelMayLeaveItsAxesOut) {
  input.shape = {3, 1, 1};
  std::string path = folder / "a.npy";
  must(writeNpy(path, NpyArray::from<int64_t>({2, 3}, {1, 0, 2, 0, 3, 0})));
  EXPECT_EQ(flatten(must(open(path)->read(0))), (Events{{0, 0, 0, 0, 1}, {0, 2, 0, 0, 2}, {1, 1, 0, 0, 3}}));
}

TEST_F(Data, ArraysOfOneRowMayLeaveItOut) {
  input.shape = {2, 1, 3};
  std::string path = folder / "a.npy";
  must(writeNpy(path, NpyArray::from<int64_t>({1, 2, 3}, {1, 0, 2, 0, 3, 0})));
  EXPECT_EQ(flatten(must(open(path)->read(0))), (Events{{0, 0, 0, 0, 1}, {0, 0, 0, 2, 2}, {0, 1, 0, 1, 3}}));
  must(writeNpy(path, NpyArray::from<int64_t>({2, 1, 2, 3}, std::vector<int64_t>(12, 1))));
  EXPECT_EQ(open(path)->size(), 2u);
  must(writeNpy(path, NpyArray::from<int64_t>({2, 3}, std::vector<int64_t>(6, 1))));
  EXPECT_THAT(openError(path), HasSubstr("need [T, 2, 1, 3]"));
}

TEST_F(Data, RealArrays) {
  input.shape = {2, 1, 1};
  input.isReal = true;
  std::string path = folder / "a.npy";
  must(writeNpy(path, NpyArray::from<double>({3, 2}, {0.5, 0, -1e9, 0.1, 0, 100})));
  Sample sample = must(open(path)->read(0));
  ASSERT_EQ(sample.frames.size(), 3u);
  ASSERT_EQ(sample.frames[1].size(), 2u);
  EXPECT_EQ(sample.frames[0][0].count, 0.5);
  EXPECT_EQ(sample.frames[1][0].count, -1e9);
  EXPECT_EQ(sample.frames[1][1].count, 0.1f);
  for (const SpikeFrame &frame : sample.frames)
    EXPECT_EQ(llvm::toString(checkFrame(input, frame)), "");
  options.steps = 2;
  EXPECT_EQ(must(open(path)->read(0)).droppedSpikes, 1u);
  options.steps = 5;
  EXPECT_EQ(must(open(path)->read(0)).steps, 5u);
  must(writeNpy(path, NpyArray::from<double>({2, 2}, {0.5, 0, 1e300, 0.1})));
  EXPECT_THAT(readError(path), AllOf(HasSubstr("step 1, channel 0"), HasSubstr("takes finite numbers of 32 bits")));
  EXPECT_THAT(openError(write("b.bin", "")), HasSubstr("recordings are of spikes, input 'in' takes real numbers"));
  EXPECT_THAT(openError(folder.path.str().str()), HasSubstr("takes real numbers"));
}

TEST_F(Data, NamedArrays) {
  NpyArray counts = NpyArray::from<uint8_t>({2, 1, 2, 4, 5}, std::vector<uint8_t>(80, 1));
  std::string path = folder / "a.npz";
  must(writeNpz(path, {{"input", counts}, {"label", NpyArray::from<int32_t>({2}, {7, 4})}}));
  EXPECT_EQ(must(open(path)->read(1)).label, 4u);
  must(writeNpz(path, {{"input", counts}}));
  EXPECT_EQ(must(open(path)->read(1)).label, std::nullopt);
  must(writeNpz(path, {{"inputs", counts}, {"other", counts}}));
  EXPECT_THAT(openError(path), HasSubstr("no array 'input', it has 'inputs', 'other'"));
  must(writeNpz(path, {{"input", counts}, {"label", NpyArray::from<int32_t>({3}, {7, 4, 1})}}));
  EXPECT_THAT(openError(path), HasSubstr("'label' of shape [3] for 2 samples: need [2]"));
  must(writeNpz(path, {{"input", counts}, {"label", NpyArray::from<int32_t>({2}, {7, -4})}}));
  EXPECT_THAT(openError(path), HasSubstr("label 1 is -4"));
  must(writeNpz(path, {{"input", counts}, {"label", NpyArray::from<float>({2}, {7, 4})}}));
  EXPECT_THAT(openError(path), HasSubstr("'label' has elements of type float32"));
}

TEST_F(Data, UnfitArrays) {
  std::string path = folder / "a.npy";
  auto write = [&](llvm::ArrayRef<int64_t> shape, float value) {
    std::vector<float> values(1, value);
    for (int64_t extent : shape)
      values.resize(values.size() * size_t(extent), 0.0f);
    if (!values.empty())
      values[0] = value;
    must(writeNpy(path, NpyArray::from<float>(shape, values)));
  };
  write({1, 2, 4, 6}, 0);
  EXPECT_THAT(openError(path), AllOf(HasSubstr("a.npy"), HasSubstr("[1, 2, 4, 6]"), HasSubstr("need [T, 2, 4, 5]")));
  write({0, 1, 2, 4, 5}, 0);
  EXPECT_THAT(openError(path), HasSubstr("holds no sample"));
  write({1, 2, 4, 5}, 0.5);
  EXPECT_THAT(readError(path), HasSubstr("step 0, channel 0, y 0, x 0 is 0.5"));
  write({1, 2, 4, 5}, std::numeric_limits<float>::quiet_NaN());
  EXPECT_THAT(readError(path), HasSubstr("is nan"));
  write({1, 2, 4, 5}, 1e20f);
  EXPECT_THAT(readError(path), HasSubstr("spike counts are whole numbers"));
  write({1, 2, 4, 5}, 4);
  EXPECT_THAT(readError(path), HasSubstr("4 spikes, but input 'in' takes at most 3"));
  write({1, 2, 4, 5}, -1);
  EXPECT_THAT(readError(path), HasSubstr("-1 spikes, but input 'in' takes no negative ones"));
  input.isSigned = true;
  EXPECT_EQ(flatten(must(open(path)->read(0))), (Events{{0, 0, 0, 0, -1}}));
  write({1, 2, 4, 5}, 1);
  std::string bytes = readFile(path);
  writeFile(path, llvm::StringRef(bytes).drop_back(4));
  EXPECT_THAT(openError(path), HasSubstr("a.npy"));
  must(writeNpz(path, {{"input", NpyArray::from<float>({1, 2, 4, 5}, std::vector<float>(40))}}));
  bytes = readFile(path);
  writeFile(path, llvm::StringRef(bytes).drop_back(30));
  EXPECT_THAT(openError(path), HasSubstr("a.npy"));
  write({0, 2, 4, 5}, 0);
  EXPECT_EQ(must(open(path)->read(0)).steps, 1u);
}

TEST_F(Data, UnfitOptions) {
  std::string path = write("a.bin", "");
  options.stepUs = 0;
  EXPECT_THAT(openError(path), HasSubstr("0 microseconds"));
  options = {};
  options.steps = 0;
  EXPECT_THAT(openError(path), HasSubstr("0 steps"));
  options = {};
  options.limit = 0;
  EXPECT_THAT(openError(path), HasSubstr("0 samples"));
}

TEST_F(Data, SharedSaccades) {
  std::string path = sharedPath("data/saccades");
  SNNC_REQUIRE_SHARED(path);
  input = {"in", {2, 34, 34}, 15};
  auto stimulus = open(path);
  ASSERT_EQ(stimulus->size(), 300u);
  uint64_t spikes = 0;
  for (uint64_t i = 0; i < stimulus->size(); ++i) {
    Sample sample = must(stimulus->read(i));
    EXPECT_EQ(sample.droppedSpikes, 0u);
    EXPECT_LE(sample.steps, 300u);
    EXPECT_LE(*sample.label, 9u);
    for (const SpikeFrame &frame : sample.frames) {
      EXPECT_EQ(llvm::toString(checkFrame(input, frame)), "");
      for (const Event &event : frame)
        spikes += uint64_t(event.count);
    }
  }
  // About 4,800 events each; their number is that of the bytes over five.
  uint64_t bytes = 0;
  std::error_code code;
  for (llvm::sys::fs::recursive_directory_iterator entry(path, code), end; entry != end; entry.increment(code))
    if (llvm::StringRef(entry->path()).ends_with(".bin"))
      bytes += entry->status()->getSize();
  EXPECT_EQ(spikes, bytes / 5);
}

//===- SampleTest.cpp - recordings as samples -----------------------------===//
//
// Time, order, the sensor's side, labels, and frames that come step by step.
//
//===----------------------------------------------------------------------===//

#include "sim/data/EventPicture.h"
#include "sim/data/Stimulus.h"
#include "sim/data/readers/Hdf5.h"
#include "support/npy/Npy.h"
#include "tests/Testing.h"
#include "tests/sim/Must.h"
#include "tests/sim/data/Recorded.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <hdf5.h>
#include <unistd.h>

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::test;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {
using Flat = std::vector<std::array<int, 5>>;

struct Samples : testing::Test {
  TemporaryFolder folder;
  InputInfo input{"in", {2, 48, 64}, 15};
  StimulusOptions options;

  std::string write(const std::string &name, llvm::StringRef bytes) {
    std::string path = folder / name;
    llvm::sys::fs::create_directories(llvm::StringRef(path).take_front(path.rfind('/')));
    writeFile(path, bytes);
    return path;
  }
  std::unique_ptr<Stimulus> open(const std::string &path) { return must(Stimulus::open(path, input, options)); }
  Sample read(const std::string &path, uint64_t index = 0) { return must(open(path)->read(index)); }
  std::string failure(const std::string &path) {
    auto stimulus = Stimulus::open(path, input, options);
    return stimulus ? errorOf((*stimulus)->read(0)) : llvm::toString(stimulus.takeError());
  }
};

Flat flatten(const Sample &sample) {
  Flat result;
  for (uint32_t step = 0; step < sample.steps; ++step)
    for (const Event &e : sample.frame(step))
      result.push_back({int(step), e.channel, e.y, e.x, int(e.count)});
  return result;
}
} // namespace

TEST_F(Samples, TimeOrigin) {
  std::string hour = write("hour.csv", csv({{3'600'000'000, 1, 2, 0}, {3'600'001'500, 3, 4, 1}}));
  Sample sample = read(hour);
  EXPECT_EQ(sample.steps, 2u);
  EXPECT_EQ(flatten(sample), (Flat{{0, 0, 2, 1, 1}, {1, 1, 4, 3, 1}}));
  EXPECT_THAT(sample.facts.timeOrigins, ElementsAre(3'600'000'000));
  options.timeOrigin = TimeOrigin::Zero;
  options.steps = 3;
  sample = read(hour);
  EXPECT_EQ(flatten(sample), Flat());
  EXPECT_EQ(sample.droppedSpikes, 2u);
  EXPECT_EQ(sample.facts.droppedEvents, 2u);
  EXPECT_THAT(sample.facts.timeOrigins, ElementsAre(0));
  options = {};
  // Where the first event lies within the sample, time counts from 0.
  std::string late = write("late.csv", csv({{2500, 1, 2, 0}, {9000, 3, 4, 1}}));
  EXPECT_EQ(flatten(read(late)), (Flat{{2, 0, 2, 1, 1}, {9, 1, 4, 3, 1}}));
  options.steps = 3;
  EXPECT_EQ(flatten(read(late)), (Flat{{2, 0, 2, 1, 1}}));
  options.steps = 2; // it does not
  EXPECT_EQ(flatten(read(late)), (Flat{{0, 0, 2, 1, 1}}));
  options = {};
  options.timeOrigin = TimeOrigin::First;
  EXPECT_EQ(flatten(read(late)), (Flat{{0, 0, 2, 1, 1}, {6, 1, 4, 3, 1}}));
  options = {};
  // AEDAT 4 counts from 1970.
  EXPECT_EQ(flatten(read(write("a.aedat4", aedat4({{500, 1, 2, 0}, {1600, 3, 4, 1}})))),
            (Flat{{0, 0, 2, 1, 1}, {1, 1, 4, 3, 1}}));
}

TEST_F(Samples, TimesBelowZero) {
  std::string path = write("a.csv", "t,x,y,p\n-2000,1,2,0\n-500,1,2,0\n");
  EXPECT_EQ(flatten(read(path)), (Flat{{0, 0, 2, 1, 1}, {1, 0, 2, 1, 1}}));
  options.timeOrigin = TimeOrigin::Zero;
  EXPECT_THAT(failure(path), AllOf(HasSubstr("an event at -2000 us"), HasSubstr("--time-origin first")));
  write("b.csv", "t,x,y,p\n10000000000000,1,2,0\n0,1,2,0\n");
  options.stepUs = 1;
  EXPECT_THAT(failure(folder / "b.csv"), HasSubstr("more than 2^32 steps of 1 us"));
}

TEST_F(Samples, EventsOutOfOrderAreKept) {
  std::string path =
      write("a.csv", csv({{5500, 1, 1, 0}, {5400, 1, 1, 0}, {9000, 2, 2, 0}, {100, 3, 3, 1}, {9500, 2, 2, 0}}));
  Sample sample = read(path);
  EXPECT_EQ(sample.facts.outOfOrder, 2u);
  EXPECT_EQ(sample.facts.events, 5u);
  EXPECT_EQ(flatten(sample), (Flat{{0, 1, 3, 3, 1}, {5, 0, 1, 1, 2}, {9, 0, 2, 2, 2}}));
  // Older than the first event, from which time counts: the first step.
  options.timeOrigin = TimeOrigin::First;
  EXPECT_EQ(flatten(read(path)), (Flat{{0, 0, 1, 1, 2}, {0, 1, 3, 3, 1}, {3, 0, 2, 2, 1}, {4, 0, 2, 2, 1}}));
}

TEST_F(Samples, FactsOfARecording) {
  Sample wrapped = read(write("a.bin", nmnist({{8'388'000, 1, 1, 0}, {8'388'700, 1, 1, 0}})));
  EXPECT_EQ(wrapped.facts.clockWraps, 1u);
  EXPECT_EQ(wrapped.steps, 1u); // from its first event, which lies past its length
  EXPECT_THAT(wrapped.facts.timeOrigins, ElementsAre(8'388'000));
}

TEST_F(Samples, RowsOfMarkers) {
  std::string path = write("a.bin", nmnist({{0, 1, 1, 0}, {10, 3, 240, 1}, {20, 2, 2, 1}}));
  Sample sample = read(path);
  EXPECT_EQ(sample.facts.markerEvents, 1u);
  EXPECT_EQ(flatten(sample), (Flat{{0, 0, 1, 1, 1}, {0, 1, 2, 2, 1}}));
  input.shape.height = 256; // it has this row
  sample = read(path);
  EXPECT_EQ(sample.facts.markerEvents, 0u);
  EXPECT_EQ(flatten(sample), (Flat{{0, 0, 1, 1, 1}, {0, 1, 2, 2, 1}, {0, 1, 240, 3, 1}}));
  input.shape.height = 48;
  EXPECT_THAT(failure(write("b.bin", nmnist({{0, 1, 239, 0}}))), HasSubstr("y 239"));
}

/// What is in memory does not grow with a recording: frames come before all of it is read.
TEST_F(Samples, LongRecordingsComeStepByStep) {
  RecordedEvents many;
  for (int64_t i = 0; i < 1'500'000; ++i)
    many.push_back({i, uint16_t(i % 64), uint16_t(i / 64 % 48), uint16_t(i / 64 / 48 % 2)});
  std::swap(many[500'000].t, many[503'000].t); // three steps late
  std::string path = write("a.dat", dat(many));
  input.bound = 1;
  auto stream = must(open(path)->stream(0));
  EXPECT_EQ(stream->steps, 1500u);
  EXPECT_EQ(stream->facts.outOfOrder, 2u);
  uint64_t events = 0;
  for (uint32_t step = 0; step < stream->steps; ++step) {
    events += must(stream->next())->size();
  }
  EXPECT_EQ(events, many.size());
}

TEST_F(Samples, BoundsHoldInLongSteps) {
  RecordedEvents many(600'000, {0, 1, 1, 0});
  std::string path = write("a.dat", dat(many));
  EXPECT_THAT(failure(path), HasSubstr("step 0, channel 0, y 1, x 1: 600000 spikes, but input 'in' takes at most 15"));
  input.bound = 600'000;
  EXPECT_EQ(flatten(read(path)), (Flat{{0, 0, 1, 1, 600'000}}));
}

//===----------------------------------------------------------------------===//
// The sensor's side
//===----------------------------------------------------------------------===//

TEST_F(Samples, CropPoolFlipTransposeMerge) {
  std::string path = write("a.csv", csv({{0, 10, 20, 0}, {0, 13, 27, 1}, {0, 9, 20, 1}}));
  input.shape = {2, 8, 4};
  options.sensor.crop = must(SensorOptions::parseCrop("10,20,4,8"));
  Sample sample = read(path);
  EXPECT_EQ(flatten(sample), (Flat{{0, 0, 0, 0, 1}, {0, 1, 7, 3, 1}}));
  EXPECT_EQ(sample.facts.croppedEvents, 1u);
  options.sensor.flipX = true;
  EXPECT_EQ(flatten(read(path)), (Flat{{0, 0, 0, 3, 1}, {0, 1, 7, 0, 1}}));
  options.sensor.flipY = true;
  EXPECT_EQ(flatten(read(path)), (Flat{{0, 0, 7, 3, 1}, {0, 1, 0, 0, 1}}));
  options.sensor.flipX = options.sensor.flipY = false;
  options.sensor.pool = 4;
  input.shape = {2, 2, 1};
  EXPECT_EQ(flatten(read(path)), (Flat{{0, 0, 0, 0, 1}, {0, 1, 1, 0, 1}}));
  options.sensor.pool = 1;
  options.sensor.transpose = true;
  input.shape = {2, 4, 8};
  EXPECT_EQ(flatten(read(path)), (Flat{{0, 0, 0, 0, 1}, {0, 1, 3, 7, 1}}));
  options.sensor.mergePolarities = true;
  input.shape.channels = 1;
  EXPECT_EQ(flatten(read(path)), (Flat{{0, 0, 0, 0, 1}, {0, 0, 3, 7, 1}}));
}

/// Flips turn around in the sensor that the file tells of, else in the one that the input looks at.
TEST_F(Samples, FlipsKnowTheSensor) {
  options.sensor.flipX = options.sensor.flipY = true;
  input.shape = {2, 24, 32};
  options.sensor.pool = 2;
  EXPECT_EQ(flatten(read(write("a.es", eventStream({{0, 0, 0, 1}, {0, 63, 46, 1}})))),
            (Flat{{0, 1, 0, 0, 1}, {0, 1, 23, 31, 1}}));
  EXPECT_EQ(flatten(read(write("a.csv", csv({{0, 0, 0, 1}})))), (Flat{{0, 1, 23, 31, 1}}));
}

TEST_F(Samples, SensorsThatDoNotFit) {
  std::string path = write("a.csv", csv({{0, 1, 1, 0}, {0, 345, 259, 1}}));
  EXPECT_THAT(failure(path),
              AllOf(HasSubstr("a.csv: event 1 is at polarity 1, y 259, x 345, outside of input 'in' of shape 2x48x64"),
                    HasSubstr("x must lie below 64; the recording has 346x260 pixels (--pool 6 would fit")));
  options.sensor.pool = 6;
  EXPECT_EQ(flatten(read(path)), (Flat{{0, 0, 0, 0, 1}, {0, 1, 43, 57, 1}}));
  options.sensor.pool = 1;
  options.sensor.crop = must(SensorOptions::parseCrop("0,0,64,49"));
  EXPECT_EQ(flatten(read(path)), (Flat{{0, 0, 1, 1, 1}}));
  EXPECT_THAT(errorOf(SensorOptions::parseCrop("0,0,64")), HasSubstr("need X,Y,W,H"));
  EXPECT_THAT(errorOf(SensorOptions::parseCrop("0,0,0,1")), HasSubstr("W and H above 0"));
}

TEST_F(Samples, SensorsOfOneDimension) {
  std::string path = write("a.csv", "t_us,x\n0,0\n1000,6\n");
  input.shape = {1, 1, 7};
  EXPECT_EQ(flatten(read(path)), (Flat{{0, 0, 0, 0, 1}, {1, 0, 0, 6, 1}}));
  input.shape = {7, 1, 1};
  EXPECT_EQ(flatten(read(path)), (Flat{{0, 0, 0, 0, 1}, {1, 6, 0, 0, 1}}));
  // Tables from before this was so: the unit as polarity.
  EXPECT_EQ(flatten(read(write("b.csv", "0,0,0,0\n1000,0,0,6\n"))), (Flat{{0, 0, 0, 0, 1}, {1, 6, 0, 0, 1}}));
  input.shape = {6, 1, 1};
  EXPECT_THAT(failure(path),
              AllOf(HasSubstr("its unit is x, which must lie below 6"), HasSubstr("--pool 2 would fit")));
  input.shape = {2, 1, 1}; // one pixel of two polarities
  EXPECT_EQ(flatten(read(write("c.csv", "0,0,0,0\n1000,0,0,1\n"))), (Flat{{0, 0, 0, 0, 1}, {1, 1, 0, 0, 1}}));
}

//===----------------------------------------------------------------------===//
// Labels and files of several samples
//===----------------------------------------------------------------------===//

TEST_F(Samples, LabelsAreNumbersOrWords) {
  write("words/cat/b.raw", evt3({{0, 1, 1, 0}}));
  write("words/ant/a.csv", csv({{0, 1, 1, 0}}));
  write("words/dog/c.bin", nmnist({{0, 1, 1, 0}}));
  write("words/notes.txt", "no recording");
  auto stimulus = open(folder / "words");
  ASSERT_EQ(stimulus->size(), 3u);
  EXPECT_THAT(stimulus->labelNames(), ElementsAre("ant", "cat", "dog"));
  for (uint32_t i = 0; i < 3; ++i)
    EXPECT_EQ(must(stimulus->read(i)).label, i);
  write("numbers/10/a.csv", csv({{0, 1, 1, 0}}));
  write("numbers/9/a.csv", csv({{0, 1, 1, 0}}));
  stimulus = open(folder / "numbers");
  EXPECT_TRUE(stimulus->labelNames().empty());
  EXPECT_EQ(must(stimulus->read(0)).label, 10u);
}

TEST_F(Samples, LabelsInAFile) {
  write("flat/a.csv", csv({{0, 1, 1, 0}}));
  write("flat/b.csv", csv({{0, 1, 1, 0}}));
  EXPECT_EQ(read(folder / "flat").label, std::nullopt);
  options.labels = write("labels.txt", "7\n3\n");
  EXPECT_EQ(read(folder / "flat", 1).label, 3u);
  options.labels = write("labels.npy", snnc::formatNpy(NpyArray::from<int64_t>({2}, {5, 6})));
  EXPECT_EQ(read(folder / "flat", 1).label, 6u);
  options.limit = 1;
  EXPECT_EQ(open(folder / "flat")->size(), 1u);
  options.labels = write("three.txt", "7\n3\n1\n");
  EXPECT_THAT(failure(folder / "flat"), HasSubstr("3 labels for 2 samples"));
  options.labels = write("words.txt", "7\ncat\n");
  EXPECT_THAT(failure(folder / "flat"), HasSubstr("words.txt:2: 'cat' is no label"));
}

namespace {
/// A file of SHD's layout.
void writeSequences(const std::string &path, bool withLabels) {
  hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  hid_t group = H5Gcreate2(file, "spikes", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  float first[] = {0.0005f, 0.0015f}, second[] = {0.25f};
  uint16_t firstUnits[] = {3, 699}, secondUnits[] = {0};
  hsize_t two = 2;
  hid_t space = H5Screate_simple(1, &two, nullptr);
  hvl_t times[] = {{2, first}, {1, second}}, units[] = {{2, firstUnits}, {1, secondUnits}};
  hid_t real = H5Tvlen_create(H5T_NATIVE_FLOAT), whole = H5Tvlen_create(H5T_NATIVE_UINT16);
  hid_t a = H5Dcreate2(group, "times", real, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  hid_t b = H5Dcreate2(group, "units", whole, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  H5Dwrite(a, real, H5S_ALL, H5S_ALL, H5P_DEFAULT, times);
  H5Dwrite(b, whole, H5S_ALL, H5S_ALL, H5P_DEFAULT, units);
  if (withLabels) {
    int labels[] = {11, 4};
    hid_t c = H5Dcreate2(file, "labels", H5T_NATIVE_INT, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    H5Dwrite(c, H5T_NATIVE_INT, H5S_ALL, H5S_ALL, H5P_DEFAULT, labels);
    H5Dclose(c);
  }
  for (hid_t id : {a, b})
    H5Dclose(id);
  for (hid_t id : {real, whole})
    H5Tclose(id);
  H5Sclose(space);
  H5Gclose(group);
  H5Fclose(file);
}
} // namespace

TEST_F(Samples, SpikesInSequences) {
  std::string path = folder / "shd.h5";
  writeSequences(path, /*withLabels=*/true);
  input.shape = {700, 1, 1};
  auto stimulus = open(path);
  ASSERT_EQ(stimulus->size(), 2u);
  Sample first = must(stimulus->read(0)), second = must(stimulus->read(1));
  EXPECT_EQ(flatten(first), (Flat{{0, 3, 0, 0, 1}, {1, 699, 0, 0, 1}}));
  EXPECT_EQ(first.label, 11u);
  EXPECT_EQ(second.label, 4u);
  EXPECT_THAT(second.name, HasSubstr("shd.h5: sample 1"));
  EXPECT_EQ(second.steps, 251u);
  writeSequences(path, /*withLabels=*/false);
  EXPECT_EQ(read(path).label, std::nullopt);
}

namespace {
void writeColumns(const std::string &path, const char *group, int64_t offset, hid_t type = H5T_NATIVE_INT, int y = 4) {
  hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  hid_t parent = H5Gcreate2(file, group, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  hsize_t two = 2;
  hid_t space = H5Screate_simple(1, &two, nullptr), single = H5Screate(H5S_SCALAR);
  int columns[4][2] = {{100, 1900}, {1, 3}, {2, y}, {1, 0}};
  for (int i = 0; i < 4; ++i) {
    hid_t data =
        H5Dcreate2(parent, std::string(1, "txyp"[i]).c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    H5Dwrite(data, H5T_NATIVE_INT, H5S_ALL, H5S_ALL, H5P_DEFAULT, columns[i]);
    H5Dclose(data);
  }
  if (offset) {
    hid_t data = H5Dcreate2(file, "t_offset", H5T_NATIVE_INT64, single, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    H5Dwrite(data, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, &offset);
    H5Dclose(data);
  }
  H5Sclose(space);
  H5Sclose(single);
  H5Gclose(parent);
  H5Fclose(file);
}
} // namespace

TEST_F(Samples, ColumnsInHdf5) {
  std::string path = folder / "a.h5";
  writeColumns(path, "events", 0);
  EXPECT_EQ(flatten(read(path)), (Flat{{0, 1, 2, 1, 1}, {1, 0, 4, 3, 1}}));
  writeColumns(path, "events", 40'000'000'000);
  Sample sample = read(path);
  EXPECT_EQ(flatten(sample), (Flat{{0, 1, 2, 1, 1}, {1, 0, 4, 3, 1}}));
  EXPECT_THAT(sample.facts.timeOrigins, ElementsAre(40'000'000'100));
  writeColumns(path, "other", 0);
  EXPECT_THAT(failure(path), HasSubstr("is an HDF5 file without events (it has 'other')"));
  EXPECT_THAT(failure(write("b.h5", "\x89HDF\r\n\x1a\n and no more")), HasSubstr("damaged"));
}

/// Stand-ins for a library that does what it must not on a damaged file: each is a refusal with the file's name.
TEST_F(Samples, Hdf5OfAChildThatFails) {
  auto eventsOf = [](isolate::PartWriter &out, uint64_t count, uint64_t given) {
    Hdf5Events events;
    events.columns = {{Field::Time, NumberKind::U32}, {Field::X, NumberKind::U16}};
    events.count = count;
    events.place = "a.h5";
    std::string bytes = events.toBytes();
    bytes = little(uint64_t(bytes.size())) + bytes;
    std::copy(bytes.begin(), bytes.end(), out.begin().begin());
    out.end(bytes.size());
    std::string part = std::string(4 * given, '\1') + std::string(2 * given, '\2');
    std::copy(part.begin(), part.end(), out.begin().begin());
    out.end(part.size());
    return llvm::Error::success();
  };
  using Work = llvm::function_ref<llvm::Error(isolate::PartWriter &)>;
  auto readParts = [](Work work) -> std::string {
    auto parts = must(isolate::Parts::start({"a.h5", "the HDF5 library", isolate::limitsFor(1000)}, 1 << 16,
                                            std::chrono::milliseconds(300), work));
    RecordingInfo info;
    llvm::Expected<ReaderPtr> reader = readHdf5Parts(std::move(parts), "a.h5", info);
    if (!reader)
      return llvm::toString(reader.takeError());
    std::vector<RecordedEvent> buffer(64);
    std::string text;
    while (true) {
      llvm::Expected<size_t> count = (*reader)->read(buffer);
      if (!count)
        return text + llvm::toString(count.takeError());
      text += std::to_string(*count) + " ";
      if (*count == 0)
        return text;
      EXPECT_EQ(buffer[*count - 1].t, 0x01010101);
      EXPECT_EQ(buffer[*count - 1].x, 0x0202);
    }
  };
  EXPECT_EQ(readParts([&](isolate::PartWriter &out) { return eventsOf(out, 100, 100); }), "64 36 0 ");
  EXPECT_EQ(readParts([&](isolate::PartWriter &out) -> llvm::Error {
              llvm::cantFail(eventsOf(out, 100, 50));
              std::abort();
            }),
            "50 'a.h5': the HDF5 library crashed reading it (Aborted); the file is damaged");
  EXPECT_EQ(readParts([&](isolate::PartWriter &out) -> llvm::Error {
              llvm::cantFail(eventsOf(out, 100, 50));
              for (;;)
                pause();
            }),
            "50 'a.h5': the HDF5 library took more than 0.300 s reading it; the file is damaged");
  EXPECT_THAT(readParts([](isolate::PartWriter &) -> llvm::Error { std::abort(); }), HasSubstr("'a.h5'"));
  // Fewer or more events than were said, and no description.
  EXPECT_THAT(readParts([&](isolate::PartWriter &out) { return eventsOf(out, 100, 50); }), HasSubstr("'a.h5' cannot"));
  EXPECT_THAT(readParts([&](isolate::PartWriter &out) { return eventsOf(out, 10, 50); }), HasSubstr("'a.h5' cannot"));
  EXPECT_THAT(readParts([](isolate::PartWriter &) { return llvm::Error::success(); }), HasSubstr("'a.h5' cannot"));
  EXPECT_THAT(readParts([](isolate::PartWriter &out) {
                std::fill_n(out.begin().begin(), 64, '\xff');
                out.end(64);
                return llvm::Error::success();
              }),
              HasSubstr("'a.h5' cannot be read: what the HDF5 library gave of it is damaged"));
}

/// Any kind of number that a file may have, and numbers that are no events.
TEST_F(Samples, KindsOfNumbersInHdf5) {
  std::string path = folder / "a.h5";
  for (hid_t type : {H5T_STD_U16LE, H5T_STD_I16BE, H5T_STD_U32BE, H5T_STD_I32LE, H5T_STD_U64LE, H5T_STD_I64BE,
                     H5T_IEEE_F32BE, H5T_IEEE_F64LE}) {
    writeColumns(path, "events", 0, type);
    EXPECT_EQ(flatten(read(path)), (Flat{{0, 1, 2, 1, 1}, {1, 0, 4, 3, 1}})) << H5Tget_size(type);
  }
  writeColumns(path, "events", 0, H5T_STD_I32LE, 70000);
  EXPECT_THAT(failure(path), HasSubstr("a.h5: event 1: y is 70000: a coordinate must lie in 0 to 65535"));
  writeColumns(path, "events", 0, H5T_STD_I64BE, -7);
  EXPECT_THAT(failure(path), HasSubstr("event 1: y is -7: a coordinate"));
}

TEST_F(Samples, ArraysOfEvents) {
  std::string path = folder / "a.npz";
  auto column = [](std::vector<int64_t> values) { return NpyArray::from<int64_t>({2}, values); };
  must(writeNpz(path,
                {{"t", column({100, 1900})}, {"x", column({1, 3})}, {"y", column({2, 4})}, {"p", column({1, -1})}}));
  EXPECT_EQ(flatten(read(path)), (Flat{{0, 1, 2, 1, 1}, {1, 0, 4, 3, 1}}));
  must(writeNpz(path, {{"t", column({100, 1900})}, {"x", NpyArray::from<int64_t>({3}, {1, 2, 3})}}));
  EXPECT_THAT(failure(path), HasSubstr("need one number an event, 2 of them"));
  options.columns = must(parseColumns("t,x,y,p"));
  NpyArray table = NpyArray::from<int64_t>({2, 4}, {100, 1, 2, 1, 1900, 3, 4, 0});
  must(writeNpz(path, {{"events", table}}));
  EXPECT_EQ(flatten(read(path)), (Flat{{0, 1, 2, 1, 1}, {1, 0, 4, 3, 1}}));
  must(writeNpy(folder / "a.npy", table));
  EXPECT_EQ(flatten(read(folder / "a.npy")), (Flat{{0, 1, 2, 1, 1}, {1, 0, 4, 3, 1}}));
  options.columns.reset();
  EXPECT_THAT(failure(folder / "a.npy"), HasSubstr("--columns t,x,y,p says which"));
}

/// Of events in parts of any length, in order and not, what counting one by one finds.
TEST(Scans, CountWhatIsThere) {
  uint64_t draw = 1;
  auto upTo = [&](uint64_t most) {
    draw = draw * 6364136223846793005u + 1442695040888963407u;
    return (draw >> 33) % (most + 1);
  };
  for (int round = 0; round < 300; ++round) {
    EventScan scan, naive;
    int64_t t = round % 3 == 0 ? -500 : 500, last = 0, most = INT64_MIN;
    for (int part = 0; part < 4; ++part) {
      RecordedEvents events;
      for (uint64_t i = round == 7 ? 150'001 : upTo(round); i > 0; --i) {
        t += int64_t(upTo(9)) - (round % 2 && upTo(9) == 0 ? 20 : 0);
        events.push_back({t, uint16_t(upTo(round % 5 ? 700 : 65535)), uint16_t(5 + upTo(400)), uint16_t(upTo(2))});
      }
      scan.add(events);
      for (const RecordedEvent &e : events) {
        if (naive.events++ == 0)
          naive.first = naive.earliest = last = most = e.t;
        naive.earliest = std::min(naive.earliest, e.t);
        naive.greatestLateness = std::max(naive.greatestLateness, most - e.t);
        naive.latest = most = std::max(most, e.t);
        naive.outOfOrder += e.t < last;
        last = e.t;
        naive.leastX = std::min<uint32_t>(naive.leastX, e.x);
        naive.leastY = std::min<uint32_t>(naive.leastY, e.y);
        naive.greatestX = std::max<uint32_t>(naive.greatestX, e.x);
        naive.greatestY = std::max<uint32_t>(naive.greatestY, e.y);
        naive.greatestPolarity = std::max<uint32_t>(naive.greatestPolarity, e.p);
        naive.on += e.p != 0;
      }
    }
    auto all = [](const EventScan &s) {
      return std::make_tuple(s.events, s.first, s.earliest, s.latest, s.outOfOrder, s.greatestLateness, s.leastX,
                             s.leastY, s.greatestX, s.greatestY, s.greatestPolarity, s.on);
    };
    EXPECT_EQ(all(scan), all(naive)) << round;
  }
}

TEST_F(Samples, Pictures) {
  EventScan scan;
  RecordedEvents events = {{0, 3, 0, 1}, {1000, 0, 1, 0}};
  scan.add(events);
  RecordingInfo info;
  for (const char *name : {"a.svg", "a.png"}) {
    EventPicture picture = must(EventPicture::create(folder / name, info, scan));
    picture.add(events);
    must(picture.write());
  }
  std::string svg = readFile(folder / "a.svg");
  // ON in the first part at x 3, y 0; OFF in the last one, 3 * (4 + 4) further, at x 0, y 1.
  EXPECT_THAT(svg, HasSubstr("<rect x=\"17\" y=\"14\" width=\"1\" height=\"1\" fill=\"#e69191\"/>"));
  EXPECT_THAT(svg, HasSubstr("<rect x=\"38\" y=\"15\" width=\"1\" height=\"1\" fill=\"#9191e6\"/>"));
  EXPECT_THAT(readFile(folder / "a.png"), testing::StartsWith("\x89PNG\r\n\x1a\n"));
  EXPECT_THAT(errorOf(EventPicture::create("a.jpg", info, scan)), HasSubstr("a picture is .svg or .png"));
}

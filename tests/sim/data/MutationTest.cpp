//===- MutationTest.cpp - damaged recordings ------------------------------===//
//
// A recording that is damaged at random gives events or one error with the file's name, in bounded memory and time.
//
//===----------------------------------------------------------------------===//

#include "sim/data/readers/Formats.h"
#include "tests/sim/Must.h"
#include "tests/sim/data/Seeds.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <random>

using namespace snnc::sim;
using namespace snnc::test;

static constexpr unsigned mutationsOfAFormat = 3000, seed = 20;

static std::string mutate(std::string bytes, std::mt19937 &draw) {
  auto upTo = [&](size_t most) { return std::uniform_int_distribution<size_t>(0, most)(draw); };
  for (size_t i = 0, count = 1 + upTo(3); i < count && !bytes.empty(); ++i) {
    size_t at = upTo(bytes.size() - 1);
    switch (upTo(6)) {
    case 0:
      bytes[at] = char(bytes[at] ^ 1 << upTo(7));
      break;
    case 1:
      bytes[at] = char(upTo(255));
      break;
    case 2:
      bytes.resize(at);
      break;
    case 3:
      bytes.insert(at, bytes.substr(upTo(bytes.size() - 1), 1 + upTo(16)));
      break;
    case 4:
      bytes.erase(at, 1 + upTo(8));
      break;
    case 5: // a number that is too great, or negative
      for (size_t k = at; k < std::min(bytes.size(), at + 4); ++k)
        bytes[k] = char(k == at + 3 ? 0x7f | upTo(1) << 7 : 0xff);
      break;
    default:
      for (size_t k = at; k < std::min(bytes.size(), at + 4); ++k)
        bytes[k] = 0;
    }
  }
  return bytes;
}

TEST(DamagedRecordings, GiveEventsOrOneError) {
  std::printf("seed %u\n", seed);
  std::vector<RecordedEvent> buffer(4096);
  for (const Seed &base : seeds()) {
    std::mt19937 draw(seed);
    ReaderOptions options;
    if (!base.columns.empty())
      options.columns = must(parseColumns(base.columns));
    uint64_t read = 0, failed = 0;
    for (unsigned i = 0; i < mutationsOfAFormat; ++i) {
      std::string bytes = mutate(base.bytes, draw);
      SCOPED_TRACE(base.format + ", mutation " + std::to_string(i));
      uint64_t events = 0;
      std::string error;
      // Of HDF5 and ZIP, which no mutation of these becomes, other libraries read the files.
      llvm::Expected<OpenRecording> recording = openRecording(Bytes::ofMemory(bytes, base.file), options);
      if (!recording) {
        error = llvm::toString(recording.takeError());
      } else {
        while (error.empty()) {
          llvm::Expected<size_t> count = recording->reader->read(buffer);
          if (!count) {
            error = llvm::toString(count.takeError());
            break;
          }
          if (*count == 0)
            break;
          ASSERT_LE(*count, buffer.size());
          events += *count;
          // 32 pixels in a word of 8 bytes are the most that any format has; what is compressed is bounded by itself.
          if (base.format != "aedat4-lz4" && base.format != "aedat4-zstd")
            ASSERT_LE(events, 4 * bytes.size());
        }
        if (error.empty())
          EXPECT_EQ(*recording->reader->read(buffer), 0u) << "an end that is none";
      }
      if (!error.empty())
        EXPECT_THAT(error, testing::HasSubstr(base.file));
      ++(error.empty() ? read : failed);
    }
    // A test of refusals alone, or of none, would show nothing.
    EXPECT_GT(read, mutationsOfAFormat / 100) << base.format;
    EXPECT_GT(failed, 0u) << base.format;
  }
}

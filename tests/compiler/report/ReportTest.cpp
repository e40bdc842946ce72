//===- ReportTest.cpp - blobs, records, and the escape of texts -----------===//

#include "compiler/report/Activity.h"
#include "compiler/report/Blob.h"
#include "compiler/report/Gather.h"
#include "compiler/report/Html.h"
#include "compiler/report/Page.h"
#include "support/json/Json.h"
#include "llvm/Support/Base64.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <random>
#include <zlib.h>

using namespace snnc;
using namespace snnc::report;
using json = nlohmann::ordered_json;
using ::testing::HasSubstr;
using ::testing::Not;

//===----------------------------------------------------------------------===//
// Blobs
//===----------------------------------------------------------------------===//

static std::string unpack(const std::string &blob, size_t size) {
  std::vector<char> packed;
  EXPECT_FALSE(llvm::errorToBool(llvm::decodeBase64(blob, packed)));
  std::string bytes(size + 1, '\0');
  z_stream stream = {};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  stream.next_in = reinterpret_cast<Bytef *>(packed.data());
  stream.avail_in = uInt(packed.size());
  stream.next_out = reinterpret_cast<Bytef *>(bytes.data());
  stream.avail_out = uInt(bytes.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  bytes.resize(stream.total_out);
  inflateEnd(&stream);
  return bytes;
}

TEST(Blob, ComesBackAsItWas) {
  std::mt19937 random(3);
  for (size_t size : {0u, 1u, 1000u, 300000u}) {
    std::string bytes;
    for (size_t i = 0; i < size; ++i)
      bytes.push_back(char(random() % 7));
    std::string blob = packBlob(bytes);
    EXPECT_EQ(unpack(blob, size), bytes);
    EXPECT_EQ(packBlob(bytes), blob);
  }
}

TEST(Blob, NumbersOfSevenBitsAByte) {
  std::string bytes;
  for (uint64_t value : {0ull, 127ull, 128ull, 300ull, 1ull << 40})
    appendVarint(bytes, value);
  EXPECT_EQ(bytes, std::string("\x00\x7f\x80\x01\xac\x02\x80\x80\x80\x80\x80\x20", 12));
}

//===----------------------------------------------------------------------===//
// Spikes
//===----------------------------------------------------------------------===//

namespace {
/// An engine of one layer that has nothing but its name and shape.
class StillEngine final : public sim::Engine {
public:
  llvm::StringRef name() const override { return "still"; }
  llvm::ArrayRef<sim::InputInfo> inputs() const override { return {}; }
  llvm::ArrayRef<sim::LayerInfo> layers() const override { return layer; }
  llvm::ArrayRef<sim::LayerInfo> outputs() const override { return {}; }
  llvm::Expected<sim::Progress> step(llvm::ArrayRef<sim::SpikeFrame>, bool, sim::Observer &) override {
    return sim::Progress::Done;
  }
  const sim::Totals &totals() const override { return sums; }

  std::vector<sim::LayerInfo> layer{{"a", {4, 100, 100}}};
  sim::Totals sums;
};

void commit(SpikeRecord &record, uint32_t first, uint32_t stride, std::vector<double> counts) {
  std::vector<double> potentials(counts.size(), 0);
  record.commit(
      {{}, 0, first, stride, uint32_t(counts.size()), potentials.data(), counts.data(), potentials.data(), {}});
}
} // namespace

TEST(SpikeRecord, KeepsNeuronsInOrderAndTheirCounts) {
  SpikeRecord record((StillEngine()));
  commit(record, 7, 10000, {0, 1, 3});
  commit(record, 2, 1, {1, 0});
  record.endStep(0, {});
  record.endStep(0, {});
  // Two: neuron 2 with one spike, 10007 with one, 20007 with 3; then a step without any.
  std::string expected;
  for (uint64_t value : {3, 2 * 2, 2 * 10005, 2 * 10000 + 1, 3, 0})
    appendVarint(expected, value);
  EXPECT_EQ(record.layers[0].packed, expected);
  EXPECT_EQ(record.layers[0].spikes, 5u);
  EXPECT_EQ(record.layers[0].ofNeuron[20007], 3u);
  EXPECT_EQ(record.layers[0].keptSteps, 2u);
  commit(record, 20007, 1, {2});
  record.endStep(0, {});
  EXPECT_EQ(record.layers[0].ofNeuron[20007], 5u);
}

TEST(SpikeRecord, CountsOnWhereItKeepsNoMore) {
  SpikeRecord record((StillEngine()));
  uint64_t steps = SpikeRecord::mostSpikes / 40000 + 2;
  for (uint64_t step = 0; step < steps; ++step) {
    commit(record, 0, 1, std::vector<double>(40000, 1));
    record.endStep(0, {});
  }
  EXPECT_EQ(record.layers[0].spikes, 40000 * steps);
  EXPECT_EQ(record.layers[0].keptSteps, SpikeRecord::mostSpikes / 40000);
}

/// A page is to hold a million spikes of two engines and all else in five million bytes.
TEST(SpikeRecord, AMillionSpikesAreFewBytes) {
  SpikeRecord record((StillEngine()));
  std::mt19937 random(2);
  for (int step = 0; step < 500; ++step) {
    std::vector<double> counts(40000, 0);
    for (int spike = 0; spike < 2000; ++spike)
      counts[random() % counts.size()] += 1;
    commit(record, 0, 1, counts);
    record.endStep(0, {});
  }
  EXPECT_EQ(record.layers[0].spikes, 1'000'000u);
  EXPECT_EQ(record.layers[0].keptSteps, 500u);
  EXPECT_LT(packBlob(record.layers[0].packed).size(), 1'700'000u);
}

//===----------------------------------------------------------------------===//
// The page
//===----------------------------------------------------------------------===//

TEST(Html, TextIsText) {
  EXPECT_EQ(escape("<a href='x'>&\"</a>"), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;&lt;/a&gt;");
  EXPECT_EQ(layerName("\"><script>"),
            "<bdi class=\"layer\" data-layer=\"&quot;&gt;&lt;script&gt;\">&quot;&gt;&lt;script&gt;"
            "</bdi>");
  EXPECT_EQ(shorten("שלום עולם", 4), "שלום…");
  EXPECT_EQ(shorten("abc", 3), "abc");
  EXPECT_EQ(number(1234567), "1\u202f234\u202f567");
  EXPECT_EQ(number(12), "12");
}

/// A report that says nothing but what it must.
static json emptyReport(const std::string &name) {
  Subject subject;
  subject.path = subject.command = subject.target = name;
  subject.warnings = {name};
  subject.assumptions = {name};
  subject.problems.push_back({name, name, name, {}, FailureCause::None, {name}, {{name, 5, 3}}});
  subject.unchecked = {name};
  return llvm::cantFail(gather(subject, {}));
}

TEST(Page, KeepsItsSchema) {
  json report = emptyReport("x");
  EXPECT_FALSE(llvm::errorToBool(checkJson(nlohmann::json::parse(report.dump()), "report.json", schema())));
  report["chip"] = 3;
  EXPECT_TRUE(llvm::errorToBool(checkJson(nlohmann::json::parse(report.dump()), "report.json", schema())));
}

TEST(Page, NamesEndNoElement) {
  const std::string name = "</script><script>alert(1)</script>\"'&\u202eabc{{data}}<!--";
  std::string page = renderPage(emptyReport(name));
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(page, Not(HasSubstr("<!--")));
  EXPECT_THAT(page, HasSubstr("&lt;/script&gt;&lt;script&gt;alert(1)"));
  // A mark of the template that stands in a name is none.
  EXPECT_THAT(page, HasSubstr("{{data}}"));
  EXPECT_EQ(renderPage(emptyReport(name)), page);
}

TEST(Page, IsWholeWithoutAnythingElse) {
  std::string page = renderPage(emptyReport("x"));
  for (const char *address : {"http:", "https:", "url(", "@import", "//www"})
    EXPECT_THAT(page, Not(HasSubstr(address)));
  EXPECT_THAT(page, Not(HasSubstr("src=")));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  EXPECT_THAT(page, HasSubstr("does not compile"));
  EXPECT_THAT(page, HasSubstr("needed"));
}

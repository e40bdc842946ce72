//===- NirExportTest.cpp - networks as NIR files --------------------------===//
//
// What is written is read back as the same network: for random ones in every dialect, and for the shared files.
//
//===----------------------------------------------------------------------===//
#include "compiler/export/nir/NirExport.h"
#include "compiler/import/nir/NirConventions.h"
#include "mlir/Parser/Parser.h"
#include "tests/compiler/export/Canonical.h"
#include "tests/compiler/export/RandomNir.h"
#include "tests/compiler/import/ImportFixture.h"
#include "llvm/Support/Path.h"
#include <cstdlib>

using namespace snnc;
using namespace snnc::test;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace {

class NirExportTest : public ImportFixture {
protected:
  /// Exports the network that was imported last; the file's path, or nothing where that was refused.
  std::string write(const nir::ExportOptions &options, const std::string &name = "out.nir") {
    errors.clear();
    mlir::ScopedDiagnosticHandler handler(&context, [&](mlir::Diagnostic &diagnostic) {
      errors.push_back(diagnostic.str());
      return mlir::success();
    });
    mlir::FailureOr<nir::Exported> result = nir::exportNir(network(), options);
    if (failed(result))
      return "";
    notes = result->notes;
    bytes = result->bytes;
    writeFile(folder / name, result->bytes);
    return folder / name;
  }

  void parse(const std::string &text) {
    module = mlir::parseSourceString<mlir::ModuleOp>(text, mlir::ParserConfig(&context));
    ASSERT_TRUE(module);
  }

  /// Writes what was imported and reads it back; both networks as text.
  std::pair<std::string, std::string> roundTrip(const ImportOptions &options) {
    std::string before = Canonical::textOf(network());
    std::string file = write({options.nir.dialect, options.nir.dt, false});
    if (file.empty())
      return {before, "not written: " + errors.front()};
    if (!import(file, options))
      return {before, "not read: " + errors.front()};
    return {before, Canonical::textOf(network())};
  }

  std::vector<std::string> notes;
  std::string bytes;
};

/// Many random networks, in the dialects in turn. What a dialect cannot say never comes of a file that it reads.
TEST_F(NirExportTest, WhatIsImportedIsWrittenAndReadBack) {
  const char *given = std::getenv("SNNC_SEED");
  uint64_t seed = given ? std::strtoull(given, nullptr, 10) : 20;
  std::cout << "seed " << seed << " (SNNC_SEED)\n";
  unsigned written = 0, refused = 0;
  for (unsigned i = 0; i < 330; ++i) {
    ImportOptions options;
    options.spikingOutput = "off";
    options.nir.dialect = nir::getDialects()[i % nir::getDialects().size()];
    // A delay of whole steps in any dialect.
    options.nir.dt = 1;
    NirGraph graph = RandomNir(seed * 1000 + i).draw();
    graph.write(folder / "in.nir");
    // A potential that is reset above its threshold, and the like.
    if (!import(folder / "in.nir", options)) {
      ++refused;
      continue;
    }
    // The same network makes the same file, byte by byte.
    write({options.nir.dialect, options.nir.dt, false});
    std::string first = bytes;
    auto [before, after] = roundTrip(options);
    ASSERT_EQ(before, after) << "network " << i << " of seed " << seed << " in dialect " << options.nir.dialect;
    ASSERT_TRUE(first == bytes) << "network " << i << " of seed " << seed;
    ++written;
  }
  EXPECT_GE(written, 300u) << refused << " were refused";
}

TEST_F(NirExportTest, SharedFilesAreReadBack) {
  std::string directory = sharedPath("models/nir");
  SNNC_REQUIRE_SHARED(directory);
  std::error_code error;
  unsigned read = 0;
  for (llvm::sys::fs::directory_iterator it(directory, error), end; it != end && !error; it.increment(error)) {
    std::string path = it->path();
    if (llvm::sys::path::extension(path) != ".nir")
      continue;
    ImportOptions options;
    options.spikingOutput = "off";
    for (const std::string &dialect : nir::getDialects())
      if (llvm::sys::path::filename(path).starts_with(dialect))
        options.nir.dialect = dialect;
    if (!import(path, options))
      continue;
    auto [before, after] = roundTrip(options);
    EXPECT_EQ(before, after) << path;
    ++read;
  }
  EXPECT_GE(read, 35u);
}

TEST_F(NirExportTest, WhatADialectDoesNotSayIsRefusedWithARemedy) {
  parse(R"(
    snn.network @net(%in: !snn.spikes<2>) -> !snn.spikes<2> {
      %c = snn.identity %in : !snn.spikes<2> -> tensor<2xf32>
      %a = snn.integrate_fire %c layer = "a" threshold(dense<[1.0, 2.0]> : tensor<2xf32>)
             lower_bound(dense<[-1.0, -2.0]> : tensor<2xf32>) : tensor<2xf32> -> !snn.spikes<2>
      %d = snn.identity %a : !snn.spikes<2> -> tensor<2xf32>
      %b = snn.integrate_fire %d layer = "b" threshold(dense<1.0> : tensor<2xf32>)
             subtract(dense<0.5> : tensor<2xf32>) compare = gt spikes = one : tensor<2xf32> -> !snn.spikes<2>
      snn.output %b : !snn.spikes<2>
    })");
  EXPECT_EQ(write({"text", std::nullopt, false}), "");
  // Both layers at once; no dialect says what 'b' does.
  EXPECT_THAT(errors, ElementsAre(HasSubstr("fires at its threshold already, fires as often as its threshold fits in a "
                                            "step, has a lower bound, which a NIR file in dialect 'text' does not say; "
                                            "--allow-loss leaves it out"),
                                  HasSubstr("subtracts another value than its threshold")));
  EXPECT_NE(write({"text", std::nullopt, true}), "");
  EXPECT_THAT(notes, Contains(HasSubstr("lost: layer 'b' subtracts another value than its threshold")));
  EXPECT_THAT(notes, Contains(HasSubstr("lost: layer 'a' fires at its threshold already")));

  parse(R"(
    snn.network @net(%in: !snn.spikes<2>) -> !snn.spikes<2> {
      %c = snn.identity %in : !snn.spikes<2> -> tensor<2xf32>
      %a = snn.integrate_fire %c layer = "a" threshold(dense<[1.0, 2.0]> : tensor<2xf32>)
             lower_bound(dense<[-1.0, -2.0]> : tensor<2xf32>) : tensor<2xf32> -> !snn.spikes<2>
      snn.output %a : !snn.spikes<2>
    })");
  EXPECT_EQ(write({"norse", std::nullopt, false}), "");
  EXPECT_THAT(errors, ElementsAre(HasSubstr("--write-dialect sinabs would say it, --allow-loss leaves it out")));
  EXPECT_NE(write({"sinabs", std::nullopt, false}), "");
  EXPECT_THAT(notes, Not(Contains(HasSubstr("lost"))));
}

TEST_F(NirExportTest, LayersWithoutANodeAreRefusedAllAtOnce) {
  parse(R"(
    snn.network @net(%in: !snn.spikes<2x6x6>) -> !snn.spikes<2x3x2> {
      %0 = snn.crop2d %in cropping = [0, 1, 0, 0] : !snn.spikes<2x6x6> -> !snn.spikes<2x6x5>
      %1 = snn.sum_pool2d %0 kernel = [2, 2] : !snn.spikes<2x6x5> -> !snn.spikes<2x3x2>
      %2 = snn.conv2d %1 weights(dense<1.0> : tensor<2x2x2x2xf32>) padding = [1, 0, 0, 1]
             : !snn.spikes<2x3x2> -> tensor<2x3x2xf32>
      %3 = snn.threshold %2 threshold(dense<1.0> : tensor<2xf32>) compare = gt : tensor<2x3x2xf32> -> !snn.spikes<2x3x2>
      snn.output %3 : !snn.spikes<2x3x2>
    })");
  EXPECT_EQ(write({"text", std::nullopt, false}), "");
  EXPECT_THAT(errors, ElementsAre(HasSubstr("has no node in NIR (snn.crop2d)"),
                                  HasSubstr("has padding [1, 0, 0, 1], which differs on two sides; NIR has one number "
                                            "for both, or 'same'")));
  parse(R"(
    snn.network @net(%in: !snn.spikes<2>) -> !snn.spikes<2> {
      %c = snn.identity %in : !snn.spikes<2> -> tensor<2xi16>
      %a = snn.integrate_fire %c threshold(dense<1> : tensor<2xi16>) : tensor<2xi16> -> !snn.spikes<2>
      snn.output %a : !snn.spikes<2>
    })");
  EXPECT_EQ(write({"text", std::nullopt, false}), "");
  EXPECT_THAT(errors, ElementsAre(HasSubstr("the network is in integers")));
}

/// A file without v_reset is one of a version that had none.
TEST_F(NirExportTest, TheVersionSaysWhatASpikeDoes) {
  for (const char *reset : {"subtract", "zero"}) {
    parse(std::string(R"(
      snn.network @net(%in: !snn.spikes<2>) -> !snn.spikes<2> {
        %c = snn.identity %in : !snn.spikes<2> -> tensor<2xf32>
        %a = snn.integrate_fire %c layer = "a" threshold(dense<1.0> : tensor<2xf32>) reset = )") +
          reset + R"( compare = gt spikes = one : tensor<2xf32> -> !snn.spikes<2>
        snn.output %a : !snn.spikes<2>
      })");
    std::string before = Canonical::textOf(network());
    ASSERT_TRUE(import(write({"text", std::nullopt, false})));
    EXPECT_EQ(before, Canonical::textOf(network()));
    EXPECT_THAT(assumptions, Contains(HasSubstr(std::string("NIR version ") + (*reset == 's' ? "1.0.4" : "1.0.8"))));
  }
}

/// Names that no file or two layers can have, and edges that count twice.
TEST_F(NirExportTest, NamesAndDoubleEdges) {
  parse(R"(
    snn.network @net(%in: !snn.spikes<2> {snn.name = "a/b"}) -> !snn.spikes<2> {
      %m = snn.merge %in, %in : !snn.spikes<2>, !snn.spikes<2> -> !snn.spikes<2>
      %c = snn.identity %m : !snn.spikes<2> -> tensor<2xf32>
      %a = snn.integrate_fire %c layer = "output" threshold(dense<1.0> : tensor<2xf32>) compare = gt spikes = one
             : tensor<2xf32> -> !snn.spikes<2>
      snn.output %a : !snn.spikes<2>
    })");
  ASSERT_TRUE(import(write({"text", std::nullopt, false}))) << errors.front();
  EXPECT_EQ(ops<snn::IntegrateFireOp>().at(0).getLayerName(), "output");
  EXPECT_THAT(numbers(ops<snn::IdentityOp>().at(0).getWeightsAttr()), ElementsAre(2, 2));
}

} // namespace

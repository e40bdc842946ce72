//===- ImportTest.cpp - which importer a file goes to ---------------------===//
#include "dialect/BytecodeVersion.h"
#include "mlir/Bytecode/BytecodeWriter.h"
#include "tests/compiler/import/ImportFixture.h"

using namespace snnc;
using namespace snnc::test;
using testing::HasSubstr;

namespace {

class ImportTest : public ImportFixture {
protected:
  /// The imported module as bytecode, with a version of dialect snn where one is given.
  std::string bytecode(std::optional<uint64_t> version = std::nullopt) {
    std::string bytes;
    llvm::raw_string_ostream os(bytes);
    mlir::BytecodeWriterConfig config;
    if (version)
      config.setDialectVersion<snn::SnnDialect>(std::make_unique<BytecodeVersion>(*version));
    EXPECT_TRUE(mlir::succeeded(mlir::writeBytecodeToFile(*module, os, config)));
    return bytes;
  }
};

const char *kText = "snn.network @n(%s: !snn.spikes<2>) -> !snn.spikes<2> { snn.output %s : !snn.spikes<2> }";

TEST_F(ImportTest, TextAndBytecodeByContentNotByName) {
  writeFile(folder / "net", kText);
  ASSERT_TRUE(import(folder / "net"));
  EXPECT_EQ(network().getSymName(), "n");
  writeFile(folder / "net.nir", bytecode());
  ASSERT_TRUE(import(folder / "net.nir"));
  EXPECT_EQ(network().getSymName(), "n");
}

TEST_F(ImportTest, RefusesBytecodeOfAnotherVersion) {
  writeFile(folder / "net", kText);
  ASSERT_TRUE(import(folder / "net"));
  std::string old = bytecode(1), same = bytecode(2), unnamed = bytecode(), later = bytecode(3),
              much = bytecode(1u << 30);
  EXPECT_EQ(same, unnamed);
  // The files differ in the number alone.
  EXPECT_EQ(same.size(), later.size());
  writeFile(folder / "net", same);
  ASSERT_TRUE(import(folder / "net"));
  EXPECT_EQ(network().getSymName(), "n");
  writeFile(folder / "net", old);
  EXPECT_THAT(refusal(folder / "net"), HasSubstr("the file has version 1 of dialect 'snn', this snnc reads version 2; "
                                                 "compile the network again"));
  writeFile(folder / "net", later);
  EXPECT_THAT(refusal(folder / "net"), HasSubstr("version 3 of dialect 'snn', this snnc reads version 2; compile the "
                                                 "network again, or read it with the snnc that wrote it"));
  writeFile(folder / "net", much);
  EXPECT_THAT(refusal(folder / "net"), HasSubstr("version 1073741824 of dialect 'snn'"));
}

/// The version is found behind whatever else the file holds.
TEST_F(ImportTest, RefusesBytecodeOfAnOldVersionWithResources) {
  writeFile(folder / "net", R"mlir(
    module attributes {snn.phase = "imported"} {
      snn.network @n(%s: !snn.spikes<2>) -> tensor<2xf32> {
        %c = snn.linear %s weights(dense_resource<w> : tensor<2x2xf32>) : !snn.spikes<2> -> tensor<2xf32>
        snn.output %c : tensor<2xf32>
      }
    }
    {-# dialect_resources: {builtin: {w: "0x400000000000803F000000400000404000008040"}} #-})mlir");
  ASSERT_TRUE(import(folder / "net")) << errors.front();
  std::string good = bytecode(), old = bytecode(1);
  writeFile(folder / "net", good);
  ASSERT_TRUE(import(folder / "net")) << errors.front();
  EXPECT_EQ(numbers(ops<snn::LinearOp>()[0].getWeights()), (std::vector<double>{1, 2, 3, 4}));
  writeFile(folder / "net", old);
  EXPECT_THAT(refusal(folder / "net"), HasSubstr("version 1 of dialect 'snn'"));
}

/// Whatever is damaged, the file is refused or read, and this process lives.
TEST_F(ImportTest, SurvivesDamagedBytecode) {
  writeFile(folder / "net", kText);
  ASSERT_TRUE(import(folder / "net"));
  std::string good = bytecode();
  for (size_t size = 4; size < good.size(); size += 13) {
    writeFile(folder / "net", llvm::StringRef(good).take_front(size));
    EXPECT_FALSE(import(folder / "net")) << size;
    EXPECT_FALSE(errors.empty()) << size;
  }
}

TEST_F(ImportTest, RefusesOtherFiles) {
  EXPECT_THAT(refusal(folder / "missing"), HasSubstr("missing': No such file"));
  writeFile(folder / "empty", "");
  EXPECT_THAT(refusal(folder / "empty"), HasSubstr("empty' is empty"));
  writeFile(folder / "picture", llvm::StringRef("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16));
  EXPECT_THAT(refusal(folder / "picture"),
              HasSubstr("picture' is neither a NIR file (HDF5), nor a layer list (JSON), nor MLIR"));
  writeFile(folder / "list", "{\"format\": 1}");
  EXPECT_THAT(refusal(folder / "list"), HasSubstr("'format' must be"));
}

TEST_F(ImportTest, ReportsTextThatDoesNotParseOrVerify) {
  writeFile(folder / "net.mlir", "snn.network @n(");
  EXPECT_FALSE(import(folder / "net.mlir"));
  EXPECT_FALSE(errors.empty());
  writeFile(folder / "net.mlir", "snn.network @n() -> !snn.spikes<2> { snn.output }");
  EXPECT_THAT(refusal(folder / "net.mlir"), HasSubstr("(C1) the network returns 1 values, got 0"));
}

} // namespace

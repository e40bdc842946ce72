//===- ImportTest.cpp - which importer a file goes to ---------------------===//
#include "mlir/Bytecode/BytecodeWriter.h"
#include "tests/compiler/import/ImportFixture.h"

using namespace snnc;
using namespace snnc::test;
using testing::HasSubstr;

namespace {

using ImportTest = ImportFixture;

const char *kText = "snn.network @n(%s: !snn.spikes<2>) -> !snn.spikes<2> { snn.output %s : !snn.spikes<2> }";

TEST_F(ImportTest, TextAndBytecodeByContentNotByName) {
  writeFile(folder / "net", kText);
  ASSERT_TRUE(import(folder / "net"));
  EXPECT_EQ(network().getSymName(), "n");
  std::string bytecode;
  llvm::raw_string_ostream os(bytecode);
  ASSERT_TRUE(mlir::succeeded(mlir::writeBytecodeToFile(*module, os)));
  writeFile(folder / "net.nir", bytecode);
  ASSERT_TRUE(import(folder / "net.nir"));
  EXPECT_EQ(network().getSymName(), "n");
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

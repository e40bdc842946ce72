//===- ImportFixture.h - importing files in tests ---------------*- C++ -*-===//
#ifndef SNNC_TESTS_COMPILER_IMPORT_IMPORTFIXTURE_H
#define SNNC_TESTS_COMPILER_IMPORT_IMPORTFIXTURE_H

#include "compiler/import/Import.h"
#include "dialect/snn/Elements.h"
#include "dialect/snn/SnnOps.h"
#include "mlir/IR/Diagnostics.h"
#include "tests/Testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace snnc::test {

class ImportFixture : public testing::Test {
protected:
  ImportFixture() { context.loadDialect<snn::SnnDialect>(); }

  /// Imports, and keeps the module, what was assumed and what was reported.
  bool import(const std::string &path, const ImportOptions &options = {}) {
    assumptions.clear();
    errors.clear();
    locations.clear();
    mlir::ScopedDiagnosticHandler handler(&context, [&](mlir::Diagnostic &diagnostic) {
      errors.push_back(diagnostic.str());
      locations.push_back(diagnostic.getLocation());
      return mlir::success();
    });
    mlir::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>> result = importNetwork(path, options, &context, assumptions);
    module = mlir::succeeded(result) ? std::move(*result) : mlir::OwningOpRef<mlir::ModuleOp>();
    return mlir::succeeded(result);
  }

  /// The one error of a file that must be refused.
  std::string refusal(const std::string &path, const ImportOptions &options = {}) {
    if (import(path, options))
      return "no error";
    EXPECT_EQ(errors.size(), 1u) << path << (errors.size() > 1 ? ": " + errors[0] + " // " + errors[1] : "");
    return errors.empty() ? "no message" : errors.front();
  }

  snn::NetworkOp network() { return *module->getOps<snn::NetworkOp>().begin(); }

  template <typename OpTy> std::vector<OpTy> ops() {
    auto range = network().getBody().getOps<OpTy>();
    return {range.begin(), range.end()};
  }

  static std::vector<double> numbers(mlir::ElementsAttr attr) {
    return attr ? *snn::readElements<double>(attr) : std::vector<double>();
  }

  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::vector<std::string> assumptions, errors;
  std::vector<mlir::Location> locations;
  TemporaryFolder folder;
};

} // namespace snnc::test

#endif // SNNC_TESTS_COMPILER_IMPORT_IMPORTFIXTURE_H

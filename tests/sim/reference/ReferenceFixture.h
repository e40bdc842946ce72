//===- ReferenceFixture.h - networks to run in tests ------------*- C++ -*-===//
//
// Engines from the text of a network, and an observer that keeps everything.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_TESTS_SIM_REFERENCE_REFERENCEFIXTURE_H
#define SNNC_TESTS_SIM_REFERENCE_REFERENCEFIXTURE_H

#include "dialect/snn/SnnDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "sim/reference/Reference.h"
#include "tests/Testing.h"
#include "tests/sim/Must.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <map>

namespace snnc::test {

/// Keeps every record: for (layer, sample, step) a whole layer, for (output, sample, step) a whole frame.
class Recorder final : public sim::Observer {
public:
  explicit Recorder(bool wantsCommits = true) : Observer(wantsCommits) {}

  using Key = std::tuple<uint32_t, uint32_t, uint32_t>;
  struct Record {
    std::vector<double> integrated, count, stored;
    bool isEnded = false;
  };

  bool commit(const sim::Commit &c) override {
    Record &record = layers[{c.layer, c.at.sample, c.at.step}];
    EXPECT_FALSE(record.isEnded);
    record.integrated.assign(c.integrated, c.integrated + c.n);
    record.count.assign(c.count, c.count + c.n);
    record.stored.assign(c.stored, c.stored + c.n);
    return true;
  }
  bool endStep(uint32_t layer, sim::Moment at) override {
    layers[{layer, at.sample, at.step}].isEnded = true;
    return true;
  }
  bool output(uint32_t output, sim::Moment at, uint32_t neuron, double count) override {
    EXPECT_NE(count, 0);
    outputs[{output, at.sample, at.step}][neuron] += count;
    return true;
  }
  bool endOutput(uint32_t output, sim::Moment at) override {
    endedOutputs.push_back({output, at.sample, at.step});
    return true;
  }

  std::map<Key, Record> layers;
  std::map<Key, std::map<uint32_t, double>> outputs;
  std::vector<Key> endedOutputs;
};

class ReferenceFixture : public testing::Test {
protected:
  ReferenceFixture() { context.loadDialect<snn::SnnDialect>(); }

  llvm::Expected<std::unique_ptr<sim::Engine>> tryMake(const std::string &text) {
    module = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
    if (!module)
      llvm::report_fatal_error("the test's network is wrong");
    return sim::createReference(*module->getOps<snn::NetworkOp>().begin());
  }
  std::unique_ptr<sim::Engine> make(const std::string &text) {
    std::unique_ptr<sim::Engine> engine = must(tryMake(text));
    module = {}; // an engine keeps nothing of the IR
    return engine;
  }

  /// A frame from dense counts in the order of neurons.
  static sim::SpikeFrame makeFrame(const sim::Shape &shape, llvm::ArrayRef<int32_t> counts) {
    sim::SpikeFrame frame;
    for (uint32_t i = 0; i < counts.size(); ++i)
      if (counts[i])
        frame.push_back({static_cast<uint16_t>(i / (shape.height * shape.width)),
                         static_cast<uint16_t>(i / shape.width % shape.height), static_cast<uint16_t>(i % shape.width),
                         double(counts[i])});
    return frame;
  }

  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

} // namespace snnc::test

#endif // SNNC_TESTS_SIM_REFERENCE_REFERENCEFIXTURE_H

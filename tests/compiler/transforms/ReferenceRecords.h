//===- ReferenceRecords.h - what a network computes, as numbers -*- C++ -*-===//
#ifndef SNNC_TESTS_COMPILER_TRANSFORMS_REFERENCERECORDS_H
#define SNNC_TESTS_COMPILER_TRANSFORMS_REFERENCERECORDS_H

#include "mlir/IR/BuiltinOps.h"
#include "sim/reference/Reference.h"
#include "tests/sim/Must.h"
#include <random>

namespace snnc::test {

/// The membrane potential, spike count and stored state of every neuron in every step, where the reference runs the
/// network of `module` on random spikes: the same ones for each module with an input of the same shape.
inline std::vector<double> referenceRecords(mlir::ModuleOp module) {
  struct Records : sim::Observer {
    Records() : Observer(/*wantsCommits=*/true) {}
    bool commit(const sim::Commit &c) override {
      for (uint32_t i = 0; i < c.n; ++i)
        values.insert(values.end(), {c.integrated[i], c.count[i], c.stored[i]});
      return true;
    }
    std::vector<double> values;
  };
  auto engine = must(sim::createReference(*module.getOps<snn::NetworkOp>().begin()));
  Records records;
  std::mt19937 random(3);
  const sim::Shape &shape = engine->inputs()[0].shape;
  for (int step = 0; step < 20; ++step) {
    sim::SpikeFrame frame;
    for (uint32_t c = 0; c < shape.channels; ++c)
      for (uint32_t y = 0; y < shape.height; ++y)
        for (uint32_t x = 0; x < shape.width; ++x)
          if (random() % 3 == 0)
            frame.push_back({uint16_t(c), uint16_t(y), uint16_t(x), double(1 + random() % 4)});
    must(engine->step({frame}, step % 10 == 9, records));
  }
  return records.values;
}

} // namespace snnc::test

#endif // SNNC_TESTS_COMPILER_TRANSFORMS_REFERENCERECORDS_H

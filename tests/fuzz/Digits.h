//===- Digits.h - the bundled network and its recordings --------*- C++ -*-===//
#ifndef SNNC_TESTS_FUZZ_DIGITS_H
#define SNNC_TESTS_FUZZ_DIGITS_H

#include "compiler/import/Import.h"
#include "sim/data/Stimulus.h"
#include "tests/fuzz/Case.h"
#include "tests/sim/Must.h"

namespace snnc::fuzz {

inline mlir::OwningOpRef<mlir::ModuleOp> importDigits(mlir::MLIRContext &context) {
  std::vector<std::string> assumptions;
  auto module = importNetwork(SNNC_SOURCE_DIR "/examples/digits/digits.json", {}, &context, assumptions);
  if (mlir::failed(module))
    llvm::report_fatal_error("the digits network cannot be imported");
  return std::move(*module);
}

/// The first `steps` steps of some recordings.
inline Samples digitRecordings(const sim::InputInfo &input, llvm::ArrayRef<uint64_t> which, uint32_t steps) {
  sim::StimulusOptions options;
  options.steps = steps;
  auto stimulus = test::must(sim::Stimulus::open(SNNC_SOURCE_DIR "/examples/digits/recordings", input, options));
  Samples samples;
  for (uint64_t index : which) {
    sim::Sample sample = test::must(stimulus->read(index));
    samples.emplace_back();
    for (uint32_t step = 0; step < sample.steps; ++step)
      samples.back().push_back({sample.frame(step)});
  }
  return samples;
}

} // namespace snnc::fuzz

#endif // SNNC_TESTS_FUZZ_DIGITS_H

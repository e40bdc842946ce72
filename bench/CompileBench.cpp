//===- CompileBench.cpp - how long a compilation takes --------------------===//

#include "bench/Digits.h"
#include "compiler/tools/Init.h"
#include <benchmark/benchmark.h>

using namespace snnc;

/// Import to allocation of the digits network, with a context of its own.
static void compileDigits(benchmark::State &state) {
  driver::CommonOptions common;
  common.quiet = true;
  mlir::DialectRegistry registry;
  registerDialects(registry);
  registerPasses();
  for (auto _ : state) {
    mlir::MLIRContext context(registry);
    driver::Compilation compilation;
    if (driver::compileNetwork(context, SNNC_EXAMPLES "/digits/digits.json", {}, PipelineOptions{}, {}, common,
                               compilation) != 0)
      state.SkipWithError("does not compile");
  }
}
BENCHMARK(compileDigits)->Unit(benchmark::kMillisecond);

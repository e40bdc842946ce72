//===- CompileBench.cpp - how long a compilation takes --------------------===//

#include "backends/Backends.h"
#include "compiler/compilation/Compilation.h"
#include "compiler/pipeline/Pipeline.h"
#include <benchmark/benchmark.h>

using namespace snnc;

/// Import to allocation of the digits network, with a context of its own.
static void compileDigits(benchmark::State &state) {
  mlir::DialectRegistry registry;
  registerAllDialects(allTargets(), registry);
  CompilationOptions options;
  options.network = SNNC_ROOT "/examples/digits/digits.json";
  for (auto _ : state) {
    mlir::MLIRContext context(registry);
    Compilation compilation;
    if (compileNetwork(context, allTargets(), options, compilation))
      state.SkipWithError("does not compile");
  }
}
BENCHMARK(compileDigits)->Unit(benchmark::kMillisecond);

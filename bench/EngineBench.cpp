//===- EngineBench.cpp - how fast the engines run -------------------------===//
//
// Each iteration runs one recording of 60 steps. Counters: steps and synaptic operations a second; for the RTL cycles.
//
//===----------------------------------------------------------------------===//

#include "bench/Digits.h"
#include "sim/run/Recorder.h"
#include <benchmark/benchmark.h>

using namespace snnc;

static void runEngine(benchmark::State &state, const char *name) {
  bench::Digits &digits = bench::digits();
  auto engine = makeEngine(name, digits.workload);
  if (!engine) {
    state.SkipWithError(llvm::toString(engine.takeError()).c_str());
    return;
  }
  size_t next = 0;
  for (auto _ : state) {
    const sim::Sample &sample = digits.samples[next++ % digits.samples.size()];
    sim::Recorder recorder(**engine, /*wantsRecords=*/false);
    for (uint32_t step = 0; step < sample.steps; ++step) {
      auto progress =
          (*engine)->step(llvm::ArrayRef<sim::SpikeFrame>(sample.frame(step)), step + 1 == sample.steps, recorder);
      if (!progress) {
        state.SkipWithError(llvm::toString(progress.takeError()).c_str());
        return;
      }
    }
  }
  const sim::Totals &totals = (*engine)->totals();
  auto rate = [](uint64_t value) { return benchmark::Counter(double(value), benchmark::Counter::kIsRate); };
  state.counters["steps"] = rate(totals.steps);
  state.counters["synaptic_operations"] = rate(totals.synapticOperations);
  if (totals.cycles)
    state.counters["cycles"] = rate(totals.cycles);
}
BENCHMARK_CAPTURE(runEngine, float, "float")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(runEngine, integer, "integer")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(runEngine, chip, "chip")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(runEngine, rtl, "rtl")->Unit(benchmark::kMillisecond);

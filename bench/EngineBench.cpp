//===- EngineBench.cpp - how fast the engines run -------------------------===//
//
// Each iteration runs one recording: of the digits network 60 steps of 5 ms, of nmnist 300 of 1 ms. Counters: steps and
// synaptic operations a second; for the RTL cycles.
//
//===----------------------------------------------------------------------===//

#include "bench/RecordedNetwork.h"
#include "sim/run/Recorder.h"
#include <benchmark/benchmark.h>

using namespace snnc;

static void runEngine(benchmark::State &state, bench::RecordedNetwork &network, const char *name) {
  auto engine = makeEngine(name, network.workload);
  if (!engine) {
    state.SkipWithError(llvm::toString(engine.takeError()).c_str());
    return;
  }
  size_t next = 0;
  for (auto _ : state) {
    const sim::Sample &sample = network.samples[next++ % network.samples.size()];
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

static void digits(benchmark::State &state, const char *engine) { runEngine(state, bench::digits(), engine); }
BENCHMARK_CAPTURE(digits, float, "float")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(digits, integer, "integer")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(digits, chip, "chip")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(digits, rtl, "rtl")->Unit(benchmark::kMillisecond);

static void nmnist(benchmark::State &state, const char *engine) {
  if (bench::RecordedNetwork *network = bench::nmnist())
    runEngine(state, *network, engine);
  else
    state.SkipWithError("no shared networks and recordings: SNNC_SHARED says where they are");
}
BENCHMARK_CAPTURE(nmnist, float, "float")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(nmnist, integer, "integer")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(nmnist, chip, "chip")->Unit(benchmark::kMillisecond);

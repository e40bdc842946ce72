//===- main.cpp - the benchmarks ------------------------------------------===//
//
// ./dev bench [--benchmark_filter=NAME]. Quote medians: --benchmark_repetitions=5. SNNC_SHARED says where shared
// networks and recordings are, if not beside the project.
//
//===----------------------------------------------------------------------===//

#include "backends/Backends.h"
#include "bench/RecordedNetwork.h"
#include "support/json/Json.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include <benchmark/benchmark.h>
#include <cstdlib>

using namespace mlir;
using namespace snnc;
using namespace snnc::bench;

static void check(bool condition, const llvm::Twine &what) {
  if (condition)
    return;
  llvm::errs() << "snnc-bench: " << what << "\n";
  std::exit(1);
}

static DialectRegistry makeRegistry() {
  DialectRegistry registry;
  registerAllDialects(allTargets(), registry);
  return registry;
}

RecordedNetwork::RecordedNetwork(const CompilationOptions &options, const InputOptions &input)
    : context(makeRegistry()) {
  check(!compileNetwork(context, allTargets(), options, compilation), "'" + options.network + "' does not compile");
  Emission emission = llvm::cantFail(compilation.target.backend->emit(*compilation.module, /*withConfiguration=*/true));
  workload.configuration = std::move(emission.configuration);
  workload.imported = compilation.imported->clone();
  workload.quantized = compilation.quantized->clone();
  auto engine = llvm::cantFail(makeEngine("chip", workload));
  auto stimulus = openInput(input, /*seed=*/0, workload, engine->inputs());
  check(bool(stimulus), "the recordings cannot be read");
  for (uint64_t i = 0; i < (*stimulus)->size(); ++i) {
    auto stream = llvm::cantFail((*stimulus)->stream(i));
    sim::Sample sample;
    sample.steps = stream->steps();
    for (uint32_t step = 0; step < sample.steps; ++step)
      sample.frames.push_back(llvm::cantFail(stream->next()).front());
    samples.push_back(std::move(sample));
  }
}

static std::unique_ptr<RecordedNetwork> makeDigits() {
  std::string folder = SNNC_ROOT "/examples/digits";
  nlohmann::json demo = llvm::cantFail(parseJson(llvm::cantFail(readTextFile(folder + "/demo.json")), "demo.json"));
  CompilationOptions options;
  options.network = folder + "/digits.json";
  options.pipeline.target = demo["target"].get<std::string>();
  InputOptions input;
  input.inputs = {folder + "/recordings"};
  return std::make_unique<RecordedNetwork>(options, input);
}

static std::unique_ptr<RecordedNetwork> makeNmnist() {
  const char *shared = std::getenv("SNNC_SHARED");
  std::string folder = shared ? shared : SNNC_ROOT "/../shared";
  if (!llvm::sys::fs::is_directory(folder))
    return nullptr;
  CompilationOptions options;
  options.network = folder + "/models/nmnist_scnn.nir";
  options.import.nir.dialect = "sinabs";
  InputOptions input;
  input.inputs = {folder + "/data/saccades"};
  input.steps = 300;
  input.limit = 50;
  return std::make_unique<RecordedNetwork>(options, input);
}

RecordedNetwork &bench::digits() {
  static std::unique_ptr<RecordedNetwork> instance = makeDigits();
  return *instance;
}

RecordedNetwork *bench::nmnist() {
  static std::unique_ptr<RecordedNetwork> instance = makeNmnist();
  return instance.get();
}

int main(int argc, char **argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv))
    return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

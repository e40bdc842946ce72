//===- main.cpp - the benchmarks ------------------------------------------===//
//
// ./dev bench [--benchmark_filter=NAME]. Quote medians: --benchmark_repetitions=5.
//
//===----------------------------------------------------------------------===//

#include "backends/mesh/emit/EmitImage.h"
#include "bench/Digits.h"
#include "compiler/tools/Init.h"
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
  registerDialects(registry);
  registerPasses();
  return registry;
}

Digits::Digits() : context(makeRegistry()) {
  driver::CommonOptions common;
  common.quiet = true;
  std::string folder = SNNC_EXAMPLES "/digits";
  check(driver::compileNetwork(context, folder + "/digits.json", {}, PipelineOptions{"mesh2x2", {}}, {}, common,
                               compilation) == 0,
        "the digits network does not compile");
  auto image = mesh::emitImage(compilation.program());
  check(succeeded(image), "no image");
  mesh::Program program = llvm::cantFail(mesh::decodeProgram(*image));
  workload.image = std::make_shared<mesh::LoadedImage>(mesh::LoadedImage{std::move(*image), std::move(program)});
  workload.imported = compilation.imported->clone();
  workload.quantized = compilation.quantized->clone();
  auto engine = llvm::cantFail(driver::makeEngine("chip", workload));
  driver::InputOptions input;
  input.input = folder + "/recordings";
  auto stimulus = driver::openInput(input, /*seed=*/0, workload, engine->inputs());
  check(bool(stimulus), "the recordings cannot be read");
  for (uint64_t i = 0; i < (*stimulus)->size(); ++i)
    samples.push_back(llvm::cantFail((*stimulus)->read(i)));
}

Digits &bench::digits() {
  static Digits instance;
  return instance;
}

int main(int argc, char **argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv))
    return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

//===- Quantise.cpp - what quantisation costs, as a table -----------------===//
//
// ./dev bench quantise [--limit N] [--network NAME] [--bits N,N] [--compare N]: the recorded networks with plain
// max-abs scaling per layer, as reference tools do it, against the scales of this compiler from the weights alone and
// with calibration on the first samples: accuracy on all samples, potential error and spike ratio against the float
// network on the first ones. The table goes to stdout, JSON to
// build/release/bench-quantise.json.
//
//===----------------------------------------------------------------------===//

#include "backends/Backends.h"
#include "compiler/driver/Command.h"
#include "compiler/pipeline/Pipeline.h"
#include "compiler/verification/Verification.h"
#include "sim/run/Run.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <thread>

using namespace mlir;
using namespace snnc;
using json = nlohmann::ordered_json;

static llvm::cl::opt<unsigned> limit("limit", llvm::cl::desc("N samples of all labels"), llvm::cl::init(0));
static llvm::cl::opt<unsigned> compared("compare", llvm::cl::desc("samples whose potentials are compared"),
                                        llvm::cl::init(20));
static llvm::cl::list<int> bitWidths("bits", llvm::cl::desc("weight bits"), llvm::cl::CommaSeparated);
static llvm::cl::opt<std::string> only("network", llvm::cl::desc("nmnist or mnist alone"));
static llvm::cl::opt<std::string> output("json", llvm::cl::desc("file for the result"));

namespace {
struct Case {
  std::string name, network, input, labels, dialect;
  std::optional<uint32_t> steps;
  unsigned samples, calibrated;
};
struct Method {
  std::string name;
  ScaleMode scales = ScaleMode::Channel;
  RoundingMode rounding = RoundingMode::Compensated;
  bool calibrated = false;
};
/// Of one method at one width.
struct Outcome {
  sim::RunResult run;
  double potentialError = 0; ///< mean over the layers, in thresholds of 1
  double spikeRatio = 0;     ///< of that layer whose ratio is farthest from 1
};
} // namespace

[[noreturn]] static void stop(const llvm::Twine &what) {
  llvm::errs() << "snnc-bench-quantise: " << what << "\n";
  std::exit(3);
}
template <typename T> static T check(llvm::Expected<T> value) {
  if (!value)
    stop(llvm::toString(value.takeError()));
  return std::move(*value);
}

static std::vector<Case> cases() {
  const char *shared = std::getenv("SNNC_SHARED");
  std::string root = shared ? shared : SNNC_ROOT "/../shared";
  if (!llvm::sys::fs::is_directory(root))
    stop("the recorded networks are looked for in '" + root + "', which is no folder; SNNC_SHARED says where they are");
  return {{"nmnist", root + "/models/nmnist_scnn.nir", root + "/data/saccades", "", "sinabs", 300, 300, 100},
          {"mnist", root + "/models/mnist.json", root + "/data/mnist/images-idx3-ubyte.gz",
           root + "/data/mnist/labels-idx1-ubyte.gz", "", std::nullopt, 2000, 200}};
}

static sim::RunResult runAll(const char *engine, Workload &workload, const InputOptions &input) {
  auto first = check(makeEngine(engine, workload));
  auto stimulus = check(openInput(input, /*seed=*/0, workload, first->inputs()));
  sim::RunSamplesOptions options;
  options.threads = std::max(1u, std::thread::hardware_concurrency());
  options.predicted = check(sim::choosePredictedOutput(first->outputs(), ""));
  return check(sim::runSamples([&] { return makeEngine(engine, workload); }, *stimulus, options));
}

/// Float and integers side by side on the first samples.
static void compareLayers(Workload &workload, InputOptions input, Outcome &outcome) {
  input.limit = std::min<uint64_t>(input.limit.value_or(compared), compared);
  auto inFloat = check(makeEngine("float", workload));
  auto stimulus = check(openInput(input, /*seed=*/0, workload, inFloat->inputs()));
  std::vector<sim::LayerDeviation> layers = check(compareFloatToInteger(workload, *stimulus));
  outcome.spikeRatio = 1;
  for (const sim::LayerDeviation &layer : layers) {
    outcome.potentialError += layer.meanPotentialError / double(layers.size());
    if (layer.spikesA == 0)
      continue;
    double ratio = double(layer.spikesB) / double(layer.spikesA);
    if (std::abs(ratio - 1) > std::abs(outcome.spikeRatio - 1))
      outcome.spikeRatio = ratio;
  }
}

static InputOptions inputOf(const Case &test) {
  InputOptions input;
  input.inputs = {test.input};
  input.labels = test.labels;
  input.steps = test.steps;
  input.limit = limit ? std::min<unsigned>(limit, test.samples) : test.samples;
  return input;
}

static bool compileFor(const Case &test, const PipelineOptions &pipeline, bool calibrated, MLIRContext &context,
                       Workload &workload) {
  Compilation compilation;
  CompilationOptions options;
  options.network = test.network;
  options.import.nir.dialect = test.dialect;
  options.pipeline = pipeline;
  options.stopAfter = "prove";
  options.execution.quiet = true;
  if (calibrated) {
    options.calibration = inputOf(test);
    options.calibration->limit = std::min<uint64_t>(*options.calibration->limit, test.calibrated);
  }
  if (Failure failure = compileNetwork(context, allTargets(), options, compilation)) {
    llvm::errs() << failure.message;
    return false;
  }
  workload.imported = std::move(compilation.imported);
  workload.quantized = std::move(compilation.quantized);
  return true;
}

static json runCase(const Case &test, MLIRContext &context) {
  InputOptions input = inputOf(test);
  json result = {{"network", test.name}, {"rows", json::array()}};
  std::optional<sim::RunResult> inFloat;
  const Method compareMethods[] = {{"max-abs", ScaleMode::MaxAbs, RoundingMode::Nearest},
                                   {"snnc"},
                                   {"snnc --calibrate", ScaleMode::Channel, RoundingMode::Compensated, true}};
  for (int bits : bitWidths)
    for (const Method &method : compareMethods) {
      PipelineOptions pipeline;
      pipeline.quantize.weightBits = bits;
      pipeline.quantize.scales = method.scales;
      pipeline.quantize.rounding = method.rounding;
      Workload workload;
      if (!compileFor(test, pipeline, method.calibrated, context, workload)) {
        llvm::outs() << fmt::format("{:<8} {:>4}  {:<28} refused\n", test.name, bits, method.name);
        result["rows"].push_back({{"bits", bits}, {"method", method.name}, {"refused", true}});
        continue;
      }
      if (!inFloat) {
        inFloat = runAll("float", workload, input);
        result["samples"] = inFloat->predictions.size();
        result["float_correct"] = inFloat->counts().correct.value_or(0);
        llvm::outs() << fmt::format("{}: {} samples, float {} correct ({:.2f} %)\n", test.name,
                                    inFloat->predictions.size(), inFloat->counts().correct.value_or(0),
                                    100.0 * double(inFloat->counts().correct.value_or(0)) /
                                        double(inFloat->predictions.size()));
        llvm::outs() << fmt::format("{:<8} {:>4}  {:<28} {:>8} {:>9} {:>10} {:>10} {:>7}\n", "network", "bits",
                                    "method", "correct", "accuracy", "different", "potential", "spikes");
      }
      Outcome outcome;
      outcome.run = runAll("integer", workload, input);
      compareLayers(workload, input, outcome);
      uint64_t correct = outcome.run.counts().correct.value_or(0), different = 0,
               samples = outcome.run.predictions.size();
      for (auto [a, b] : llvm::zip_equal(inFloat->predictions, outcome.run.predictions))
        different += a != b;
      double accuracy = double(correct) / double(samples);
      llvm::outs() << fmt::format("{:<8} {:>4}  {:<28} {:>8} {:>7.2f} % {:>10} {:>10.4f} {:>7.3f}\n", test.name, bits,
                                  method.name, correct, 100 * accuracy, different, outcome.potentialError,
                                  outcome.spikeRatio);
      llvm::outs().flush();
      result["rows"].push_back({{"bits", bits},
                                {"method", method.name},
                                {"correct", correct},
                                {"accuracy", accuracy},
                                {"different_predictions", different},
                                {"potential_error", outcome.potentialError},
                                {"spike_ratio", outcome.spikeRatio}});
    }
  return result;
}

int main(int argc, char **argv) {
  llvm::cl::ParseCommandLineOptions(argc, argv, "what quantisation costs\n");
  if (bitWidths.empty())
    for (int bits : {8, 6, 4, 3})
      bitWidths.push_back(bits);
  DialectRegistry registry;
  registerAllDialects(allTargets(), registry);
  MLIRContext context(registry);
  driver::CommonOptions quiet;
  quiet.quiet = true;
  driver::DiagnosticPrinter printer(context, quiet);
  json result = json::array();
  for (const Case &test : cases())
    if (only.empty() || only == test.name)
      result.push_back(runCase(test, context));
  if (result.empty())
    stop("no network '" + only + "'; known are nmnist and mnist");
  if (!output.empty()) {
    std::error_code error;
    llvm::raw_fd_ostream file(output, error);
    if (error)
      stop("cannot write '" + output + "': " + error.message());
    file << result.dump(2) << "\n";
  }
  return 0;
}

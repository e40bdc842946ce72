//===- CompileScaling.cpp - how compiling grows with the network ----------===//
//
// ./dev bench compile: makes dense networks of 1 to 8 million weights and chains of 250 to 4,000 relays in a temporary
// folder, compiles each for a mesh of 16 by 16 cores in a process of its own, and tells medians of time and memory and
// the slope of both in doubly logarithmic scale. What a tiny network takes is the libraries' own, and taken off.
//
//===----------------------------------------------------------------------===//

#include "backends/mesh/target/TargetDescription.h"
#include "support/json/Json.h"
#include "support/npy/Npy.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <random>

using namespace snnc;
using json = nlohmann::ordered_json;

static llvm::cl::opt<std::string> output("json", llvm::cl::desc("file for the result"));
static llvm::cl::opt<std::string> compiler("snnc", llvm::cl::desc("the snnc to measure, instead of the one beside"));
static llvm::cl::opt<unsigned> repetitions("repetitions", llvm::cl::desc("compilations a network"), llvm::cl::init(5));

/// In a process of its own: what this one has had in memory would count as the peak of those that it starts.
static llvm::cl::list<std::string> writesDense("write-dense", llvm::cl::Hidden, llvm::cl::CommaSeparated,
                                               llvm::cl::desc("folder, side and hidden neurons: write this alone"));

namespace {
struct Cost {
  double seconds = 0, processor = 0, megabytes = 0; ///< processor: seconds of all threads, in user mode
};
/// Networks of one form, by size.
struct Series {
  std::string name, unit;
  std::vector<double> sizes;
  std::vector<Cost> costs;
};
} // namespace

[[noreturn]] static void stop(const llvm::Twine &what) {
  llvm::errs() << "snnc-bench-compile: " << what << "\n";
  std::exit(3);
}
static void check(llvm::Error error) {
  if (error)
    stop(llvm::toString(std::move(error)));
}

static std::string in(llvm::StringRef folder, const llvm::Twine &name) {
  llvm::SmallString<128> path(folder);
  llvm::sys::path::append(path, name);
  return path.str().str();
}

static std::string write(const std::string &path, llvm::StringRef text) {
  std::error_code error;
  llvm::raw_fd_ostream file(path, error);
  if (error)
    stop("cannot write '" + path + "': " + error.message());
  file << text;
  return path;
}

/// The cores of mesh4x4, but 16 by 16 of them, and as many populations in each as 4,000 take.
static std::string writeTarget(llvm::StringRef folder) {
  mesh::TargetDescription target = llvm::cantFail(mesh::loadTarget("mesh4x4"));
  target.name = "bench16x16";
  target.cols = target.rows = 16;
  target.populations = 16;
  return write(in(folder, "target.json"), target.canonicalJson());
}

/// `side`^2 inputs, so many hidden neurons, 10 outputs.
static void writeDense(llvm::StringRef folder, int64_t side, int64_t hidden) {
  std::string name = fmt::format("dense{}x{}", side * side, hidden);
  std::mt19937_64 random(uint64_t(side * hidden));
  NpzArrays arrays;
  json layers = json::array({{{"name", "flat"}, {"type", "Flatten"}}});
  std::vector<int64_t> sizes{side * side, hidden, 10};
  for (size_t i = 0; i + 1 < sizes.size(); ++i) {
    std::vector<float> weights(size_t(sizes[i] * sizes[i + 1]));
    std::normal_distribution<float> normal(0, 1 / std::sqrt(float(sizes[i])));
    for (float &weight : weights)
      weight = normal(random);
    std::string key = fmt::format("w{}", i);
    arrays[key] = NpyArray::from<float>({sizes[i + 1], sizes[i]}, weights);
    layers.push_back({{"name", fmt::format("fc{}", i)}, {"type", "Linear"}, {"weight", key}, {"bias", nullptr}});
    layers.push_back(
        {{"name", fmt::format("s{}", i)}, {"type", "SpikingLayer"}, {"threshold", 1.0}, {"threshold_low", -1.0}});
  }
  check(writeNpz(in(folder, name + ".npz"), arrays));
  json network = {{"format", "snnc.layers"},
                  {"version", 1},
                  {"weights", name + ".npz"},
                  {"input", {{"shape", {1, side, side}}}},
                  {"layers", layers}};
  write(in(folder, name + ".json"), network.dump());
}

static std::string startWriteDense(const std::string &self, llvm::StringRef folder, int64_t side, int64_t hidden) {
  std::string what = fmt::format("--write-dense={},{},{}", folder.str(), side, hidden);
  if (llvm::sys::ExecuteAndWait(self, {self, what}) != 0)
    stop("'" + self + " " + what + "' fails");
  return in(folder, fmt::format("dense{}x{}.json", side * side, hidden));
}

/// A delay of so many steps: a population a step.
static std::string writeRelays(llvm::StringRef folder, int64_t steps) {
  return write(in(folder, fmt::format("relays{}.mlir", steps)),
               fmt::format(R"(snn.network @n(%a: !snn.spikes<4>) -> !snn.spikes<2> {{
  %d = snn.delay %a steps = {} : !snn.spikes<4> -> !snn.spikes<4>
  %c = snn.linear %d weights(dense<0.5> : tensor<2x4xf32>) : !snn.spikes<4> -> tensor<2xf32>
  %s = snn.integrate_fire %c layer = "out" threshold(dense<1.0> : tensor<2xf32>) lower_bound(dense<-1.0> : tensor<2xf32>)
    : tensor<2xf32> -> !snn.spikes<2>
  snn.output %s : !snn.spikes<2>
}}
)",
                           steps));
}

/// Medians over the repetitions, each a process of its own.
static Cost compile(const std::string &snnc, const std::string &network, const std::string &target,
                    llvm::StringRef folder) {
  std::string out = in(folder, "out");
  std::vector<llvm::StringRef> arguments{snnc, "compile", network, "--target", target, "-o", out, "-q"};
  std::vector<double> seconds, processor, megabytes;
  for (unsigned i = 0; i < repetitions; ++i) {
    std::optional<llvm::sys::ProcessStatistics> statistics;
    std::string message;
    auto start = std::chrono::steady_clock::now();
    std::optional<llvm::StringRef> nowhere[] = {std::nullopt, llvm::StringRef(), llvm::StringRef()};
    int code = llvm::sys::ExecuteAndWait(snnc, arguments, std::nullopt, nowhere, 0, 0, &message, nullptr, &statistics);
    seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    if (code != 0 || !statistics)
      stop("'" + llvm::join(arguments, " ") + "' ends with " + llvm::Twine(code) + " " + message);
    processor.push_back(std::chrono::duration<double>(statistics->UserTime).count());
    megabytes.push_back(double(statistics->PeakMemory) / 1024);
  }
  auto median = [](std::vector<double> &values) {
    llvm::sort(values);
    return values[values.size() / 2];
  };
  return {median(seconds), median(processor), median(megabytes)};
}

/// The slope of the line with the least squares through the logarithms. A tenth of a millisecond or a kilobyte is what
/// differences cannot tell from nothing.
static double slopeOf(const Series &series, double Cost::*what, const Cost &own, double least) {
  double x = 0, y = 0, xx = 0, xy = 0, n = double(series.sizes.size());
  for (auto [size, cost] : llvm::zip_equal(series.sizes, series.costs)) {
    double a = std::log(size), b = std::log(std::max(least, cost.*what - own.*what));
    x += a;
    y += b;
    xx += a * a;
    xy += a * b;
  }
  return (n * xy - x * y) / (n * xx - x * x);
}

static json describe(const Series &series, const Cost &own) {
  json result = {{"rows", json::array()}};
  llvm::outs() << fmt::format("{:<10} {:>12} {:>10} {:>10} {:>10} {:>16}\n", series.name, series.unit, "seconds",
                              "processor", "megabytes", "bytes of each");
  for (auto [size, cost] : llvm::zip_equal(series.sizes, series.costs)) {
    double bytes = (cost.megabytes - own.megabytes) * 1024 * 1024 / size;
    llvm::outs() << fmt::format("{:<10} {:>12} {:>10.3f} {:>10.3f} {:>10.1f} {:>16.1f}\n", "", int64_t(size),
                                cost.seconds, cost.processor, cost.megabytes, bytes);
    result["rows"].push_back({{series.unit, int64_t(size)},
                              {"seconds", cost.seconds},
                              {"processor_seconds", cost.processor},
                              {"megabytes", cost.megabytes},
                              {"bytes_each", bytes}});
  }
  result["slope_of_time"] = slopeOf(series, &Cost::processor, own, 1e-4);
  result["slope_of_memory"] = slopeOf(series, &Cost::megabytes, own, 1e-3);
  llvm::outs() << fmt::format("{:<10} slope of processor time {:.2f}, of memory {:.2f}\n", "",
                              result["slope_of_time"].get<double>(), result["slope_of_memory"].get<double>());
  return result;
}

int main(int argc, char **argv) {
  llvm::cl::ParseCommandLineOptions(argc, argv, "how compiling grows with the network\n");
  if (writesDense.size() == 3) {
    writeDense(writesDense[0], std::atoll(writesDense[1].c_str()), std::atoll(writesDense[2].c_str()));
    return 0;
  }
  std::string self = llvm::sys::fs::getMainExecutable(argv[0], reinterpret_cast<void *>(&writeTarget));
  std::string snnc = compiler.empty() ? in(llvm::sys::path::parent_path(self), "snnc") : compiler;
  llvm::SmallString<128> folder;
  if (std::error_code error = llvm::sys::fs::createUniqueDirectory("snnc-bench", folder))
    stop("no temporary folder: " + error.message());
  std::string target = writeTarget(folder);
  Cost own = compile(snnc, startWriteDense(self, folder, 4, 4), target, folder);
  llvm::outs() << fmt::format("a tiny network: {:.3f} s, {:.1f} MB\n", own.seconds, own.megabytes);
  Series weights{"dense", "weights", {}, {}}, populations{"relays", "populations", {}, {}};
  for (int64_t hidden : {256, 1024, 2048}) {
    weights.sizes.push_back(double(hidden * (4096 + 10)));
    weights.costs.push_back(compile(snnc, startWriteDense(self, folder, 64, hidden), target, folder));
  }
  for (int64_t steps : {250, 500, 1000, 2000, 4000}) {
    populations.sizes.push_back(double(steps));
    populations.costs.push_back(compile(snnc, writeRelays(folder, steps), target, folder));
  }
  json result = {{"tiny", {{"seconds", own.seconds}, {"megabytes", own.megabytes}}},
                 {"repetitions", repetitions.getValue()}};
  result["dense"] = describe(weights, own);
  result["relays"] = describe(populations, own);
  llvm::sys::fs::remove_directories(folder);
  if (!output.empty())
    write(output, result.dump(2) + "\n");
  return 0;
}

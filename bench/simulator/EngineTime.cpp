//===- EngineTime.cpp - how long engines take for real recordings ---------===//
//
// snnc-engine-time DIR INPUT [--engine NAME]... [--limit N] [--repeat N]
//
// Runs recordings through engines of a compiled folder, each recording through all engines, and prints a JSON object
// with the median time of each engine over all recordings, of the processor. Reading the recordings and making the
// engine is not in it. With --records each engine runs a second time, for an observer that wants every record and
// counts the spikes in them; with --coverage a third time, as in `snnc verify`: it keeps account of coverage, too.
//
//===----------------------------------------------------------------------===//

#include "backends/Backends.h"
#include "compiler/compilation/Compilation.h"
#include "compiler/execution/Workload.h"
#include "mlir/IR/MLIRContext.h"
#include "sim/run/Recorder.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/raw_ostream.h"
#include <array>
#include <ctime>
#include <nlohmann/json.hpp>
#include <numeric>

using namespace snnc;
namespace cl = llvm::cl;

static cl::opt<std::string> folder(cl::Positional, cl::Required, cl::desc("DIR"));
static cl::opt<std::string> input(cl::Positional, cl::Required, cl::desc("INPUT"));
static cl::list<std::string> engineNames("engine", cl::desc("float, integer, chip or rtl; default: chip"));
static cl::opt<unsigned> limit("limit", cl::init(20), cl::desc("recordings"));
static cl::opt<unsigned> repeat("repeat", cl::init(9), cl::desc("runs of each recording"));
static cl::opt<bool> records("records", cl::desc("measure with the record of every neuron, too"));

static cl::opt<bool> coverage("coverage", cl::desc("measure with records and account of coverage, too"));

static double median(std::vector<double> values) {
  llvm::sort(values);
  return values[values.size() / 2];
}

/// Milliseconds that this thread has run: others that share the processor do not count.
static double processorTime() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

namespace {
/// Looks at every record, and at no more of it than shows that it has come.
class SpikesInRecords final : public sim::Observer {
public:
  SpikesInRecords() : Observer(/*wantsCommits=*/true) {}
  bool commit(const sim::Commit &commit) override {
    uint32_t i = 0;
    std::array<double, lanes> own = sums; // side by side: one sum would wait for each addition
    for (; i + lanes <= commit.n; i += lanes)
      for (uint32_t lane = 0; lane < lanes; ++lane)
        own[lane] += commit.count[i + lane];
    for (; i < commit.n; ++i)
      own[0] += commit.count[i];
    sums = own;
    ++records;
    return true;
  }
  uint64_t spikes() const { return uint64_t(std::accumulate(sums.begin(), sums.end(), 0.0)); }

  uint64_t records = 0; ///< that came

private:
  static constexpr uint32_t lanes = 8;
  std::array<double, lanes> sums{};
};

struct Timed {
  std::unique_ptr<sim::Engine> engine;
  bool withRecords, withCoverage;
  std::vector<double> times = {};   ///< the median of each recording, in ms
  sim::Totals first = {};           ///< after one run of all recordings
  uint64_t records = 0, spikes = 0; ///< of that run, from its records

  std::string name() const {
    return engine->name().str() + (withCoverage ? " with coverage" : withRecords ? " with records" : "");
  }

  double run(const sim::Sample &sample) {
    SpikesInRecords watching;
    sim::Recorder listening(*engine, /*wantsRecords=*/false);
    sim::Observer &observer = withRecords ? static_cast<sim::Observer &>(watching) : listening;
    double begin = processorTime();
    for (uint32_t step = 0; step < sample.steps; ++step)
      llvm::cantFail(
          engine->step(llvm::ArrayRef<sim::SpikeFrame>(sample.frame(step)), step + 1 == sample.steps, observer));
    double took = processorTime() - begin;
    records += watching.records;
    spikes += watching.spikes();
    return took;
  }

  /// Whether the records tell of the spikes that the engine has counted.
  bool isConsistent() const {
    return !withRecords || spikes == std::accumulate(first.spikes.begin(), first.spikes.end(), uint64_t(0));
  }
};
} // namespace

static llvm::Expected<std::vector<sim::Sample>> readSamples(const Workload &workload, const sim::Engine &engine) {
  InputOptions options;
  options.inputs = {input};
  auto stimulus = openInput(options, /*seed=*/0, workload, engine.inputs());
  if (!stimulus)
    return stimulus.takeError();
  std::vector<sim::Sample> samples;
  for (uint64_t i = 0; i < std::min<uint64_t>(limit, (*stimulus)->size()); ++i) {
    auto stream = (*stimulus)->stream(i);
    if (!stream)
      return stream.takeError();
    sim::Sample &sample = samples.emplace_back();
    sample.steps = (*stream)->steps();
    for (uint32_t step = 0; step < sample.steps; ++step) {
      auto frames = (*stream)->next();
      if (!frames)
        return frames.takeError();
      sample.frames.push_back(frames->front());
    }
  }
  return samples;
}

static llvm::Error measure() {
  mlir::DialectRegistry registry;
  registerAllDialects(allTargets(), registry);
  mlir::MLIRContext context(registry);
  Workload workload;
  if (Failure failure = loadFolder(context, allTargets(), folder, /*needNetworks=*/true, workload))
    return llvm::createStringError("the folder cannot be loaded");
  if (engineNames.empty())
    engineNames.push_back("chip");
  std::vector<Timed> engines;
  for (const std::string &name : engineNames)
    for (auto [withRecords, withCoverage] : {std::pair(false, false), std::pair(true, false), std::pair(true, true)}) {
      if (withCoverage ? !coverage : withRecords && !records)
        continue;
      EngineOptions options;
      options.coverage = withCoverage;
      auto engine = makeEngine(name, workload, options);
      if (!engine)
        return engine.takeError();
      engines.push_back({std::move(*engine), withRecords, withCoverage});
    }
  auto samples = readSamples(workload, *engines.front().engine);
  if (!samples)
    return samples.takeError();
  for (const sim::Sample &sample : *samples)
    for (Timed &timed : engines) {
      timed.run(sample);
      timed.first = timed.engine->totals();
    }
  for (const Timed &timed : engines)
    if (!timed.isConsistent())
      return llvm::createStringError(timed.name() + ": the records tell of other spikes than the engine has counted");
  for (const sim::Sample &sample : *samples) {
    std::vector<std::vector<double>> times(engines.size());
    // One engine after the other, as in a run through many recordings: none finds the caches as others have left them.
    for (size_t e = 0; e < engines.size(); ++e)
      for (unsigned i = 0; i < repeat; ++i)
        times[e].push_back(engines[e].run(sample));
    for (size_t e = 0; e < engines.size(); ++e)
      engines[e].times.push_back(median(times[e]));
  }
  nlohmann::json result;
  for (const Timed &timed : engines) {
    double time = median(timed.times), operations = double(timed.first.synapticOperations) / double(samples->size());
    result[timed.name()] = {{"ms", time},
                            {"synaptic_operations", operations},
                            {"ns_per_synaptic_operation", time * 1e6 / operations},
                            {"spikes", timed.first.spikes}};
  }
  for (const Timed &timed : engines)
    if (timed.withRecords)
      result[timed.name()]["records"] = double(timed.records) / double(repeat + 1) / double(samples->size());
  llvm::outs() << result.dump(2) << "\n";
  return llvm::Error::success();
}

int main(int argc, char **argv) {
  cl::ParseCommandLineOptions(argc, argv, "how long engines take for real recordings\n");
  if (llvm::Error error = measure()) {
    llvm::errs() << "snnc-engine-time: " << llvm::toString(std::move(error)) << "\n";
    return 1;
  }
  return 0;
}

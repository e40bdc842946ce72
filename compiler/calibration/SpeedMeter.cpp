//===- SpeedMeter.cpp - clock cycles that recordings take -----------------===//

#include "compiler/calibration/SpeedMeter.h"
#include "sim/run/FeedSample.h"
#include "sim/run/ShareSamples.h"
#include <algorithm>
#include <mutex>

using namespace snnc;

llvm::StringRef SpeedMeter::engineOf(const Backend &backend) {
  for (const EngineKind &kind : backend.engines())
    if (kind.predictsCycles)
      return kind.name;
  return "";
}

static llvm::Expected<std::unique_ptr<sim::Engine>> makeMeteredEngine(const Configuration &configuration) {
  EngineOptions options;
  options.cycles = true;
  return configuration.makeEngine(SpeedMeter::engineOf(configuration.backend()), options);
}

llvm::Expected<SpeedMeter> SpeedMeter::open(const Workload &workload, const InputOptions &input,
                                            const ExecutionOptions &execution) {
  llvm::Expected<std::unique_ptr<sim::Engine>> engine = makeMeteredEngine(*workload.configuration);
  if (!engine)
    return engine.takeError();
  llvm::Expected<std::unique_ptr<sim::NetworkStimulus>> stimulus =
      openInput(input, execution.seed, workload, (*engine)->inputs());
  if (!stimulus)
    return stimulus.takeError();
  return SpeedMeter(std::move(*stimulus), execution.threadCount());
}

uint64_t snnc::coresOf(const Configuration &configuration) {
  std::optional<ChipLayout> layout = configuration.layout();
  return layout ? uint64_t(layout->columns) * layout->rows : 1;
}

Extract Extract::of(const Configuration &configuration, uint64_t samples, uint64_t steps) {
  uint64_t cores = std::max<uint64_t>(16, coresOf(configuration));
  return {samples, uint32_t(std::max<uint64_t>(16, 16 * steps / cores / samples))};
}

/// A sample of one step without spikes: what comes behind it does not wait for the chip to be configured.
static llvm::Error feedNothing(sim::Engine &engine) {
  sim::Observer observer(/*wantsCommits=*/false);
  std::vector<sim::SpikeFrame> frames(engine.inputs().size());
  return engine.step(frames, /*last=*/true, observer).takeError();
}

static uint64_t counterOf(const sim::CycleReport::Core &core, llvm::StringRef name) {
  for (const sim::CycleReport::Count &counter : core.counters)
    if (counter.name == name)
      return counter.value;
  return 0;
}

/// Adds `times` a report of the same cores.
static void add(const sim::CycleReport &more, uint64_t times, sim::CycleReport &sum) {
  if (sum.cores.empty())
    for (const sim::CycleReport::Core &core : more.cores) {
      sum.cores.push_back({core.x, core.y, core.layers, core.counters, {}});
      for (sim::CycleReport::Count &counter : sum.cores.back().counters)
        counter.value = 0;
    }
  for (auto [core, other] : llvm::zip_equal(sum.cores, more.cores)) {
    for (auto [counter, value] : llvm::zip_equal(core.counters, other.counters))
      counter.value += times * value.value;
    for (const sim::CycleReport::Wait &wait : other.waits) {
      auto known = llvm::find_if(core.waits, [&](const auto &own) { return own.name == wait.name; });
      if (known == core.waits.end())
        known = core.waits.insert(known, sim::CycleReport::Wait{{wait.name, 0}, wait.layer});
      known->value += times * wait.value;
    }
  }
}

static sim::CycleReport::Core busiestOf(sim::CycleReport report) {
  auto work = [](const sim::CycleReport::Core &core) {
    return counterOf(core, "cycles_accumulating") + counterOf(core, "cycles_firing");
  };
  sim::CycleReport::Core busiest = *std::max_element(report.cores.begin(), report.cores.end(),
                                                     [&](const auto &a, const auto &b) { return work(a) < work(b); });
  llvm::sort(busiest.waits, [](const auto &a, const auto &b) {
    return std::make_pair(b.value, a.name) < std::make_pair(a.value, b.name);
  });
  return busiest;
}

namespace {
/// What an engine has done so far.
struct Account {
  sim::Totals totals;
  sim::CycleReport report;
};
} // namespace

static llvm::Expected<Account> accountOf(sim::Engine &engine, bool withReport) {
  if (!withReport) // reading it takes a chip of many cores long
    return Account{engine.totals(), {}};
  llvm::Expected<std::optional<sim::CycleReport>> report = engine.cycleReport();
  if (!report)
    return report.takeError();
  return Account{engine.totals(), *report ? std::move(**report) : sim::CycleReport()};
}

llvm::Expected<Speed> SpeedMeter::measure(const Configuration &configuration, const Extract &extract,
                                          bool withBusiest) const {
  uint64_t samples = std::min(extract.samples, stimulus->size());
  Speed speed;
  sim::CycleReport report;
  std::mutex mutex;
  llvm::Error error = sim::shareSamples(threads, samples, [&](unsigned, uint64_t index) -> llvm::Error {
    llvm::Expected<std::unique_ptr<sim::Engine>> engine = makeMeteredEngine(configuration);
    if (!engine)
      return engine.takeError();
    if (llvm::Error failed = feedNothing(**engine))
      return failed;
    llvm::Expected<Account> before = accountOf(**engine, withBusiest);
    if (!before)
      return before.takeError();
    sim::Observer observer(/*wantsCommits=*/false);
    uint64_t sample = index * stimulus->size() / samples;
    if (llvm::Error failed = sim::feedSample(**engine, *stimulus, sample, observer, {}, extract.steps))
      return failed;
    llvm::Expected<Account> after = accountOf(**engine, withBusiest);
    if (!after)
      return after.takeError();
    std::lock_guard<std::mutex> lock(mutex);
    speed.samples += 1;
    speed.steps += after->totals.steps - before->totals.steps;
    speed.cycles += after->totals.cycles - before->totals.cycles;
    if (withBusiest) {
      add(after->report, 1, report);
      add(before->report, uint64_t(-1), report); // modulo 2^64
    }
    return llvm::Error::success();
  });
  if (error)
    return std::move(error);
  if (!report.cores.empty())
    speed.busiest = busiestOf(std::move(report));
  return speed;
}

//===- snnc-fuzz.cpp - random networks through every engine----------------===//
//
// Draws random networks, mappings and inputs, and runs integer reference, chip simulator and RTL in lockstep on each. A
// difference, a crash, a stall, or a refusal of what was proved to fit is shrunk and written to a folder with the
// command that replays it.
//
//===----------------------------------------------------------------------===//

#include "backends/Backends.h"
#include "backends/mesh/target/TargetDescription.h"
#include "compiler/pipeline/Pipeline.h"
#include "mlir/Parser/Parser.h"
#include "support/npy/Npy.h"
#include "tests/fuzz/Isolate.h"
#include "tests/fuzz/Replay.h"
#include "tests/fuzz/Shrink.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/raw_ostream.h"
#include <fmt/format.h>
#include <nlohmann/json.hpp>

using namespace mlir;
using namespace snnc;
using namespace snnc::fuzz;
namespace cl = llvm::cl;

static cl::OptionCategory category("snnc-fuzz");
static cl::opt<uint64_t> seedOption("seed", cl::desc("of the first network; each next one has the next seed"),
                                    cl::init(1), cl::cat(category));
static cl::opt<uint64_t> countOption("count", cl::desc("networks to run"), cl::init(100), cl::cat(category));
static cl::opt<double> minutesOption("minutes", cl::desc("time limit; 0: none"), cl::init(0), cl::cat(category));
static cl::opt<unsigned> jobsOption("jobs", cl::desc("networks run side by side"), cl::init(2), cl::cat(category));
static cl::opt<bool> noRtl("no-rtl", cl::desc("integer reference and chip simulator only"), cl::cat(category));
static cl::opt<bool> jsonOption("json", cl::desc("summary as JSON"), cl::cat(category));
static cl::opt<std::string> outOption("o", cl::desc("folder for failing cases"), cl::init("fuzz-failures"),
                                      cl::cat(category));
static cl::list<std::string> targetsOption("target", cl::desc("target names or files to draw from"), cl::CommaSeparated,
                                           cl::cat(category));
static cl::opt<std::string> networkOption("network", cl::desc("replay this .mlir file"), cl::cat(category));
static cl::opt<std::string> inputOption("input", cl::desc("with --network: .npz of its samples"), cl::cat(category));
static cl::opt<uint64_t> tileSeedOption("tile-seed", cl::desc("with --network: seed of random tiles"), cl::init(0),
                                        cl::cat(category));
static cl::opt<uint64_t> packSeedOption("pack-seed", cl::desc("with --network: seed of random packing"), cl::init(0),
                                        cl::cat(category));
static cl::opt<uint64_t> placeSeedOption("place-seed", cl::desc("with --network: seed of a random placement"),
                                         cl::init(0), cl::cat(category));
static cl::opt<uint64_t> stallSeedOption("stall-seed", cl::desc("with --network: the host stalls at random"),
                                         cl::init(0), cl::cat(category));
static cl::opt<uint64_t> latencySeedOption("latency-seed",
                                           cl::desc("with --network: links of the mesh stall at random"), cl::init(0),
                                           cl::cat(category));
static cl::opt<bool> overlapOption("overlap", cl::desc("with --network: samples overlap in the RTL"),
                                   cl::cat(category));
static cl::opt<int64_t> maxCountOption("max-count", cl::desc("with --network: cap for a float network; 0: chosen"),
                                       cl::init(0), cl::cat(category));
static cl::opt<std::string> dumpOption("dump", cl::desc("write the case of --seed to this folder and stop"),
                                       cl::cat(category));
static cl::opt<bool> stopAtFirst("stop-at-first", cl::desc("end at the first failure, which is not shrunk"),
                                 cl::cat(category));
// To see that a fault is found and shrunk: the tests' own.
static cl::opt<bool> breakWeight("break-weight", cl::desc("change one weight in every image"), cl::Hidden,
                                 cl::cat(category));

enum ExitCode { Done = 0, Usage = 2, BadInput = 3, Different = 5 };

static RunOptions runOptions() {
  RunOptions options;
  options.rtl = !noRtl;
  if (breakWeight)
    options.breakImage = breakFirstWeight;
  return options;
}

//===----------------------------------------------------------------------===//
// Random cases
//===----------------------------------------------------------------------===//

static std::vector<std::string> knownTargets() {
  if (!targetsOption.empty())
    return targetsOption;
  std::string tests = SNNC_SOURCE_DIR "/tests/";
  return {"mesh2x2",
          tests + "rtl/targets/mesh3x3.json",
          tests + "rtl/targets/odd.json",
          tests + "fuzz/targets/fuzz2x2.json",
          tests + "fuzz/targets/fuzz3x3.json",
          tests + "fuzz/targets/fuzz-kinds.json"};
}

static Case drawCase(uint64_t seed, const std::vector<std::string> &targets) {
  Random random(hashOf(seed, {1}));
  Case result;
  result.mapping.target = targets[size_t(random.range(0, int64_t(targets.size()) - 1))];
  auto target = llvm::cantFail(mesh::loadTarget(result.mapping.target));
  DrawLimits limits;
  limits.weightMax = (int64_t(1) << (target.weightBits - 1)) - 1;
  limits.countMax = target.countMax;
  limits.packedBits = target.weightBits / 2;
  limits.leak = target.leak != 0;
  limits.current = target.current != 0;
  limits.readout = target.readout != 0;
  limits.weightShift = target.weightShift;
  result.network = drawNetwork(seed, limits);
  result.mapping.maxCount = result.network.maxCount;
  auto maybe = [&] { return random.oneIn(3) ? 0 : random.bits() % 1000000 + 1; };
  result.mapping.tileSeed = maybe();
  result.mapping.packSeed = maybe();
  result.mapping.placeSeed = maybe();
  if (random.oneIn(2))
    result.mapping.stallSeed = random.bits() % 1000000 + 1;
  result.mapping.overlapSamples = random.oneIn(2);
  // Only these have a model whose links stall: it is another build of the same RTL.
  if ((target.name == "mesh2x2" || target.name == "fuzz3x3") && random.oneIn(2))
    result.mapping.latencySeed = random.bits() % 1000000 + 1;
  return result;
}

static Outcome runDrawn(const Case &drawn) {
  std::unique_ptr<MLIRContext> context = makeContext();
  Outcome outcome = runCase(
      buildModule(drawn.network, context.get()),
      [&](llvm::ArrayRef<sim::InputInfo> inputs) { return drawSamples(drawn.network.input, inputs); }, drawn.mapping,
      runOptions());
  if (mustBeRefused(drawn.network) && outcome.kind == Outcome::Equal)
    return Outcome::failed("a network of which nothing can be made was compiled", "");
  return outcome;
}

/// A random mapping may need more of the target than the compiler's own does: then that one counts.
static Outcome runCaseOrPlain(Case drawn) {
  Outcome outcome = runDrawn(drawn);
  if (outcome.kind == Outcome::Refused && outcome.reason == "does not fit" &&
      (drawn.mapping.tileSeed || drawn.mapping.packSeed)) {
    drawn.mapping.tileSeed = drawn.mapping.packSeed = 0;
    outcome = runDrawn(drawn);
    outcome.figures["compiler's own mapping"] = 1;
  }
  return outcome;
}

namespace {
class Campaign {
public:
  Campaign() : targets(knownTargets()), isolation(120), start(std::chrono::steady_clock::now()) {}

  int run() {
    uint64_t next = seedOption, wanted = countOption;
    // Refused cases are drawn again: seeds go on until as many networks as wanted have run.
    while (ran < wanted && !isOver()) {
      while (isolation.running() < jobsOption && ran + isolation.running() < wanted) {
        Case drawn = drawCase(next, targets);
        isolation.start(next, [drawn] { return runCaseOrPlain(drawn); });
        ++next;
      }
      take();
    }
    while (isolation.running())
      take();
    report(next);
    return failures.empty() ? Done : Different;
  }

private:
  bool isOver() const {
    double minutes = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / 60;
    return failures.size() >= (stopAtFirst ? 1u : 5u) || (minutesOption > 0 && minutes > minutesOption);
  }

  void take() {
    auto [seed, outcome] = isolation.next();
    if (outcome.kind == Outcome::Refused) {
      ++refused[outcome.reason];
      return;
    }
    ++ran;
    for (const auto &[name, value] : outcome.figures)
      figures[name] += value;
    countFeatures(drawCase(seed, targets));
    if (outcome.kind == Outcome::Failed)
      fail(seed, outcome);
  }

  /// What the networks were made of: equal over nothing is worth nothing.
  void countFeatures(const Case &drawn) {
    std::set<std::string> found;
    const Network &network = drawn.network;
    if (network.isFloat)
      found.insert("quantised from float");
    if (drawn.mapping.stallSeed)
      found.insert("host stalls");
    if (drawn.mapping.latencySeed)
      found.insert("random latencies");
    if (drawn.mapping.overlapSamples && network.input.steps.size() > 1)
      found.insert("overlapping samples");
    for (auto [name, seed] :
         {std::pair("random tiles", drawn.mapping.tileSeed), std::pair("random packing", drawn.mapping.packSeed),
          std::pair("random placement", drawn.mapping.placeSeed)})
      if (seed)
        found.insert(name);
    describeFeatures(network, found);
    for (const std::string &feature : found)
      ++features[feature];
  }

  void fail(uint64_t seed, const Outcome &outcome) {
    llvm::errs() << fmt::format("error: seed {}: {}\n{}\n", seed, outcome.reason, outcome.detail);
    if (stopAtFirst) {
      failures.push_back({{"seed", seed}, {"reason", outcome.reason}});
      return;
    }
    Case failing = drawCase(seed, targets);
    Outcome last = outcome;
    unsigned tried = 0;
    Case small = shrink(
        failing,
        [&](const Case &candidate) {
          ++tried;
          Outcome again = isolation.run([&] { return runDrawn(candidate); });
          bool same = again.kind == Outcome::Failed && again.reason == outcome.reason;
          if (same)
            last = again;
          return same;
        },
        600);
    std::string folder = fmt::format("{}/seed-{}", outOption.getValue(), seed);
    std::string command = writeCase(small, folder);
    if (breakWeight)
      command += " --break-weight";
    llvm::errs() << fmt::format("shrunk in {} runs to {} layers:\n{}\nreplay: {}\nthe network as drawn: snnc-fuzz "
                                "--seed={} --count=1\n",
                                tried, countLayers(small.network), last.detail, command, seed);
    failures.push_back({{"seed", seed},
                        {"reason", outcome.reason},
                        {"layers", countLayers(small.network)},
                        {"folder", folder},
                        {"replay", command}});
  }

  void report(uint64_t next) {
    double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (jsonOption) {
      nlohmann::ordered_json json{{"networks", ran},       {"first_seed", seedOption.getValue()},
                                  {"last_seed", next - 1}, {"seconds", seconds},
                                  {"refused", refused},    {"figures", figures},
                                  {"features", features},  {"failures", failures}};
      llvm::outs() << json.dump() << "\n";
      return;
    }
    llvm::outs() << fmt::format("{} networks (seeds {} to {}), {} failed, {:.1f} s\n", ran, seedOption.getValue(),
                                next - 1, failures.size(), seconds);
    auto table = [](const char *title, const std::map<std::string, uint64_t> &rows) {
      for (const auto &[name, value] : rows)
        llvm::outs() << fmt::format("  {}{:<34} {:>12}\n", title, name, value);
    };
    table("drawn again: ", refused);
    table("", figures);
    table("networks with ", features);
  }

  std::vector<std::string> targets;
  Isolation isolation;
  std::chrono::steady_clock::time_point start;
  uint64_t ran = 0;
  std::map<std::string, uint64_t> refused, figures, features;
  std::vector<nlohmann::ordered_json> failures;
};
} // namespace

//===----------------------------------------------------------------------===//
// Replay
//===----------------------------------------------------------------------===//

static int replay() {
  Mapping mapping;
  if (targetsOption.size() > 1 || inputOption.empty()) {
    llvm::errs() << "error: --network needs --input, and at most one --target\n";
    return Usage;
  }
  if (!targetsOption.empty())
    mapping.target = targetsOption[0];
  mapping.tileSeed = tileSeedOption;
  mapping.packSeed = packSeedOption;
  mapping.placeSeed = placeSeedOption;
  if (stallSeedOption)
    mapping.stallSeed = stallSeedOption;
  if (latencySeedOption)
    mapping.latencySeed = latencySeedOption;
  mapping.overlapSamples = overlapOption;
  mapping.maxCount = maxCountOption;
  std::unique_ptr<MLIRContext> context = makeContext();
  OwningOpRef<ModuleOp> module = parseSourceFile<ModuleOp>(networkOption, context.get());
  if (!module)
    return BadInput;
  Outcome outcome = runCase(
      std::move(module),
      [&](llvm::ArrayRef<sim::InputInfo> inputs) {
        llvm::Expected<Samples> samples = readSamples(inputOption, inputs);
        if (samples)
          return std::move(*samples);
        llvm::errs() << "error: " << llvm::toString(samples.takeError()) << "\n";
        std::exit(BadInput);
      },
      mapping, runOptions());
  if (outcome.kind == Outcome::Equal) {
    for (const auto &[name, value] : outcome.figures)
      llvm::outs() << fmt::format("{:<34} {:>12}\n", name, value);
    llvm::outs() << "equal\n";
    return Done;
  }
  llvm::errs() << "error: " << outcome.reason << "\n" << outcome.detail << "\n";
  return outcome.kind == Outcome::Failed ? Different : BadInput;
}

int main(int argc, char **argv) {
  llvm::sys::PrintStackTraceOnErrorSignal(argv[0]); // of a replay; in a campaign a crash is an outcome
  cl::HideUnrelatedOptions(category);
  cl::ParseCommandLineOptions(argc, argv,
                              "Random networks, mappings and inputs through integer reference, chip simulator and RTL\n"
                              "Example: snnc-fuzz --seed=1 --count=2000\n");
  registerAllPasses(allTargets());
  for (const std::string &target : knownTargets())
    if (auto loaded = mesh::loadTarget(target); !loaded) {
      llvm::errs() << "error: " << llvm::toString(loaded.takeError()) << "\n";
      return BadInput;
    }
  if (!dumpOption.empty()) {
    llvm::outs() << writeCase(drawCase(seedOption, knownTargets()), dumpOption) << "\n";
    return Done;
  }
  return networkOption.empty() ? Campaign().run() : replay();
}

//===- FastestTiles.cpp - the cut that recordings run fastest on ----------===//

#include "compiler/calibration/FastestTiles.h"
#include "support/interrupt/Interrupt.h"
#include "support/progress/Progress.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace snnc;

/// Maps the network without a word, and makes a configuration of it; null where it does not map. `module` becomes what
/// the last phase left.
static std::unique_ptr<Configuration> mapSilently(const TileSearch &search, const MappingOptions &mapping,
                                                  OwningOpRef<ModuleOp> &module) {
  ModuleOp proved = search.proved;
  ScopedDiagnosticHandler silence(proved.getContext(), [](Diagnostic &) { return success(); });
  PipelineOptions options = search.options;
  options.mapping = mapping;
  module = proved.clone();
  FailureOr<std::vector<Phase>> phases = remainingPhases(*module, allPhases(search.targets, search.backend, options));
  if (failed(phases))
    return nullptr;
  for (const Phase &phase : *phases)
    if (runPhase(*module, phase) != FailureCause::None)
      return nullptr;
  llvm::Expected<Emission> emission = search.backend.emit(*module, /*withConfiguration=*/true);
  if (!emission) {
    llvm::consumeError(emission.takeError());
    return nullptr;
  }
  return std::move(emission->configuration);
}

namespace {
class Search {
public:
  Search(const TileSearch &search, uint64_t mostCuts)
      : search(search), mostCuts(mostCuts), progress("cuts", mostCuts, search.execution.quiet) {}

  llvm::Expected<FastestTiles> run() {
    found.tiles = search.options.mapping.tiles;
    OwningOpRef<ModuleOp> module;
    std::unique_ptr<Configuration> configuration = map(found.tiles, module);
    if (!configuration)
      return std::move(found);
    // A chip of many cores takes long to run.
    mostCuts = std::max<uint64_t>(std::min<uint64_t>(mostCuts, 8),
                                  mostCuts * 16 / std::max<uint64_t>(16, coresOf(*configuration)));
    search.workload.configuration = std::move(configuration);
    llvm::Expected<SpeedMeter> opened = SpeedMeter::open(search.workload, search.input, search.execution);
    if (!opened)
      return opened.takeError();
    meter.emplace(std::move(*opened));
    llvm::Expected<double> first = measure(*search.workload.configuration);
    if (!first)
      return first.takeError();
    found.first = found.best = *first;
    found.tried = 1;
    for (bool better = true; better && !isInterrupted();) {
      llvm::Expected<bool> stepped = stepFrom(*module);
      if (!stepped)
        return stepped.takeError();
      better = *stepped;
      if (better)
        map(found.tiles, module);
    }
    if (isInterrupted()) {
      answerInterrupt();
      found.wasInterrupted = true;
    }
    return std::move(found);
  }

private:
  /// A cut, and what a glance at it said.
  struct Candidate {
    double glance;
    std::vector<std::string> tiles;
  };

  std::unique_ptr<Configuration> map(const std::vector<std::string> &tiles, OwningOpRef<ModuleOp> &module) const {
    MappingOptions mapping = search.options.mapping;
    mapping.tiles = tiles;
    mapping.effort = 0; // places make little difference, and searching for them takes longer than all else
    return mapSilently(search, mapping, module);
  }

  llvm::Expected<double> measure(const Configuration &configuration, uint64_t samples, uint64_t steps) {
    llvm::Expected<Speed> speed = meter->measure(configuration, Extract::of(configuration, samples, steps));
    if (!speed)
      return speed.takeError();
    return speed->cyclesPerStep();
  }
  llvm::Expected<double> measure(const Configuration &configuration) { return measure(configuration, 4, 600); }
  /// On a quarter of that, which tells most of those that are slower.
  llvm::Expected<double> glanceAt(const Configuration &configuration) {
    progress.advance(++found.tried);
    return measure(configuration, 2, 150);
  }

  /// The cuts near `module` that have not been looked at yet, as many as may be, the most promising first.
  llvm::Expected<std::vector<Candidate>> lookAround(ModuleOp module) {
    std::vector<Candidate> candidates;
    for (std::vector<std::string> &tiles : search.backend.otherTiles(module, search.options.mapping.tiles)) {
      if (found.tried >= mostCuts || isInterrupted())
        break;
      if (!known.insert(llvm::join(tiles, " ")).second)
        continue;
      OwningOpRef<ModuleOp> other;
      std::unique_ptr<Configuration> configuration = map(tiles, other);
      if (!configuration)
        continue;
      llvm::Expected<double> glance = glanceAt(*configuration);
      if (!glance)
        return glance.takeError();
      candidates.push_back({*glance, std::move(tiles)});
    }
    llvm::stable_sort(candidates, [](const Candidate &a, const Candidate &b) { return a.glance < b.glance; });
    return std::move(candidates);
  }

  /// Goes on to the fastest cut near `module`; whether there is one that is faster.
  llvm::Expected<bool> stepFrom(ModuleOp module) {
    llvm::Expected<std::vector<Candidate>> candidates = lookAround(module);
    if (!candidates)
      return candidates.takeError();
    bool better = false;
    for (const Candidate &candidate : llvm::ArrayRef(*candidates).take_front(4)) {
      if (isInterrupted())
        break;
      OwningOpRef<ModuleOp> mapped;
      llvm::Expected<double> cycles = measure(*map(candidate.tiles, mapped));
      if (!cycles)
        return cycles.takeError();
      if (*cycles >= found.best)
        continue;
      found.best = *cycles;
      found.tiles = candidate.tiles;
      better = true;
    }
    return better;
  }

  const TileSearch &search;
  uint64_t mostCuts;
  Progress progress;
  std::optional<SpeedMeter> meter;
  llvm::StringSet<> known; ///< cuts that have been looked at
  FastestTiles found;
};
} // namespace

llvm::Expected<FastestTiles> snnc::findFastestTiles(const TileSearch &search, uint64_t mostCuts) {
  return Search(search, mostCuts).run();
}

//===- Compilation.cpp - from a network file to its last phase ------------===//

#include "compiler/compilation/Compilation.h"
#include "compiler/analysis/SpikeStatistics.h"
#include "compiler/calibration/Calibrate.h"
#include "compiler/compilation/Needs.h"
#include "dialect/snn/SnnDialect.h"
#include "mlir/IR/Builders.h"
#include <chrono>

using namespace mlir;
using namespace snnc;

static double millisecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

namespace {
class Compiler {
public:
  Compiler(MLIRContext &context, const TargetRegistry &targets, const CompilationOptions &options, Compilation &result)
      : context(context), targets(targets), options(options), result(result) {}

  Failure run() {
    if (Failure failure = import())
      return failure;
    if (Failure failure = choosePhases())
      return failure;
    keepWhatIsThere();
    if (Failure failure = show(0, "imported"))
      return failure;
    if (options.stopAfter == "import" || isDone(options.stopAfter))
      return Failure::none();
    if (Failure failure = checkCalibration())
      return failure;
    return runPhases();
  }

private:
  TimingScope timed(StringRef part) { return options.timing ? options.timing->nest(part) : TimingScope(); }

  Failure import() {
    auto start = std::chrono::steady_clock::now();
    TimingScope timing = timed("import");
    FailureOr<OwningOpRef<ModuleOp>> module =
        importNetwork(options.network, options.import, &context, result.assumptions);
    if (failed(module))
      return Failure::reported(FailureCause::Input);
    result.times.push_back({"import", millisecondsSince(start)});
    if (options.onImported)
      options.onImported(result.assumptions);
    result.module = std::move(*module);
    if (uint64_t seed = options.execution.seed)
      (*result.module)->setAttr(snn::SnnDialect::kSeedAttr, Builder(&context).getI64IntegerAttr(int64_t(seed)));
    return Failure::none();
  }

  /// The target that the module carries wins over the one that was asked for.
  Failure choosePhases() {
    ModuleOp module = *result.module;
    FailureOr<ChosenTarget> target = targets.choose(module, options.pipeline.target);
    if (failed(target))
      return Failure::reported(FailureCause::Input);
    result.target = *target;
    all = allPhases(targets, *result.target.backend, options.pipeline);
    size_t begun = module->hasAttr(snn::SnnDialect::kPassAttr); // a phase that is not done
    FailureOr<std::vector<Phase>> remaining = remainingPhases(module, all);
    if (failed(remaining))
      return Failure::reported(FailureCause::Input);
    phases = std::move(*remaining);
    done = all.size() - phases.size();
    if (!hasNetwork() && done + begun <= networkPhases(targets, options.pipeline).size())
      return {FailureCause::Input, options.network + ": there is no network in it"};
    return Failure::none();
  }

  bool isAhead(StringRef name) const {
    return llvm::any_of(phases, [&](const Phase &phase) { return phase.name == name; });
  }
  bool isDone(StringRef name) const {
    return llvm::any_of(ArrayRef(all).take_front(done), [&](const Phase &phase) { return phase.name == name; });
  }
  bool hasNetwork() const { return !result.module->getOps<snn::NetworkOp>().empty(); }

  /// What runs in float is the spiking network, and there is none before it is converted. A network that comes from a
  /// later phase is kept as it comes.
  void keepImported(size_t phasesDone) {
    if ((phasesDone <= 1 || phasesDone == done) && hasNetwork())
      result.imported = result.module->clone();
  }

  void keepWhatIsThere() {
    if (!phases.empty() && phases.front().name == "quantize")
      result.simplified = result.module->clone();
    if (isAhead("quantize"))
      keepImported(done);
    if (!isAhead("prove") && hasNetwork())
      result.quantized = result.module->clone();
  }

  Failure show(size_t index, StringRef phase) {
    if (options.onModule)
      if (llvm::Error error = options.onModule(index, phase, *result.module))
        return Failure::of(std::move(error));
    return Failure::none();
  }

  Failure checkCalibration() {
    if (!options.calibration)
      return Failure::none();
    if (!isAhead("quantize"))
      return {FailureCause::Usage,
              options.network + ": --calibrate is for networks in float, this one is in integers already"};
    for (snn::NetworkOp network : result.module->getOps<snn::NetworkOp>())
      if (calibrationStepsOf(network))
        return {FailureCause::Usage, options.network +
                                         ": the network is calibrated and corrected already; without --calibrate it "
                                         "compiles to what it was then, a network from before 'simplify' can be "
                                         "calibrated anew"};
    // The network may come as it is before snn-quantize.
    return phases.front().name == "quantize" ? calibrateAndCorrect() : Failure::none();
  }

  /// Behind "simplify": looks at the recordings, and corrects the network for what rounding will do to it.
  Failure calibrateAndCorrect() {
    TimingScope timing = timed("calibrate");
    std::optional<SpikeBaseline> baseline;
    if (Failure failure = calibrate(*result.module, *options.calibration, options.execution, baseline))
      return failure;
    result.calibrated = result.module->clone();
    std::vector<Phase> quantizing;
    for (const Phase &phase : all)
      if (phase.name == "quantize" || phase.name == "prove")
        quantizing.push_back(phase);
    if (Failure failure = correctRates(result.module, quantizing, *baseline, options.execution, result.corrections))
      return failure;
    result.corrected = result.module->clone();
    return Failure::none();
  }

  /// Behind "prove": what became of the network on the recordings.
  Failure runCalibrated() {
    TimingScope timing = timed("run quantised");
    QuantizationRun &run = result.quantizationRun.emplace();
    if (Failure failure =
            runQuantization(*result.calibrated, *result.quantized, *options.calibration, options.execution, run))
      return failure;
    return runLayersAlone(*result.calibrated, *result.quantized, *options.calibration, options.execution, run);
  }

  /// Whether recordings are to say how layers are cut. Whoever says where tiles are has said how they are cut.
  bool isMadeForSpeed() const {
    return options.calibration && options.pipeline.mapping.goal == MappingGoal::Throughput &&
           options.pipeline.mapping.places.empty() && !SpeedMeter::engineOf(*result.target.backend).empty();
  }

  /// Behind "prove": which cut the recordings run fastest on. Phases ahead are then those of that cut.
  Failure cutForSpeed() {
    static constexpr uint64_t mostCuts[] = {1, 120, 480, 1920};
    TimingScope timing = timed("cut for speed");
    Workload workload{result.imported->clone(), result.quantized->clone(), nullptr};
    TileSearch search{targets,  *result.target.backend, options.pipeline, *result.module,
                      workload, *options.calibration,   options.execution};
    llvm::Expected<FastestTiles> found = findFastestTiles(search, mostCuts[options.pipeline.mapping.effort]);
    if (!found)
      return Failure::of(found.takeError());
    if (found->wasInterrupted)
      result.module->emitWarning() << "the search for the fastest cut was interrupted; this is the best of "
                                   << found->tried << " cuts, and another run may find another";
    result.fastest = std::move(*found);
    PipelineOptions pipeline = options.pipeline;
    pipeline.mapping.tiles = result.fastest->tiles;
    std::vector<Phase> others = allPhases(targets, *result.target.backend, pipeline);
    llvm::copy(llvm::drop_begin(others, done), phases.begin());
    return Failure::none();
  }

  /// Behind all phases: how fast the recordings are.
  Failure measureSpeed() {
    TimingScope timing = timed("measure speed");
    llvm::Expected<Emission> emission = result.target.backend->emit(*result.module, /*withConfiguration=*/true);
    if (!emission)
      return {FailureCause::Defect, llvm::toString(emission.takeError())};
    Workload workload{result.imported->clone(), result.quantized->clone(), std::move(emission->configuration)};
    llvm::Expected<SpeedMeter> meter = SpeedMeter::open(workload, *options.calibration, options.execution);
    if (!meter)
      return Failure::of(meter.takeError());
    llvm::Expected<Speed> speed =
        meter->measure(*workload.configuration, Extract::of(*workload.configuration, 16, 4800), /*withBusiest=*/true);
    if (!speed)
      return Failure::of(speed.takeError());
    result.speed = std::move(*speed);
    return Failure::none();
  }

  Failure runPhases() {
    for (size_t i = 0; i < phases.size(); ++i) {
      const Phase &phase = phases[i];
      if (options.onPhase)
        options.onPhase(done + i + 1, phase);
      auto start = std::chrono::steady_clock::now();
      TimingScope timing = timed(phase.name);
      if (FailureCause cause = runPhase(*result.module, phase, &timing, options.onPass); cause != FailureCause::None)
        return Failure::reported(cause);
      timing.stop();
      result.times.push_back({phase.name, millisecondsSince(start)});
      if (phase.name == "simplify") {
        result.simplified = result.module->clone();
        // What shapes say already needs no calibration, no quantisation and no mapping.
        if (failed(checkNeeds(*result.module, options.pipeline.quantize.weightBits)))
          return Failure::reported(FailureCause::Target);
      }
      if (options.calibration && phase.name == "simplify")
        if (Failure failure = calibrateAndCorrect())
          return failure;
      if (Failure failure = show(done + i + 1, phase.name))
        return failure;
      keepImported(done + i + 1);
      if (phase.name == "prove") {
        result.quantized = result.module->clone();
        if (result.calibrated)
          if (Failure failure = runCalibrated())
            return failure;
        if (isMadeForSpeed() && options.stopAfter != "prove")
          if (Failure failure = cutForSpeed())
            return failure;
      }
      if (phase.name == options.stopAfter)
        return Failure::none();
    }
    if (isMadeForSpeed())
      return measureSpeed();
    return Failure::none();
  }

  MLIRContext &context;
  const TargetRegistry &targets;
  const CompilationOptions &options;
  Compilation &result;
  std::vector<Phase> all, phases; ///< of the target, and those that the module has not gone through
  size_t done = 0;                ///< phases that it has
};
} // namespace

Failure snnc::compileNetwork(MLIRContext &context, const TargetRegistry &targets, const CompilationOptions &options,
                             Compilation &result) {
  return Compiler(context, targets, options, result).run();
}

//===- Workload.cpp - a network, and the engines that run it --------------===//

#include "compiler/execution/Workload.h"
#include "compiler/import/Import.h"
#include "dialect/snn/SnnDialect.h"
#include "sim/encode/NetworkEncoders.h"
#include "sim/reference/Reference.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <fmt/format.h>
#include <thread>

using namespace mlir;
using namespace snnc;

Failure Failure::of(llvm::Error error) {
  bool brokeDown = error.isA<sim::EngineFailure>();
  return of(brokeDown ? FailureCause::Difference : FailureCause::Input, std::move(error));
}

unsigned ExecutionOptions::threadCount() const {
  return threads ? threads : std::max(1u, std::thread::hardware_concurrency());
}

bool snnc::isFolder(const std::string &path) { return llvm::sys::fs::is_directory(path); }

static std::string fileIn(const std::string &directory, const char *name) {
  llvm::SmallString<128> path(directory);
  llvm::sys::path::append(path, name);
  return path.str().str();
}

/// Reads a network file of a folder, where it is there.
static Failure loadNetwork(MLIRContext &context, const std::string &path, bool needed, OwningOpRef<ModuleOp> &result) {
  if (!llvm::sys::fs::exists(path)) {
    if (needed)
      return {FailureCause::Input,
              "'" + path + "' is missing: the folder was compiled from a later phase than the network"};
    return Failure::none();
  }
  std::vector<std::string> assumptions;
  FailureOr<OwningOpRef<ModuleOp>> module = importNetwork(path, {}, &context, assumptions);
  if (failed(module))
    return Failure::reported(FailureCause::Input);
  result = std::move(*module);
  return Failure::none();
}

Failure snnc::loadFolder(MLIRContext &context, const TargetRegistry &targets, const std::string &directory,
                         bool needNetworks, Workload &result) {
  if (!isFolder(directory))
    return {FailureCause::Input, "'" + directory + "' is no folder; 'snnc compile NET -o DIR' makes one"};
  llvm::Expected<std::unique_ptr<Configuration>> configuration = targets.loadConfiguration(directory);
  if (!configuration)
    return Failure::of(configuration.takeError());
  result.configuration = std::move(*configuration);
  if (Failure failure = loadNetwork(context, fileIn(directory, networkFile), needNetworks, result.imported))
    return failure;
  return loadNetwork(context, fileIn(directory, quantizedFile), needNetworks, result.quantized);
}

llvm::Expected<std::unique_ptr<sim::Engine>> snnc::makeEngine(StringRef name, Workload &workload,
                                                              const EngineOptions &options) {
  if (name != "float" && name != "integer")
    return workload.configuration->makeEngine(name, options);
  ModuleOp module = name == "float" ? *workload.imported : *workload.quantized;
  return sim::createReference(*module.getOps<snn::NetworkOp>().begin(), /*integers=*/name == "integer");
}

/// The encoder of an input: the configuration says it where there is one, else the network.
static llvm::Expected<std::optional<sim::NetworkEncoder>> encoderOf(const Workload &workload, unsigned index,
                                                                    StringRef input) {
  if (workload.configuration) {
    std::string text = workload.configuration->encoderOf(index);
    if (text.empty())
      return std::nullopt;
    llvm::Expected<sim::NetworkEncoder> encoder = sim::parseEncoder(
        text, (workload.configuration->backend().configurationFile() + ": encoder of input '" + input + "'").str());
    if (!encoder)
      return encoder.takeError();
    return *encoder;
  }
  const OwningOpRef<ModuleOp> &module = workload.imported ? workload.imported : workload.quantized;
  return sim::findEncoder(*const_cast<OwningOpRef<ModuleOp> &>(module)->getOps<snn::NetworkOp>().begin(), index);
}

/// What the options say of recordings.
static llvm::Error takeRecordingOptions(const InputOptions &options, sim::StimulusOptions &stimulus) {
  stimulus.timeOrigin = options.timeOrigin == "first"  ? sim::TimeOrigin::First
                        : options.timeOrigin == "zero" ? sim::TimeOrigin::Zero
                                                       : sim::TimeOrigin::Auto;
  sim::SensorOptions &sensor = stimulus.sensor;
  sensor.transpose = options.transpose;
  sensor.flipX = StringRef(options.flip).contains('x');
  sensor.flipY = StringRef(options.flip).contains('y');
  sensor.pool = options.pool;
  sensor.mergePolarities = options.mergePolarities;
  if (!options.crop.empty()) {
    auto crop = sim::SensorOptions::parseCrop(options.crop);
    if (!crop)
      return llvm::createStringError("--crop: " + llvm::toString(crop.takeError()));
    sensor.crop = *crop;
  }
  if (!options.columns.empty()) {
    llvm::Expected<sim::Columns> columns = sim::parseColumns(options.columns);
    if (!columns)
      return llvm::createStringError("--columns: " + llvm::toString(columns.takeError()));
    stimulus.columns = *columns;
  }
  stimulus.stream = options.stream;
  return llvm::Error::success();
}

/// A network that leaks is run on the steps that its time constants count. What --dt has said is a fact; what an
/// exporter writes may be but its habit.
static llvm::Error compareSteps(snn::NetworkOp network, uint32_t stepUs) {
  std::optional<int64_t> dtUs = network.getDtUs();
  if (!dtUs || *dtUs == stepUs)
    return llvm::Error::success();
  std::string steps =
      fmt::format("a step of recordings is {} us (--step-us), but the time constants of the network count "
                  "steps of {} us",
                  stepUs, *dtUs);
  if (network.getStepUs() == dtUs)
    return llvm::createStringError(fmt::format(
        "{} (--dt {:g}): it would leak as in another time; --step-us {}, or the network with the --dt of the "
        "steps that it was trained on, would fit",
        steps, double(*dtUs) * 1e-6, *dtUs));
  network.emitWarning() << steps << ", as its file says; where it was trained on steps of " << int64_t(stepUs)
                        << " us all is well, and --dt with that step says so";
  return llvm::Error::success();
}

llvm::Expected<std::unique_ptr<sim::NetworkStimulus>> snnc::openInput(const InputOptions &options, uint64_t seed,
                                                                      const Workload &workload,
                                                                      llvm::ArrayRef<sim::InputInfo> inputs) {
  sim::StimulusOptions stimulus;
  stimulus.seed = seed;
  stimulus.labels = options.labels;
  stimulus.limit = options.limit;
  stimulus.steps = options.steps;
  if (llvm::Error error = takeRecordingOptions(options, stimulus))
    return std::move(error);
  ModuleOp module = workload.imported ? *workload.imported : ModuleOp();
  if (module && !module.getOps<snn::NetworkOp>().empty()) {
    snn::NetworkOp network = *module.getOps<snn::NetworkOp>().begin();
    if (!stimulus.steps && network.getSteps())
      stimulus.steps = uint32_t(*network.getSteps());
    if (auto own = module->getAttrOfType<IntegerAttr>(snn::SnnDialect::kSeedAttr); own && !seed)
      stimulus.seed = uint64_t(own.getInt());
    if (network.getStepUs())
      stimulus.stepUs = uint32_t(*network.getStepUs());
    if (options.stepUs)
      stimulus.stepUs = *options.stepUs;
    if (llvm::Error error = compareSteps(network, stimulus.stepUs))
      return std::move(error);
  } else if (options.stepUs) {
    stimulus.stepUs = *options.stepUs;
  }
  std::vector<sim::StimulusOptions> each;
  for (auto [index, input] : llvm::enumerate(inputs)) {
    llvm::Expected<std::optional<sim::NetworkEncoder>> encoder = encoderOf(workload, unsigned(index), input.name);
    if (!encoder)
      return encoder.takeError();
    stimulus.encoder = std::move(*encoder);
    stimulus.inputIndex = unsigned(index);
    each.push_back(stimulus);
  }
  return sim::NetworkStimulus::open(options.inputs, inputs, std::move(each));
}

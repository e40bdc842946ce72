//===- Engines.cpp - engines for a network or a compiled folder -----------===//

#include "compiler/driver/Engines.h"
#include "compiler/driver/Compile.h"
#include "dialect/snn/SnnDialect.h"
#include "sim/chip/ChipEngine.h"
#include "sim/encode/NetworkEncoders.h"
#include "sim/reference/Reference.h"
#include "sim/rtl/RtlEngine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace snnc;
using namespace snnc::driver;

bool driver::isFolder(const std::string &path) { return llvm::sys::fs::is_directory(path); }

static std::string fileIn(const std::string &directory, const char *name) {
  llvm::SmallString<128> path(directory);
  llvm::sys::path::append(path, name);
  return path.str().str();
}

Waveform driver::waveformOf(const std::string &vcd, const std::string &fst) {
  return fst.empty() ? Waveform{vcd, true} : Waveform{fst, false};
}

/// Reads a network file of a folder, where it is there.
static int loadNetwork(MLIRContext &context, const std::string &path, bool needed, OwningOpRef<ModuleOp> &result) {
  if (!llvm::sys::fs::exists(path)) {
    if (needed)
      return fail(BadInput, "'" + path + "' is missing: the folder was compiled from a later phase than the network");
    return Done;
  }
  std::vector<std::string> assumptions;
  FailureOr<OwningOpRef<ModuleOp>> module = importNetwork(path, {}, &context, assumptions);
  if (failed(module))
    return BadInput;
  result = std::move(*module);
  return Done;
}

int driver::loadFolder(MLIRContext &context, const std::string &directory, bool needNetworks, Workload &result) {
  if (!isFolder(directory))
    return fail(BadInput, "'" + directory + "' is no folder; 'snnc compile NET -o DIR' makes one");
  llvm::Expected<mesh::LoadedImage> image = mesh::loadImage(fileIn(directory, imageFile));
  if (!image)
    return fail(BadInput, image.takeError());
  result.image = std::make_shared<mesh::LoadedImage>(std::move(*image));
  if (int code = loadNetwork(context, fileIn(directory, networkFile), needNetworks, result.imported))
    return code;
  return loadNetwork(context, fileIn(directory, quantizedFile), needNetworks, result.quantized);
}

llvm::Expected<std::unique_ptr<sim::Engine>> driver::makeEngine(llvm::StringRef name, Workload &workload,
                                                                const Waveform &waveform, bool overlapSamples) {
  if (name == "chip")
    return sim::ChipEngine::create(workload.image);
  if (name == "rtl") {
    sim::RtlOptions options;
    options.model.waveform = waveform.path;
    options.model.vcd = waveform.vcd;
    options.overlapSamples = overlapSamples;
    return sim::RtlEngine::create(workload.image, options);
  }
  ModuleOp module = name == "float" ? *workload.imported : *workload.quantized;
  return sim::createReference(*module.getOps<snn::NetworkOp>().begin(), /*integers=*/name == "integer");
}

/// The encoder of the only input: the image says it where there is one, else the network.
static llvm::Expected<std::optional<sim::NetworkEncoder>> encoderOf(const Workload &workload) {
  if (workload.image) {
    const mesh::NetworkInput &input = workload.image->image.inputs.front();
    if (input.encoder.empty())
      return std::nullopt;
    llvm::Expected<sim::NetworkEncoder> encoder =
        sim::parseEncoder(input.encoder, std::string(imageFile) + ": encoder of input '" + input.name + "'");
    if (!encoder)
      return encoder.takeError();
    return *encoder;
  }
  const OwningOpRef<ModuleOp> &module = workload.imported ? workload.imported : workload.quantized;
  return sim::findEncoder(*const_cast<OwningOpRef<ModuleOp> &>(module)->getOps<snn::NetworkOp>().begin(), 0);
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
  return llvm::Error::success();
}

llvm::Expected<std::unique_ptr<sim::Stimulus>> driver::openInput(const InputOptions &options, uint64_t seed,
                                                                 const Workload &workload,
                                                                 llvm::ArrayRef<sim::InputInfo> inputs) {
  if (inputs.size() != 1)
    return llvm::createStringError("the network has " + llvm::Twine(inputs.size()) + " inputs, input data are for one");
  sim::StimulusOptions stimulus;
  llvm::Expected<std::optional<sim::NetworkEncoder>> encoder = encoderOf(workload);
  if (!encoder)
    return encoder.takeError();
  stimulus.encoder = std::move(*encoder);
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
  }
  if (options.stepUs)
    stimulus.stepUs = *options.stepUs;
  return sim::Stimulus::open(options.input, inputs.front(), stimulus);
}

int driver::failEngine(llvm::Error error) {
  int code = error.isA<sim::EngineFailure>() ? Different : BadInput;
  return fail(ExitCode(code), std::move(error));
}

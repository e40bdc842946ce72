//===- MeshBackend.cpp - the mesh chip behind the target seam -------------===//

#include "backends/mesh/MeshBackend.h"
#include "backends/mesh/MeshConfiguration.h"
#include "backends/mesh/MeshPhases.h"
#include "backends/mesh/MeshTranslations.h"
#include "backends/mesh/analysis/TileMoves.h"
#include "backends/mesh/emit/EmitImage.h"
#include "backends/mesh/fields/FieldSpec.h"
#include "backends/mesh/inspect/Inspect.h"
#include "backends/mesh/target/MeshTargetModel.h"
#include "backends/mesh/target/TargetAttribute.h"
#include "dialect/snn/SnnDialect.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <fmt/format.h>
#include <set>

using namespace mlir;
using namespace snnc;
using namespace snnc::mesh;
using json = nlohmann::ordered_json;

static constexpr llvm::StringLiteral imageFile = "image.bin";

//===----------------------------------------------------------------------===//
// Emission
//===----------------------------------------------------------------------===//

/// What an engine gets must be what was compiled: the image, read back, is the program again.
static llvm::Error checkImage(ModuleOp module, const LoadedImage &loaded) {
  llvm::Expected<OwningOpRef<ModuleOp>> inspected = inspectImage(loaded, module->getContext());
  if (!inspected)
    return inspected.takeError();
  OwningOpRef<ModuleOp> emitted = module.clone();
  ProgramOp program = *emitted->getOps<ProgramOp>().begin();
  normalizeProgram(program);
  ProgramOp found = *(*inspected)->getOps<ProgramOp>().begin();
  if (areEqual(program, found))
    return llvm::Error::success();
  std::string expected, actual;
  llvm::raw_string_ostream(expected) << program;
  llvm::raw_string_ostream(actual) << found;
  size_t at = std::mismatch(expected.begin(), expected.end(), actual.begin(), actual.end()).first - expected.begin();
  size_t line = std::count(expected.begin(), expected.begin() + at, '\n') + 1;
  return llvm::createStringError("the emitted image is not the program: read back it differs from line " +
                                 llvm::Twine(line) + " on; 'snnc compile --stop-after allocate' prints the program");
}

/// The image of a program in its last phase, written to `bytes` and read back as an engine does; it must hold, and say
/// what the program says.
static llvm::Expected<LoadedImage> emitAndReadBack(ModuleOp module, std::vector<uint8_t> &bytes,
                                                   bool withConfiguration) {
  FailureOr<Image> image = emitImage(*module.getOps<ProgramOp>().begin());
  if (failed(image))
    return llvm::createStringError("the program cannot be emitted");
  llvm::Expected<std::vector<uint8_t>> written = writeImage(*image);
  if (!written)
    return written.takeError();
  bytes = std::move(*written);
  image = failure(); // what follows has it from the bytes
  llvm::Expected<Image> again = readImage(bytes, imageFile);
  if (!again)
    return again.takeError();
  llvm::Expected<Program> decoded = decodeProgram(*again);
  if (!decoded)
    return llvm::createStringError("the emitted image cannot be read back: " + llvm::toString(decoded.takeError()));
  if (llvm::Error error = validateProgram(*again, *decoded))
    return llvm::createStringError("the emitted image does not hold: " + llvm::toString(std::move(error)));
  LoadedImage loaded{std::move(*again), std::move(*decoded)};
  if (!withConfiguration)
    std::vector<uint64_t>().swap(loaded.image.packets);
  if (llvm::Error error = checkImage(module, loaded))
    return std::move(error);
  return loaded;
}

/// What keeps an attribute from being that of a target file; empty where nothing does.
static std::string whyNoTarget(TargetAttr attribute) {
  llvm::Expected<TargetDescription> description =
      TargetDescription::parse(fromAttribute(attribute).canonicalJson(), "target");
  if (!description)
    return llvm::toString(description.takeError());
  llvm::Expected<TargetAttr> again = toAttribute(*description, attribute.getContext());
  if (!again)
    return llvm::toString(again.takeError());
  return *again == attribute ? "" : "the reach of its fields is not that of a chip of this size";
}

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

namespace {
struct LayerUse {
  int64_t tiles = 0, weights = 0;
  std::set<std::pair<int64_t, int64_t>> cores;
};
} // namespace

/// What the layers of program.json take, by name.
static llvm::StringMap<LayerUse> usesOf(const json &program) {
  llvm::StringMap<LayerUse> uses;
  for (const json &population : program["populations"]) {
    LayerUse &use = uses[population["layer"].get_ref<const std::string &>()];
    ++use.tiles;
    // Packed ports have more than one weight in a lane.
    for (const json &port : population["ports"])
      use.weights += port["weight_words"].get<int64_t>() * program["target"]["lanes"].get<int64_t>() *
                     (program["target"]["weightBits"].get<int64_t>() / port["weight_bits"].get<int64_t>());
    use.cores.insert({population["core"][0].get<int64_t>(), population["core"][1].get<int64_t>()});
  }
  return uses;
}

namespace {
class MeshBackend final : public Backend {
public:
  StringRef name() const override { return MeshDialect::getDialectNamespace(); }
  void registerDialects(DialectRegistry &registry) const override {
    registry.insert<MeshDialect>();
    registerTargetModel(registry);
  }
  void registerPasses() const override {
    registerMeshPasses();
    registerPhases(meshPhases());
  }

  void registerTranslations() const override { registerMeshTranslations(); }

  ArrayRef<StringRef> targetNames() const override { return presetNames(); }
  StringRef defaultTarget() const override { return "mesh4x4"; }
  StringRef targetFormat() const override { return TargetDescription::format; }
  StringRef targetText(StringRef name) const override { return presetText(name); }

  llvm::Expected<TargetAttrInterface> parseTarget(StringRef text, StringRef where,
                                                  MLIRContext &context) const override {
    llvm::Expected<TargetDescription> description = TargetDescription::parse(text, where);
    if (!description)
      return description.takeError();
    llvm::Expected<TargetAttr> attribute = toAttribute(*description, &context);
    if (!attribute)
      return attribute.takeError();
    return cast<TargetAttrInterface>(*attribute);
  }

  LogicalResult checkModule(ModuleOp module) const override {
    if (auto target = module->getAttrOfType<TargetAttr>(snn::SnnDialect::kTargetAttr))
      if (std::string why = whyNoTarget(target); !why.empty())
        return module.emitError() << "its target is none that a target file gives: " << why;
    auto phase = module->getAttrOfType<StringAttr>(snn::SnnDialect::kPhaseAttr);
    for (auto program : module.getOps<ProgramOp>()) {
      if (std::string why = whyNoTarget(program.getTarget()); !why.empty())
        return program.emitError() << "its target is none that a target file gives: " << why;
      // What was left within a phase is checked at its end.
      if (phase && !module->hasAttr(snn::SnnDialect::kPassAttr) && failed(verifyPhase(program, phase)))
        return failure();
    }
    return success();
  }

  json describeTarget(TargetAttrInterface attribute) const override {
    TargetDescription target = fromAttribute(cast<TargetAttr>(attribute));
    // The attribute was made with the same layout.
    FieldLayout layout = llvm::cantFail(FieldLayout::create(target));
    json result = json::parse(target.canonicalJson());
    result["cores"] = target.cols * target.rows;
    uint64_t stateWords = 0, weightWords = 0;
    for (uint32_t y = 0; y < target.rows; ++y)
      for (uint32_t x = 0; x < target.cols; ++x)
        if (!target.isFaulty(x, y)) {
          stateWords += target.sizeOf(x, y).stateWords;
          weightWords += target.sizeOf(x, y).weightWords;
        }
    result["neurons"] = stateWords * target.lanes;
    result["weights"] = weightWords * target.lanes;
    for (const char *field : {"kernel", "stride", "coordinate", "channel"})
      result[std::string(field) + "Max"] = (1u << layout.width(field)) - 1;
    result["packetBits"] = layout.packetBits;
    return result;
  }

  bool hasMappingChoice() const override { return true; }
  std::vector<Phase> phases(const MappingOptions &options) const override {
    return meshPhases({/*tileSeed=*/0, /*packSeed=*/0, /*placeSeed=*/0, options});
  }

  std::vector<std::vector<std::string>> otherTiles(ModuleOp module, ArrayRef<std::string> asked) const override {
    return otherTilesOf(*module.getOps<ProgramOp>().begin(), asked);
  }

  llvm::Expected<Emission> emit(ModuleOp module, bool withConfiguration) const override {
    if (module.getOps<ProgramOp>().empty())
      return llvm::createStringError("there is no mesh.program in the module");
    auto bytes = std::make_shared<std::vector<uint8_t>>();
    llvm::Expected<LoadedImage> loaded = emitAndReadBack(module, *bytes, withConfiguration);
    if (!loaded)
      return loaded.takeError();
    Emission emission;
    emission.files.push_back({imageFile.str(), [bytes](llvm::raw_ostream &stream) {
                                stream.write(reinterpret_cast<const char *>(bytes->data()), bytes->size());
                              }});
    emission.description = describeProgram(*module.getOps<ProgramOp>().begin());
    if (withConfiguration)
      emission.configuration =
          std::make_unique<MeshConfiguration>(*this, std::make_shared<const LoadedImage>(std::move(*loaded)));
    return emission;
  }

  StringRef programSchema() const override { return mesh::programSchema(); }

  std::string table(const json &program) const override {
    std::string text = fmt::format("{:<16} {:>5} {:>5} {:>9} {:>9}\n", "layer", "tiles", "cores", "neurons", "weights");
    llvm::StringMap<LayerUse> uses = usesOf(program);
    for (const json &layer : program["layers"]) {
      const LayerUse &use = uses[layer["name"].get_ref<const std::string &>()];
      int64_t neurons = 1;
      for (const json &extent : layer["shape"])
        neurons *= extent.get<int64_t>();
      text += fmt::format("{:<16} {:>5} {:>5} {:>9} {:>9}\n", layer["name"].get<std::string>(), use.tiles,
                          use.cores.size(), neurons, use.weights);
    }
    text += "\n";
    for (const auto &[resource, used] : program["used"].items())
      text += fmt::format("{:<16} {:>9} / {}\n", resource, used.get<int64_t>(),
                          program["available"][resource].get<int64_t>());
    return text;
  }

  json compileResult(const json &program) const override {
    return {{"populations", program["populations"].size()},
            {"cores", program["cores"].size()},
            {"used", program["used"]},
            {"available", program["available"]}};
  }

  llvm::Expected<Explanation> explainMapping(const json &program) const override {
    return mesh::explainMapping(program);
  }

  ArrayRef<EngineKind> engines() const override {
    static const EngineKind kinds[] = {{"chip", /*hasClock=*/false, /*predictsCycles=*/true},
                                       {"rtl", /*hasClock=*/true}};
    return kinds;
  }

  StringRef configurationFile() const override { return imageFile; }
  llvm::Expected<std::unique_ptr<Configuration>> load(StringRef directory) const override {
    llvm::SmallString<128> path(directory);
    llvm::sys::path::append(path, imageFile);
    llvm::Expected<LoadedImage> image = loadImage(path);
    if (!image)
      return image.takeError();
    return std::make_unique<MeshConfiguration>(*this, std::make_shared<const LoadedImage>(std::move(*image)));
  }
};
} // namespace

std::unique_ptr<Backend> mesh::createMeshBackend() { return std::make_unique<MeshBackend>(); }

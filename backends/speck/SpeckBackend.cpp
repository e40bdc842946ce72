//===- SpeckBackend.cpp - Speck chips behind the target seam ----------------===//

#include "backends/speck/SpeckBackend.h"
#include "backends/speck/SpeckLayout.h"
#include "backends/speck/configuration/Template.h"
#include "backends/speck/conversion/convert-snn-to-speck/ConvertSnnToSpeck.h"
#include "backends/speck/emit/Assemble.h"
#include "backends/speck/emit/Describe.h"
#include "backends/speck/target/SpeckTargetModel.h"
#include "dialect/snn/SnnDialect.h"
#include "sim/speck/SpeckEngine.h"
#include "llvm/Support/raw_ostream.h"
#include <fmt/format.h>
#include <numeric>

using namespace mlir;
using namespace snnc;
using namespace snnc::speck;
using json = nlohmann::ordered_json;

static const char loaderText[] =
#include "backends/speck/load_speck.py.inc"
    ;

static const char verifiedOf2b[] =
    "legality against samna 0.7.1.0 (speck2b): verdict and words of its validator at every limit and for 500 random "
    "configurations; compiled networks are valid there; engine 'speck' after the documents of the vendor, not against "
    "its simulator, which no public registry holds; nothing on a chip";
static const char verifiedOf2f[] = "nothing of it was run: it is checked by the rules of speck2b and what documents "
                                   "say of it, but against no library, "
                                   "for no public registry holds one that has it; a template of the user's own samna "
                                   "(docs/speck.md) is the way to its "
                                   "file; nothing on a chip";

namespace {
/// The two files of a folder, loaded.
class SpeckConfiguration final : public Configuration {
public:
  SpeckConfiguration(const Backend &owner, std::shared_ptr<const ChipProgram> program)
      : owner(owner), program(std::move(program)) {}

  const Backend &backend() const override { return owner; }
  std::string targetName() const override { return program->map.target.name; }
  std::string summary() const override {
    size_t cores = 0;
    for (const MappedLayer &layer : program->map.layers)
      cores += layer.tiles.size();
    return fmt::format("{} layers on {} of {} cores of {}", program->map.layers.size(), cores, kCores, targetName());
  }
  llvm::Expected<std::unique_ptr<sim::Engine>> makeEngine(StringRef name, const EngineOptions &) const override {
    return std::make_unique<sim::SpeckEngine>(program,
                                              name == "speck" ? sim::SpeckOrder::Fixed : sim::SpeckOrder::Shuffled);
  }
  std::string encoderOf(unsigned input) const override { return program->map.inputs[input].encoder; }
  std::optional<ChipLayout> layout() const override { return layoutOf(*program); }
  llvm::Expected<std::string> inspect(MLIRContext &context) const override {
    std::string text;
    llvm::raw_string_ostream stream(text);
    disassembleProgram(*program, &context)->print(stream);
    return text;
  }

private:
  const Backend &owner;
  std::shared_ptr<const ChipProgram> program;
};

class SpeckBackend final : public Backend {
public:
  StringRef name() const override { return SpeckDialect::getDialectNamespace(); }
  void registerDialects(DialectRegistry &registry) const override {
    registry.insert<SpeckDialect>();
    registerTargetModel(registry);
  }
  void registerPasses() const override {
    registerConvertSnnToSpeckPasses();
    registerPhases(phases({}));
  }

  ArrayRef<StringRef> targetNames() const override { return presetNames(); }
  StringRef defaultTarget() const override { return "speck2b"; }
  StringRef targetFormat() const override { return TargetDescription::format; }
  StringRef targetText(StringRef name) const override { return presetText(name); }

  llvm::Expected<TargetAttrInterface> parseTarget(StringRef text, StringRef where,
                                                  MLIRContext &context) const override {
    llvm::Expected<TargetDescription> target = TargetDescription::parse(text, where);
    if (!target)
      return target.takeError();
    if (!target->templateText.empty())
      if (llvm::Error error = checkTemplate(target->templateText, (where + ", template").str()))
        return std::move(error);
    context.loadDialect<SpeckDialect>();
    return cast<TargetAttrInterface>(toAttribute(*target, &context));
  }

  LogicalResult checkModule(ModuleOp module) const override {
    if (auto target = module->getAttrOfType<TargetAttr>(snn::SnnDialect::kTargetAttr))
      if (llvm::Error error = TargetDescription::from(fromAttribute(target).toJson(), "target").takeError())
        return module.emitError() << "its target is none that a target file gives: "
                                  << llvm::toString(std::move(error));
    for (auto program : module.getOps<ProgramOp>())
      if (llvm::Error error = assembleProgram(program).takeError())
        return program.emitError() << llvm::toString(std::move(error));
    return success();
  }

  json describeTarget(TargetAttrInterface attribute) const override {
    TargetDescription target = fromAttribute(cast<TargetAttr>(attribute));
    json result = target.toJson();
    result["cores"] = kCores;
    result["neurons"] = std::accumulate(target.neuronWords.begin(), target.neuronWords.end(), int64_t(0));
    result["weights"] = std::accumulate(target.kernelWords.begin(), target.kernelWords.end(), int64_t(0));
    result["configuration"] = "samna." + target.module + ".configuration.SpeckConfiguration";
    result["verified"] = target.module == "speck2b" ? verifiedOf2b : verifiedOf2f;
    return result;
  }

  std::vector<Phase> phases(const MappingOptions &) const override {
    return {{"match", {{[] { return createConvertSnnToSpeck(); }}}}};
  }

  llvm::Expected<Emission> emit(ModuleOp module, bool withConfiguration) const override {
    if (module.getOps<ProgramOp>().empty())
      return llvm::createStringError("there is no speck.program in the module");
    ProgramOp program = *module.getOps<ProgramOp>().begin();
    llvm::Expected<ChipProgram> assembled = assembleProgram(program);
    if (!assembled)
      return assembled.takeError();
    std::string configuration = writeConfiguration(assembled->configuration);
    std::string layers = writeLayerMap(assembled->map);
    llvm::Expected<ChipProgram> again = readProgram(configuration, layers);
    if (!again)
      return llvm::createStringError("the emitted files cannot be read back: " + llvm::toString(again.takeError()));
    if (!(again->configuration == assembled->configuration) || writeLayerMap(again->map) != layers)
      return llvm::createStringError("the emitted files, read back, are not the program");
    Emission emission;
    emission.description = describeProgram(program, *assembled);
    addFile(emission, configurationFileName, std::move(configuration));
    addFile(emission, layerMapFileName, std::move(layers));
    addFile(emission, "load_speck.py", loaderText);
    if (!assembled->map.target.templateText.empty()) {
      llvm::Expected<std::string> laid = layOver(assembled->map.target.templateText, assembled->configuration);
      if (!laid)
        return laid.takeError();
      addFile(emission, "samna.json", std::move(*laid));
    }
    if (withConfiguration)
      emission.configuration =
          std::make_unique<SpeckConfiguration>(*this, std::make_shared<const ChipProgram>(std::move(*again)));
    return emission;
  }

  StringRef programSchema() const override { return speck::programSchema(); }
  std::string table(const json &program) const override { return programTable(program); }
  json compileResult(const json &program) const override {
    return {{"cores", program["used"]["cores"]}, {"used", program["used"]}, {"available", program["available"]}};
  }

  ArrayRef<EngineKind> engines() const override {
    static const EngineKind kinds[] = {{"speck"}, {"speck-shuffled"}};
    return kinds;
  }

  StringRef configurationFile() const override { return configurationFileName; }
  llvm::Expected<std::unique_ptr<Configuration>> load(StringRef directory) const override {
    llvm::Expected<ChipProgram> program = loadProgram(directory);
    if (!program)
      return program.takeError();
    return std::make_unique<SpeckConfiguration>(*this, std::make_shared<const ChipProgram>(std::move(*program)));
  }

private:
  static void addFile(Emission &emission, StringRef name, std::string text) {
    emission.files.push_back({name.str(), [text = std::move(text)](llvm::raw_ostream &stream) { stream << text; }});
  }
};
} // namespace

std::unique_ptr<Backend> speck::createSpeckBackend() { return std::make_unique<SpeckBackend>(); }

//===- XyloBackend.cpp - Xylo chips behind the target seam ----------------===//

#include "backends/xylo/XyloBackend.h"
#include "backends/xylo/conversion/convert-snn-to-xylo/ConvertSnnToXylo.h"
#include "backends/xylo/emit/Assemble.h"
#include "backends/xylo/emit/Describe.h"
#include "backends/xylo/target/XyloTargetModel.h"
#include "dialect/snn/SnnDialect.h"
#include "sim/xylo/XyloEngine.h"
#include "llvm/Support/raw_ostream.h"
#include <fmt/format.h>

using namespace mlir;
using namespace snnc;
using namespace snnc::xylo;
using json = nlohmann::ordered_json;

static const char loaderText[] =
#include "backends/xylo/load_xylo.py.inc"
    ;

namespace {
/// The two files of a folder, loaded.
class XyloConfiguration final : public Configuration {
public:
  XyloConfiguration(const Backend &owner, std::shared_ptr<const CoreProgram> program)
      : owner(owner), program(std::move(program)) {}

  const Backend &backend() const override { return owner; }
  std::string targetName() const override { return program->map.target.name; }
  std::string summary() const override {
    return fmt::format("{} layers on {} hidden and {} output neurons of {}", program->map.layers.size(),
                       program->configuration.neurons.size(), program->configuration.outputs.size(), targetName());
  }
  llvm::Expected<std::unique_ptr<sim::Engine>> makeEngine(StringRef, const EngineOptions &) const override {
    return std::make_unique<sim::XyloEngine>(program);
  }
  std::string encoderOf(unsigned input) const override { return program->map.inputs[input].encoder; }
  llvm::Expected<std::string> inspect(MLIRContext &context) const override {
    std::string text;
    llvm::raw_string_ostream stream(text);
    disassembleProgram(*program, &context)->print(stream);
    return text;
  }

private:
  const Backend &owner;
  std::shared_ptr<const CoreProgram> program;
};

class XyloBackend final : public Backend {
public:
  StringRef name() const override { return XyloDialect::getDialectNamespace(); }
  void registerDialects(DialectRegistry &registry) const override {
    registry.insert<XyloDialect>();
    registerTargetModel(registry);
  }
  void registerPasses() const override {
    registerConvertSnnToXyloPasses();
    registerPhases(phases({}));
  }

  ArrayRef<StringRef> targetNames() const override { return presetNames(); }
  StringRef defaultTarget() const override { return "xylo-a3"; }
  StringRef targetFormat() const override { return TargetDescription::format; }
  StringRef targetText(StringRef name) const override { return presetText(name); }

  llvm::Expected<TargetAttrInterface> parseTarget(StringRef text, StringRef where,
                                                  MLIRContext &context) const override {
    llvm::Expected<TargetDescription> target = TargetDescription::parse(text, where);
    if (!target)
      return target.takeError();
    context.loadDialect<XyloDialect>();
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
    result["cores"] = 1;
    result["neurons"] = target.hidden + target.outputs;
    result["weights"] =
        target.inputs * target.inputWindow + target.mostHiddenSynapses() + target.outputWindow * target.outputs;
    result["configuration"] = "samna." + target.module + ".configuration.XyloConfiguration";
    result["verified"] =
        "engine 'xylo' against xylosim 0.1.3 (v2): every synaptic current, membrane potential and spike of "
        "1,000 random cores; configuration.json by the names that rockpool 3.1.0 sets, not by samna, "
        "which no public registry holds; nothing on a chip";
    return result;
  }

  std::vector<Phase> phases(const MappingOptions &) const override {
    return {{"map", {{[] { return createConvertSnnToXylo(); }}}}};
  }

  llvm::Expected<Emission> emit(ModuleOp module, bool withConfiguration) const override {
    if (module.getOps<ProgramOp>().empty())
      return llvm::createStringError("there is no xylo.program in the module");
    ProgramOp program = *module.getOps<ProgramOp>().begin();
    llvm::Expected<CoreProgram> assembled = assembleProgram(program);
    if (!assembled)
      return assembled.takeError();
    std::string configuration = writeConfiguration(assembled->configuration, assembled->map.target);
    std::string layers = writeLayerMap(assembled->map);
    llvm::Expected<CoreProgram> again = readProgram(configuration, layers);
    if (!again)
      return llvm::createStringError("the emitted files cannot be read back: " + llvm::toString(again.takeError()));
    if (!(again->configuration == assembled->configuration) || writeLayerMap(again->map) != layers)
      return llvm::createStringError("the emitted files, read back, are not the program");
    Emission emission;
    emission.description = describeProgram(program, *assembled);
    addFile(emission, configurationFileName, std::move(configuration));
    addFile(emission, layerMapFileName, std::move(layers));
    addFile(emission, "load_xylo.py", loaderText);
    if (withConfiguration)
      emission.configuration =
          std::make_unique<XyloConfiguration>(*this, std::make_shared<const CoreProgram>(std::move(*again)));
    return emission;
  }

  StringRef programSchema() const override { return xylo::programSchema(); }
  std::string table(const json &program) const override { return programTable(program); }
  json compileResult(const json &program) const override {
    return {{"cores", 1}, {"used", program["used"]}, {"available", program["available"]}};
  }

  ArrayRef<EngineKind> engines() const override {
    static const EngineKind kinds[] = {{"xylo"}};
    return kinds;
  }

  StringRef configurationFile() const override { return configurationFileName; }
  llvm::Expected<std::unique_ptr<Configuration>> load(StringRef directory) const override {
    llvm::Expected<CoreProgram> program = loadProgram(directory);
    if (!program)
      return program.takeError();
    return std::make_unique<XyloConfiguration>(*this, std::make_shared<const CoreProgram>(std::move(*program)));
  }

private:
  static void addFile(Emission &emission, StringRef name, std::string text) {
    emission.files.push_back({name.str(), [text = std::move(text)](llvm::raw_ostream &stream) { stream << text; }});
  }
};
} // namespace

std::unique_ptr<Backend> xylo::createXyloBackend() { return std::make_unique<XyloBackend>(); }

//===- TinyBackend.cpp - a chip of one core and three limits --------------===//

#include "tests/backends/tiny/TinyBackend.h"
#include "dialect/snn/Elements.h"
#include "dialect/snn/SnnOps.h"
#include "support/json/Json.h"
#include "tests/backends/tiny/TinyDialect.h"
#include "llvm/Support/Path.h"
#include <fmt/format.h>

using namespace mlir;
using namespace snnc;
using namespace snnc::tiny;
using json = nlohmann::ordered_json;

static constexpr llvm::StringLiteral configurationName = "tiny.txt";

static const char targetSchema[] = R"({
  "type": "object", "additionalProperties": false,
  "required": ["format", "name", "neurons", "weights", "maxCount"],
  "properties": {
    "format": {"const": "snnc.tiny-target"}, "name": {"type": "string"},
    "neurons": {"type": "integer", "minimum": 1, "maximum": 65536},
    "weights": {"type": "integer", "minimum": 1, "maximum": 1048576},
    "maxCount": {"type": "integer", "minimum": 1, "maximum": 255}
  }
})";

static const char tinyTarget[] =
    R"({"format": "snnc.tiny-target", "name": "tiny", "neurons": 5000, "weights": 8000, "maxCount": 7})";

namespace {
/// Refuses what the one core does not hold.
struct CheckPass : public PassWrapper<CheckPass, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(CheckPass)
  StringRef getArgument() const override { return "tiny-check"; }
  StringRef getDescription() const override { return "refuse a network that the tiny chip does not hold"; }

  void runOnOperation() override {
    TargetAttrInterface target = targetOf(getOperation(), "tiny-check");
    if (!target)
      return signalPassFailure();
    // As a pass with a defect does.
    if (target.getTargetName() == "defective")
      return signalPassFailure();
    for (auto network : getOperation().getOps<snn::NetworkOp>())
      if (failed(target.checkNeeds(network, /*weightBits=*/0)))
        signalPassFailure();
  }
};

class TinyConfiguration final : public Configuration {
public:
  TinyConfiguration(const Backend &owner, std::string text) : owner(owner), text(std::move(text)) {}

  const Backend &backend() const override { return owner; }
  std::string targetName() const override { return "tiny"; }
  std::string summary() const override { return fmt::format("{} bytes of text", text.size()); }
  llvm::Expected<std::unique_ptr<sim::Engine>> makeEngine(StringRef, const EngineOptions &) const override {
    return llvm::createStringError("the tiny chip has no engine");
  }
  llvm::Expected<std::string> inspect(MLIRContext &) const override { return text; }

private:
  const Backend &owner;
  std::string text;
};

class TinyBackend final : public Backend {
public:
  StringRef name() const override { return "tiny"; }
  void registerDialects(DialectRegistry &registry) const override { registry.insert<TinyDialect>(); }
  void registerPasses() const override {
    PassRegistration<CheckPass>();
    registerPhases(phases({}));
  }

  ArrayRef<StringRef> targetNames() const override {
    static const StringRef names[] = {"tiny"};
    return names;
  }
  StringRef defaultTarget() const override { return "tiny"; }
  StringRef targetFormat() const override { return "snnc.tiny-target"; }
  StringRef targetText(StringRef) const override { return tinyTarget; }

  llvm::Expected<TargetAttrInterface> parseTarget(StringRef text, StringRef where,
                                                  MLIRContext &context) const override {
    llvm::Expected<nlohmann::json> target = parseJson(text, where, targetSchema);
    if (!target)
      return target.takeError();
    auto number = [&](const char *key) { return (*target)[key].get<int64_t>(); };
    context.loadDialect<TinyDialect>();
    return cast<TargetAttrInterface>(TargetAttr::get(&context, (*target)["name"].get<std::string>(), number("neurons"),
                                                     number("weights"), number("maxCount")));
  }

  json describeTarget(TargetAttrInterface attribute) const override {
    auto target = cast<TargetAttr>(attribute);
    return {{"name", target.getName().str()},
            {"cores", 1},
            {"neurons", target.getNeurons()},
            {"weights", target.getWeights()},
            {"maxCount", target.getMaxCount()}};
  }

  std::vector<Phase> phases(const MappingOptions &) const override {
    return {{"fit", {{[]() -> std::unique_ptr<Pass> { return std::make_unique<CheckPass>(); }}}}};
  }

  llvm::Expected<Emission> emit(ModuleOp module, bool withConfiguration) const override {
    std::string text;
    Emission emission;
    emission.description = {{"format", "snnc.tiny-program"}, {"version", 1}, {"target", {{"name", "tiny"}}}};
    module.walk([&](snn::NeuronOpInterface layer) {
      snn::NeuronParameters parameters = layer.getNeuronParameters();
      text += fmt::format("layer {} threshold {} max_count {}\n", layer.getLayerName().str(),
                          snn::valuesOf<int64_t>(parameters.threshold).front(), parameters.maxCount.value_or(1));
      emission.description["layers"].push_back(layer.getLayerName().str());
    });
    emission.files.push_back({configurationName.str(), [text](llvm::raw_ostream &stream) { stream << text; }});
    if (withConfiguration)
      emission.configuration = std::make_unique<TinyConfiguration>(*this, text);
    return emission;
  }

  StringRef programSchema() const override { return R"({"type": "object", "required": ["layers"]})"; }
  std::string table(const json &program) const override {
    return fmt::format("{} layers on one core\n", program["layers"].size());
  }
  json compileResult(const json &program) const override { return {{"layers", program["layers"].size()}}; }

  ArrayRef<EngineKind> engines() const override { return {}; }
  StringRef configurationFile() const override { return configurationName; }
  llvm::Expected<std::unique_ptr<Configuration>> load(StringRef directory) const override {
    llvm::SmallString<128> path(directory);
    llvm::sys::path::append(path, configurationName);
    llvm::Expected<std::string> text = readTextFile(path);
    if (!text)
      return text.takeError();
    return std::make_unique<TinyConfiguration>(*this, std::move(*text));
  }
};
} // namespace

std::unique_ptr<Backend> tiny::createTinyBackend() { return std::make_unique<TinyBackend>(); }

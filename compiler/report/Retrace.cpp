//===- Retrace.cpp - the phases that made a folder ------------------------===//

#include "compiler/report/Retrace.h"
#include "dialect/snn/SnnDialect.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"

using namespace mlir;
using namespace snnc;
using namespace snnc::report;
using json = nlohmann::ordered_json;

static constexpr std::pair<ScaleMode, const char *> scaleNames[] = {{ScaleMode::Channel, "channel"},
                                                                    {ScaleMode::Layer, "layer"},
                                                                    {ScaleMode::Core, "core"},
                                                                    {ScaleMode::MaxAbs, "max-abs"}};
static constexpr std::pair<MappingGoal, const char *> goalNames[] = {{MappingGoal::Balanced, "balanced"},
                                                                     {MappingGoal::Throughput, "throughput"},
                                                                     {MappingGoal::Cores, "cores"},
                                                                     {MappingGoal::Traffic, "traffic"}};

template <typename Names, typename Value> static const char *nameOf(const Names &names, Value value) {
  return llvm::find_if(names, [&](const auto &entry) { return entry.first == value; })->second;
}
template <typename Value, typename Names> static Value valueOf(const Names &names, const std::string &name) {
  for (const auto &[value, known] : names)
    if (name == known)
      return value;
  return names[0].first;
}

json report::describeOptions(const SnnQuantizeOptions &quantize, const MappingOptions &mapping) {
  return {{"weight_bits", quantize.weightBits},
          {"max_count", quantize.maxCount},
          {"scales", nameOf(scaleNames, quantize.scales)},
          {"optimize", nameOf(goalNames, mapping.goal)},
          {"tiles", mapping.tiles},
          {"pins", mapping.pins},
          {"together", mapping.together},
          {"places", mapping.places},
          {"effort", mapping.effort},
          {"seed", mapping.seed}};
}

static PipelineOptions optionsOf(const json &program) {
  PipelineOptions options;
  auto entry = program.find("options");
  if (entry == program.end())
    return options;
  options.quantize.weightBits = (*entry)["weight_bits"].get<int64_t>();
  options.quantize.maxCount = (*entry)["max_count"].get<int64_t>();
  options.quantize.scales = valueOf<ScaleMode>(scaleNames, (*entry)["scales"].get<std::string>());
  options.mapping.goal = valueOf<MappingGoal>(goalNames, (*entry)["optimize"].get<std::string>());
  if (entry->contains("tiles")) // not in folders of earlier versions
    options.mapping.tiles = (*entry)["tiles"].get<std::vector<std::string>>();
  options.mapping.pins = (*entry)["pins"].get<std::vector<std::string>>();
  options.mapping.together = (*entry)["together"].get<std::vector<std::string>>();
  options.mapping.places = (*entry)["places"].get<std::vector<std::string>>();
  options.mapping.effort = (*entry)["effort"].get<unsigned>();
  options.mapping.seed = (*entry)["seed"].get<uint64_t>();
  return options;
}

namespace {
class Tracer {
public:
  Tracer(const TargetRegistry &targets, Subject &subject)
      : targets(targets), subject(subject), options(optionsOf(subject.program)) {
    // Only for what is said of the passes: the module carries the target.
    if (llvm::is_contained(targets.names(), subject.target))
      options.target = subject.target;
  }

  Failure run();

private:
  FailureOr<std::vector<Phase>> phasesOf(ModuleOp module);
  bool advance(ModuleOp module, ArrayRef<Phase> phases, StringRef last);
  void keep(ModuleOp module, const std::string &phase, const std::string &pipeline) {
    subject.phases.push_back({phase, pipeline, module.clone()});
  }
  bool isQuantized(ModuleOp module);
  bool isImage(ModuleOp module);

  const TargetRegistry &targets;
  Subject &subject;
  PipelineOptions options;
};
} // namespace

static std::string phaseOf(ModuleOp module) {
  auto phase = module->getAttrOfType<StringAttr>(snn::SnnDialect::kPhaseAttr);
  return phase ? phase.getValue().str() : "imported";
}

FailureOr<std::vector<Phase>> Tracer::phasesOf(ModuleOp module) {
  return remainingPhases(module, allPhases(targets, subject.workload.configuration->backend(), options));
}

/// Runs phases up to the one that is named, or all, and keeps what each leaves. False where one fails.
bool Tracer::advance(ModuleOp module, ArrayRef<Phase> phases, StringRef last) {
  for (const Phase &phase : phases) {
    if (runPhase(module, phase) != FailureCause::None)
      return false;
    keep(module, phase.name, phase.text());
    if (phase.name == "simplify")
      subject.simplified = module.clone();
    if (phase.name == last)
      return true;
  }
  return last.empty();
}

bool Tracer::isQuantized(ModuleOp module) {
  LayerIndex none;
  return printPhase(module, none).text == printPhase(*subject.workload.quantized, none).text;
}

/// Whether the chip's configuration is the folder's.
bool Tracer::isImage(ModuleOp module) {
  const Backend &backend = subject.workload.configuration->backend();
  llvm::Expected<Emission> emission = backend.emit(module, /*withConfiguration=*/false);
  if (!emission) {
    llvm::consumeError(emission.takeError());
    return false;
  }
  for (const Emission::File &file : emission->files) {
    std::string bytes;
    llvm::raw_string_ostream stream(bytes);
    file.write(stream);
    llvm::SHA256 hash;
    hash.update(bytes);
    auto hashes = subject.program.find("hashes");
    if (hashes == subject.program.end() || !hashes->contains(file.name) ||
        (*hashes)[file.name] != llvm::toHex(hash.final(), /*LowerCase=*/true))
      return false;
  }
  return true;
}

Failure Tracer::run() {
  Workload &workload = subject.workload;
  MLIRContext *context = nullptr;
  for (OwningOpRef<ModuleOp> *module : {&workload.imported, &workload.quantized})
    if (*module)
      context = (*module)->getContext();
  if (!context) {
    subject.phasesNote = "the folder holds no network, for it was compiled from a later phase";
    return Failure::none();
  }
  // What a phase has to say was said when the folder was compiled.
  ScopedDiagnosticHandler silence(context, [](Diagnostic &) { return success(); });
  OwningOpRef<ModuleOp> module;
  bool reached = false;
  if (workload.imported) {
    module = workload.imported->clone();
    if (workload.quantized)
      if (Attribute target = (*workload.quantized)->getAttr(snn::SnnDialect::kTargetAttr))
        (*module)->setAttr(snn::SnnDialect::kTargetAttr, target);
    keep(*module, phaseOf(*module), "");
    FailureOr<std::vector<Phase>> phases = phasesOf(*module);
    reached = succeeded(phases) && advance(*module, *phases, "prove") && workload.quantized && isQuantized(*module);
  }
  if (!reached && workload.quantized) {
    if (workload.imported)
      subject.phasesNote = "between the imported network and 'prove' recordings were looked at (--calibrate), which "
                           "are not in the folder: what was between them is left out";
    subject.phases.resize(std::min<size_t>(subject.phases.size(), 1));
    subject.simplified = nullptr;
    module = workload.quantized->clone();
    keep(*module, phaseOf(*module), "");
  }
  FailureOr<std::vector<Phase>> phases = phasesOf(*module);
  size_t before = subject.phases.size();
  if (failed(phases) || !advance(*module, *phases, "") || !isImage(*module)) {
    subject.phases.resize(before);
    subject.phasesNote = "the folder was made by other phases than those of this version, or by other options than it "
                         "says: what came behind the integer network is left out";
  }
  return Failure::none();
}

Failure report::retrace(const TargetRegistry &targets, Subject &subject) { return Tracer(targets, subject).run(); }

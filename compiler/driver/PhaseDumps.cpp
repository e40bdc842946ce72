//===- PhaseDumps.cpp - the IR behind each phase, as files ----------------===//

#include "compiler/driver/PhaseDumps.h"
#include "compiler/driver/ShellQuote.h"
#include "compiler/import/WeightsFile.h"
#include "dialect/snn/SnnDialect.h"
#include "support/file/AtomicFiles.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"
#include <fmt/format.h>

using namespace mlir;
using namespace snnc;
using namespace snnc::driver;
using json = nlohmann::ordered_json;

std::string driver::printModule(ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  module.print(stream, OpPrintingFlags().enableDebugInfo(/*enable=*/true, /*prettyForm=*/false));
  stream << "\n";
  return text;
}

/// The text with the phase and the pass that it names taken out: what was done besides.
static std::string withoutPhase(ModuleOp module) {
  OwningOpRef<ModuleOp> copy = module.clone();
  (*copy)->removeAttr(snn::SnnDialect::kPhaseAttr);
  return printModule(*copy);
}

static uint64_t countOperations(ModuleOp module) {
  uint64_t operations = 0;
  module.walk([&](Operation *) { ++operations; });
  return operations;
}

static ModuleOp moduleOf(Operation *op) {
  auto module = dyn_cast<ModuleOp>(op);
  return module ? module : op->getParentOfType<ModuleOp>();
}

/// Names of weights with their bytes and hashes, of the lines `NAME: "0x..."` of the section that holds them.
static json describeWeights(StringRef section) {
  json weights = json::array();
  SmallVector<StringRef> lines;
  section.split(lines, '\n');
  for (StringRef line : lines) {
    auto [name, value] = line.trim().split(": \"0x");
    if (value.empty())
      continue;
    StringRef digits = value.take_while(llvm::isHexDigit);
    // The first four bytes are the alignment.
    std::string bytes = llvm::fromHex(digits.drop_front(std::min<size_t>(8, digits.size())));
    llvm::SHA256 hash;
    hash.update(bytes);
    weights.push_back({{"name", name.trim('"').str()},
                       {"bytes", bytes.size()},
                       {"sha256", llvm::toHex(hash.final(), /*LowerCase=*/true)}});
  }
  return weights;
}

/// Tells of each pass, but not of what brings it to the operations that it runs on, which has no name.
class PhaseDumps::Watch final : public PassInstrumentation {
public:
  explicit Watch(PhaseDumps &dumps) : dumps(dumps) {}
  void runBeforePass(Pass *pass, Operation *op) override {
    if (!pass->getArgument().empty())
      dumps.passBegins(*pass, op);
  }
  void runAfterPass(Pass *pass, Operation *op) override {
    if (!pass->getArgument().empty())
      dumps.passEnds(*pass, op);
  }
  void runAfterPassFailed(Pass *pass, Operation *) override { dumps.passFailed |= !pass->getArgument().empty(); }

private:
  PhaseDumps &dumps;
};

void PhaseDumps::watch(PassManager &manager) { manager.addInstrumentation(std::make_unique<Watch>(*this)); }

void PhaseDumps::begin(size_t index, const Phase &phase) {
  phaseIndex = index;
  begun = phase.name;
  phasePipeline = "builtin.module(" + phase.text() + ")";
  passes = json::array();
  passPipeline.clear();
  phaseSince = Clock::now();
}

std::string PhaseDumps::replay(const Dump &from, const std::string &pipeline) const {
  std::string path = directory + "/" + from.file;
  return fmt::format("cat {}{} | snn-opt --pass-pipeline={}", shellQuote(path + ".mlir"),
                     from.hasWeights ? " " + shellQuote(path + ".weights") : "", shellQuote(pipeline));
}

static double millisecondsSince(std::chrono::steady_clock::time_point since) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - since).count();
}

void PhaseDumps::passBegins(const Pass &pass, Operation *anchor) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  // The stream is all that it changes.
  const_cast<Pass &>(pass).printAsTextualPipeline(stream);
  bool isNested = !isa<ModuleOp>(anchor);
  passPipeline = fmt::format("builtin.module({}{}{})", isNested ? anchor->getName().getStringRef().str() + "(" : "",
                             text, isNested ? ")" : "");
  passSince = Clock::now();
}

void PhaseDumps::passEnds(const Pass &pass, Operation *anchor) {
  double milliseconds = millisecondsSince(passSince);
  ModuleOp module = moduleOf(anchor);
  std::string name = pass.getArgument().str(), text = withoutPhase(module);
  json entry = {{"pass", name}, {"changed", text != last.text}, {"milliseconds", milliseconds}};
  uint64_t operations = countOperations(module);
  entry["operations_before"] = last.operations;
  entry["operations"] = operations;
  entry["replay"] = replay(last, passPipeline);
  if (text != last.text) {
    OwningOpRef<ModuleOp> copy = module.clone();
    (*copy)->setAttr(snn::SnnDialect::kPassAttr, StringAttr::get(module.getContext(), name));
    std::string file = fmt::format("{:02}-{}.{}-{}", phaseIndex, begun, passes.size() + 1, name);
    if (llvm::Error error = write(file, *copy, entry))
      failure = llvm::toString(std::move(error));
    last.text = std::move(text);
  }
  passes.push_back(std::move(entry));
}

llvm::Error PhaseDumps::write(const std::string &file, ModuleOp module, json &entry) {
  std::string whole = printModule(module);
  auto [text, section] = splitWeights(whole);
  bool apart = !withWeights && !section.empty();
  AtomicFiles files(directory);
  files.add(file + ".mlir", apart ? markWeights(file + ".weights") + text.str() : whole);
  if (apart)
    files.add(file + ".weights", section);
  entry["file"] = file + ".mlir";
  entry["weights"] = describeWeights(section);
  last = {file, std::move(last.text), apart, countOperations(module)};
  return files.commit();
}

llvm::Error PhaseDumps::add(size_t index, StringRef phase, ModuleOp module) {
  double milliseconds = millisecondsSince(phaseSince);
  json entry = {{"file", nullptr}, {"phase", phase.str()}};
  std::string text = withoutPhase(module);
  if (!phases.empty()) {
    entry["changed"] = text != lastPhase.text;
    entry["milliseconds"] = milliseconds;
    entry["operations_before"] = lastPhase.operations;
  }
  entry["operations"] = countOperations(module);
  if (!failure.empty())
    return llvm::createStringError(failure);
  if (llvm::Error error = write(fmt::format("{:02}-{}", index, phase.str()), module, entry))
    return error;
  if (!phases.empty()) {
    entry["replay"] = replay(lastPhase, phasePipeline);
    entry["passes"] = std::exchange(passes, json::array());
  }
  phases.push_back(std::move(entry));
  last.text = std::move(text);
  lastPhase = last;
  phaseSince = Clock::now();
  return writeIndex();
}

llvm::Expected<std::string> PhaseDumps::fail() {
  if (lastPhase.file.empty() || begun.empty())
    return "";
  // Of a phase that failed behind its passes all of it is needed.
  std::string command = passFailed ? replay(last, passPipeline) : replay(lastPhase, phasePipeline);
  failed = {{"phase", begun}, {"passes", passes}, {"replay", command}};
  if (llvm::Error error = writeIndex())
    return std::move(error);
  return command;
}

llvm::Error PhaseDumps::writeIndex() {
  json index = {{"format", "snnc.phases"}, {"version", 2}, {"phases", phases}};
  if (!failed.is_null())
    index["failed"] = failed;
  AtomicFiles files(directory);
  files.add("index.json", index.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
  return files.commit();
}

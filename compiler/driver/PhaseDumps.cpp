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

/// The text with the phase that it names taken out: what a phase did besides.
static std::string withoutPhase(ModuleOp module) {
  OwningOpRef<ModuleOp> copy = module.clone();
  (*copy)->removeAttr(snn::SnnDialect::kPhaseAttr);
  return printModule(*copy);
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

void PhaseDumps::begin(const Phase &phase) {
  begun = phase.name;
  pipeline = "builtin.module(" + phase.text() + ")";
  since = std::chrono::steady_clock::now();
}

std::string PhaseDumps::replay() const {
  std::string path = directory + "/" + lastFile;
  return fmt::format("cat {}{} | snn-opt --pass-pipeline={}", shellQuote(path + ".mlir"),
                     lastHasWeights ? " " + shellQuote(path + ".weights") : "", shellQuote(pipeline));
}

llvm::Error PhaseDumps::add(size_t index, StringRef phase, ModuleOp module) {
  double milliseconds = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - since).count();
  std::string file = fmt::format("{:02}-{}", index, phase.str()), whole = printModule(module);
  auto [text, section] = splitWeights(whole);
  bool apart = !withWeights && !section.empty();
  AtomicFiles files(directory);
  files.add(file + ".mlir", apart ? markWeights(file + ".weights") + text.str() : whole);
  if (apart)
    files.add(file + ".weights", section);
  if (llvm::Error error = files.commit())
    return error;
  uint64_t operations = 0;
  module.walk([&](Operation *) { ++operations; });
  std::string compared = withoutPhase(module);
  json entry = {{"file", file + ".mlir"}, {"phase", phase.str()}};
  if (!phases.empty()) {
    entry["changed"] = compared != lastText;
    entry["milliseconds"] = milliseconds;
    entry["operations_before"] = lastOperations;
  }
  entry["operations"] = operations;
  entry["weights"] = describeWeights(section);
  if (!phases.empty())
    entry["replay"] = replay();
  phases.push_back(std::move(entry));
  lastFile = file;
  lastText = std::move(compared);
  lastHasWeights = apart;
  lastOperations = operations;
  since = std::chrono::steady_clock::now();
  return writeIndex();
}

llvm::Expected<std::string> PhaseDumps::fail() {
  if (lastFile.empty() || begun.empty())
    return "";
  failed = {{"phase", begun}, {"replay", replay()}};
  if (llvm::Error error = writeIndex())
    return std::move(error);
  return replay();
}

llvm::Error PhaseDumps::writeIndex() {
  json index = {{"format", "snnc.phases"}, {"version", 1}, {"phases", phases}};
  if (!failed.is_null())
    index["failed"] = failed;
  AtomicFiles files(directory);
  files.add("index.json", index.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
  return files.commit();
}

//===- CompareConfiguration.cpp - a configuration against its network -----===//

#include "compiler/driver/CompareConfiguration.h"
#include "compiler/driver/ProgramFile.h"
#include "compiler/report/Retrace.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

using namespace mlir;
using namespace snnc;
using namespace snnc::driver;

/// Lines that differ are shown up to here.
static constexpr size_t mostLines = 8;
/// And of each so much in front of the first letter that differs, and behind it.
static constexpr size_t around = 48;

/// A part of a line, with points where it is cut.
static std::string excerpt(StringRef line, size_t from) {
  StringRef part = line.substr(from, 2 * around);
  return (from > 0 ? "..." : "") + part.trim().str() + (from + part.size() < line.size() ? "..." : "");
}

/// Where lines of two texts that have as many differ: the letters around the first difference of each.
static std::string compareLines(StringRef compiled, StringRef found) {
  SmallVector<StringRef> a, b;
  compiled.split(a, '\n');
  found.split(b, '\n');
  if (a.size() != b.size())
    return fmt::format("    it has {} lines as text, not {}\n", b.size(), a.size());
  std::string text;
  size_t different = 0;
  for (auto [number, lines] : llvm::enumerate(llvm::zip_equal(a, b))) {
    auto [was, is] = lines;
    if (was == is || ++different > mostLines)
      continue;
    size_t at = size_t(std::mismatch(was.begin(), was.end(), is.begin(), is.end()).first - was.begin());
    size_t from = at - std::min(at, around);
    text += fmt::format("    line {}:  {}\n    compiled: {}\n", number + 1, excerpt(is, from), excerpt(was, from));
  }
  return text + (different > mostLines ? fmt::format("    and {} lines more\n", different - mostLines) : "");
}

/// The folder's program again, from its networks. Null with the reason where that cannot be had.
static std::shared_ptr<const Configuration> compileAgain(const TargetRegistry &targets, const Workload &workload,
                                                         const std::string &directory, std::string &why) {
  const Backend &backend = workload.configuration->backend();
  llvm::Expected<nlohmann::ordered_json> program = readProgram(backend, directory);
  if (!program) {
    why = llvm::toString(program.takeError());
    return nullptr;
  }
  report::Subject subject;
  subject.target = workload.configuration->targetName();
  subject.program = std::move(*program);
  auto clone = [](const OwningOpRef<ModuleOp> &module) {
    return module ? OwningOpRef<ModuleOp>(module.get().clone()) : nullptr;
  };
  subject.workload = {clone(workload.imported), clone(workload.quantized), workload.configuration};
  if (Failure failure = report::retrace(targets, subject)) {
    why = failure.message;
    return nullptr;
  }
  if (subject.phases.empty()) {
    why = subject.phasesNote;
    return nullptr;
  }
  llvm::Expected<Emission> emission = backend.emit(*subject.phases.back().module, /*withConfiguration=*/true);
  if (!emission) {
    why = llvm::toString(emission.takeError());
    return nullptr;
  }
  return std::move(emission->configuration);
}

std::string driver::compareConfiguration(const TargetRegistry &targets, const Workload &workload,
                                         const std::string &directory, const sim::Difference &difference) {
  std::string why;
  std::shared_ptr<const Configuration> compiled = compileAgain(targets, workload, directory, why);
  if (!compiled)
    return "The configuration is not held against its network: " + why + ".\n";
  MLIRContext *context = (workload.quantized ? workload.quantized : workload.imported).get()->getContext();
  llvm::Expected<std::string> is = workload.configuration->inspect(*context), was = compiled->inspect(*context);
  if (!is || !was) {
    llvm::Error error = llvm::joinErrors(is.takeError(), was.takeError());
    return "The configuration is not held against its network: " + llvm::toString(std::move(error)) + ".\n";
  }
  if (*is == *was)
    return "The configuration is what its network compiles to.\n";
  std::string file = directory + "/" + workload.configuration->backend().configurationFile().str();
  std::string text = "'" + file + "' is not what its network compiles to.\n";
  if (difference.hasNeuron && !difference.isOutput) {
    std::array<uint32_t, 3> neuron{difference.channel, difference.y, difference.x};
    llvm::Expected<Explanation> isNeuron = workload.configuration->explainNeuron(difference.layer, neuron),
                                wasNeuron = compiled->explainNeuron(difference.layer, neuron);
    if (isNeuron && wasNeuron && isNeuron->text != wasNeuron->text)
      text += fmt::format("  In the neuron {}[{},{},{}]:\n{}", difference.layer, neuron[0], neuron[1], neuron[2],
                          compareLines(wasNeuron->text, isNeuron->text));
    llvm::consumeError(isNeuron.takeError());
    llvm::consumeError(wasNeuron.takeError());
  }
  return text + "  In the whole, as 'snnc inspect' prints it:\n" + compareLines(*was, *is);
}

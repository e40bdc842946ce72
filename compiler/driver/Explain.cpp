//===- Explain.cpp - snnc explain -----------------------------------------===//

#include "compiler/driver/Codes.h"
#include "compiler/driver/Command.h"
#include "compiler/driver/NetworkEntry.h"
#include "compiler/driver/ProgramFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
using namespace snnc::driver;
using json = nlohmann::ordered_json;

static json describe(const Code &code) {
  json remedies = json::array();
  for (llvm::StringRef remedy : code.remedies)
    remedies.push_back(remedy.str());
  return {{"code", code.name.str()},      {"level", code.level == Code::Level::Error ? "error" : "warning"},
          {"title", code.title.str()},    {"text", textOf(code)},
          {"cause", code.cause.str()},    {"remedies", remedies},
          {"example", code.example.str()}};
}

static const Code &nearest(llvm::StringRef name) {
  return *llvm::min_element(allCodes(), [&](const Code &a, const Code &b) {
    return name.edit_distance(a.name) < name.edit_distance(b.name);
  });
}

static int explainOne(const Code &code, const CommonOptions &common) {
  if (common.json)
    llvm::outs() << toText(describe(code)) << "\n";
  else
    llvm::outs() << code.name << ": " << code.title << "\n\n" << textOf(code);
  return Done;
}

/// LAYER[C,Y,X]; what is left out is 0.
static std::optional<std::pair<std::string, std::array<uint32_t, 3>>> parseNeuron(llvm::StringRef text) {
  size_t open = text.rfind('[');
  if (open == llvm::StringRef::npos || open == 0 || !text.ends_with("]"))
    return std::nullopt;
  llvm::SmallVector<llvm::StringRef> numbers;
  text.slice(open + 1, text.size() - 1).split(numbers, ',');
  std::array<uint32_t, 3> neuron{0, 0, 0};
  if (numbers.size() > 3)
    return std::nullopt;
  for (auto [i, number] : llvm::enumerate(numbers))
    if (number.trim().getAsInteger(10, neuron[i]))
      return std::nullopt;
  return std::make_pair(text.take_front(open).str(), neuron);
}

/// The neuron, with what its layer is in the network's file. It may be named by an entry that feeds its layer.
static llvm::Expected<Explanation> explainNeuron(const TargetRegistry &targets, const ExplainOptions &options,
                                                 const Configuration &configuration, llvm::StringRef layer,
                                                 llvm::ArrayRef<uint32_t> neuron) {
  Session session(targets, {});
  Workload workload;
  // Without the networks there is less to say.
  if (Failure failure = loadFolder(session.context, targets, options.what, /*needNetworks=*/false, workload))
    return llvm::createStringError(failure.message.empty() ? "'" + options.what + "' has a network that cannot be read"
                                                           : failure.message);
  std::string name = entryOf(workload, layer) ? "" : layerOfEntry(workload, layer);
  llvm::Expected<Explanation> explanation = configuration.explainNeuron(name.empty() ? layer : name, neuron);
  std::optional<NetworkEntry> entry = entryOf(workload, name.empty() ? layer : name);
  if (!explanation || !entry)
    return explanation;
  explanation->data["network"] = {{"file", entry->file}, {"entry", entry->name}, {"synapses", entry->synapses}};
  explanation->text.insert(explanation->text.find('\n') + 1, "  " + entry->str() + "\n");
  return explanation;
}

static llvm::Expected<Explanation> explainFolder(const TargetRegistry &targets, const ExplainOptions &options,
                                                 ExitCode &code) {
  code = BadInput;
  auto configuration = targets.loadConfiguration(options.what);
  if (!configuration)
    return configuration.takeError();
  if (options.address)
    return (*configuration)->explainAddress((*options.core)[0], (*options.core)[1], *options.address);
  if (!options.neuron.empty()) {
    auto neuron = parseNeuron(options.neuron);
    code = neuron ? BadInput : Usage;
    if (!neuron)
      return llvm::createStringError("'" + options.neuron + "' is not LAYER[CHANNEL,ROW,COLUMN]");
    return explainNeuron(targets, options, **configuration, neuron->first, neuron->second);
  }
  llvm::Expected<json> program = readProgram((*configuration)->backend(), options.what);
  if (!program)
    return program.takeError();
  if (llvm::Error error = checkFiles(*program, options.what))
    return std::move(error);
  return (*configuration)->backend().explainMapping(*program);
}

static int listCodes(const CommonOptions &common) {
  json all = json::array();
  for (const Code &code : allCodes()) {
    all.push_back(describe(code));
    if (!common.json)
      llvm::outs() << code.name << "  " << code.title << "\n";
  }
  if (common.json)
    llvm::outs() << toText(all) << "\n";
  return Done;
}

int driver::runExplain(const TargetRegistry &targets, const ExplainOptions &options, const CommonOptions &common) {
  if (options.address && (options.what.empty() || !options.neuron.empty()))
    return fail(Usage, options.what.empty() ? "--core and --address are of a folder that compile wrote: name it"
                                            : "a neuron and an address are two questions: ask one of them");
  if (options.markdown) {
    llvm::outs() << codesAsMarkdown();
    return Done;
  }
  if (options.what.empty())
    return listCodes(common);
  if (llvm::sys::fs::is_directory(options.what)) {
    ExitCode code = Done;
    llvm::Expected<Explanation> explanation = explainFolder(targets, options, code);
    if (!explanation)
      return fail(code, explanation.takeError());
    llvm::outs() << (common.json ? toText(explanation->data) + "\n" : explanation->text);
    return Done;
  }
  if (options.address || !options.neuron.empty())
    return fail(BadInput, "'" + options.what + "' is no folder that compile wrote");
  if (const Code *code = findCode(options.what))
    return explainOne(*code, common);
  return fail(Usage, "there is no folder and no code '" + options.what + "'; the nearest code is " +
                         nearest(llvm::StringRef(options.what).upper()).name + ", and 'snnc explain' lists all");
}

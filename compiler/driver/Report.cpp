//===- Report.cpp - snnc report -------------------------------------------===//

#include "compiler/driver/Codes.h"
#include "compiler/driver/Command.h"
#include "compiler/driver/Messages.h"
#include "compiler/driver/ProgramFile.h"
#include "compiler/driver/QuantizationText.h"
#include "compiler/report/Page.h"
#include "compiler/report/Retrace.h"
#include "support/file/AtomicFiles.h"
#include "support/json/Json.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <fmt/format.h>

using namespace mlir;
using namespace snnc;
using namespace snnc::driver;
using json = nlohmann::ordered_json;

static constexpr const char *pageFile = "report.html", *dataFile = "report.json";

/// What is to be warned of a quantisation: it was said when the network was compiled, and is not said again.
static void collectWarnings(report::Subject &subject, ModuleOp module) {
  if (!subject.program.contains("quantisation"))
    return;
  ScopedDiagnosticHandler handler(module.getContext(), [&](Diagnostic &diagnostic) {
    subject.warnings.push_back(diagnostic.str());
    return success();
  });
  warnOfQuantization(subject.program, module);
}

/// A compiled folder, and the phases that made it.
static int openFolder(Session &session, const TargetRegistry &targets, const ReportOptions &options,
                      report::Subject &subject) {
  TimingScope timing = session.timing.nest("load");
  if (Failure failure = loadFolder(session.context, targets, options.network, /*needNetworks=*/false, subject.workload))
    return fail(failure);
  const Configuration &configuration = *subject.workload.configuration;
  subject.target = configuration.targetName();
  llvm::Expected<json> program = readProgram(configuration.backend(), options.network);
  if (!program)
    return fail(BadInput, program.takeError());
  subject.program = std::move(*program);
  // A chip that was changed is what some look for: it is shown, and said.
  if (llvm::Error error = checkFiles(subject.program, options.network))
    subject.warnings.push_back(llvm::toString(std::move(error)));
  if (auto assumptions = subject.program.find("assumptions"); assumptions != subject.program.end())
    subject.assumptions = assumptions->get<std::vector<std::string>>();
  if (subject.workload.quantized)
    collectWarnings(subject, *subject.workload.quantized);
  timing = session.timing.nest("phases");
  if (Failure failure = report::retrace(targets, subject))
    return fail(failure);
  return Done;
}

/// A network file, as far as it compiles: what a folder would hold is kept in memory.
static int openNetwork(Session &session, const TargetRegistry &targets, const ReportOptions &options,
                       const CommonOptions &common, report::Subject &subject) {
  TimingScope timing = session.timing.nest("compile");
  std::string name = common.target.empty() ? targets.defaultName().str() : common.target;
  llvm::Expected<ChosenTarget> target = targets.load(name, session.context);
  if (!target)
    return fail(BadInput, target.takeError());
  CompilationOptions check;
  check.network = options.network;
  check.import = options.import;
  check.pipeline.target = name;
  std::string pipeline;
  std::optional<Progress> progress;
  progress.emplace("phase", allPhases(targets, *target->backend, {}).size(), common.quiet);
  uint64_t begun = 0;
  check.onPhase = [&](size_t, const Phase &phase) {
    pipeline = phase.text();
    progress->advance(++begun);
  };
  check.onModule = [&](size_t, StringRef phase, ModuleOp module) {
    subject.phases.push_back({phase.str(), phase == "imported" ? "" : pipeline, module.clone()});
    if (phase == "imported" || phase == "convert")
      subject.workload.imported = module.clone();
    if (phase == "simplify")
      subject.simplified = module.clone();
    if (phase == "prove")
      subject.workload.quantized = module.clone();
    return llvm::Error::success();
  };
  NetworkCheck result = checkNetwork(session.context, targets, check, *target);
  progress.reset();
  subject.target = result.target.attribute.getTargetName().str();
  subject.assumptions = std::move(result.assumptions);
  subject.problems = std::move(result.problems);
  subject.unchecked = std::move(result.unchecked);
  if (!common.quiet)
    printAssumptions(subject.assumptions);
  subject.needs = std::move(result.needs);
  subject.remedies = std::move(result.remedies);
  if (result.failure)
    return fail(result.failure);
  llvm::Expected<Emission> emission = result.target.backend->emit(*result.module, /*withConfiguration=*/true);
  if (!emission)
    return fail(Defect, emission.takeError());
  subject.workload.configuration = std::move(emission->configuration);
  subject.program = std::move(emission->description);
  Compilation compilation;
  compilation.target = result.target;
  if (subject.simplified)
    compilation.simplified = subject.simplified->clone();
  if (subject.workload.quantized)
    compilation.quantized = subject.workload.quantized->clone();
  subject.program["quantisation"] = describeQuantization(compilation);
  if (subject.workload.quantized)
    collectWarnings(subject, *subject.workload.quantized);
  return Done;
}

/// What each problem says, for those who do not open the page.
static void printProblems(const report::Subject &subject) {
  for (const NetworkProblem &problem : subject.problems) {
    std::string file = problem.file.empty() ? subject.path : problem.file;
    Messages::get().add({Message::Level::Error, codeOf(problem.cause, !problem.needs.empty()).str(), problem.place,
                         problem.message, problem.notes},
                        file + ": error: " + problem.message);
  }
}

static int write(const std::string &directory, const json &data, const CommonOptions &common) {
  std::string text = data.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
  if (llvm::Error error = checkJson(nlohmann::json::parse(text), dataFile, report::schema()))
    return fail(Defect, std::move(error));
  std::string page = report::renderPage(json::parse(text));
  AtomicFiles files(directory);
  files.add(dataFile, text);
  files.add(pageFile, page);
  if (llvm::Error error = files.commit())
    return fail(BadInput, std::move(error));
  if (!common.json)
    return Done;
  json result = data;
  result.erase("blobs");
  llvm::outs() << toText(result) << "\n";
  return Done;
}

int driver::runReport(const TargetRegistry &targets, const ReportOptions &options, const CommonOptions &common) {
  Session session(targets, common);
  report::Subject subject;
  subject.path = options.network;
  subject.command = options.command;
  bool folder = isFolder(options.network);
  if (!folder && options.output.empty())
    return fail(Usage, "a report of a network file needs a folder to write to: -o DIR");
  if (!llvm::sys::fs::exists(options.network))
    return fail(BadInput, "cannot read '" + options.network + "': there is no such file or folder");
  int code =
      folder ? openFolder(session, targets, options, subject) : openNetwork(session, targets, options, common, subject);
  // What does not compile has a report too: it says why.
  if (code && subject.problems.empty())
    return code;
  printProblems(subject);
  report::RunRequest request;
  if (!code)
    request.input = options.input;
  request.execution = common.execution();
  request.withClock = options.withClock;
  request.neurons = options.neurons;
  std::optional<Progress> progress;
  request.progress = [&](uint64_t done, uint64_t all) {
    if (!progress)
      progress.emplace("samples", all, common.quiet);
    progress->advance(done);
  };
  TimingScope timing = session.timing.nest("gather");
  llvm::Expected<json> data = report::gather(subject, request);
  progress.reset();
  if (!data)
    return fail(Failure::of(data.takeError()));
  timing = session.timing.nest("write");
  const std::string &directory = options.output.empty() ? options.network : options.output;
  if (int failed = write(directory, *data, common))
    return failed;
  if (!common.json && !common.quiet)
    llvm::outs() << directory << "/" << pageFile << "\n";
  const json &comparison = (*data)["comparison"];
  for (const json &rung : comparison.is_null() ? json::array() : comparison["rungs"])
    if (!rung["first_difference"].is_null())
      return fail(Different, rung["text"].get<std::string>());
  return code;
}

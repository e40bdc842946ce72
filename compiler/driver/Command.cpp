//===- Command.cpp - what the commands of snnc share ----------------------===//

#include "compiler/driver/Command.h"
#include "compiler/diagnostics/Need.h"
#include "compiler/driver/Codes.h"
#include "compiler/driver/Messages.h"
#include "mlir/IR/Location.h"
#include "llvm/Support/raw_ostream.h"
#include <tuple>

using namespace mlir;
using namespace snnc;
using namespace snnc::driver;

static FailureCause causeOfExit(ExitCode code) {
  switch (code) {
  case Done:
    return FailureCause::None;
  case Defect:
    return FailureCause::Defect;
  case Usage:
    return FailureCause::Usage;
  case BadInput:
    return FailureCause::Input;
  case DoesNotFit:
    return FailureCause::Target;
  case Different:
    return FailureCause::Difference;
  }
  return FailureCause::None;
}

int driver::fail(ExitCode code, const llvm::Twine &text) {
  Message message;
  message.text = text.str();
  // What the importers and passes say is of the network; all else that is wrong with an input is of a file or its data.
  message.code = code == BadInput ? "I001" : codeOf(causeOfExit(code)).str();
  Messages::get().add(std::move(message), ("error: " + text).str());
  return code;
}

int driver::fail(ExitCode code, llvm::Error error) { return fail(code, llvm::toString(std::move(error))); }

std::string driver::toText(const nlohmann::ordered_json &result) {
  return result.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

static ExitCode exitCodeOf(FailureCause cause) {
  switch (cause) {
  case FailureCause::None:
    return Done;
  case FailureCause::Target:
    return DoesNotFit;
  case FailureCause::Input:
    return BadInput;
  case FailureCause::Usage:
    return Usage;
  case FailureCause::Defect:
    return Defect;
  case FailureCause::Difference:
    return Different;
  }
  return Defect;
}

int driver::fail(const Failure &failure) {
  ExitCode code = exitCodeOf(failure.cause);
  if (!failure.message.empty())
    return fail(code, failure.message);
  Messages::get().setCause(failure.cause);
  return code;
}

void driver::printAssumptions(llvm::ArrayRef<std::string> assumptions) {
  for (const std::string &assumption : assumptions)
    note(assumption);
}

EngineOptions WaveformOptions::engine() const {
  EngineOptions options;
  options.waveform = fst.empty() ? vcd : fst;
  options.vcd = fst.empty();
  if (steps)
    std::tie(options.waveformFrom, options.waveformTo) = *steps;
  return options;
}

void WaveformOptions::noteMissing(uint64_t stepsRun) const {
  if (steps && stepsRun <= steps->first)
    note("there is no waveform: it was to begin with step " + llvm::Twine(steps->first) + ", and the run had " +
         llvm::Twine(stepsRun) + " steps");
}

static DialectRegistry allDialects(const TargetRegistry &targets) {
  DialectRegistry registry;
  registerAllDialects(targets, registry);
  return registry;
}

Session::Session(const TargetRegistry &targets, const CommonOptions &common)
    : context(allDialects(targets)), printer(context, common) {
  timer.setEnabled(common.timing);
  timing = timer.getRootScope();
}

static StringRef kindOf(DiagnosticSeverity severity) {
  switch (severity) {
  case DiagnosticSeverity::Error:
    return "error";
  case DiagnosticSeverity::Warning:
    return "warning";
  case DiagnosticSeverity::Remark:
    return "remark";
  case DiagnosticSeverity::Note:
    return "note";
  }
  return "error";
}

static Message toMessage(Diagnostic &diagnostic) {
  Message message;
  DiagnosticSeverity severity = diagnostic.getSeverity();
  bool isError = severity == DiagnosticSeverity::Error, isWarning = severity == DiagnosticSeverity::Warning;
  message.level = isError ? Message::Level::Error : isWarning ? Message::Level::Warning : Message::Level::Note;
  message.place = placeOf(diagnostic.getLocation());
  message.text = diagnostic.str();
  if (isError)
    message.code = codeOf(causeOf(diagnostic), !needsOf(diagnostic).empty()).str();
  else if (llvm::StringRef first = llvm::StringRef(message.text).split(':').first; findCode(first))
    message.code = first.str();
  for (Diagnostic &note : diagnostic.getNotes())
    message.notes.push_back(renderDiagnostic(note, "note"));
  return message;
}

DiagnosticPrinter::DiagnosticPrinter(MLIRContext &context, const CommonOptions &common) : context(context) {
  context.printOpOnDiagnostic(common.verbose);
  handler = context.getDiagEngine().registerHandler([this, quiet = common.quiet](Diagnostic &diagnostic) {
    bool isError = diagnostic.getSeverity() == DiagnosticSeverity::Error;
    std::string line = renderDiagnostic(diagnostic, kindOf(diagnostic.getSeverity()));
    if (!isError)
      seen.push_back(line);
    if (isError || !quiet)
      Messages::get().add(toMessage(diagnostic), line);
    return success();
  });
}

DiagnosticPrinter::~DiagnosticPrinter() { context.getDiagEngine().eraseHandler(handler); }

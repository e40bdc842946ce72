//===- Command.cpp - what the commands of snnc share ----------------------===//

#include "compiler/driver/Command.h"
#include "mlir/IR/Location.h"
#include "llvm/Support/raw_ostream.h"
#include <tuple>

using namespace mlir;
using namespace snnc;
using namespace snnc::driver;

int driver::fail(ExitCode code, const llvm::Twine &message) {
  llvm::errs() << "error: " << message << "\n";
  return code;
}

int driver::fail(ExitCode code, llvm::Error error) { return fail(code, llvm::toString(std::move(error))); }

std::string driver::toText(const nlohmann::ordered_json &result) {
  return result.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

static ExitCode codeOf(FailureCause cause) {
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
  return failure.message.empty() ? codeOf(failure.cause) : fail(codeOf(failure.cause), failure.message);
}

void driver::printAssumptions(llvm::ArrayRef<std::string> assumptions) {
  for (const std::string &assumption : assumptions)
    llvm::errs() << "note: " << assumption << "\n";
}

EngineOptions WaveformOptions::engine() const {
  EngineOptions options;
  options.waveform = fst.empty() ? vcd : fst;
  options.vcd = fst.empty();
  if (steps)
    std::tie(options.waveformFrom, options.waveformTo) = *steps;
  return options;
}

void WaveformOptions::note(uint64_t stepsRun) const {
  if (steps && stepsRun <= steps->first)
    llvm::errs() << "note: there is no waveform: it was to begin with step " << steps->first << ", and the run had "
                 << stepsRun << " steps\n";
}

static DialectRegistry allDialects(const TargetRegistry &targets) {
  DialectRegistry registry;
  registerAllDialects(targets, registry);
  return registry;
}

Session::Session(const TargetRegistry &targets, const CommonOptions &common)
    : context(allDialects(targets)), printer(context, common.quiet) {
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

DiagnosticPrinter::DiagnosticPrinter(MLIRContext &context, bool quiet) : context(context) {
  context.printOpOnDiagnostic(false);
  handler = context.getDiagEngine().registerHandler([this, quiet](Diagnostic &diagnostic) {
    bool isError = diagnostic.getSeverity() == DiagnosticSeverity::Error;
    if (!isError)
      seen.push_back(renderDiagnostic(diagnostic, kindOf(diagnostic.getSeverity())));
    if (!isError && quiet)
      return success();
    llvm::errs() << renderDiagnostic(diagnostic, kindOf(diagnostic.getSeverity())) << "\n";
    for (Diagnostic &note : diagnostic.getNotes())
      llvm::errs() << "  " << renderDiagnostic(note, "note") << "\n";
    return success();
  });
}

DiagnosticPrinter::~DiagnosticPrinter() { context.getDiagEngine().eraseHandler(handler); }

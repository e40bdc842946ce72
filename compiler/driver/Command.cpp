//===- Command.cpp - what the commands of snnc share ----------------------===//

#include "compiler/driver/Command.h"
#include "mlir/IR/Location.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"
#include <thread>

using namespace mlir;
using namespace snnc;
using namespace snnc::driver;

unsigned CommonOptions::threadCount() const {
  return threads ? threads : std::max(1u, std::thread::hardware_concurrency());
}

int driver::fail(ExitCode code, const llvm::Twine &message) {
  llvm::errs() << "error: " << message << "\n";
  return code;
}

int driver::fail(ExitCode code, llvm::Error error) { return fail(code, llvm::toString(std::move(error))); }

void driver::describePlace(Location location, std::string &file, std::string &name) {
  location->walk([&](Location part) {
    if (auto position = dyn_cast<FileLineColLoc>(part); position && file.empty()) {
      file = position.getFilename().str();
      if (position.getLine())
        file += ":" + std::to_string(position.getLine()) + ":" + std::to_string(position.getColumn());
    }
    if (auto named = dyn_cast<NameLoc>(part); named && name.empty())
      name = named.getName().str();
    return WalkResult::advance();
  });
}

std::string driver::renderDiagnostic(Diagnostic &diagnostic, StringRef kind) {
  std::string file, name, text;
  describePlace(diagnostic.getLocation(), file, name);
  if (!file.empty())
    text += file + ": ";
  text += (kind + ": ").str();
  // A message that says the name itself is not given it again.
  std::string message = diagnostic.str(), quoted = "'" + name + "'";
  if (!name.empty() && message.find(quoted) == std::string::npos)
    text += quoted + ": ";
  return text + message;
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

Progress::Progress(std::string label, uint64_t total, bool quiet)
    : label(std::move(label)), total(total), active(!quiet && llvm::sys::Process::StandardErrIsDisplayed()) {}

Progress::~Progress() {
  if (active && lastShown >= 0)
    llvm::errs() << "\r" << std::string(label.size() + 24, ' ') << "\r";
}

void Progress::advance(uint64_t done) {
  if (!active || int64_t(done) == lastShown)
    return;
  lastShown = int64_t(done);
  llvm::errs() << "\r" << label << " " << done << "/" << total;
  llvm::errs().flush();
}

//===- Command.h - what the commands of snnc share --------------*- C++ -*-===//
#ifndef SNNC_COMPILER_DRIVER_COMMAND_H
#define SNNC_COMPILER_DRIVER_COMMAND_H

#include "compiler/import/Import.h"
#include "compiler/pipeline/Pipeline.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/Error.h"
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace snnc::driver {

/// Exit codes: a contract with scripts.
enum ExitCode { Done = 0, Defect = 1, Usage = 2, BadInput = 3, DoesNotFit = 4, Different = 5 };

/// Options that mean the same on every command.
struct CommonOptions {
  std::string target; ///< empty: mesh4x4, or what the network was compiled for
  bool json = false, quiet = false, verbose = false;
  uint64_t seed = 0;
  unsigned threads = 0; ///< 0: one for each processor

  /// The number of threads that is meant.
  unsigned threadCount() const;
};

/// How input data is read and how much of it.
struct InputOptions {
  std::string input, labels;
  std::optional<uint32_t> steps, stepUs;
  std::optional<uint64_t> limit;
  // Of recordings.
  std::string timeOrigin, crop, columns;
  std::string flip; ///< "x", "y" or "xy"
  uint32_t pool = 1;
  bool transpose = false, mergePolarities = false;
};

/// Of `snnc events`.
struct EventsOptions {
  std::string file, columns;
  std::string picture; ///< .svg or .png to write; empty: none
  std::string dump;    ///< .npy of all events to write; empty: none
};

struct CompileOptions {
  std::string network, output;
  ImportOptions import;
  ConvertOptions convert;
  InputOptions calibration; ///< without `input`: from the weights alone
  int64_t weightBits = 0;   ///< 0: those of the target
  int64_t maxCount = 0;
  std::string scales; ///< what shares a threshold, as snn-quantize takes it; empty: nothing does
  std::string dumpPasses, stopAfter;
};

struct RunOptions {
  std::string network; ///< network file or compiled folder
  std::string engine;  ///< empty: chip for a folder, float for a file
  InputOptions input;
  ImportOptions import;
  ConvertOptions convert;
  std::string record, vcd, fst;
};

struct VerifyOptions {
  std::string directory;
  InputOptions input;
  std::string record, vcd, fst;
};

struct CheckOptions {
  std::string network;
  ImportOptions import;
};

/// Of `snnc export`, which writes a NIR file.
struct ExportFileOptions {
  std::string network, output;
  std::string dialect = "text"; ///< that the file is written for
  bool allowLoss = false;
  ImportOptions import;
};

int runCheck(const CheckOptions &options, const CommonOptions &common);
int runExport(const ExportFileOptions &options, const CommonOptions &common);
int runCompile(const CompileOptions &options, const CommonOptions &common);
int runRun(const RunOptions &options, const CommonOptions &common);
int runVerify(const VerifyOptions &options, const CommonOptions &common);
int runInspect(const std::string &directory, const CommonOptions &common);
int runEvents(const EventsOptions &options, const CommonOptions &common);
int runTargets(const std::string &name, const CommonOptions &common);
int runExplain(const std::string &code, const CommonOptions &common);
int runDemo(const std::string &output, const CommonOptions &common);

//===----------------------------------------------------------------------===//
// Talk: results go to stdout, everything else to stderr
//===----------------------------------------------------------------------===//

/// Prints `error: message` and returns `code`.
int fail(ExitCode code, const llvm::Twine &message);
int fail(ExitCode code, llvm::Error error);

/// The first file position and the first name that a location holds; empty where it has none.
void describePlace(mlir::Location location, std::string &file, std::string &name);

/// A diagnostic with its place, as `file: kind: 'name': message`.
std::string renderDiagnostic(mlir::Diagnostic &diagnostic, llvm::StringRef kind);

/// Prints the diagnostics of a context as `place: error: message`, one line each; remarks and warnings only where not
/// quiet. The place is the network file and the node, as far as the location says.
class DiagnosticPrinter {
public:
  DiagnosticPrinter(mlir::MLIRContext &context, bool quiet);
  ~DiagnosticPrinter();

  /// Warnings and remarks that were reported.
  const std::vector<std::string> &warnings() const { return seen; }

private:
  mlir::MLIRContext &context;
  mlir::DiagnosticEngine::HandlerID handler;
  std::vector<std::string> seen;
};

/// A line that is rewritten in place, on a terminal only: `label 12/300`.
class Progress {
public:
  Progress(std::string label, uint64_t total, bool quiet);
  ~Progress();
  void advance(uint64_t done);

private:
  std::string label;
  uint64_t total;
  bool active;
  int64_t lastShown = -1;
};

} // namespace snnc::driver

#endif // SNNC_COMPILER_DRIVER_COMMAND_H

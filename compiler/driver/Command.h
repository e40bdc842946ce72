//===- Command.h - what the commands of snnc share --------------*- C++ -*-===//
#ifndef SNNC_COMPILER_DRIVER_COMMAND_H
#define SNNC_COMPILER_DRIVER_COMMAND_H

#include "compiler/compilation/Compilation.h"
#include "compiler/diagnostics/DiagnosticText.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Support/Timing.h"
#include "support/progress/Progress.h"
#include "llvm/Support/Error.h"
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace snnc::driver {

/// Exit codes: a contract with scripts.
enum ExitCode { Done = 0, Defect = 1, Usage = 2, BadInput = 3, DoesNotFit = 4, Different = 5 };

/// Options that mean the same on every command.
struct CommonOptions {
  std::string target; ///< empty: the default, or what the network was compiled for
  bool json = false, quiet = false, verbose = false;
  bool timing = false;     ///< say on stderr, at the end, where time went
  std::string diagnostics; ///< "sarif": messages as one document; else as text
  uint64_t seed = 0;
  unsigned threads = 0; ///< 0: one for each processor

  ExecutionOptions execution() const { return {threads, seed, quiet}; }
};

/// Of `snnc events`.
struct EventsOptions {
  std::string file, columns, stream;
  std::string picture; ///< .svg or .png to write; empty: none
  std::string dump;    ///< .npy of all events to write; empty: none
};

struct CompileOptions {
  std::string network, output;
  ImportOptions import;
  SnnConvertAnalogOptions convert;
  SnnQuantizeOptions quantize;
  InputOptions calibration; ///< without `inputs`: from the weights alone
  MappingOptions mapping;
  std::string dumpPasses, stopAfter;
  bool dumpWeights = false; ///< in the text of --dump-passes
  std::string placement;    ///< file with the cores of tiles; empty: none
};

/// The waveform of an engine with a clock.
struct WaveformOptions {
  std::string vcd, fst; ///< file to write; empty: none
  /// Steps, counted from 0 over all samples, both included; absent: all.
  std::optional<std::pair<uint32_t, uint32_t>> steps;

  bool isWanted() const { return !vcd.empty() || !fst.empty(); }
  EngineOptions engine() const;
  /// Says so where a run of so many steps did not come to the first.
  void noteMissing(uint64_t stepsRun) const;
};

struct RunOptions {
  std::string network; ///< network file or compiled folder
  std::string engine;  ///< empty: the first of the target for a folder, float for a file
  InputOptions input;
  ImportOptions import;
  SnnConvertAnalogOptions convert;
  std::string record;
  WaveformOptions waveform;
  bool cycles = false; ///< tell what each core did with its cycles
};

struct VerifyOptions {
  std::string directory;
  std::string junit;        ///< test report to write; empty: none
  std::string onDifference; ///< folder to write where engines differ; empty: none
  InputOptions input;
  std::string record;
  WaveformOptions waveform;
};

/// Of `snnc diff`: two folders that compile wrote.
struct DiffOptions {
  std::string before, after;
};

/// Of `snnc explain`.
struct ExplainOptions {
  std::string what;   ///< a code, a folder that compile wrote, or empty: all codes
  std::string neuron; ///< LAYER[C,Y,X] of a folder; empty: the mapping
  std::optional<std::array<uint32_t, 2>> core;
  std::optional<uint32_t> address;
  bool markdown = false; ///< all codes as a page
};

/// Of `snnc map-bench`.
struct MapBenchOptions {
  std::string network;            ///< LAYERSxCLUSTERS, a list of shapes, or a hypergraph
  std::string output;             ///< hypergraph to write; empty: none
  int64_t neurons = 4096;         ///< of a core
  uint32_t columns = 0, rows = 0; ///< 0: the smallest square that holds it
  unsigned effort = 1;
};

struct CheckOptions {
  std::string network;
  ImportOptions import;
};

struct ReportOptions {
  std::string network; ///< compiled folder, or network file
  std::string output;  ///< folder to write to; empty: the compiled folder
  std::string command; ///< as it was given
  InputOptions input;  ///< without `inputs`: nothing is run
  bool withClock = false;
  std::vector<std::string> neurons;
  ImportOptions import;
};

/// Of `snnc export`, which writes a NIR file.
struct ExportFileOptions {
  std::string network, output;
  std::string dialect = "text"; ///< that the file is written for
  bool allowLoss = false;
  ImportOptions import;
};

/// The commands: each returns its exit code.
int runCheck(const TargetRegistry &targets, const CheckOptions &options, const CommonOptions &common);
int runExport(const TargetRegistry &targets, const ExportFileOptions &options, const CommonOptions &common);
int runCompile(const TargetRegistry &targets, const CompileOptions &options, const CommonOptions &common);
int runRun(const TargetRegistry &targets, const RunOptions &options, const CommonOptions &common);
int runVerify(const TargetRegistry &targets, const VerifyOptions &options, const CommonOptions &common);
int runReport(const TargetRegistry &targets, const ReportOptions &options, const CommonOptions &common);
int runInspect(const TargetRegistry &targets, const std::string &directory, const CommonOptions &common);
int runTargets(const TargetRegistry &targets, const std::string &name, const CommonOptions &common);
int runEvents(const EventsOptions &options, const CommonOptions &common);
int runExplain(const TargetRegistry &targets, const ExplainOptions &options, const CommonOptions &common);
int runMapBench(const MapBenchOptions &options, const CommonOptions &common);
int runDiff(const TargetRegistry &targets, const DiffOptions &options, const CommonOptions &common);
int runDemo(const TargetRegistry &targets, const std::string &output, const CommonOptions &common);

/// The command line of a program that knows these targets.
int snncMain(int argc, char **argv, const TargetRegistry &targets);

//===----------------------------------------------------------------------===//
// Talk: results go to stdout, everything else to stderr
//===----------------------------------------------------------------------===//

/// Prints `error: message` and returns `code`.
int fail(ExitCode code, const llvm::Twine &message);
int fail(ExitCode code, llvm::Error error);
/// Prints the message of a failure, where it has one, and returns the exit code of its cause.
int fail(const Failure &failure);

/// A JSON result on one line. Paths need not be UTF-8: what is not is replaced.
std::string toText(const nlohmann::ordered_json &result);

/// Passes the diagnostics of a context on as messages, `place: error: message`, one line each; remarks and warnings
/// only where not quiet. The place is the network file and the node, as far as the location says. The IR is in them
/// where the command is verbose.
class DiagnosticPrinter {
public:
  DiagnosticPrinter(mlir::MLIRContext &context, const CommonOptions &common);
  ~DiagnosticPrinter();

  /// Warnings and remarks that were reported.
  const std::vector<std::string> &warnings() const { return seen; }

private:
  mlir::MLIRContext &context;
  mlir::DiagnosticEngine::HandlerID handler;
  std::vector<std::string> seen;
};

/// Says what was decided for a network file.
void printAssumptions(llvm::ArrayRef<std::string> assumptions);

/// The context of a command, which knows all dialects, and what it reports.
struct Session {
  Session(const TargetRegistry &targets, const CommonOptions &common);

  mlir::MLIRContext context;
  DiagnosticPrinter printer;

private:
  mlir::DefaultTimingManager timer; ///< prints when it ends, where it was enabled

public:
  mlir::TimingScope timing; ///< of the whole command; parts are nested in it
};

} // namespace snnc::driver

#endif // SNNC_COMPILER_DRIVER_COMMAND_H

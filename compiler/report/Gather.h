//===- Gather.h - the data of a report --------------------------*- C++ -*-===//
//
// Puts together what report.json holds. What is drawn of it is another matter: see Page.h.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_REPORT_GATHER_H
#define SNNC_COMPILER_REPORT_GATHER_H

#include "compiler/compilation/CheckNetwork.h"
#include "compiler/execution/Workload.h"
#include "compiler/report/PhaseText.h"
#include "dialect/snn/SnnOps.h"
#include "mlir/IR/OwningOpRef.h"
#include <nlohmann/json.hpp>

namespace snnc::report {

/// What a report is of: a compiled folder, or a network as far as it compiles. What is not there is left out.
struct Subject {
  std::string path, command; ///< as the user wrote them
  std::string target;        ///< its name
  Workload workload;
  mlir::OwningOpRef<mlir::ModuleOp> simplified; ///< before it was quantised
  nlohmann::ordered_json program;               ///< program.json
  /// The module as it was imported and behind each phase.
  struct Snapshot {
    std::string phase, pipeline; ///< the passes as snn-opt takes them; empty of what was imported
    mlir::OwningOpRef<mlir::ModuleOp> module;
  };
  std::vector<Snapshot> phases;
  std::string phasesNote; ///< what is to be known of the phases, where anything is
  std::vector<std::string> assumptions, warnings;
  std::vector<NetworkProblem> problems; ///< why it does not compile; nothing where it does
  std::vector<ResourceNeed> needs;      ///< of a network that does not compile, as far as its target says
  std::vector<Remedy> remedies;         ///< changes under which it was seen to compile
  std::vector<std::string> unchecked;   ///< phases that were not reached
};

/// What is run for it.
struct RunRequest {
  InputOptions input; ///< without `inputs`: nothing is run
  ExecutionOptions execution;
  bool withClock = false;           ///< the engines with a clock are compared too
  std::vector<std::string> neurons; ///< LAYER:CHANNEL,Y,X, whose potentials are wanted
  /// Called with the number of samples that are done, and of all.
  std::function<void(uint64_t done, uint64_t all)> progress = [](uint64_t, uint64_t) {};
};

/// The network that is drawn: as it was imported, else in integers. Null where there is none.
snn::NetworkOp networkOf(const Subject &subject);

/// Runs what there is to run, and makes report.json. Blobs are in "blobs".
llvm::Expected<nlohmann::ordered_json> gather(Subject &subject, const RunRequest &request);

/// Adds what a run on `request.input` shows: activity, potentials, comparison, schedule, timeline.
llvm::Error gatherRun(Subject &subject, const RunRequest &request, nlohmann::ordered_json &report);

/// Adds a blob.
void addBlob(nlohmann::ordered_json &report, const std::string &name, llvm::StringRef bytes);

/// The schema of report.json.
llvm::StringRef schema();

} // namespace snnc::report

#endif // SNNC_COMPILER_REPORT_GATHER_H

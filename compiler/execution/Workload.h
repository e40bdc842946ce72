//===- Workload.h - a network, and the engines that run it ------*- C++ -*-===//
#ifndef SNNC_COMPILER_EXECUTION_WORKLOAD_H
#define SNNC_COMPILER_EXECUTION_WORKLOAD_H

#include "compiler/execution/Failure.h"
#include "compiler/target/TargetRegistry.h"
#include "mlir/IR/OwningOpRef.h"
#include "sim/data/NetworkStimulus.h"
#include "sim/engine/Prediction.h"

namespace snnc {

/// How a run is carried out.
struct ExecutionOptions {
  unsigned threads = 0; ///< 0: one for each processor
  uint64_t seed = 0;    ///< of the draws of encoders; 0: that of the network
  bool quiet = false;   ///< no progress

  /// The number of threads that is meant.
  unsigned threadCount() const;
};

/// How input data is read and how much of it, and what its labels are held against.
struct InputOptions {
  std::vector<std::string> inputs; ///< files, of several inputs NAME=FILE
  std::string labels;
  std::string predict; ///< name of the output that predictions are of; empty: the only one
  std::string readout; ///< "mean", "last" or "max" of an output of potentials; empty: the mean
  std::optional<uint32_t> steps, stepUs;
  std::optional<uint64_t> limit;
  // Of recordings.
  std::string timeOrigin, crop, columns;
  std::string stream; ///< number or name; empty: the only one
  std::string flip;   ///< "x", "y" or "xy"
  uint32_t pool = 1;
  bool transpose = false, mergePolarities = false;
};

/// The networks and the configuration that engines run, as far as there are any.
struct Workload {
  mlir::OwningOpRef<mlir::ModuleOp> imported, quantized;
  std::shared_ptr<const Configuration> configuration;
};

/// The files of a compiled folder that every backend shares.
constexpr const char *networkFile = "network.mlirbc";
constexpr const char *quantizedFile = "quantized.mlirbc";
constexpr const char *programFile = "program.json";

/// Whether `path` is a folder.
bool isFolder(const std::string &path);

/// Loads a folder that compile wrote. A missing network file is an error only where `needNetworks`.
Failure loadFolder(mlir::MLIRContext &context, const TargetRegistry &targets, const std::string &directory,
                   bool needNetworks, Workload &result);

/// The engine "float" or "integer", or one of the configuration.
llvm::Expected<std::unique_ptr<sim::Engine>> makeEngine(llvm::StringRef name, Workload &workload,
                                                        const EngineOptions &options = {});

/// Opens the input data for the engine's network inputs, with steps and step length from the options, else from the
/// network. Data for an encoder are encoded with draws of `seed`; 0: that of the network, which compile was given.
llvm::Expected<std::unique_ptr<sim::NetworkStimulus>>
openInput(const InputOptions &options, uint64_t seed, const Workload &workload, llvm::ArrayRef<sim::InputInfo> inputs);

} // namespace snnc

#endif // SNNC_COMPILER_EXECUTION_WORKLOAD_H

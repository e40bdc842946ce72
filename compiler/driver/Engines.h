//===- Engines.h - engines for a network or a compiled folder ---*- C++ -*-===//
#ifndef SNNC_COMPILER_DRIVER_ENGINES_H
#define SNNC_COMPILER_DRIVER_ENGINES_H

#include "backends/mesh/image/Program.h"
#include "compiler/driver/Command.h"
#include "dialect/snn/SnnOps.h"
#include "sim/data/Stimulus.h"
#include "sim/engine/Engine.h"

namespace snnc::driver {

/// The networks and the image that engines run: as far as `what` asked for them, and the folder has them.
struct Workload {
  mlir::OwningOpRef<mlir::ModuleOp> imported, quantized;
  std::shared_ptr<const mesh::LoadedImage> image;
};

/// Loads a folder that compile wrote. A missing network file is an error only where `needNetworks`.
int loadFolder(mlir::MLIRContext &context, const std::string &directory, bool needNetworks, Workload &result);

/// Whether `path` is a folder.
bool isFolder(const std::string &path);

/// A waveform file that the RTL is to write.
struct Waveform {
  std::string path; ///< empty: none
  bool vcd = false; ///< VCD, not FST
};
Waveform waveformOf(const std::string &vcd, const std::string &fst);

/// An engine by its name: "float", "integer", "chip" or "rtl". With `overlapSamples` the RTL takes the next sample
/// before it has finished the last one: the caller has to drain it.
llvm::Expected<std::unique_ptr<sim::Engine>> makeEngine(llvm::StringRef name, Workload &workload,
                                                        const Waveform &waveform = {}, bool overlapSamples = false);

/// Opens the input data for the engine's network input, with steps and step length from the options, else from the
/// network. Data for an encoder are encoded with draws of `seed`; 0: that of the network, which compile was given.
llvm::Expected<std::unique_ptr<sim::Stimulus>>
openInput(const InputOptions &options, uint64_t seed, const Workload &workload, llvm::ArrayRef<sim::InputInfo> inputs);

/// The exit code that an engine's error stands for: `Different` where the engine broke down, else `BadInput`.
int failEngine(llvm::Error error);

} // namespace snnc::driver

#endif // SNNC_COMPILER_DRIVER_ENGINES_H

//===- Compile.h - from a network file to an image --------------*- C++ -*-===//
#ifndef SNNC_COMPILER_DRIVER_COMPILE_H
#define SNNC_COMPILER_DRIVER_COMPILE_H

#include "backends/mesh/image/Program.h"
#include "compiler/driver/Command.h"
#include "compiler/driver/Correct.h"
#include "compiler/driver/QuantizationRun.h"
#include "dialect/mesh/MeshDialect.h"
#include "dialect/snn/SnnOps.h"

namespace snnc::driver {

/// What a compilation leaves, in memory. The two networks are absent where the input was behind their phase already.
struct Compilation {
  mlir::OwningOpRef<mlir::ModuleOp> imported, quantized, module;
  /// With --calibrate only: the network before snn-quantize as it was calibrated, what was corrected in it, what
  /// snn-quantize was given, and what it did to the recordings.
  mlir::OwningOpRef<mlir::ModuleOp> calibrated, corrected;
  std::vector<Correction> corrections;
  std::optional<QuantizationRun> quantizationRun;
  std::vector<std::string> assumptions;
  struct PhaseTime {
    std::string name;
    double milliseconds;
  };
  std::vector<PhaseTime> times;

  mesh::ProgramOp program() { return *module->getOps<mesh::ProgramOp>().begin(); }
};

/// Where a compilation ends, and its exit code if that is not `Done`.
struct CompileStop {
  std::string phase; ///< last phase to run; empty: all
  std::string dumpDirectory;
  const InputOptions *calibration = nullptr; ///< recordings that snn-quantize looks at, if any
};

/// Imports the network and runs the phases. Failures have been reported; returned is their exit code.
int compileNetwork(mlir::MLIRContext &context, const std::string &network, const ImportOptions &import,
                   const PipelineOptions &pipeline, const CompileStop &stop, const CommonOptions &common,
                   Compilation &result);

/// The image of a program in its last phase, written to `bytes` and read back as an engine does; it must hold, and say
/// what the program says. Whoever wants to run it gets what was read back, too. A defect has been reported; returned is
/// its exit code.
int emitAndReadBack(Compilation &compilation, std::vector<uint8_t> &bytes, mesh::LoadedImage *loaded = nullptr);

/// The files of a compiled folder.
constexpr const char *imageFile = "image.bin";
constexpr const char *networkFile = "network.mlirbc";
constexpr const char *quantizedFile = "quantized.mlirbc";
constexpr const char *programFile = "program.json";

} // namespace snnc::driver

#endif // SNNC_COMPILER_DRIVER_COMPILE_H

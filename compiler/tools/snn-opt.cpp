//===- snn-opt.cpp - runs passes on a file --------------------------------===//
//
// Reads IR, verifies it, runs the passes that the flags name, prints IR.
//
//===----------------------------------------------------------------------===//
#include "backends/Backends.h"
#include "compiler/pipeline/Pipeline.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  snnc::registerAllDialects(snnc::allTargets(), registry);
  snnc::registerAllPasses(snnc::allTargets());
  return mlir::asMainReturnCode(mlir::MlirOptMain(argc, argv, "Spiking network optimizer\n", registry));
}

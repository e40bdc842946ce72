//===- snn-opt.cpp - runs passes on a file --------------------------------===//
//
// Reads IR, verifies it, runs the passes that the flags name, prints IR.
//
//===----------------------------------------------------------------------===//
#include "compiler/tools/Init.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  snnc::registerDialects(registry);
  snnc::registerPasses();
  return mlir::asMainReturnCode(mlir::MlirOptMain(argc, argv, "Spiking network optimizer\n", registry));
}

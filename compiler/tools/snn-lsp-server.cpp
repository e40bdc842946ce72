//===- snn-lsp-server.cpp - language server for editors -------------------===//
//
// Diagnostics, hover, definitions and completion for files of our dialects.
//
//===----------------------------------------------------------------------===//
#include "backends/Backends.h"
#include "compiler/pipeline/Pipeline.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  snnc::registerAllDialects(snnc::allTargets(), registry);
  return failed(mlir::MlirLspServerMain(argc, argv, registry));
}

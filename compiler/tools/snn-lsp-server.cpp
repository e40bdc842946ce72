//===- snn-lsp-server.cpp - language server for editors -------------------===//
//
// Diagnostics, hover, definitions and completion for files of our dialects.
//
//===----------------------------------------------------------------------===//
#include "compiler/tools/Init.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  snnc::registerDialects(registry);
  return failed(mlir::MlirLspServerMain(argc, argv, registry));
}

//===- snn-reduce.cpp - makes a file that shows something small -----------===//
//
// Takes networks apart for as long as a test script says that what it looks for is still there (exit code 1).
//
//===----------------------------------------------------------------------===//
#include "backends/Backends.h"
#include "compiler/pipeline/Pipeline.h"
#include "compiler/reduction/ReduceNetwork.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Tools/mlir-reduce/MlirReduceMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  snnc::registerAllDialects(snnc::allTargets(), registry);
  snnc::registerAllPasses(snnc::allTargets()); // for --opt-reduction-pass
  snnc::registerReduceNetworkPasses();
  mlir::MLIRContext context(registry);
  return failed(mlir::mlirReduceMain(argc, argv, context));
}

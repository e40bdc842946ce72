//===- Init.cpp - what every tool knows -----------------------------------===//
//
// Explicit registration in one place; nothing registers itself from a static object.
//
//===----------------------------------------------------------------------===//
#include "compiler/tools/Init.h"
#include "dialect/snn/SnnDialect.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Transforms/Passes.h"

void snnc::registerDialects(mlir::DialectRegistry &registry) { registry.insert<snn::SnnDialect>(); }

void snnc::registerPasses() { mlir::registerTransformsPasses(); }

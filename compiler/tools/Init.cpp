//===- Init.cpp - what every tool knows -----------------------------------===//
//
// Explicit registration in one place; nothing registers itself from a static object.
//
//===----------------------------------------------------------------------===//
#include "compiler/tools/Init.h"
#include "backends/mesh/core-set-target/CoreSetTarget.h"
#include "compiler/conversion/snn-to-core/SnnToCore.h"
#include "compiler/transforms/core-allocate/CoreAllocate.h"
#include "compiler/transforms/core-pack/CorePack.h"
#include "compiler/transforms/core-place/CorePlace.h"
#include "compiler/transforms/core-tile/CoreTile.h"
#include "compiler/transforms/core-verify/CoreVerify.h"
#include "compiler/transforms/snn-convert-analog/SnnConvertAnalog.h"
#include "compiler/transforms/snn-expand-ceil-pools/SnnExpandCeilPools.h"
#include "compiler/transforms/snn-expand-delays/SnnExpandDelays.h"
#include "compiler/transforms/snn-prove-bounds/SnnProveBounds.h"
#include "compiler/transforms/snn-quantize/SnnQuantize.h"
#include "compiler/transforms/snn-simplify/SnnSimplify.h"
#include "dialect/core/CoreDialect.h"
#include "dialect/snn/SnnDialect.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Transforms/Passes.h"

void snnc::registerDialects(mlir::DialectRegistry &registry) { registry.insert<snn::SnnDialect, core::CoreDialect>(); }

void snnc::registerPasses() {
  mlir::registerTransformsPasses();
  registerCoreSetTargetPasses();
  registerSnnConvertAnalogPasses();
  registerSnnQuantizePasses();
  registerSnnExpandCeilPoolsPasses();
  registerSnnSimplifyPasses();
  registerSnnExpandDelaysPasses();
  registerSnnProveBoundsPasses();
  registerSnnToCorePasses();
  registerCoreVerifyPasses();
  registerCoreTilePasses();
  registerCorePackPasses();
  registerCorePlacePasses();
  registerCoreAllocatePasses();
}

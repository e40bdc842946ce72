//===- Init.cpp - what every tool knows -----------------------------------===//
//
// Explicit registration in one place; nothing registers itself from a static object.
//
//===----------------------------------------------------------------------===//
#include "compiler/tools/Init.h"
#include "backends/mesh/snn-set-target/SnnSetTarget.h"
#include "backends/mesh/conversion/convert-snn-to-mesh/ConvertSnnToMesh.h"
#include "backends/mesh/transforms/mesh-allocate/MeshAllocate.h"
#include "backends/mesh/transforms/mesh-pack/MeshPack.h"
#include "backends/mesh/transforms/mesh-place/MeshPlace.h"
#include "backends/mesh/transforms/mesh-tile/MeshTile.h"
#include "backends/mesh/transforms/mesh-verify/MeshVerify.h"
#include "compiler/transforms/snn-convert-analog/SnnConvertAnalog.h"
#include "compiler/transforms/snn-expand-ceil-pools/SnnExpandCeilPools.h"
#include "compiler/transforms/snn-expand-delays/SnnExpandDelays.h"
#include "compiler/transforms/snn-prove-bounds/SnnProveBounds.h"
#include "compiler/transforms/snn-quantize/SnnQuantize.h"
#include "compiler/transforms/snn-simplify/SnnSimplify.h"
#include "dialect/mesh/MeshDialect.h"
#include "dialect/snn/SnnDialect.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Transforms/Passes.h"

void snnc::registerDialects(mlir::DialectRegistry &registry) { registry.insert<snn::SnnDialect, mesh::MeshDialect>(); }

void snnc::registerPasses() {
  mlir::registerTransformsPasses();
  registerSnnSetTargetPasses();
  registerSnnConvertAnalogPasses();
  registerSnnQuantizePasses();
  registerSnnExpandCeilPoolsPasses();
  registerSnnSimplifyPasses();
  registerSnnExpandDelaysPasses();
  registerSnnProveBoundsPasses();
  registerConvertSnnToMeshPasses();
  registerMeshVerifyPasses();
  registerMeshTilePasses();
  registerMeshPackPasses();
  registerMeshPlacePasses();
  registerMeshAllocatePasses();
}

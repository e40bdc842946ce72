//===- EmittedProgram.cpp - a small image as the compiler emits it --------===//

#include "tests/backends/mesh/EmittedProgram.h"
#include "backends/Backends.h"
#include "backends/mesh/emit/EmitImage.h"
#include "compiler/pipeline/Pipeline.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace snnc;

static const char *source = R"mlir(
snn.network @small(%in: !snn.spikes<1x4x4> {snn.max_total = 40 : i64}) -> !snn.spikes<3> {
  %0 = snn.conv2d %in weights(dense<[[[[1, 2, 3], [4, 5, 6], [7, 8, 9]]], [[[-1, 0, 1], [0, 2, 0], [1, 0, -1]]]]>
         : tensor<2x1x3x3xi8>) bias(dense<[3, -2]> : tensor<2xi16>) padding = [1, 1, 1, 1]
         : !snn.spikes<1x4x4> -> tensor<2x4x4xi16>
  %1 = snn.integrate_fire %0 layer = "first" threshold(dense<[20, 5]> : tensor<2xi16>)
         lower_bound(dense<[-20, -5]> : tensor<2xi16>) max_count = 4 upper = 30000
         : tensor<2x4x4xi16> -> !snn.spikes<2x4x4>
  %2 = snn.sum_pool2d %1 kernel = [2, 2] : !snn.spikes<2x4x4> -> !snn.spikes<2x2x2>
  %3 = snn.flatten %2 : !snn.spikes<2x2x2> -> !snn.spikes<8>
  %4 = snn.linear %3 weights(dense<7> : tensor<3x8xi8>) : !snn.spikes<8> -> tensor<3xi16>
  %5 = snn.integrate_fire %4 layer = "second" threshold(dense<[40, 41, 42]> : tensor<3xi16>)
         lower_bound(dense<-10> : tensor<3xi16>) max_count = 15 upper = 30000 : tensor<3xi16> -> !snn.spikes<3>
  snn.output %5 : !snn.spikes<3>
}
)mlir";

mesh::Image mesh::emitSmallImage(llvm::function_ref<void(mesh::ProgramOp)> change) {
  DialectRegistry registry;
  registerAllDialects(allTargets(), registry);
  static const bool once = (registerAllPasses(allTargets()), true);
  (void)once;
  MLIRContext context(registry);
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(source, &context);
  EXPECT_TRUE(bool(module));
  PassManager manager = PassManager::on<ModuleOp>(&context);
  EXPECT_TRUE(succeeded(parsePassPipeline(
      "snn-set-target{name=mesh2x2},convert-snn-to-mesh,mesh.program(mesh-pack,mesh-place,mesh-allocate,"
      "mesh-verify{phase=allocated})",
      manager)));
  EXPECT_TRUE(succeeded(manager.run(*module)));
  mesh::ProgramOp program = *module->getOps<mesh::ProgramOp>().begin();
  if (change)
    change(program);
  FailureOr<Image> image = emitImage(program);
  EXPECT_TRUE(succeeded(image));
  return std::move(*image);
}

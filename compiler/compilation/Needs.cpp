//===- Needs.cpp - what the target says of a module's shapes --------------===//

#include "compiler/compilation/Needs.h"
#include "dialect/snn/SnnOps.h"

using namespace mlir;
using namespace snnc;

static TargetAttrInterface targetIn(ModuleOp module) {
  return module->getAttrOfType<TargetAttrInterface>(snn::SnnDialect::kTargetAttr);
}

std::vector<ResourceNeed> snnc::needsOf(ModuleOp module, int64_t weightBits) {
  std::vector<ResourceNeed> needs;
  if (TargetAttrInterface target = targetIn(module))
    for (auto network : module.getOps<snn::NetworkOp>())
      llvm::append_range(needs, target.getNeeds(network, weightBits));
  return needs;
}

LogicalResult snnc::checkNeeds(ModuleOp module, int64_t weightBits) {
  for (auto network : module.getOps<snn::NetworkOp>())
    if (failed(targetIn(module).checkNeeds(network, weightBits)))
      return failure();
  return success();
}

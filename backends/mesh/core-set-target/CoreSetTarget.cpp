//===- CoreSetTarget.cpp - choose the chip --------------------------------===//

#include "backends/mesh/core-set-target/CoreSetTarget.h"
#include "backends/mesh/target/TargetAttribute.h"

using namespace mlir;
using namespace snnc;

#define GEN_PASS_DEF_CORESETTARGET
namespace snnc {
#include "backends/mesh/core-set-target/CoreSetTarget.h.inc"
} // namespace snnc

namespace {
struct CoreSetTarget : public snnc::impl::CoreSetTargetBase<CoreSetTarget> {
  using CoreSetTargetBase::CoreSetTargetBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    if (module->hasAttr("snnc.target"))
      return;
    llvm::Expected<mesh::TargetDescription> target = mesh::loadTarget(name.getValue());
    if (!target) {
      module.emitError() << "core-set-target: " << llvm::toString(target.takeError());
      return signalPassFailure();
    }
    llvm::Expected<core::MeshAttr> attribute = mesh::toAttribute(*target, &getContext());
    if (!attribute) {
      module.emitError() << "core-set-target: " << llvm::toString(attribute.takeError());
      return signalPassFailure();
    }
    module->setAttr("snnc.target", *attribute);
  }
};
} // namespace

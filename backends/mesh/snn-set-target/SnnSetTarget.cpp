//===- SnnSetTarget.cpp - choose the chip --------------------------------===//

#include "backends/mesh/snn-set-target/SnnSetTarget.h"
#include "backends/mesh/target/TargetAttribute.h"

using namespace mlir;
using namespace snnc;

#define GEN_PASS_DEF_SNNSETTARGET
namespace snnc {
#include "backends/mesh/snn-set-target/SnnSetTarget.h.inc"
} // namespace snnc

namespace {
struct SnnSetTarget : public snnc::impl::SnnSetTargetBase<SnnSetTarget> {
  using SnnSetTargetBase::SnnSetTargetBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    if (module->hasAttr("snn.target"))
      return;
    llvm::Expected<mesh::TargetDescription> target = mesh::loadTarget(name.getValue());
    if (!target) {
      module.emitError() << "snn-set-target: " << llvm::toString(target.takeError());
      return signalPassFailure();
    }
    llvm::Expected<mesh::TargetAttr> attribute = mesh::toAttribute(*target, &getContext());
    if (!attribute) {
      module.emitError() << "snn-set-target: " << llvm::toString(attribute.takeError());
      return signalPassFailure();
    }
    module->setAttr("snn.target", *attribute);
  }
};
} // namespace

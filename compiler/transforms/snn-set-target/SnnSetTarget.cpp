//===- SnnSetTarget.cpp - choose the chip ---------------------------------===//

#include "compiler/transforms/snn-set-target/SnnSetTarget.h"
#include "compiler/diagnostics/FailureCause.h"
#include "dialect/snn/SnnDialect.h"
#include "mlir/Pass/PassRegistry.h"

#define DEBUG_TYPE "snn-set-target"

using namespace mlir;
using namespace snnc;

namespace snnc {
#define GEN_PASS_DEF_SNNSETTARGET
#include "compiler/transforms/snn-set-target/SnnSetTarget.h.inc"
} // namespace snnc

namespace {
struct SnnSetTarget : public snnc::impl::SnnSetTargetBase<SnnSetTarget> {
  SnnSetTarget(const TargetRegistry &targets, SnnSetTargetOptions options)
      : SnnSetTargetBase(std::move(options)), targets(targets) {}

  void getDependentDialects(DialectRegistry &registry) const override { targets.registerDialects(registry); }

  void runOnOperation() override {
    ModuleOp module = getOperation();
    if (module->hasAttr(snn::SnnDialect::kTargetAttr))
      return markAllAnalysesPreserved();
    llvm::Expected<ChosenTarget> target = targets.load(name.getValue(), getContext());
    if (!target) {
      causedBy(FailureCause::Input, module.emitError()) << "snn-set-target: " << llvm::toString(target.takeError());
      return signalPassFailure();
    }
    module->setAttr(snn::SnnDialect::kTargetAttr, target->attribute);
  }

  const TargetRegistry &targets;
};
} // namespace

std::unique_ptr<Pass> snnc::createSnnSetTarget(const TargetRegistry &targets, SnnSetTargetOptions options) {
  return std::make_unique<SnnSetTarget>(targets, std::move(options));
}

void snnc::registerSnnSetTargetPass(const TargetRegistry &targets) {
  registerPass([&targets] { return createSnnSetTarget(targets); });
}

//===- SnnSetTarget.h - choose the chip -------------------------*- C++ -*-===//
#ifndef SNNC_COMPILER_TRANSFORMS_SNNSETTARGET_H
#define SNNC_COMPILER_TRANSFORMS_SNNSETTARGET_H

#include "compiler/target/TargetRegistry.h"
#include "mlir/Pass/Pass.h"

namespace snnc {
#define GEN_PASS_DECL
#include "compiler/transforms/snn-set-target/SnnSetTarget.h.inc"

/// `targets` must outlive the pass; an empty name is the default target.
std::unique_ptr<mlir::Pass> createSnnSetTarget(const TargetRegistry &targets, SnnSetTargetOptions options = {});
/// Makes the pass known to snn-opt.
void registerSnnSetTargetPass(const TargetRegistry &targets);

} // namespace snnc

#endif // SNNC_COMPILER_TRANSFORMS_SNNSETTARGET_H

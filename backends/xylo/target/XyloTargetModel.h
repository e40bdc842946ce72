//===- XyloTargetModel.h - what passes ask of a Xylo chip -------*- C++ -*-===//
#ifndef SNNC_BACKENDS_XYLO_TARGET_XYLOTARGETMODEL_H
#define SNNC_BACKENDS_XYLO_TARGET_XYLOTARGETMODEL_H

#include "backends/xylo/target/TargetDescription.h"
#include "dialect/xylo/XyloDialect.h"

namespace snnc::xylo {

/// Makes `#xylo.target` answer as TargetAttrInterface, wherever the dialect is loaded.
void registerTargetModel(mlir::DialectRegistry &registry);

TargetAttr toAttribute(const TargetDescription &target, mlir::MLIRContext *context);
TargetDescription fromAttribute(TargetAttr attribute);

} // namespace snnc::xylo

#endif // SNNC_BACKENDS_XYLO_TARGET_XYLOTARGETMODEL_H

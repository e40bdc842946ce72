//===- SpeckTargetModel.h - what passes ask of a Speck chip -----*- C++ -*-===//
#ifndef SNNC_BACKENDS_SPECK_TARGET_SPECKTARGETMODEL_H
#define SNNC_BACKENDS_SPECK_TARGET_SPECKTARGETMODEL_H

#include "backends/speck/target/TargetDescription.h"
#include "dialect/speck/SpeckDialect.h"

namespace snnc::speck {

/// Makes `#speck.target` answer as TargetAttrInterface, wherever the dialect is loaded.
void registerTargetModel(mlir::DialectRegistry &registry);

TargetAttr toAttribute(const TargetDescription &target, mlir::MLIRContext *context);
TargetDescription fromAttribute(TargetAttr attribute);

} // namespace snnc::speck

#endif // SNNC_BACKENDS_SPECK_TARGET_SPECKTARGETMODEL_H

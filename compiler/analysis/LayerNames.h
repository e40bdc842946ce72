//===- LayerNames.h - names for layers without one --------------*- C++ -*-===//
#ifndef SNNC_COMPILER_ANALYSIS_LAYERNAMES_H
#define SNNC_COMPILER_ANALYSIS_LAYERNAMES_H

#include "dialect/snn/SnnOps.h"

namespace snnc {

/// Calls layers that have no name "layer0", "layer1" and on, with numbers that are free, in the order of the text. By
/// their names layers are known in records and reports, whatever the passes do to their order.
void nameLayers(snn::NetworkOp network);

} // namespace snnc

#endif // SNNC_COMPILER_ANALYSIS_LAYERNAMES_H

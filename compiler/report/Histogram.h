//===- Histogram.h - weights before and behind quantisation -----*- C++ -*-===//
#ifndef SNNC_COMPILER_REPORT_HISTOGRAM_H
#define SNNC_COMPILER_REPORT_HISTOGRAM_H

#include "mlir/IR/BuiltinOps.h"
#include <nlohmann/json.hpp>

namespace snnc::report {

/// Adds "histogram" to the rows of a quantisation: how many weights of the layer lie in each of as many bins of equal
/// width from `-limit` to `limit`, in float and, divided by the scale of their channel, in integers.
void describeHistograms(mlir::ModuleOp inFloat, mlir::ModuleOp inIntegers, nlohmann::ordered_json &rows);

/// Adds "weights_drawn" to the rows: the weights in integers of each channel, one channel behind the other, as the blob
/// that it names. Of layers that are too large for a report nothing is added. `report` takes the blobs.
void describeWeights(mlir::ModuleOp inIntegers, nlohmann::ordered_json &report);

} // namespace snnc::report

#endif // SNNC_COMPILER_REPORT_HISTOGRAM_H

//===- Histogram.h - weights before and behind quantisation -----*- C++ -*-===//
#ifndef SNNC_COMPILER_REPORT_HISTOGRAM_H
#define SNNC_COMPILER_REPORT_HISTOGRAM_H

#include "mlir/IR/BuiltinOps.h"
#include <nlohmann/json.hpp>

namespace snnc::report {

/// Adds "histogram" to the rows of a quantisation: how many weights of the layer lie in each of as many bins of equal
/// width from `-limit` to `limit`, in float and, divided by the scale of their channel, in integers.
void describeHistograms(mlir::ModuleOp inFloat, mlir::ModuleOp inIntegers, nlohmann::ordered_json &rows);

} // namespace snnc::report

#endif // SNNC_COMPILER_REPORT_HISTOGRAM_H

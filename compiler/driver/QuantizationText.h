//===- QuantizationText.h - the report of a quantisation --------*- C++ -*-===//
#ifndef SNNC_COMPILER_DRIVER_QUANTIZATIONTEXT_H
#define SNNC_COMPILER_DRIVER_QUANTIZATIONTEXT_H

#include "compiler/driver/Command.h"

namespace snnc::driver {

/// "quantisation" of program.json: a row for each layer.
nlohmann::ordered_json describeQuantization(Compilation &compilation);
/// "rest" of program.json, of a network that leaks: when it is at rest without input. Else null.
nlohmann::ordered_json describeRest(Compilation &compilation);
/// "calibration" of program.json.
nlohmann::ordered_json describeCalibration(const QuantizationRun &run);

/// The rows of program.json as a table on stdout.
void printQuantization(const nlohmann::ordered_json &program);
/// Warns, with a code that `snnc explain` knows, of layers whose rows give cause.
void warnOfQuantization(const nlohmann::ordered_json &program, mlir::ModuleOp module);

} // namespace snnc::driver

#endif // SNNC_COMPILER_DRIVER_QUANTIZATIONTEXT_H

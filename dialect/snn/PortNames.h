//===- PortNames.h - the names of inputs and outputs ------------*- C++ -*-===//
#ifndef SNNC_DIALECT_SNN_PORTNAMES_H
#define SNNC_DIALECT_SNN_PORTNAMES_H

#include "dialect/snn/SnnOps.h"

namespace snnc::snn {

/// The name of an input: `snn.name`, else "input", "input1", ...
std::string getInputName(NetworkOp network, unsigned index);

/// The name of an output: of several `snn.name`, else "output", "output1", ...; the only one is "output".
std::string getOutputName(NetworkOp network, unsigned index);

} // namespace snnc::snn

#endif // SNNC_DIALECT_SNN_PORTNAMES_H

//===- ReduceNetwork.h - a network that shows something, made small -*- C++ -*-===//
#ifndef SNNC_COMPILER_REDUCTION_REDUCENETWORK_H
#define SNNC_COMPILER_REDUCTION_REDUCENETWORK_H

#include "mlir/Pass/Pass.h"

namespace snnc {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/reduction/ReduceNetwork.h.inc"
} // namespace snnc

#endif // SNNC_COMPILER_REDUCTION_REDUCENETWORK_H

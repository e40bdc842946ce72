//===- TinyDialect.h - the limits of the tiny chip --------------*- C++ -*-===//
#ifndef SNNC_TESTS_BACKENDS_TINY_TINYDIALECT_H
#define SNNC_TESTS_BACKENDS_TINY_TINYDIALECT_H

#include "compiler/target/TargetInterfaces.h"
#include "mlir/IR/Dialect.h"

#include "tests/backends/tiny/TinyDialect.h.inc"

#define GET_ATTRDEF_CLASSES
#include "tests/backends/tiny/TinyAttributes.h.inc"

#endif // SNNC_TESTS_BACKENDS_TINY_TINYDIALECT_H

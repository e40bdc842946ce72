//===- Backends.h - the chips of this project -------------------*- C++ -*-===//
#ifndef SNNC_BACKENDS_BACKENDS_H
#define SNNC_BACKENDS_BACKENDS_H

#include "compiler/target/TargetRegistry.h"

namespace snnc {

/// The one list of backends: what every tool of the project knows.
const TargetRegistry &allTargets();

} // namespace snnc

#endif // SNNC_BACKENDS_BACKENDS_H

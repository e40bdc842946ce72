//===- SpeckBackend.h - Speck chips behind the target seam --------*- C++ -*-===//
#ifndef SNNC_BACKENDS_SPECK_SPECKBACKEND_H
#define SNNC_BACKENDS_SPECK_SPECKBACKEND_H

#include "compiler/target/Target.h"

namespace snnc::speck {

/// SynSense's Speck2b and Speck2f: nine convolutional cores without a clock. See docs/speck.md.
std::unique_ptr<Backend> createSpeckBackend();

} // namespace snnc::speck

#endif // SNNC_BACKENDS_SPECK_SPECKBACKEND_H

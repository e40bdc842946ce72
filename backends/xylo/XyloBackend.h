//===- XyloBackend.h - Xylo chips behind the target seam --------*- C++ -*-===//
#ifndef SNNC_BACKENDS_XYLO_XYLOBACKEND_H
#define SNNC_BACKENDS_XYLO_XYLOBACKEND_H

#include "compiler/target/Target.h"

namespace snnc::xylo {

/// SynSense's Xylo Audio 2, Audio 3 and IMU: one core of up to 1,000 leaky neurons. See docs/xylo.md.
std::unique_ptr<Backend> createXyloBackend();

} // namespace snnc::xylo

#endif // SNNC_BACKENDS_XYLO_XYLOBACKEND_H

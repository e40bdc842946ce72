//===- CoreText.h - what a core did with its cycles -------------*- C++ -*-===//
#ifndef SNNC_COMPILER_DRIVER_CORETEXT_H
#define SNNC_COMPILER_DRIVER_CORETEXT_H

#include "sim/engine/Engine.h"
#include <nlohmann/json.hpp>

namespace snnc::driver {

/// "core", "layers", each counter by its name, and "waits".
nlohmann::ordered_json describeCore(const sim::CycleReport::Core &core);

} // namespace snnc::driver

#endif // SNNC_COMPILER_DRIVER_CORETEXT_H

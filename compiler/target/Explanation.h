//===- Explanation.h - an answer for people and for programs ----*- C++ -*-===//
#ifndef SNNC_COMPILER_TARGET_EXPLANATION_H
#define SNNC_COMPILER_TARGET_EXPLANATION_H

#include "llvm/Support/Error.h"
#include <nlohmann/json.hpp>
#include <string>

namespace snnc {

struct Explanation {
  std::string text; ///< lines
  nlohmann::ordered_json data;
};

} // namespace snnc

#endif // SNNC_COMPILER_TARGET_EXPLANATION_H

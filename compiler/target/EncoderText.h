//===- EncoderText.h - an encoder's description as JSON ---------*- C++ -*-===//
#ifndef SNNC_COMPILER_TARGET_ENCODERTEXT_H
#define SNNC_COMPILER_TARGET_ENCODERTEXT_H

#include "mlir/IR/BuiltinAttributes.h"
#include <nlohmann/json.hpp>

namespace snnc {

/// A description as `EncoderOpInterface` has it, in the words of the layer list; an empty object of none.
nlohmann::json encoderObject(mlir::DictionaryAttr description);

} // namespace snnc

#endif // SNNC_COMPILER_TARGET_ENCODERTEXT_H

//===- EncoderText.h - an encoder's description as JSON ---------*- C++ -*-===//
#ifndef SNNC_BACKENDS_XYLO_TARGET_ENCODERTEXT_H
#define SNNC_BACKENDS_XYLO_TARGET_ENCODERTEXT_H

#include "mlir/IR/BuiltinAttributes.h"
#include <string>

namespace snnc::xylo {

/// `type` and parameters of an encoder, as a layer of the layer list has them.
std::string encoderText(mlir::DictionaryAttr description);

} // namespace snnc::xylo

#endif // SNNC_BACKENDS_XYLO_TARGET_ENCODERTEXT_H

//===- EncoderAttribute.h - an encoder's description from JSON --*- C++ -*-===//
//
// In the IR an encoder is described by a dictionary, in the image and in program.json by an object of the same keys, so
// that engines need no IR. Values are texts, booleans, whole and real numbers, and lists of whole numbers.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_BACKENDS_MESH_TARGET_ENCODERATTRIBUTE_H
#define SNNC_BACKENDS_MESH_TARGET_ENCODERATTRIBUTE_H

#include "mlir/IR/BuiltinAttributes.h"
#include <nlohmann/json.hpp>

namespace snnc::mesh {

/// The dictionary of an object that `encoderObject` has made; null for what is no such object.
mlir::DictionaryAttr encoderAttribute(const nlohmann::json &object, mlir::MLIRContext *context);

} // namespace snnc::mesh

#endif // SNNC_BACKENDS_MESH_TARGET_ENCODERATTRIBUTE_H

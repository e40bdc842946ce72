//===- EncoderText.cpp - an encoder's description as JSON -----------------===//

#include "compiler/target/EncoderText.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using nlohmann::json;

static json toJson(Attribute value) {
  return llvm::TypeSwitch<Attribute, json>(value)
      .Case([](BoolAttr flag) { return json(flag.getValue()); })
      .Case([](IntegerAttr number) { return json(number.getInt()); })
      .Case([](FloatAttr number) { return json(number.getValueAsDouble()); })
      .Case([](StringAttr text) { return json(text.str()); })
      .Case([](DenseI64ArrayAttr list) { return json(list.asArrayRef().vec()); })
      .Default(json());
}

json snnc::encoderObject(DictionaryAttr description) {
  json object = json::object();
  if (description)
    for (NamedAttribute entry : description)
      object[entry.getName().str()] = toJson(entry.getValue());
  return object;
}

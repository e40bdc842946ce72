//===- EncoderText.cpp - an encoder's description as JSON -----------------===//

#include "backends/xylo/target/EncoderText.h"
#include "llvm/ADT/TypeSwitch.h"
#include <nlohmann/json.hpp>

using namespace mlir;
using namespace snnc;
using json = nlohmann::ordered_json;

static json valueOf(Attribute value) {
  return llvm::TypeSwitch<Attribute, json>(value)
      .Case([](BoolAttr flag) { return json(flag.getValue()); })
      .Case([](IntegerAttr number) { return json(number.getInt()); })
      .Case([](FloatAttr number) { return json(number.getValueAsDouble()); })
      .Case([](StringAttr text) { return json(text.str()); })
      .Case([](DenseI64ArrayAttr list) { return json(list.asArrayRef().vec()); })
      .Default(json());
}

std::string xylo::encoderText(DictionaryAttr description) {
  json object = json::object();
  for (NamedAttribute entry : description)
    object[entry.getName().str()] = valueOf(entry.getValue());
  return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

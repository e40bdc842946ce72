//===- EncoderAttribute.cpp - an encoder's description from JSON ----------===//

#include "backends/mesh/target/EncoderAttribute.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace snnc;
using json = nlohmann::json;

static Attribute toAttribute(const json &value, Builder builder) {
  if (value.is_boolean())
    return builder.getBoolAttr(value.get<bool>());
  if (value.is_number_integer())
    return builder.getI64IntegerAttr(value.get<int64_t>());
  if (value.is_number_float())
    return builder.getF64FloatAttr(value.get<double>());
  if (value.is_string())
    return builder.getStringAttr(value.get<std::string>());
  if (value.is_array() && llvm::all_of(value, [](const json &entry) { return entry.is_number_integer(); }))
    return builder.getDenseI64ArrayAttr(value.get<std::vector<int64_t>>());
  return {};
}

DictionaryAttr mesh::encoderAttribute(const json &object, MLIRContext *context) {
  Builder builder(context);
  NamedAttrList entries;
  if (!object.is_object())
    return {};
  for (const auto &[key, value] : object.items()) {
    Attribute attribute = toAttribute(value, builder);
    if (!attribute)
      return {};
    entries.append(key, attribute);
  }
  return entries.getDictionary(context);
}

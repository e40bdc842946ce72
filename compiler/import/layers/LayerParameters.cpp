//===- LayerParameters.cpp - the parameters of one layer ------------------===//

#include "compiler/import/layers/LayerParameters.h"
#include <cmath>

using namespace mlir;
using namespace snnc;
using namespace snnc::layers;
using nlohmann::json;

std::optional<int64_t> layers::asInteger(const json &value) {
  if (!value.is_number_integer())
    return std::nullopt;
  double number = value.get<double>();
  return std::abs(number) <= (1 << 30) ? std::optional(value.get<int64_t>()) : std::nullopt;
}

LogicalResult layers::checkKeys(NetworkBuilder &builder, const json &object, const std::string &where,
                                ArrayRef<std::string> known) {
  for (const auto &[key, value] : object.items())
    if (!llvm::is_contained(known, key))
      return builder.fail() << where << "unknown parameter '" << key << "'" << describeKnown(key, known);
  return success();
}

InFlightDiagnostic LayerParameters::failKind(const char *parameter, const char *need) const {
  return fail() << "parameter '" << parameter << "' must be " << need << ", is " << layer[parameter].dump();
}

LogicalResult LayerParameters::require(const char *parameter) const {
  if (isGiven(parameter))
    return success();
  return fail() << "parameter '" << parameter << "' is missing";
}

FailureOr<double> LayerParameters::getNumber(const char *parameter, double byDefault) const {
  if (!isGiven(parameter))
    return byDefault;
  if (!layer[parameter].is_number())
    return failKind(parameter, "a number");
  return layer[parameter].get<double>();
}

FailureOr<bool> LayerParameters::getFlag(const char *parameter, bool byDefault) const {
  if (!isGiven(parameter))
    return byDefault;
  if (!layer[parameter].is_boolean())
    return failKind(parameter, "true or false");
  return layer[parameter].get<bool>();
}

FailureOr<int64_t> LayerParameters::getInteger(const char *parameter, int64_t byDefault) const {
  if (!isGiven(parameter))
    return byDefault;
  if (std::optional<int64_t> value = asInteger(layer[parameter]))
    return *value;
  return failKind(parameter, "a whole number");
}

/// One number for all of `count`, or a list of so many.
static std::optional<std::vector<int64_t>> asIntegers(const json &value, size_t count) {
  if (std::optional<int64_t> all = asInteger(value))
    return std::vector<int64_t>(count, *all);
  if (!value.is_array() || value.size() != count)
    return std::nullopt;
  std::vector<int64_t> result;
  for (const json &entry : value) {
    std::optional<int64_t> number = asInteger(entry);
    if (!number)
      return std::nullopt;
    result.push_back(*number);
  }
  return result;
}

FailureOr<std::vector<int64_t>> LayerParameters::getPair(const char *parameter, std::vector<int64_t> byDefault) const {
  if (!isGiven(parameter))
    return byDefault;
  if (std::optional<std::vector<int64_t>> pair = asIntegers(layer[parameter], 2))
    return *pair;
  return failKind(parameter, "a whole number or a pair of them");
}

FailureOr<std::vector<int64_t>> LayerParameters::getFour(const char *parameter, std::vector<int64_t> byDefault) const {
  if (!isGiven(parameter))
    return byDefault;
  if (std::optional<std::vector<int64_t>> four = asIntegers(layer[parameter], 4))
    return *four;
  return failKind(parameter, "a whole number or four of them");
}

FailureOr<const NpyArray *> LayerParameters::findArray(const char *parameter) const {
  if (!isGiven(parameter))
    return fail() << "parameter '" << parameter << "' must name an array, is missing";
  if (!layer[parameter].is_string())
    return failKind(parameter, "the name of an array");
  std::string key = layer[parameter].get<std::string>();
  auto it = arrays.arrays.find(key);
  if (it == arrays.arrays.end()) {
    std::vector<std::string> known;
    for (const auto &[name, array] : arrays.arrays)
      known.push_back(name);
    return fail() << "parameter '" << parameter << "' names array '" << key << "', which is not in '" << arrays.path
                  << "'" << describeKnown(key, known);
  }
  return &it->second;
}

FailureOr<Numbers> LayerParameters::getArray(const char *parameter) const {
  FailureOr<const NpyArray *> array = findArray(parameter);
  if (failed(array))
    return failure();
  return Numbers{(*array)->shape, (*array)->to<double>()};
}

FailureOr<Numbers> LayerParameters::getWeights(const char *parameter) const {
  FailureOr<const NpyArray *> array = findArray(parameter);
  if (failed(array))
    return failure();
  const std::vector<char> &data = (*array)->data;
  if ((*array)->isFloat() && (*array)->itemSize == sizeof(float))
    return Numbers{
        (*array)->shape, {}, llvm::ArrayRef(reinterpret_cast<const float *>(data.data()), data.size() / sizeof(float))};
  return Numbers{(*array)->shape, (*array)->to<double>()};
}

FailureOr<std::optional<Numbers>> LayerParameters::getOptionalArray(const char *parameter) const {
  if (!isGiven(parameter))
    return std::optional<Numbers>();
  FailureOr<Numbers> array = getArray(parameter);
  if (failed(array))
    return failure();
  return std::optional<Numbers>(std::move(*array));
}

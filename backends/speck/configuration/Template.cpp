//===- Template.cpp - a configuration laid over the vendor's own ----------===//

#include "backends/speck/configuration/Template.h"
#include "backends/speck/configuration/FieldNames.h"
#include "support/json/Json.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <fmt/format.h>
#include <optional>

using namespace snnc;
using namespace snnc::speck;
using json = nlohmann::ordered_json;

namespace {
class Overlay {
public:
  explicit Overlay(json &root) : root(root) {}

  llvm::Error run(const ChipConfiguration &configuration) {
    json *tree = &root;
    if (root.is_object() && root.size() == 1 && root.begin()->is_object())
      tree = &*root.begin();
    json *layers = member(*tree, "cnn_layers", "the root");
    if (layers && layers->size() != size_t(kCores))
      missing = fmt::format("{} of the {} entries of 'cnn_layers'", layers->size(), kCores);
    for (auto [core, layer] : llvm::enumerate(configuration.layers))
      if (layers && missing.empty() && !isUntouched(layer))
        setLayer(*std::next(layers->begin(), ptrdiff_t(core)), layer);
    if (json *sensor = member(*tree, "dvs_layer", "the root"); sensor && !(configuration.sensor == DvsLayer()))
      setSensor(*sensor, configuration.sensor);
    return missing.empty() ? llvm::Error::success() : llvm::createStringError("has no " + missing);
  }

private:
  json *member(json &object, const char *name, const char *path) {
    json *found = findField(object, name);
    if (!found && missing.empty())
      missing = fmt::format("'{}' in {}", name, path);
    return found;
  }
  void set(json &object, const char *name, const char *path, json value) {
    if (json *found = member(object, name, path))
      *found = std::move(value);
  }
  template <typename T> void setPair(json &object, const char *name, const char *path, const Pair<T> &pair) {
    if (json *found = member(object, name, path)) {
      set(*found, "x", name, pair.x);
      set(*found, "y", name, pair.y);
    }
  }
  void setFeatures(json &object, const char *name, const FeatureShape &shape) {
    if (json *found = member(object, name, "dimensions")) {
      set(*found, "feature_count", name, shape.features);
      setPair(*found, "size", name, shape.size);
    }
  }

  /// As the template writes arrays of a fixed size: a list, or an object of `value0` and so on.
  static json arrayLike(const json &pattern, llvm::ArrayRef<int64_t> values) {
    json result = pattern.is_object() ? json::object() : json::array();
    for (auto [i, value] : llvm::enumerate(values))
      if (pattern.is_object())
        result[fmt::format("value{}", i)] = value;
      else
        result.push_back(value);
    return result;
  }
  void setTensor(json &object, const char *name, llvm::ArrayRef<int64_t> shape, json values) {
    json *tensor = member(object, name, "a layer");
    if (!tensor)
      return;
    json *dimensions = member(*tensor, "dimensions", name), *offsets = member(*tensor, "offsets", name);
    if (!dimensions || !offsets)
      return;
    std::vector<int64_t> strides(shape.size(), 1);
    for (size_t axis = shape.size() - 1; axis-- > 0;)
      strides[axis] = strides[axis + 1] * shape[axis + 1];
    *dimensions = arrayLike(*dimensions, shape);
    *offsets = arrayLike(*offsets, strides);
    set(*tensor, "values", name, std::move(values));
  }
  /// Where the version has kill bits, none of them is set.
  void setKillBits(json &layer, const char *name, const Tensor &like) {
    if (findField(layer, name))
      setTensor(layer, name, like.shape, std::vector<bool>(like.values.size(), false));
  }

  void setLayer(json &to, const CnnLayer &layer) {
    if (json *dimensions = member(to, "dimensions", "a layer")) {
      setFeatures(*dimensions, "input_shape", layer.input);
      setFeatures(*dimensions, "output_shape", layer.output);
      setPair(*dimensions, "padding", "dimensions", layer.padding);
      setPair(*dimensions, "stride", "dimensions", layer.stride);
      set(*dimensions, "kernel_size", "dimensions", layer.kernelSize);
    }
    set(to, "threshold_high", "a layer", layer.thresholdHigh);
    set(to, "threshold_low", "a layer", layer.thresholdLow);
    set(to, "return_to_zero", "a layer", layer.returnToZero);
    set(to, "leak_enable", "a layer", layer.leakEnable);
    set(to, "monitor_enable", "a layer", layer.monitorEnable);
    setTensor(to, "weights", layer.weights.shape, layer.weights.values);
    setTensor(to, "biases", layer.biases.shape, layer.biases.values);
    setTensor(to, "neurons_initial_value", layer.initialValues.shape, layer.initialValues.values);
    setKillBits(to, "weights_kill_bit", layer.weights);
    setKillBits(to, "biases_kill_bit", layer.biases);
    setKillBits(to, "neurons_value_kill_bit", layer.initialValues);
    setDestinations(to, layer.destinations, [&](json &entry, const Destination &d) {
      set(entry, "enable", "destinations", d.enable);
      set(entry, "layer", "destinations", d.layer);
      set(entry, "pooling", "destinations", d.pooling);
      set(entry, "feature_shift", "destinations", d.featureShift);
    });
  }

  template <typename T, typename Set>
  void setDestinations(json &to, const std::array<T, kDestinations> &all, Set each) {
    json *list = member(to, "destinations", "a layer");
    if (!list)
      return;
    if (list->size() != size_t(kDestinations)) {
      missing = "two destinations of a layer";
      return;
    }
    for (auto [i, entry] : llvm::enumerate(*list))
      each(entry, all[i]);
  }

  void setSensor(json &to, const DvsLayer &sensor) {
    setPair(to, "origin", "dvs_layer", sensor.origin);
    setPair(to, "cut", "dvs_layer", sensor.cut);
    setPair(to, "pooling", "dvs_layer", sensor.pooling);
    set(to, "merge", "dvs_layer", sensor.merge);
    set(to, "pass_sensor_events", "dvs_layer", sensor.passSensorEvents);
    setDestinations(to, sensor.destinations, [&](json &entry, const DvsLayer::To &d) {
      set(entry, "enable", "destinations", d.enable);
      set(entry, "layer", "destinations", d.layer);
    });
  }

  json &root;
  std::string missing;
};
} // namespace

llvm::Expected<std::string> speck::layOver(llvm::StringRef templateText, const ChipConfiguration &configuration) {
  llvm::Expected<nlohmann::json> read = parseJson(templateText, "the template");
  if (!read)
    return read.takeError();
  json document = json::parse(templateText.begin(), templateText.end());
  if (llvm::Error error = Overlay(document).run(configuration))
    return llvm::createStringError("the template " + llvm::toString(std::move(error)));
  return document.dump() + "\n";
}

llvm::Error speck::checkTemplate(llvm::StringRef templateText, llvm::StringRef where) {
  ChipConfiguration all;
  all.sensor.merge = true;
  for (CnnLayer &layer : all.layers)
    layer.thresholdHigh = 1;
  if (llvm::Error error = layOver(templateText, all).takeError())
    return llvm::createStringError(where + ": " + llvm::toString(std::move(error)));
  return llvm::Error::success();
}

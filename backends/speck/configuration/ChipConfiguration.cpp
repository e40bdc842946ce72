//===- ChipConfiguration.cpp - all numbers of a Speck chip ----------------===//

#include "backends/speck/configuration/ChipConfiguration.h"
#include "support/json/JsonText.h"
#include "llvm/ADT/STLExtras.h"

using namespace snnc;
using namespace snnc::speck;
using json = nlohmann::ordered_json;

Tensor Tensor::zeros(std::vector<int64_t> shape) {
  size_t size = 1;
  for (int64_t extent : shape)
    size *= size_t(extent);
  return {std::move(shape), std::vector<int16_t>(size, 0)};
}

void CnnLayer::makeTensors() {
  weights = Tensor::zeros(weightsShape());
  biases = Tensor::zeros({output.features});
  initialValues = Tensor::zeros(valuesShape());
  weightsKillBit = weights.shape;
  biasesKillBit = biases.shape;
  valuesKillBit = initialValues.shape;
}

static bool hasNonZero(const Tensor &tensor) {
  return llvm::any_of(tensor.values, [](int16_t value) { return value != 0; });
}

bool CnnLayer::hasBias() const { return hasNonZero(biases); }

bool CnnLayer::reaches(int64_t core) const {
  return llvm::any_of(destinations, [&](const Destination &d) { return d.enable && d.layer == core; });
}

bool CnnLayer::operator==(const CnnLayer &other) const {
  auto all = [](const CnnLayer &l) {
    return std::tie(l.input, l.output, l.padding, l.stride, l.kernelSize, l.weights, l.biases, l.initialValues,
                    l.weightsKillBit, l.biasesKillBit, l.valuesKillBit, l.leakEnable, l.monitorEnable, l.returnToZero,
                    l.thresholdHigh, l.thresholdLow, l.destinations);
  };
  return all(*this) == all(other);
}

bool DvsLayer::operator==(const DvsLayer &other) const {
  auto all = [](const DvsLayer &d) {
    return std::tie(d.destinations, d.origin, d.cut, d.pooling, d.mirror, d.mirrorDiagonal, d.merge, d.onChannel,
                    d.offChannel, d.passSensorEvents, d.monitorEnable, d.monitorSensorEnable);
  };
  return all(*this) == all(other);
}

bool ChipConfiguration::operator==(const ChipConfiguration &other) const {
  return std::tie(layers, sensor, filterSize, addressInterpretation) ==
         std::tie(other.layers, other.sensor, other.filterSize, other.addressInterpretation);
}

bool speck::isUntouched(const CnnLayer &layer) { return layer == CnnLayer(); }

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

template <typename T> static json toJson(const Pair<T> &pair) { return {{"x", pair.x}, {"y", pair.y}}; }

static json toJson(const FeatureShape &shape) {
  return {{"feature_count", shape.features}, {"size", toJson(shape.size)}};
}

/// As nested lists.
static json nested(const Tensor &tensor, size_t axis, size_t &at) {
  json list = json::array();
  for (int64_t i = 0; i < tensor.shape[axis]; ++i)
    if (axis + 1 < tensor.shape.size())
      list.push_back(nested(tensor, axis + 1, at));
    else
      list.push_back(tensor.values[at++]);
  return list;
}

static json toJson(const Tensor &tensor) {
  size_t at = 0;
  return nested(tensor, 0, at);
}

static json toJson(const CnnLayer &layer) {
  json destinations = json::array();
  for (const Destination &d : layer.destinations)
    destinations.push_back(
        {{"enable", d.enable}, {"layer", d.layer}, {"pooling", d.pooling}, {"feature_shift", d.featureShift}});
  json result = {{"dimensions",
                  {{"input_shape", toJson(layer.input)},
                   {"output_shape", toJson(layer.output)},
                   {"padding", toJson(layer.padding)},
                   {"stride", toJson(layer.stride)},
                   {"kernel_size", layer.kernelSize}}},
                 {"threshold_high", layer.thresholdHigh},
                 {"threshold_low", layer.thresholdLow},
                 {"return_to_zero", layer.returnToZero},
                 {"leak_enable", layer.leakEnable},
                 {"monitor_enable", layer.monitorEnable},
                 {"destinations", std::move(destinations)},
                 {"biases", toJson(layer.biases)}};
  if (hasNonZero(layer.initialValues))
    result["neurons_initial_value"] = toJson(layer.initialValues);
  result["weights"] = toJson(layer.weights);
  return result;
}

static json toJson(const DvsLayer &sensor) {
  json destinations = json::array();
  for (const DvsLayer::To &to : sensor.destinations)
    destinations.push_back({{"enable", to.enable}, {"layer", to.layer}});
  json result = {{"origin", toJson(sensor.origin)},
                 {"cut", toJson(sensor.cut)},
                 {"pooling", toJson(sensor.pooling)},
                 {"merge", sensor.merge},
                 {"pass_sensor_events", sensor.passSensorEvents},
                 {"destinations", std::move(destinations)}};
  // What the compiler does not set, and what later versions have other names for.
  const DvsLayer untouched;
  if (!(sensor.mirror == untouched.mirror))
    result["mirror"] = toJson(sensor.mirror);
  for (auto [name, value] :
       {std::pair("mirror_diagonal", &DvsLayer::mirrorDiagonal), std::pair("on_channel", &DvsLayer::onChannel),
        std::pair("off_channel", &DvsLayer::offChannel), std::pair("monitor_enable", &DvsLayer::monitorEnable),
        std::pair("monitor_sensor_enable", &DvsLayer::monitorSensorEnable)})
    if (sensor.*value != untouched.*value)
      result[name] = sensor.*value;
  return result;
}

json speck::toJson(const ChipConfiguration &configuration) {
  json layers = json::object();
  for (auto [core, layer] : llvm::enumerate(configuration.layers))
    if (!isUntouched(layer))
      layers[std::to_string(core)] = ::toJson(layer);
  json sensor = ::toJson(configuration.sensor);
  if (configuration.sensor == DvsLayer())
    sensor = json::object();
  return {{"cnn_layers", std::move(layers)}, {"dvs_layer", std::move(sensor)}};
}

std::string speck::writeConfiguration(const ChipConfiguration &configuration) {
  return formatJson(toJson(configuration));
}

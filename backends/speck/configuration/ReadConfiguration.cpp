//===- ReadConfiguration.cpp - a Speck configuration from JSON ------------===//

#include "backends/speck/configuration/ChipConfiguration.h"
#include "backends/speck/configuration/FieldNames.h"
#include "support/json/Json.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>
#include <limits>

using namespace snnc;
using namespace snnc::speck;
using json = nlohmann::ordered_json;

namespace {
/// An error of the document; the project has no exceptions, so the first one is kept and reading goes on.
class Reader {
public:
  Reader(const json &root, std::string where) : where(std::move(where)) {
    const json *tree = &root;
    if (root.is_object() && root.size() == 1 && root.begin()->is_object() && !root.contains("cnn_layers")) {
      isVendors = true;
      tree = &*root.begin();
    }
    read(*tree);
  }

  llvm::Expected<ReadConfiguration> take() {
    if (!error.empty())
      return llvm::createStringError(where + ": " + error);
    return std::move(result);
  }

private:
  void fail(const std::string &what) {
    if (error.empty())
      error = what;
  }
  void note(std::string what) { result.notes.push_back(std::move(what)); }

  /// A member by its name in either style; what samna writes has all of them.
  const json *member(const json &object, const char *name, const std::string &path) {
    if (!object.is_object()) {
      fail(path + " is no object");
      return nullptr;
    }
    if (const json *found = findField(object, name))
      return found;
    if (isVendors)
      fail(path + " has no '" + name + "': samna reads files that have every field alone");
    return nullptr;
  }

  /// An array, or what samna writes of one: an object whose entries are read by their position.
  std::vector<const json *> entries(const json &list, size_t count, const std::string &path) {
    std::vector<const json *> found;
    if (list.is_structured())
      for (const json &entry : list)
        found.push_back(&entry);
    if (found.size() != count)
      fail(fmt::format("{} has {} entries, not {}", path, found.size(), count));
    return found.size() == count ? found : std::vector<const json *>();
  }

  void readBool(const json &object, const char *name, const std::string &path, bool &to) {
    if (const json *value = member(object, name, path)) {
      if (!value->is_boolean())
        return fail(fmt::format("{}.{} is {}; true and false alone are taken", path, name, value->dump()));
      to = value->get<bool>();
    }
  }

  /// A number of a type of C++. samna's `from_json` wraps what is too large, its Python attributes refuse it.
  template <typename T> int64_t wrap(const json &value, const std::string &path) {
    constexpr int64_t low = std::numeric_limits<T>::min(), high = std::numeric_limits<T>::max();
    bool isHuge = value.is_number_unsigned() && value.get<uint64_t>() > uint64_t(std::numeric_limits<int64_t>::max());
    if (!value.is_number_integer() || isHuge) {
      fail(fmt::format("{} is {}, not a whole number", path, value.dump()));
      return 0;
    }
    int64_t number = value.get<int64_t>();
    if (number >= low && number <= high)
      return number;
    if (!isVendors || (low == 0 && number < 0)) {
      fail(fmt::format("{} is {}; it is from {} to {}", path, number, low, high));
      return 0;
    }
    int64_t wrapped = int64_t(T(uint64_t(number)));
    note(fmt::format("{} is {}: samna makes {} of it and does not say so; it is from {} to {}", path, number, wrapped,
                     low, high));
    return wrapped;
  }
  template <typename T> void readNumber(const json &object, const char *name, const std::string &path, int64_t &to) {
    if (const json *value = member(object, name, path))
      to = wrap<T>(*value, path + "." + name);
  }
  template <typename T> void readPair(const json &object, const char *name, const std::string &path, Pair<T> &to) {
    const json *pair = member(object, name, path);
    if (!pair)
      return;
    std::string inner = path + "." + name;
    if constexpr (std::is_same_v<T, bool>) {
      readBool(*pair, "x", inner, to.x);
      readBool(*pair, "y", inner, to.y);
    } else {
      readNumber<uint8_t>(*pair, "x", inner, to.x);
      readNumber<uint8_t>(*pair, "y", inner, to.y);
    }
  }

  template <typename T> void flatten(const json &list, size_t axis, const std::string &path, Tensor &to) {
    if (!list.is_array())
      return fail(path + " is no list of lists");
    if (to.shape.size() == axis)
      to.shape.push_back(int64_t(list.size()));
    if (to.shape[axis] != int64_t(list.size()))
      return fail(fmt::format("{} has lists of {} and of {} entries", path, to.shape[axis], list.size()));
    for (const json &entry : list)
      if (entry.is_array())
        flatten<T>(entry, axis + 1, path, to);
      else
        to.values.push_back(int16_t(entry.is_boolean() ? entry.get<bool>() : wrap<T>(entry, path)));
  }

  /// What samna writes of a tensor: its dimensions, strides and values.
  template <typename T> void readFlat(const json &object, const std::string &path, size_t rank, Tensor &to) {
    const json *shape = member(object, "dimensions", path), *strides = member(object, "offsets", path),
               *values = member(object, "values", path);
    if (!shape || !strides || !values)
      return;
    std::vector<int64_t> offsets;
    for (const json *extent : entries(*shape, rank, path + ".dimensions"))
      to.shape.push_back(wrap<uint32_t>(*extent, path + ".dimensions"));
    for (const json *stride : entries(*strides, rank, path + ".offsets"))
      offsets.push_back(wrap<uint32_t>(*stride, path + ".offsets"));
    if (!values->is_array())
      return fail(path + ".values is no list");
    for (const json &value : *values)
      to.values.push_back(int16_t(value.is_boolean() ? value.get<bool>() : wrap<T>(value, path)));
    if (error.empty())
      checkFlat(offsets, path, to);
  }
  void checkFlat(const std::vector<int64_t> &offsets, const std::string &path, Tensor &to) {
    constexpr int64_t most = int64_t(1) << 40;
    int64_t size = 1;
    bool isPlain = true;
    for (size_t axis = to.shape.size(); axis-- > 0;) {
      isPlain &= offsets[axis] == size;
      size = std::min(most, size * std::max<int64_t>(to.shape[axis], 0));
    }
    if (!isPlain)
      note(path + ".offsets are not those of values row by row: samna shows the tensor as it should be and writes "
                  "another to the chip");
    if (size != int64_t(to.values.size())) {
      note(fmt::format("{} has {} values for {} places, which samna does not look at", path, to.values.size(), size));
      to.values.resize(size_t(std::min<int64_t>(size, int64_t(1) << 28)), 0);
    }
  }
  template <typename T>
  void readTensor(const json &object, const char *name, const std::string &path, size_t rank, Tensor &to) {
    const json *value = member(object, name, path);
    if (!value)
      return;
    std::string inner = path + "." + name;
    Tensor tensor;
    if (value->is_object())
      readFlat<T>(*value, inner, rank, tensor);
    else
      flatten<T>(*value, 0, inner, tensor);
    if (error.empty() && tensor.shape.size() != rank)
      fail(fmt::format("{} has {} axes, not {}", inner, tensor.shape.size(), rank));
    to = std::move(tensor);
  }
  void readShape(const json &object, const char *name, const std::string &path, size_t rank, std::vector<int64_t> &to) {
    Tensor bits{to, {}};
    readTensor<int8_t>(object, name, path, rank, bits);
    if (llvm::any_of(bits.values, [](int16_t bit) { return bit != 0; }))
      note(path + "." + name + " switches words off, whose effect is not documented");
    to = std::move(bits.shape);
  }

  void readFeatures(const json &object, const char *name, const std::string &path, FeatureShape &to) {
    if (const json *shape = member(object, name, path)) {
      readNumber<uint16_t>(*shape, "feature_count", path + "." + name, to.features);
      readPair(*shape, "size", path + "." + name, to.size);
    }
  }
  void readDimensions(const json &object, const std::string &path, CnnLayer &to) {
    const json *dimensions = member(object, "dimensions", path);
    if (!dimensions)
      return;
    std::string inner = path + ".dimensions";
    readFeatures(*dimensions, "input_shape", inner, to.input);
    readFeatures(*dimensions, "output_shape", inner, to.output);
    readPair(*dimensions, "padding", inner, to.padding);
    readPair(*dimensions, "stride", inner, to.stride);
    readNumber<uint8_t>(*dimensions, "kernel_size", inner, to.kernelSize);
  }

  void readLayer(const json &object, const std::string &path, CnnLayer &to) {
    readDimensions(object, path, to);
    readNumber<int16_t>(object, "threshold_high", path, to.thresholdHigh);
    readNumber<int16_t>(object, "threshold_low", path, to.thresholdLow);
    readBool(object, "return_to_zero", path, to.returnToZero);
    readBool(object, "leak_enable", path, to.leakEnable);
    readBool(object, "monitor_enable", path, to.monitorEnable);
    if (const json *list = member(object, "destinations", path))
      for (auto [i, entry] : llvm::enumerate(entries(*list, kDestinations, path + ".destinations"))) {
        std::string inner = fmt::format("{}.destinations[{}]", path, i);
        Destination &destination = to.destinations[i];
        readBool(*entry, "enable", inner, destination.enable);
        readNumber<uint8_t>(*entry, "layer", inner, destination.layer);
        readNumber<uint8_t>(*entry, "pooling", inner, destination.pooling);
        readNumber<uint16_t>(*entry, "feature_shift", inner, destination.featureShift);
      }
    if (!isVendors)
      fillTensors(to);
    readTensor<int8_t>(object, "weights", path, 4, to.weights);
    readTensor<int16_t>(object, "biases", path, 1, to.biases);
    readTensor<int16_t>(object, "neurons_initial_value", path, 3, to.initialValues);
    if (isVendors && findField(object, "weights_kill_bit")) {
      readShape(object, "weights_kill_bit", path, 4, to.weightsKillBit);
      readShape(object, "biases_kill_bit", path, 1, to.biasesKillBit);
      readShape(object, "neurons_value_kill_bit", path, 3, to.valuesKillBit);
    }
  }

  /// The project's own form leaves out what is 0 throughout.
  void fillTensors(CnnLayer &to) {
    if (neuronWordsOf(to.output.features, to.output.size.y, to.output.size.x) > (1 << 24) ||
        kernelWordsOf(to.input.features, to.output.features, to.kernelSize) > (1 << 28))
      return fail("the tensors of a core would be larger than those of any chip");
    to.makeTensors();
  }

  void readSensor(const json &object, DvsLayer &to) {
    const std::string path = "dvs_layer";
    readPair(object, "origin", path, to.origin);
    readPair(object, "cut", path, to.cut);
    readPair(object, "pooling", path, to.pooling);
    readPair(object, "mirror", path, to.mirror);
    readBool(object, "merge", path, to.merge);
    readBool(object, "mirror_diagonal", path, to.mirrorDiagonal);
    readBool(object, "on_channel", path, to.onChannel);
    readBool(object, "off_channel", path, to.offChannel);
    readBool(object, "pass_sensor_events", path, to.passSensorEvents);
    readBool(object, "monitor_enable", path, to.monitorEnable);
    if (!isVendors || findField(object, "monitor_sensor_enable"))
      readBool(object, "monitor_sensor_enable", path, to.monitorSensorEnable);
    if (const json *list = member(object, "destinations", path))
      for (auto [i, entry] : llvm::enumerate(entries(*list, kDestinations, path + ".destinations"))) {
        std::string inner = fmt::format("{}.destinations[{}]", path, i);
        readBool(*entry, "enable", inner, to.destinations[i].enable);
        readNumber<uint8_t>(*entry, "layer", inner, to.destinations[i].layer);
      }
  }

  void readLayers(const json &layers) {
    if (isVendors) {
      for (auto [core, entry] : llvm::enumerate(entries(layers, kCores, "cnn_layers")))
        readLayer(*entry, fmt::format("cnn_layers[{}]", core), result.configuration.layers[core]);
      return;
    }
    if (!layers.is_object())
      return fail("cnn_layers is no object of cores by their numbers");
    for (auto item = layers.begin(); item != layers.end(); ++item) {
      unsigned core = 0;
      if (llvm::StringRef(item.key()).getAsInteger(10, core) || core >= kCores)
        return fail("cnn_layers has a core '" + item.key() + "'; they are 0 to 8");
      readLayer(*item, fmt::format("cnn_layers[{}]", core), result.configuration.layers[core]);
    }
  }

  void read(const json &tree) {
    if (const json *layers = member(tree, "cnn_layers", "the configuration"))
      readLayers(*layers);
    else
      fail("the configuration has no 'cnn_layers'");
    if (const json *sensor = member(tree, "dvs_layer", "the configuration"))
      readSensor(*sensor, result.configuration.sensor);
    if (const json *filter = findField(tree, "dvs_filter"))
      readPair(*filter, "filter_size", "dvs_filter", result.configuration.filterSize);
    const json *readout = findField(tree, "readout");
    if (readout && findField(*readout, "input_address_interpretation"))
      readNumber<uint8_t>(*readout, "input_address_interpretation", "readout",
                          result.configuration.addressInterpretation);
  }

  std::string where, error;
  bool isVendors = false;
  ReadConfiguration result;
};
} // namespace

llvm::Expected<ReadConfiguration> speck::readConfiguration(llvm::StringRef text, llvm::StringRef where) {
  llvm::Expected<nlohmann::json> document = parseJson(text, where);
  if (!document)
    return document.takeError();
  // samna reads the entries of an array that it wrote as an object in the order in which they stand.
  return Reader(json::parse(text.begin(), text.end()), where.str()).take();
}

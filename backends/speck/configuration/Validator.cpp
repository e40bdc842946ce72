//===- Validator.cpp - what samna would say of a configuration ------------===//

#include "backends/speck/configuration/Validator.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <fmt/format.h>

using namespace snnc;
using namespace snnc::speck;

namespace {
class Validator {
public:
  Validator(const ChipConfiguration &configuration, const TargetDescription &target) : c(configuration), t(target) {}

  std::string run() {
    for (int64_t core = 0; core < kCores; ++core)
      checkFeatures(core);
    checkSizes();
    for (int64_t core = 0; core < kCores; ++core)
      checkLayer(core);
    checkSensor();
    bool hasFilter = inRange("Dvs filter size x", c.filterSize.x, 0, 7);
    hasFilter &= inRange("Dvs filter size y", c.filterSize.y, 0, 7);
    if (!hasFilter)
      say("DVS filter is configured incorrectly.");
    if (!inRange("Input address interpretation", c.addressInterpretation, 0, 3))
      say("Readout layer is configured incorrectly.");
    return std::move(text);
  }

private:
  void say(llvm::StringRef line) { text += line.str() + "\n"; }
  bool fails(std::string line) {
    say(line);
    return false;
  }
  bool inRange(const char *what, int64_t value, int64_t least, int64_t most) {
    return (value >= least && value <= most) ||
           fails(fmt::format("{} must be in [{},{}]. Actual: {}", what, least, most, value));
  }
  bool isOneOf(const char *what, int64_t value, llvm::ArrayRef<int64_t> values) {
    std::string list;
    for (int64_t one : values)
      list += (list.empty() ? "" : ", ") + std::to_string(one);
    return llvm::is_contained(values, value) ||
           fails(fmt::format("{} must be in {{{}}}. Actual: {}", what, list, value));
  }

  //===--------------------------------------------------------------------===//
  // Sources of a core
  //===--------------------------------------------------------------------===//

  /// Input features that a source takes.
  struct Source {
    std::string name;
    int64_t bottom = 0, top = 0;
    std::string str() const { return fmt::format("\t\t{} bottom: {} top: {}", name, bottom, top); }
  };

  /// In ascending order; the sensor behind cores that begin at the same feature.
  std::vector<Source> sourcesOf(int64_t target) {
    std::vector<Source> sources;
    for (auto [core, layer] : llvm::enumerate(c.layers))
      for (auto [i, d] : llvm::enumerate(layer.destinations))
        if (d.enable && d.layer == target)
          sources.push_back({fmt::format("Layer[{}] destination[{}]", core, i), d.featureShift,
                             d.featureShift + layer.output.features - 1});
    for (auto [i, d] : llvm::enumerate(c.sensor.destinations))
      if (d.enable && d.layer == target)
        sources.push_back({fmt::format("DVS destination[{}]", i), 0, c.sensor.merge ? 0 : 1});
    // In the order in which they come where they begin at the same feature.
    for (size_t i = 1; i < sources.size(); ++i)
      for (size_t j = i; j > 0 && sources[j].bottom < sources[j - 1].bottom; --j)
        std::swap(sources[j], sources[j - 1]);
    return sources;
  }

  void checkFeatures(int64_t core) {
    std::vector<Source> sources = sourcesOf(core);
    if (sources.empty())
      return;
    std::string header = fmt::format("Layer[{}]", core), pairs;
    for (size_t i = 0; i < sources.size(); ++i)
      for (size_t j = i + 1; j < sources.size(); ++j)
        if (sources[j].bottom <= sources[i].top)
          pairs += "\tOverlap between:\n" + sources[i].str() + " with\n" + sources[j].str() + "\n";
    for (size_t i = 0; i + 1 < sources.size(); ++i)
      if (sources[i + 1].bottom > sources[i].top + 1)
        pairs += "\tGap between:\n" + sources[i].str() + " with\n" + sources[i + 1].str() + "\n";
    if (!pairs.empty())
      text += header + "\n" + pairs;
    if (sources.front().bottom != 0)
      say(header + fmt::format("\n\tInput range does not start from 0. Bottom: {}", sources.front().bottom));
    int64_t count = 0, top = 0;
    for (const Source &source : sources) {
      count += source.top - source.bottom + 1;
      top = std::max(top, source.top);
    }
    if (count != c.layers[size_t(core)].input.features)
      say(header + fmt::format("\n\tInput space feature count does not match target input feature count. {} versus {}",
                               count, c.layers[size_t(core)].input.features));
    if (top >= kFeaturesMax)
      say(header + fmt::format(" input feature space top is out of bounds; top:{} Max: {}", top, kFeaturesMax - 1));
  }

  void checkSizes() {
    for (auto [from, layer] : llvm::enumerate(c.layers))
      for (const Destination &d : layer.destinations)
        if (d.enable && d.layer < kCores && d.pooling > 0)
          for (auto [axis, want, have] : {std::tuple('x', inputOf(d.layer).x, layer.output.size.x),
                                          std::tuple('y', inputOf(d.layer).y, layer.output.size.y)})
            if (want != have / d.pooling)
              say(fmt::format("Layer[{}] input size {}: {} different than Layer[{}] output size {}: {} pooling: {}",
                              d.layer, axis, want, from, axis, have, d.pooling));
    const DvsLayer &s = c.sensor;
    for (const DvsLayer::To &d : s.destinations)
      if (d.enable && d.layer < kCores)
        for (auto [axis, want, have] :
             {std::tuple('x', inputOf(d.layer).x, sensorSize(s.origin.x, s.cut.x, s.pooling.x)),
              std::tuple('y', inputOf(d.layer).y, sensorSize(s.origin.y, s.cut.y, s.pooling.y))})
          if (want != have)
            say(fmt::format("Layer[{}] input size {}: {} different than DVS output size {}: {}", d.layer, axis, want,
                            axis, have));
  }
  Pair<int64_t> inputOf(int64_t core) const { return c.layers[size_t(core)].input.size; }
  /// In 32 bits without a sign, as samna counts.
  static int64_t sensorSize(int64_t origin, int64_t cut, int64_t pooling) {
    return pooling == 0 ? 0 : int64_t(uint32_t(cut - origin + 1) / uint32_t(pooling));
  }

  //===--------------------------------------------------------------------===//
  // Cores and the sensor
  //===--------------------------------------------------------------------===//

  static std::string str(llvm::ArrayRef<int64_t> shape) {
    std::string text;
    for (int64_t extent : shape)
      text += fmt::format("[{}]", extent);
    return text;
  }
  bool hasShape(const char *what, llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> wanted) {
    return shape == wanted || fails(std::string(what) + " " + str(wanted));
  }

  bool checkTensors(const CnnLayer &layer) {
    bool bits = t.hasKillBits();
    bool ok = hasShape("Weights array must have dimensions", layer.weights.shape, layer.weightsShape());
    ok &= !bits || hasShape("Weights kill bit array must have dimensions", layer.weightsKillBit, layer.weightsShape());
    ok &= hasShape("Biases array must have dimension", layer.biases.shape, {layer.output.features});
    ok &= !bits || hasShape("Biases kill bit array must have dimension", layer.biasesKillBit, {layer.output.features});
    ok &= hasShape("Neuron values must have dimensions", layer.initialValues.shape, layer.valuesShape());
    ok &= !bits || hasShape("Neuron values kill bit must have dimensions", layer.valuesKillBit, layer.valuesShape());
    return ok;
  }

  bool checkDimensions(const CnnLayer &layer) {
    bool ok = isOneOf("Stride x", layer.stride.x, {1, 2, 4, 8});
    ok &= isOneOf("Stride y", layer.stride.y, {1, 2, 4, 8});
    ok &= inRange("Padding x", layer.padding.x, 0, kPaddingMax);
    ok &= inRange("Padding y", layer.padding.y, 0, kPaddingMax);
    ok &= inRange("Kernel size", layer.kernelSize, 1, kKernelMax);
    ok &= inRange("Input feature number", layer.input.features, 1, kFeaturesMax);
    ok &= inRange("Input feature size x", layer.input.size.x, 1, kInputMax);
    ok &= inRange("Input feature size y", layer.input.size.y, 1, kInputMax);
    ok &= inRange("Output feature number", layer.output.features, 1, kFeaturesMax);
    ok &= inRange("Output feature size x", layer.output.size.x, 1, kOutputMax);
    ok &= inRange("Output feature size y", layer.output.size.y, 1, kOutputMax);
    return ok;
  }

  bool checkMap(char axis, int64_t in, int64_t kernel, int64_t padding, int64_t stride, int64_t out) {
    int64_t room = in - kernel + 2 * padding;
    int64_t steps = room >= 0 ? room / stride : -((-room + stride - 1) / stride);
    return steps + 1 == out || fails(fmt::format("On {} floor((feature_size-filter_size+2*zero_padding)/stride+1) must "
                                                 "be {}. Actual: {}",
                                                 axis, steps + 1, out));
  }

  bool checkMemory(const char *what, int64_t need, int64_t have) {
    return need <= have || fails(fmt::format("{} memory requirements {} exceeds {}", what, need, have));
  }

  bool checkDestination(int64_t core, size_t index, const Destination &d) {
    bool ok = d.enable || inRange("Destination Layer", d.layer, 0, kCores - 1);
    ok &= inRange("Feature shift", d.featureShift, 0, kFeaturesMax - 1);
    ok &= isOneOf("Pooling", d.pooling, {1, 2, 4, 8});
    return ok || fails(fmt::format("Layer[{}] Destination[{}] is configured incorrectly.", core, index));
  }

  /// What samna looks at only where every dimension is in its range.
  bool checkNumbers(int64_t core, const CnnLayer &layer) {
    auto [in, out] = std::pair(layer.input.size, layer.output.size);
    bool ok = checkMap('x', in.x, layer.kernelSize, layer.padding.x, layer.stride.x, out.x);
    ok &= checkMap('y', in.y, layer.kernelSize, layer.padding.y, layer.stride.y, out.y);
    ok &= checkMemory("Weight", kernelWordsOf(layer.input.features, layer.output.features, layer.kernelSize),
                      t.kernelWords[size_t(core)]);
    ok &= checkMemory("Neuron", neuronWordsOf(layer.output.features, out.y, out.x), t.neuronWords[size_t(core)]);
    ok &= inRange("Threshold high", layer.thresholdHigh, 0, kStateMax);
    ok &= inRange("Threshold low", layer.thresholdLow, kStateMin, 0);
    return ok;
  }

  void checkLayer(int64_t core) {
    const CnnLayer &layer = c.layers[size_t(core)];
    bool ok = checkTensors(layer);
    ok &= checkDimensions(layer) && checkNumbers(core, layer);
    for (auto [i, d] : llvm::enumerate(layer.destinations))
      ok &= checkDestination(core, i, d);
    if (!ok)
      say(fmt::format("Layer[{}] is configured incorrectly ", core));
  }

  void checkSensor() {
    const DvsLayer &s = c.sensor;
    bool ok = true;
    for (auto [i, d] : llvm::enumerate(s.destinations))
      if (!d.enable && !inRange("Destination Layer", d.layer, 0, kCores - 1))
        ok = fails(fmt::format("DVS Destination[{}] is configured incorrectly.", i));
    ok &= inRange("Origin y", s.origin.y, 0, kSensorSize - 1);
    ok &= inRange("Origin x", s.origin.x, 0, kSensorSize - 1);
    ok &= isOneOf("Pooling x", s.pooling.x, {1, 2, 4});
    ok &= isOneOf("Pooling y", s.pooling.y, {1, 2, 4});
    ok &= inRange("Cut y", s.cut.y, 0, kSensorSize - 1);
    ok &= inRange("Cut x", s.cut.x, 0, kSensorSize - 1);
    if (!ok)
      say("DVS Layer is configured incorrectly.");
  }

  const ChipConfiguration &c;
  const TargetDescription &t;
  std::string text;
};
} // namespace

std::string speck::validate(const ChipConfiguration &configuration, const TargetDescription &target) {
  return Validator(configuration, target).run();
}

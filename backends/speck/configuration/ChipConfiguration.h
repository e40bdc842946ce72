//===- ChipConfiguration.h - all numbers of a Speck chip --------*- C++ -*-===//
//
// What a Speck chip is configured with, as samna's SpeckConfiguration holds it, and as JSON with the names of its
// Python attributes. The compiler writes it, the simulator and the vendor's tools read it.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_BACKENDS_SPECK_CONFIGURATION_CHIPCONFIGURATION_H
#define SNNC_BACKENDS_SPECK_CONFIGURATION_CHIPCONFIGURATION_H

#include "backends/speck/target/TargetDescription.h"
#include <tuple>
#include <vector>

namespace snnc::speck {

template <typename T> struct Pair {
  T x{}, y{};
  bool operator==(const Pair &other) const { return x == other.x && y == other.y; }
};

struct FeatureShape {
  int64_t features = 1;
  Pair<int64_t> size{1, 1};
  bool operator==(const FeatureShape &other) const { return features == other.features && size == other.size; }
};

/// Numbers of any shape, row by row. Of kill bits only the shape matters here.
struct Tensor {
  std::vector<int64_t> shape;
  std::vector<int16_t> values;

  static Tensor zeros(std::vector<int64_t> shape);
  bool operator==(const Tensor &other) const { return shape == other.shape && values == other.values; }
};

struct Destination {
  bool enable = false;
  int64_t layer = 0, pooling = 1, featureShift = 0;
  bool operator==(const Destination &other) const {
    return std::tie(enable, layer, pooling, featureShift) ==
           std::tie(other.enable, other.layer, other.pooling, other.featureShift);
  }
};

/// A core. Its weights are [feature out][feature in][x][y], its potentials [feature][x][y].
struct CnnLayer {
  FeatureShape input, output; ///< output: in front of any pool
  Pair<int64_t> padding{0, 0}, stride{1, 1};
  int64_t kernelSize = 1;
  Tensor weights = Tensor::zeros({1, 1, 1, 1}), biases = Tensor::zeros({1}), initialValues = Tensor::zeros({1, 1, 1});
  std::vector<int64_t> weightsKillBit{1, 1, 1, 1}, biasesKillBit{1}, valuesKillBit{1, 1, 1};
  bool leakEnable = false, monitorEnable = false, returnToZero = false;
  int64_t thresholdHigh = 0, thresholdLow = 0;
  std::array<Destination, kDestinations> destinations;

  std::vector<int64_t> weightsShape() const { return {output.features, input.features, kernelSize, kernelSize}; }
  std::vector<int64_t> valuesShape() const { return {output.features, output.size.x, output.size.y}; }
  /// Tensors of the shapes that the dimensions ask for, all 0.
  void makeTensors();
  int16_t weight(int64_t out, int64_t in, int64_t x, int64_t y) const {
    return weights.values[size_t(((out * input.features + in) * kernelSize + x) * kernelSize + y)];
  }
  bool hasBias() const;
  bool reaches(int64_t core) const;
  bool operator==(const CnnLayer &other) const;
};

/// The sensor.
struct DvsLayer {
  struct To {
    bool enable = false;
    int64_t layer = 0;
    bool operator==(const To &other) const { return enable == other.enable && layer == other.layer; }
  };
  std::array<To, kDestinations> destinations;
  Pair<int64_t> origin{0, 0}, cut{kSensorSize - 1, kSensorSize - 1}, pooling{1, 1};
  Pair<bool> mirror{false, false};
  bool mirrorDiagonal = false, merge = false, onChannel = true, offChannel = true;
  bool passSensorEvents = true, monitorEnable = false, monitorSensorEnable = false;

  bool isUsed() const { return destinations[0].enable || destinations[1].enable; }
  bool operator==(const DvsLayer &other) const;
};

struct ChipConfiguration {
  std::array<CnnLayer, kCores> layers;
  DvsLayer sensor;
  Pair<int64_t> filterSize{1, 1};
  int64_t addressInterpretation = 0; ///< of the readout

  bool operator==(const ChipConfiguration &other) const;
};

/// A core that nothing was set of.
bool isUntouched(const CnnLayer &layer);

/// The file's text: cores that are used, and the sensor where it is. Tensors are nested lists; initial values are left
/// out where all are 0, kill bits always.
std::string writeConfiguration(const ChipConfiguration &configuration);
nlohmann::ordered_json toJson(const ChipConfiguration &configuration);

/// What was read, and what a reader of the vendor's would have taken otherwise than it stands there.
struct ReadConfiguration {
  ChipConfiguration configuration;
  std::vector<std::string> notes;
};

/// Reads this project's form, or that of samna's `to_json` (a root `value0`, keys of either style). What samna cannot
/// take is an error, as it would be there; numbers that it wraps are wrapped, with a note.
llvm::Expected<ReadConfiguration> readConfiguration(llvm::StringRef text, llvm::StringRef where);

} // namespace snnc::speck

#endif // SNNC_BACKENDS_SPECK_CONFIGURATION_CHIPCONFIGURATION_H

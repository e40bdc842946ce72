//===- LayerMap.h - which neuron of the core is which of the network -*- C++ -*-===//
//
// A core numbers its input channels, hidden and output neurons. This says which of them are the network's, so that an
// engine reports by the network's coordinates. It is a file beside the configuration, which the chip does not need.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_BACKENDS_XYLO_CONFIGURATION_LAYERMAP_H
#define SNNC_BACKENDS_XYLO_CONFIGURATION_LAYERMAP_H

#include "backends/xylo/configuration/CoreConfiguration.h"
#include <array>

namespace snnc::xylo {

/// Channels, rows, columns.
using FrameShape = std::array<int64_t, 3>;

inline int64_t sizeOf(const FrameShape &shape) { return shape[0] * shape[1] * shape[2]; }

struct MappedInput {
  std::string name;
  FrameShape shape{1, 1, 1};
  int64_t first = 0;   ///< input channel of the core of its first neuron
  int64_t bound = 15;  ///< greatest count of a neuron in a step
  std::string encoder; ///< what makes spikes of the input's data, as JSON; empty where the data are spikes
};

struct MappedLayer {
  std::string name;
  FrameShape shape{1, 1, 1};
  bool isReadout = false;    ///< of output neurons, else of hidden neurons
  int64_t first = 0;         ///< neuron of its first element; the others follow
  int64_t delay = 0;         ///< steps by which the core computes it later than the network
  std::vector<double> scale; ///< of each channel: by how much potentials are greater than those of the float network
};

struct MappedOutput {
  std::string name;
  FrameShape shape{1, 1, 1};
  std::vector<int64_t> neurons; ///< output neuron of each element
};

struct LayerMap {
  std::string network;
  TargetDescription target;
  std::vector<MappedInput> inputs;
  std::vector<MappedLayer> layers;
  std::vector<MappedOutput> outputs;

  /// Steps that a core computes longer than the sample has, until its last outputs have come.
  int64_t greatestDelay() const;
};

/// A configuration and what its neurons are.
struct CoreProgram {
  CoreConfiguration configuration;
  LayerMap map;
};

std::string writeLayerMap(const LayerMap &map);
llvm::Expected<LayerMap> readLayerMap(llvm::StringRef text, llvm::StringRef where);

/// What keeps the map from being one of the configuration: neurons that are not there, or belong to two layers.
llvm::Error checkLayerMap(const LayerMap &map, const CoreConfiguration &configuration);

/// The files of a compiled folder.
constexpr llvm::StringLiteral configurationFileName = "configuration.json";
constexpr llvm::StringLiteral layerMapFileName = "layers.json";

/// Reads both files of a folder and checks every number of them.
llvm::Expected<CoreProgram> loadProgram(llvm::StringRef directory);
/// The same of the files' texts.
llvm::Expected<CoreProgram> readProgram(llvm::StringRef configuration, llvm::StringRef layers,
                                        llvm::StringRef directory = "");

} // namespace snnc::xylo

#endif // SNNC_BACKENDS_XYLO_CONFIGURATION_LAYERMAP_H

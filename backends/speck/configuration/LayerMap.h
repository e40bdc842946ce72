//===- LayerMap.h - which feature of which core is which neuron -*- C++ -*-===//
//
// A core numbers its features. This says which of them are the network's, and where the host sends the network's
// inputs, so that an engine reports by the network's coordinates. It is a file beside the configuration, which the chip
// does not need.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_BACKENDS_SPECK_CONFIGURATION_LAYERMAP_H
#define SNNC_BACKENDS_SPECK_CONFIGURATION_LAYERMAP_H

#include "backends/speck/configuration/ChipConfiguration.h"

namespace snnc::speck {

/// Channels, rows, columns.
using FrameShape = std::array<int64_t, 3>;

/// Where events of an input go: the part of its frame from `origin` on, in windows of `pooling`, as a map of `size`.
struct InputRoute {
  int64_t core = 0, featureShift = 0;
  Pair<int64_t> origin{0, 0}, pooling{1, 1}, size{1, 1};
};

struct MappedInput {
  std::string name;
  FrameShape shape{1, 1, 1};
  int64_t bound = 15;  ///< greatest count of a neuron in a step
  std::string encoder; ///< what makes spikes of the input's data, as JSON; empty where the data are spikes
  std::vector<InputRoute> routes;
};

/// Channels of a layer on one core: channel `first` + i is feature i * `step` of it.
struct Tile {
  int64_t core = 0, first = 0, channels = 1, step = 1;
};

struct MappedLayer {
  std::string name;
  FrameShape shape{1, 1, 1};
  double scale = 1; ///< by how much potentials are greater than those of the float network
  std::vector<Tile> tiles;
};

struct MappedOutput {
  std::string name;
  FrameShape shape{1, 1, 1};
  int64_t layer = 0; ///< whose spikes it is, in the same order
};

struct LayerMap {
  std::string network;
  TargetDescription target;
  std::vector<MappedInput> inputs;
  std::vector<MappedLayer> layers;
  std::vector<MappedOutput> outputs;
};

/// A configuration and what its cores are.
struct ChipProgram {
  ChipConfiguration configuration;
  LayerMap map;
};

std::string writeLayerMap(const LayerMap &map);
llvm::Expected<LayerMap> readLayerMap(llvm::StringRef text, llvm::StringRef where);

/// What keeps a configuration from being run as this map says: samna's verdict, grave traps, features that are not
/// there or belong to two layers.
llvm::Error checkProgram(const ChipProgram &program);

/// The files of a compiled folder.
constexpr llvm::StringLiteral configurationFileName = "speck.json";
constexpr llvm::StringLiteral layerMapFileName = "layers.json";

/// Reads both files of a folder and checks every number of them.
llvm::Expected<ChipProgram> loadProgram(llvm::StringRef directory);
/// The same of the files' texts.
llvm::Expected<ChipProgram> readProgram(llvm::StringRef configuration, llvm::StringRef layers,
                                        llvm::StringRef directory = "");

} // namespace snnc::speck

#endif // SNNC_BACKENDS_SPECK_CONFIGURATION_LAYERMAP_H

//===- Layered.h - clusters of a network of which only shapes are known -----===//
#ifndef SNNC_COMPILER_PLACEMENT_LAYERED_H
#define SNNC_COMPILER_PLACEMENT_LAYERED_H

#include "compiler/placement/Clusters.h"
#include "llvm/Support/Error.h"
#include <array>
#include <optional>

namespace snnc::placement {

/// Which neurons of the layer before a neuron sees.
struct Window {
  std::array<int64_t, 2> kernel{1, 1}, stride{1, 1}, padding{0, 0}; ///< rows, columns
};

/// A layer of neurons.
struct LayerShape {
  std::array<int64_t, 3> extents{1, 1, 1}; ///< channels, rows, columns
  std::optional<Window> window;            ///< absent: it sees all of the layer before
  double rate = 1;                         ///< spikes of a neuron in a step
};

/// A chain of layers. As a file:
///
///     {"format": "snnc.shapes", "version": 1, "layers": [
///       {"shape": [2, 128, 128], "rate": 0.1},
///       {"shape": [16, 64, 64], "kernel": [3, 3], "stride": [2, 2], "padding": [1, 1]},
///       {"shape": [10]}]}
struct LayeredNetwork {
  std::vector<LayerShape> layers;
};

/// Refused, with the layer: a shape that its window does not make of the layer before.
llvm::Expected<LayeredNetwork> parseShapes(llvm::StringRef text, llvm::StringRef where);

/// So many layers of so many clusters of neurons, each connected to all of the next, with a spike of each cluster in a
/// step: the networks that placements are compared on.
LayeredNetwork denseLayers(int64_t layers, int64_t clusters, int64_t neuronsOfCluster);

/// Cuts each layer into as few boxes of at most `neuronsOfCluster` neurons as it finds, those of least border among
/// them, and finds which send to which, and how many packets: the spikes of the neurons that the other sees, rounded,
/// at least one. Takes time in proportion to the clusters and flows. Fails above 2^31 clusters or 2^28 flows, which
/// take 4 GB.
llvm::Expected<Clusters> clusterLayers(const LayeredNetwork &network, int64_t neuronsOfCluster);

} // namespace snnc::placement

#endif // SNNC_COMPILER_PLACEMENT_LAYERED_H

//===- Plan.h - layers of a network as cores of a Speck chip ----*- C++ -*-===//
//
// What a mapping decides from shapes alone, before any weight is looked at: each layer of neurons as one convolution of
// the form that a core has, the pools and shifts of the ways between them, and the core of each layer or half of one.
// The check of a network's needs and the mapping both stand on it.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_BACKENDS_SPECK_PLAN_PLAN_H
#define SNNC_BACKENDS_SPECK_PLAN_PLAN_H

#include "backends/speck/target/TargetDescription.h"
#include "dialect/snn/SnnOps.h"
#include <optional>

namespace snnc::speck {

/// Along one axis, element o of what a synapse takes is the sum of `window` elements of the origin from
/// `first + o * stride` on.
using Window = snn::SpikeRoute::Axis;

/// Spikes of an input or a layer that a synapse takes: channels of them are features of the core.
struct Contribution {
  bool isInput = false;
  size_t source = 0;                ///< index of the input or the layer
  size_t synapse = 0;               ///< index in the layer's
  int64_t channels = 1;             ///< of the origin
  int64_t firstChannel = 0;         ///< input channel of the synapse, or element of its vector, where they begin
  bool isFlat = false;              ///< the frame has become a vector
  std::array<Window, 2> way;        ///< rows, columns
  std::array<int64_t, 2> map{1, 1}; ///< rows and columns behind `way`
  // What was decided: the way itself (of the host), a pool in the destination, or nothing, and then `way` is in the
  // kernel.
  bool isInKernel = false;
  int64_t pooling = 1;      ///< of a destination
  int64_t featureShift = 0; ///< of its first channel
};

/// One axis of a core's convolution.
struct CoreAxis {
  int64_t in = 1, out = 1, stride = 1, padding = 0;
};

/// Channels of a layer on one core.
struct PlannedTile {
  int64_t first = 0, channels = 1;
  int64_t core = -1;
};

struct PlannedLayer {
  snn::NeuronOpInterface neuron;
  std::string name;
  std::array<int64_t, 3> shape{1, 1, 1};
  llvm::SmallVector<snn::SynapseOpInterface> synapses;
  std::vector<Contribution> contributions = {};
  int64_t kernel = 1;
  std::array<CoreAxis, 2> axes{}; ///< rows, columns
  bool isReturned = false;        ///< by the network
  int64_t step = 1;               ///< features of the core from one channel to the next
  std::vector<PlannedTile> tiles = {};

  int64_t features() const;
  /// Of the core of so many channels.
  int64_t featuresOut(int64_t channels) const { return (channels - 1) * step + 1; }
  int64_t kernelWords(int64_t channels) const { return kernelWordsOf(features(), featuresOut(channels), kernel); }
  int64_t neuronWords(int64_t channels) const { return neuronWordsOf(featuresOut(channels), axes[0].out, axes[1].out); }
};

struct PlannedInput {
  std::string name;
  mlir::Value value;
  std::array<int64_t, 3> shape{1, 1, 1};
};

struct PlannedOutput {
  std::string name;
  std::array<int64_t, 3> shape{1, 1, 1};
  size_t layer = 0;
};

struct Plan {
  snn::NetworkOp network;
  TargetDescription target;
  std::vector<PlannedInput> inputs = {};
  std::vector<PlannedLayer> layers = {}; ///< in the order of the text
  std::vector<PlannedOutput> outputs = {};
  bool usesSensor = false; ///< the chip's sensor can stand for the input

  /// Ways out of a layer, or of an input, each with the layer that it leads to.
  std::vector<std::pair<const Contribution *, const PlannedLayer *>> waysFrom(bool isInput, size_t source) const;
};

/// Why no core can be this layer, and what could stand in its place; nothing where one can, or where that only shows
/// when it is planned. Reads on from the layer's name.
std::optional<std::string> whyNotOnCore(mlir::Operation *layer, const std::string &target);

/// All of it; every reason why it cannot be is reported, of all layers.
llvm::FailureOr<Plan> makePlan(snn::NetworkOp network, const TargetDescription &target);

/// The steps, in their order; each reports all that does not fit.
llvm::LogicalResult wire(Plan &plan);
llvm::LogicalResult fitGeometry(Plan &plan);
llvm::LogicalResult assignCores(Plan &plan);

/// The taps of a contribution along one axis, for each output: of the map that comes to the core. A tap is used by one
/// or more taps of the synapse, each of which is told.
struct Tap {
  int64_t at = 0;   ///< position in the core's map, for output 0
  int64_t from = 0; ///< row or column of the synapse's kernel, or of its flattened map
};
std::vector<Tap> tapsOf(const PlannedLayer &layer, const Contribution &contribution, unsigned axis);

} // namespace snnc::speck

#endif // SNNC_BACKENDS_SPECK_PLAN_PLAN_H

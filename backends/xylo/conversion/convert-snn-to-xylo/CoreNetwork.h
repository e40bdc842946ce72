//===- CoreNetwork.h - a network as the core will have it -------*- C++ -*-===//
//
// What `convert-snn-to-xylo` works on: layers of neurons with the weights of each pair of neurons. Its steps, in order:
// `wire`, `setDelays`, `placeNeurons`, `chooseNumbers`; each reports what does not fit.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_BACKENDS_XYLO_CONVERSION_CONVERT_SNN_TO_XYLO_CORENETWORK_H
#define SNNC_BACKENDS_XYLO_CONVERSION_CONVERT_SNN_TO_XYLO_CORENETWORK_H

#include "dialect/snn/SnnOps.h"
#include "dialect/xylo/XyloDialect.h"

namespace snnc::xylo {

/// The weights from an input or a layer of hidden neurons to a layer, as the network in integers has them.
struct Projection {
  bool isInput = false;
  size_t source = 0;            ///< index of the input or the layer
  int64_t delay = 0;            ///< steps that spikes wait in the network
  int64_t rows = 0;             ///< elements of the source
  std::vector<int64_t> weights; ///< [source element][target element], not shifted
  mlir::Location loc;           ///< of the synapse that it comes from first
};

struct CoreInput {
  std::string name;
  std::array<int64_t, 3> shape;
  int64_t first = 0, bound = 0;
  mlir::DictionaryAttr encoder = {};
};

struct CoreLayer {
  snn::NeuronOpInterface neuron;
  std::string name;
  std::array<int64_t, 3> shape;
  bool isReadout = false;
  std::vector<Projection> projections;
  std::vector<double> bias; ///< of each channel, in the units of its potentials
  int64_t shift = 0;        ///< of its weights in the network

  int64_t delay = 0, first = 0;
  // Of each element.
  std::vector<int64_t> currentDash, potentialDash, threshold, coreBias;
  std::vector<double> scale; ///< of each channel
  std::array<double, 2> wanted{1, 1}, got{1, 1};
  bool leaks = false;
  std::vector<std::string> deviations;

  int64_t size() const { return shape[0] * shape[1] * shape[2]; }
  int64_t pixels() const { return shape[1] * shape[2]; }
  bool takesInput() const;
};

struct CoreOutput {
  std::string name;
  std::array<int64_t, 3> shape;
  size_t layer = 0;
  std::vector<int64_t> elements = {}; ///< of the layer; neurons of the core once they are placed
};

struct CoreNetwork {
  snn::NetworkOp network;
  TargetAttr target;
  std::vector<CoreInput> inputs = {};
  std::vector<CoreLayer> layers = {}; ///< in the order of the text
  std::vector<CoreOutput> outputs = {};
  std::array<int64_t, 3> shifts{0, 0, 0}; ///< from inputs, among hidden neurons, to outputs
  bool hasBias = false;

  /// Of the matrix in `shifts` that a projection is a part of.
  static unsigned matrixOf(const CoreLayer &layer, const Projection &projection) {
    return projection.isInput ? 0 : layer.isReadout ? 2 : 1;
  }
};

/// Every neuron's synapses, spike by spike; what is a layer of output neurons.
llvm::LogicalResult wire(CoreNetwork &core);
/// By how many steps each layer is computed later than in the network.
llvm::LogicalResult setDelays(CoreNetwork &core);
/// Neurons of the core for each layer, within its windows.
llvm::LogicalResult placeNeurons(CoreNetwork &core);
/// Dashes, thresholds, biases and shifts.
llvm::LogicalResult chooseNumbers(CoreNetwork &core);

} // namespace snnc::xylo

#endif // SNNC_BACKENDS_XYLO_CONVERSION_CONVERT_SNN_TO_XYLO_CORENETWORK_H

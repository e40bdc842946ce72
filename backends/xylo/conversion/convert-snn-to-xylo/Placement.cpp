//===- Placement.cpp - when and where layers are computed -----------------===//

#include "backends/xylo/conversion/convert-snn-to-xylo/CoreNetwork.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace snnc;
using namespace snnc::xylo;

//===----------------------------------------------------------------------===//
// Delays
//===----------------------------------------------------------------------===//

static std::string steps(int64_t count) { return std::to_string(count) + (count == 1 ? " step" : " steps"); }

/// Spikes that the core brings at another time than the network does.
static LogicalResult refuseTime(CoreNetwork &core, CoreLayer &layer, const Projection &projection, int64_t late) {
  InFlightDiagnostic diagnostic = layer.neuron->emitError();
  diagnostic
      << "gets spikes of '"
      << (projection.isInput ? core.inputs[projection.source].name : core.layers[projection.source].name) << "' "
      << steps(std::abs(late)) << (late > 0 ? " later" : " earlier") << " than '" << core.network.getSymName()
      << "' has it: on target " << core.target.getName()
      << " each layer of hidden neurons costs a step, and inputs reach the first one alone; ways of equal length "
         "from the input to the layer would fit"
      << (late > 0 && !projection.isInput ? ", or a delay of " + steps(late + projection.delay) + " on this one" : "");
  diagnostic.attachNote(projection.loc) << "through this synapse";
  return diagnostic;
}

/// Spikes of hidden neurons arrive one step later, those of inputs in the same step. A layer that is computed d steps
/// late gets them right where they left d steps late as well.
static int64_t delayAlong(const CoreNetwork &core, const Projection &projection) {
  return projection.isInput ? -projection.delay : core.layers[projection.source].delay + 1 - projection.delay;
}

LogicalResult xylo::setDelays(CoreNetwork &core) {
  std::vector<bool> isSet(core.layers.size(), false);
  // Layers with inputs are computed with them; then each way from one layer to the next tells the other's delay.
  auto spread = [&] {
    for (bool isNew = true; isNew;) {
      isNew = false;
      for (auto [index, layer] : llvm::enumerate(core.layers))
        for (const Projection &projection : layer.projections) {
          if (!isSet[index] && (projection.isInput || isSet[projection.source])) {
            layer.delay = delayAlong(core, projection);
            isSet[index] = isNew = true;
          } else if (isSet[index] && !projection.isInput && !isSet[projection.source]) {
            core.layers[projection.source].delay = layer.delay - 1 + projection.delay;
            isSet[projection.source] = isNew = true;
          }
        }
    }
  };
  for (auto [index, layer] : llvm::enumerate(core.layers))
    if (layer.takesInput()) {
      layer.delay = 0;
      isSet[index] = true;
    }
  spread();
  // What no input reaches has biases alone, and a time of its own.
  for (size_t index = 0; index < core.layers.size(); ++index)
    if (!isSet[index]) {
      core.layers[index].delay = 0;
      isSet[index] = true;
      spread();
    }
  bool refused = false;
  int64_t least = 0;
  for (CoreLayer &layer : core.layers) {
    least = std::min(least, layer.delay);
    for (const Projection &projection : layer.projections)
      if (int64_t late = delayAlong(core, projection) - layer.delay)
        refused |= failed(refuseTime(core, layer, projection, late));
  }
  if (refused)
    return failure();
  for (CoreLayer &layer : core.layers) {
    if (least < 0 && layer.takesInput())
      return layer.neuron->emitError() << "is behind a delay that leads around layers of hidden neurons, for which "
                                       << "target " << core.target.getName() << " has no time";
    layer.delay -= least;
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Neurons
//===----------------------------------------------------------------------===//

/// Whether a layer of hidden neurons reaches output neurons.
static bool reachesOutput(const CoreNetwork &core, size_t index) {
  return llvm::any_of(core.layers, [&](const CoreLayer &layer) {
    return layer.isReadout && llvm::any_of(layer.projections, [&](const Projection &projection) {
             return !projection.isInput && projection.source == index;
           });
  });
}

static LogicalResult refuseWindow(CoreNetwork &core, CoreLayer &layer, StringRef what, int64_t need, int64_t have) {
  return layer.neuron->emitError() << what << ", and with the layers that must be on the same side it would take "
                                   << need << " hidden neurons there; target " << core.target.getName() << " has "
                                   << have << ", fewer neurons in layers at the network's input and output would fit";
}

LogicalResult xylo::placeNeurons(CoreNetwork &core) {
  // From the side of the inputs to that of the outputs, so that windows at both ends hold what needs them.
  std::vector<size_t> order;
  for (int side = 0; side < 4; ++side)
    for (auto [index, layer] : llvm::enumerate(core.layers))
      if (!layer.isReadout) {
        bool in = layer.takesInput(), out = reachesOutput(core, index);
        if (side == (in ? (out ? 1 : 0) : (out ? 3 : 2)))
          order.push_back(index);
      }
  int64_t hidden = 0, outputs = 0;
  for (size_t index : order) {
    core.layers[index].first = hidden;
    hidden += core.layers[index].size();
  }
  for (CoreLayer &layer : core.layers)
    if (layer.isReadout) {
      layer.first = outputs;
      outputs += layer.size();
    }
  if (hidden == 0)
    return core.network.emitError() << "has no layer of neurons in front of those that it returns, but output neurons "
                                    << "of target " << core.target.getName()
                                    << " take spikes of hidden neurons alone; a layer more would fit";
  bool refused = false;
  for (size_t index : order) {
    CoreLayer &layer = core.layers[index];
    int64_t end = layer.first + layer.size();
    if (layer.takesInput() && end > core.target.getInputWindow())
      refused |= failed(refuseWindow(core, layer, "takes inputs of the network", end, core.target.getInputWindow()));
    if (reachesOutput(core, index) && hidden - layer.first > core.target.getOutputWindow())
      refused |= failed(refuseWindow(core, layer, "feeds layers that the network returns", hidden - layer.first,
                                     core.target.getOutputWindow()));
  }
  for (CoreOutput &output : core.outputs)
    for (int64_t &element : output.elements)
      element += core.layers[output.layer].first;
  return failure(refused);
}

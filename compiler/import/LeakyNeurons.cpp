//===- LeakyNeurons.cpp - leaky neurons for all importers -----------------===//
//
// Parameters that do not differ within a channel are kept one for each channel.
//
//===----------------------------------------------------------------------===//
#include "compiler/import/CreateLayer.h"

using namespace mlir;
using namespace snnc;
using namespace snnc::snn;

FailureOr<ElementsAttr> NetworkBuilder::makeParameter(StringRef name, StringRef parameter, Value current,
                                                      const std::optional<Parameter> &values) {
  if (!values)
    return ElementsAttr();
  ArrayRef<int64_t> shape = getShape(current.getType());
  if (static_cast<int64_t>(values->size()) == getNumElements(current.getType()))
    return makeElements(shape, *values, name + "." + parameter);
  return makeChannels(name, parameter, current, *values);
}

FailureOr<Value> NetworkBuilder::leakyIntegrator(StringRef name, Value source, const LeakyIntegrationLayer &layer) {
  FailureOr<Value> current = asCurrent(name, source);
  if (failed(current))
    return failure();
  FailureOr<ElementsAttr> tau = makeParameter(name, "tau", *current, layer.tau);
  FailureOr<ElementsAttr> resistance = makeParameter(name, "resistance", *current, layer.resistance);
  FailureOr<ElementsAttr> leak = makeParameter(name, "leak", *current, layer.leak);
  FailureOr<ElementsAttr> initial = makeParameter(name, "initial", *current, layer.initial);
  if (failed(tau) || failed(resistance) || failed(leak) || failed(initial))
    return failure();
  return create<LeakyIntegrateOp>(name, *current, builder.getStringAttr(name), llvm::APFloat(layer.dt), layer.decay,
                                  layer.order, layer.unscaled, *tau, *resistance, *leak, *initial);
}

FailureOr<Value> NetworkBuilder::leakyNeurons(StringRef name, Value source, const LeakyNeuronLayer &layer) {
  FailureOr<Value> current = asCurrent(name, source);
  if (failed(current))
    return failure();
  FailureOr<ElementsAttr> tau = makeParameter(name, "tau", *current, layer.tau);
  FailureOr<ElementsAttr> resistance = makeParameter(name, "resistance", *current, layer.resistance);
  FailureOr<ElementsAttr> leak = makeParameter(name, "leak", *current, layer.leak);
  FailureOr<ElementsAttr> initial = makeParameter(name, "initial", *current, layer.initial);
  FailureOr<ElementsAttr> threshold = makeParameter(name, "threshold", *current, layer.threshold);
  FailureOr<ElementsAttr> lowerBound = makeParameter(name, "lower_bound", *current, layer.lowerBound);
  FailureOr<ElementsAttr> resetPotential = makeParameter(name, "reset_potential", *current, layer.resetPotential);
  if (failed(tau) || failed(resistance) || failed(leak) || failed(initial) || failed(threshold) || failed(lowerBound) ||
      failed(resetPotential))
    return failure();
  return create<LeakyIntegrateFireOp>(name, *current, builder.getStringAttr(name), llvm::APFloat(layer.dt), layer.decay,
                                      layer.order, layer.unscaled, *tau, *resistance, *leak, *initial, *threshold,
                                      *lowerBound, ElementsAttr(), *resetPotential, layer.reset, layer.compare,
                                      layer.spikesPerStep, layer.delayedReset);
}

FailureOr<Value> NetworkBuilder::threshold(StringRef name, Value source, const Parameter &values, Compare compare) {
  FailureOr<Value> current = asCurrent(name, source);
  if (failed(current))
    return failure();
  FailureOr<ElementsAttr> threshold = makeParameter(name, "threshold", *current, values);
  if (failed(threshold))
    return failure();
  return create<ThresholdOp>(name, *current, *threshold, compare);
}

//===- SnnRoutes.cpp - where routing layers take spikes -------------------===//
//
// The answers of layers without state to the interface of spike routing, and what every answer has to keep to.
//
//===----------------------------------------------------------------------===//
#include "dialect/snn/SnnOps.h"

using namespace mlir;
using namespace snnc::snn;

std::array<int64_t, 3> snnc::snn::frameOf(Type type) {
  ArrayRef<int64_t> shape = getShape(type);
  if (shape.empty())
    return {1, 1, 1};
  int64_t width = shape.size() > 1 ? shape.back() : 1;
  return {shape.front(), getNumElements(type) / shape.front() / width, width};
}

//===----------------------------------------------------------------------===//
// The routes of the layers
//===----------------------------------------------------------------------===//

SpikeRoute SumPool2dOp::getRoute(unsigned) {
  SpikeRoute route;
  for (unsigned axis = 0; axis < 2; ++axis)
    route.axes[axis] = {0, getStrideOrKernel()[axis], getKernel()[axis]};
  return route;
}

SpikeRoute Crop2dOp::getRoute(unsigned) {
  SpikeRoute route;
  for (unsigned axis = 0; axis < 2; ++axis)
    route.axes[axis].first = getCropping()[axis];
  return route;
}

SpikeRoute FlattenOp::getRoute(unsigned) {
  SpikeRoute route;
  route.flattens = true;
  return route;
}

SpikeRoute MergeOp::getRoute(unsigned) { return {}; }

SpikeRoute ConcatenateOp::getRoute(unsigned source) {
  SpikeRoute route;
  for (Value before : getSources().take_front(source))
    route.firstChannel += getShape(before.getType()).front();
  return route;
}

SpikeRoute DelayOp::getRoute(unsigned) {
  SpikeRoute route;
  route.steps = int64_t(getSteps());
  return route;
}

//===----------------------------------------------------------------------===//
// What holds for all routes
//===----------------------------------------------------------------------===//

LogicalResult snnc::snn::verifyRoute(Operation *layer, unsigned source, const SpikeRoute &route) {
  std::array<int64_t, 3> from = frameOf(layer->getOperand(source).getType());
  std::array<int64_t, 3> to = frameOf(layer->getResult(0).getType());
  auto fail = [&] { return layer->emitOpError() << "the route of source " << source << " "; };
  int64_t channels = from[0];
  for (unsigned i = 0; i < 2; ++i) {
    const SpikeRoute::Axis &axis = route.axes[i];
    int64_t have = from[i + 1], outputs = route.flattens ? have : to[i + 1];
    if (axis.first < 0 || axis.stride < 1 || axis.window < 1 ||
        axis.first + (outputs - 1) * axis.stride + axis.window > have)
      return fail() << "leaves its " << have << (i ? " columns" : " rows");
    channels *= route.flattens ? have : 1;
  }
  if (route.flattens && to[1] * to[2] != 1)
    return fail() << "flattens, but the result is no vector";
  if (route.firstChannel < 0 || route.firstChannel + channels > to[0])
    return fail() << "leaves the " << to[0] << " channels of the result";
  if (route.steps < 0)
    return fail() << "leads to an earlier step";
  return success();
}

LogicalResult snnc::snn::verifyRoutes(Operation *layer) {
  // A pool of spikes whose windows hang over the edge gives means: no spikes, and no route either.
  if (layer->getNumResults() != 1 || !isa<SpikesType>(layer->getResult(0).getType()))
    return success();
  auto routing = cast<SpikeRoutingOpInterface>(layer);
  for (unsigned source = 0; source < layer->getNumOperands(); ++source)
    if (failed(verifyRoute(layer, source, routing.getRoute(source))))
      return failure();
  return success();
}

//===- PortWeights.cpp - the weights of a port as a core has them ---------===//

#include "backends/mesh/analysis/PortWeights.h"
#include "dialect/snn/Elements.h"
#include <algorithm>

using namespace mlir;
using namespace snnc;

std::vector<int8_t> snnc::denseWeightsOf(mesh::PortOp port) {
  snn::ElementsView weights = *snn::ElementsView::of(port.getWeights());
  ShapedType type = port.getWeights().getShapedType();
  int64_t groupOutputs = type.getDimSize(0) / port.getGroups(), groupInputs = type.getDimSize(1);
  int64_t taps = type.getDimSize(2) * type.getDimSize(3), inputs = port.getInputChannels();
  int64_t channels = cast<mesh::PopulationOp>(port->getParentOp()).getEvents().getType().getChannels();
  std::vector<int8_t> dense(channels * inputs * taps, 0);
  for (int64_t channel = 0; channel < channels; ++channel) {
    int64_t output = port.getFirstChannel() + channel;
    int64_t firstInput = output / groupOutputs * groupInputs - port.getFirstInput();
    weights.read<int8_t>(output * groupInputs * taps,
                         MutableArrayRef(dense).slice((channel * inputs + firstInput) * taps, groupInputs * taps));
  }
  return dense;
}

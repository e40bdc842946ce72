//===- TinyDialect.cpp - the limits of the tiny chip ----------------------===//

#include "tests/backends/tiny/TinyDialect.h"
#include "dialect/snn/SnnOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace snnc;

#include "tests/backends/tiny/TinyDialect.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "tests/backends/tiny/TinyAttributes.cpp.inc"

void tiny::TinyDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "tests/backends/tiny/TinyAttributes.cpp.inc"
      >();
}

StringRef tiny::TargetAttr::getTargetName() const { return getName(); }

/// One threshold a layer, weights of 8 bits, potentials of 16.
TargetLimits tiny::TargetAttr::getLimits() const {
  TargetLimits limits;
  limits.stateBits = 16;
  limits.weightBits = 8;
  limits.maxCount = getMaxCount();
  limits.threshold = ThresholdScope::Layer;
  return limits;
}

std::optional<std::string> tiny::TargetAttr::whyNot(Operation *layer) const {
  if (isa<snn::IntegrateFireOp>(layer) || !isa<snn::StatefulOpInterface>(layer))
    return std::nullopt;
  return "has state that the tiny chip does not have; integrate-and-fire neurons would fit";
}

RelayCapacity tiny::TargetAttr::getRelayCapacity() const { return {getNeurons(), getNeurons()}; }
int64_t tiny::TargetAttr::getRelayStateWords(ArrayRef<int64_t> shape) const {
  int64_t neurons = 1;
  for (int64_t extent : shape)
    neurons *= extent;
  return neurons;
}

LogicalResult tiny::TargetAttr::checkNeeds(Operation *network, int64_t) const {
  int64_t neurons = 0, weights = 0;
  network->walk([&](Operation *op) {
    if (auto layer = dyn_cast<snn::NeuronOpInterface>(op))
      neurons += cast<ShapedType>(layer.getNeuronCurrent().getType()).getNumElements();
    if (auto synapse = dyn_cast<snn::SynapseOpInterface>(op))
      weights += synapse.getConvolution().numWeights();
  });
  if (neurons > getNeurons())
    return network->emitError() << "has " << neurons << " neurons, target '" << getName() << "' has " << getNeurons();
  if (weights > getWeights())
    return network->emitError() << "has " << weights << " weights, target '" << getName() << "' has " << getWeights();
  return success();
}

//===- Unmappable.cpp - layers that no target has -------------------------===//

#include "compiler/analysis/Unmappable.h"
#include "dialect/snn/Elements.h"

using namespace mlir;
using namespace snnc;

/// The name of a parameter that differs within a channel, or nothing.
static StringRef differingParameter(snn::LeakyIntegrateFireOp op) {
  std::pair<StringRef, ElementsAttr> parameters[] = {{"threshold", op.getThreshold()},
                                                     {"lower bound", op.getLowerBoundAttr()},
                                                     {"subtracted value", op.getSubtractAttr()},
                                                     {"reset potential", op.getResetPotentialAttr()},
                                                     {"resistance", op.getResistanceAttr()}};
  for (auto [name, attr] : parameters)
    if (attr && attr.getShapedType().getRank() > 1)
      return name;
  return "";
}

/// Why the neurons have no form on a core, and what would have.
static std::string describe(snn::LeakyIntegrateFireOp op) {
  if (op.getTau())
    return "its neurons leak (tau), those of the cores do not; integrate-and-fire neurons without a leak fit";
  if (StringRef name = differingParameter(op); !name.empty())
    return "the " + name.str() +
           " of its neurons differs within a channel, a core keeps one for each channel; one value a channel fits";
  if (op.getResetPotential())
    return "its potentials begin elsewhere than at the reset potential, those of the cores begin there; neurons that "
           "begin at their reset potential, or are reset to 0, fit";
  return "its neurons have no form on the cores; integrate-and-fire neurons fit";
}

/// Why there is no form for `op`, or nothing where that is not known.
static std::string describe(Operation &op) {
  if (auto neurons = dyn_cast<snn::LeakyIntegrateFireOp>(op))
    return describe(neurons);
  if (isa<snn::LeakyIntegrateOp>(op))
    return "it integrates without spiking, the cores have no such state; integrate-and-fire neurons fit";
  if (isa<snn::ThresholdOp>(op))
    return "a threshold forgets the current of each step, the neurons of the cores do not; integrate-and-fire neurons "
           "fit";
  if (auto delay = dyn_cast<snn::DelayOp>(op); delay && isa<RankedTensorType>(delay.getSource().getType()))
    return "a current cannot be delayed on the way between cores, only spikes; a delay before the synapse fits";
  return "";
}

LogicalResult snnc::checkMappable(snn::NetworkOp network, StringRef target) {
  LogicalResult result = success();
  for (Operation &op : network.getBody().front())
    if (std::string reason = describe(op); !reason.empty())
      result = op.emitError() << "no form on target " << target << ": " << reason;
  return result;
}

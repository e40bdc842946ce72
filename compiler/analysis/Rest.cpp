//===- Rest.cpp - when a silent network is at rest ------------------------===//

#include "compiler/analysis/Rest.h"
#include "compiler/analysis/Leak.h"
#include "dialect/snn/Elements.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/DenseMap.h"

using namespace mlir;
using namespace snnc;

/// Steps until nothing is left of a value; nothing where some of it always is.
static std::optional<int64_t> stepsToZero(int64_t value, int64_t decay) {
  int64_t steps = 0;
  for (int64_t left; value != 0; value = left, ++steps)
    if ((left = leftOf(value, decay)) == value)
      return std::nullopt;
  return steps;
}

namespace {
class RestSearch {
public:
  /// Finds the steps of a layer and of all that come before it, without recursion: networks can be deep.
  void visit(Operation *root) {
    SmallVector<std::pair<Operation *, unsigned>> stack;
    auto begin = [&](Operation *op) {
      if (op && !known.count(op) && open.insert(op).second)
        stack.push_back({op, 0});
    };
    begin(root);
    while (!stack.empty()) {
      auto &[op, next] = stack.back();
      if (next < op->getNumOperands()) {
        begin(op->getOperand(next++).getDefiningOp());
        continue;
      }
      known[op] = finish(op);
      open.erase(op);
      stack.pop_back();
    }
  }

  /// Steps behind that of the last input spike in which a result may still be other than 0; nothing, with `why`, where
  /// that has no end.
  llvm::DenseMap<Operation *, std::optional<int64_t>> known;
  std::string why;

private:
  std::optional<int64_t> finish(Operation *op) {
    if (isa<snn::EncoderOpInterface>(op))
      return 0;
    std::optional<int64_t> steps = 0;
    for (Value operand : op->getOperands()) {
      Operation *source = operand.getDefiningOp();
      if (!source)
        continue;
      if (open.count(source) && why.empty())
        why = "layer " + nameOf(source) + " takes what it has given again, which may keep it active";
      std::optional<int64_t> before = known.lookup(source);
      steps = steps && before ? std::optional(std::max(*steps, *before)) : std::nullopt;
    }
    std::optional<int64_t> own = steps ? stepsOf(op) : std::nullopt;
    return own ? std::optional(*steps + *own) : std::nullopt;
  }

  static std::string nameOf(Operation *op) {
    auto layer = dyn_cast<snn::StatefulOpInterface>(op);
    return layer && !layer.getLayerName().empty() ? ("'" + layer.getLayerName() + "'").str()
                                                  : op->getName().getStringRef().str();
  }

  std::optional<int64_t> stepsOf(Operation *op) {
    if (auto delay = dyn_cast<snn::DelayOp>(op))
      return delay.getSteps();
    if (auto synapse = dyn_cast<snn::SynapseOpInterface>(op)) {
      if (llvm::all_of(snn::valuesOf<int64_t>(synapse.getSynapseBias()), [](int64_t bias) { return bias == 0; }))
        return 0;
      why = "a synapse has a bias, which comes in each step";
      return std::nullopt;
    }
    auto neuron = dyn_cast<snn::NeuronOpInterface>(op);
    if (!neuron)
      return 0;
    snn::NeuronParameters parameters = neuron.getNeuronParameters();
    int64_t bits = cast<RankedTensorType>(neuron.getNeuronCurrent().getType()).getElementTypeBitWidth();
    std::optional<int64_t> steps = parameters.leaks() ? leakySteps(parameters, int64_t(1) << (bits - 1))
                                                      : firingSteps(parameters, int64_t(1) << (bits - 1));
    if (!steps)
      why = "layer " + nameOf(op) +
            (parameters.leaks() ? " keeps all of its potential in a channel, or of its current"
                                : " fires for ever once it has reached its threshold");
    return steps;
  }

  /// The current first, then the potential that it leaves; where more than the threshold is subtracted, one of the
  /// other sign may follow.
  static std::optional<int64_t> leakySteps(const snn::NeuronParameters &parameters, int64_t greatest) {
    std::vector<int64_t> decay = snn::valuesOf<int64_t>(parameters.decay),
                         currentDecay = snn::valuesOf<int64_t>(parameters.currentDecay);
    if (decay.empty())
      return std::nullopt;
    int64_t signs = parameters.subtract ? 2 : 1, most = 0;
    for (size_t c = 0; c < decay.size(); ++c) {
      std::optional<int64_t> ofPotential = stepsToZero(greatest, decay[c]),
                             ofCurrent = currentDecay.empty() ? 0 : stepsToZero(greatest, currentDecay[c]);
      if (!ofPotential || !ofCurrent)
        return std::nullopt;
      most = std::max(most, *ofCurrent + signs * *ofPotential);
    }
    return most;
  }

  /// Without a leak only what has not been fired yet goes on. Where more than the threshold is subtracted, the last
  /// spike may leave a potential below its lower bound, which the next step lifts.
  static std::optional<int64_t> firingSteps(const snn::NeuronParameters &parameters, int64_t greatest) {
    if (parameters.reset == snn::Reset::Zero)
      return 1;
    std::vector<int64_t> threshold = snn::valuesOf<int64_t>(parameters.threshold),
                         subtract = parameters.subtract ? snn::valuesOf<int64_t>(parameters.subtract) : threshold;
    int64_t least = *llvm::min_element(subtract);
    if (least <= 0)
      return std::nullopt;
    bool fallsBelow = false; // either may be one value for all channels
    for (size_t c = 0; c < std::max(threshold.size(), subtract.size()); ++c)
      fallsBelow |= subtract[c % subtract.size()] > threshold[c % threshold.size()];
    return 1 + parameters.upper.value_or(greatest) / least + fallsBelow;
  }

  llvm::DenseSet<Operation *> open; ///< whose operands are being looked at
};
} // namespace

Rest snnc::restOf(snn::NetworkOp network) {
  RestSearch search;
  Rest rest{0, ""};
  for (Operation &op : network.getBody().front().without_terminator()) {
    search.visit(&op);
    std::optional<int64_t> steps = search.known.lookup(&op);
    rest.steps = rest.steps && steps ? std::optional(std::max(*rest.steps, *steps)) : std::nullopt;
  }
  rest.why = search.why;
  return rest;
}

//===- NirDialectCheck.cpp - what a dialect would read otherwise ----------===//
//
// Compares what a layer does with what the importer makes of its node under given conventions.
//
//===----------------------------------------------------------------------===//
#include "compiler/export/nir/NirExporter.h"
#include "dialect/snn/Elements.h"

using namespace mlir;
using namespace snnc;
using namespace snnc::nir;

bool nir::isImpliedByCycle(snn::DelayOp delay) {
  Operation *neurons = delay.getSource().getDefiningOp();
  if (delay.getSteps() != 1 || !neurons || !isa<snn::StatefulOpInterface>(neurons))
    return false;
  // Without a Delay some readers would take its reset for a late one.
  auto leaky = dyn_cast<snn::LeakyIntegrateFireOp>(neurons);
  if (leaky && leaky.getReset() == snn::Reset::Zero && !leaky.getDelayedReset())
    return false;
  SmallVector<Value> open{delay.getResult()};
  llvm::SmallPtrSet<Operation *, 16> seen;
  while (!open.empty())
    for (Operation *user : open.pop_back_val().getUsers()) {
      if (user == neurons || !seen.insert(user).second)
        continue;
      // Through its synaptic current the neuron itself is reached.
      bool isCurrent = getSynapticCurrent(neurons) == user;
      if (user->getNumResults() == 0 || isa<snn::DelayOp>(user) || (isa<snn::StatefulOpInterface>(user) && !isCurrent))
        return false;
      if (!isCurrent)
        open.push_back(user->getResult(0));
    }
  return !delay.getResult().use_empty();
}

snn::LeakyIntegrateOp nir::getSynapticCurrent(Operation *op) {
  if (!isa<snn::LeakyIntegrateFireOp, snn::LeakyIntegrateOp>(op))
    return {};
  auto current = op->getOperand(0).getDefiningOp<snn::LeakyIntegrateOp>();
  StringRef name = cast<snn::StatefulOpInterface>(op).getLayerName();
  bool isPart = current && current.getTau() && current->hasOneUse() && !current.getInitialAttr() &&
                !current.getLeakAttr() && current.getLayerName() == (name + ".current").str();
  return isPart ? current : snn::LeakyIntegrateOp();
}

FailureOr<std::optional<double>> nir::findTimeStep(snn::NetworkOp network) {
  std::optional<double> step;
  for (Operation &op : network.getBody().front()) {
    std::optional<snn::LeakyIntegration> p;
    if (auto integrator = dyn_cast<snn::LeakyIntegrateOp>(op))
      p = integrator.getIntegration();
    if (auto neurons = dyn_cast<snn::LeakyIntegrateFireOp>(op); neurons && neurons.getTau())
      p = neurons.getIntegration();
    if (!p)
      continue;
    if (step && *step != p->dt)
      return op.emitError() << "has the time step " << p->dt << ", layers before it " << *step
                            << "; a NIR file has one time step for all";
    step = p->dt;
  }
  return step;
}

namespace {
/// The losses of one layer.
class Check {
public:
  explicit Check(const Conventions &c) : c(c) {}

  void compare(snn::Compare compare) {
    if (compare != c.compare)
      add(compare == snn::Compare::Greater ? "fires above its threshold only" : "fires at its threshold already");
  }
  void reset(snn::Reset reset, snn::SpikesPerStep spikes) {
    if (c.reset && *c.reset != reset)
      add(reset == snn::Reset::Zero ? "is reset by a spike" : "subtracts its threshold at a spike");
    if (reset == snn::Reset::Subtract && spikes != c.spikes)
      add(spikes == snn::SpikesPerStep::Many ? "fires as often as its threshold fits in a step"
                                             : "fires once in a step");
  }
  void subtract(ElementsAttr subtract, ElementsAttr threshold) {
    if (subtract && *snn::readElements<float>(subtract) != *snn::readElements<float>(threshold))
      add("subtracts another value than its threshold");
  }
  void lowerBound(ElementsAttr bound, ElementsAttr threshold) {
    if (c.lowerBound == LowerBound::None) {
      if (bound)
        add("has a lower bound");
      return;
    }
    std::vector<float> wanted = *snn::readElements<float>(threshold);
    for (float &value : wanted)
      value = -value;
    if (!bound || *snn::readElements<float>(bound) != wanted)
      add(bound ? "has a lower bound that is not minus its threshold" : "has no lower bound");
  }
  void start(ElementsAttr initial, ElementsAttr reset) {
    if (snn::valuesOf<float>(initial) != (c.startsAtReset ? snn::valuesOf<float>(reset) : std::vector<float>()))
      add("begins at another potential");
  }
  void integration(const snn::LeakyIntegration &p, snn::DecayOrder order, bool unscaled) {
    if (p.tau && p.decay != c.decay)
      add(p.decay == snn::Decay::Exact ? "decays by exp(-dt/tau)" : "decays by 1 - dt/tau");
    if (p.order != order)
      add(p.order == snn::DecayOrder::BeforeInput  ? "decays before it takes its input"
          : p.order == snn::DecayOrder::AfterInput ? "decays after it has taken its input"
                                                   : "decays once it has been read");
    if (p.unscaled != unscaled)
      add(p.unscaled ? "takes its input as it is" : "takes its input times dt/tau");
    if (p.unscaled && p.resistance)
      add("has a resistance beside an input that is taken as it is");
    if (c.unscaled && p.leak)
      add("has a leak potential");
  }

  void add(std::string loss) { losses.push_back(std::move(loss)); }
  std::vector<std::string> losses;

private:
  const Conventions &c;
};
} // namespace

static void check(Check &check, snn::LeakyIntegrateFireOp op, const Conventions &c) {
  check.compare(op.getCompare());
  check.reset(op.getReset(), op.getSpikesPerStep());
  check.subtract(op.getSubtractAttr(), op.getThreshold());
  check.lowerBound(op.getLowerBoundAttr(), op.getThreshold());
  check.start(op.getInitialAttr(), op.getResetPotentialAttr());
  snn::LeakyIntegration p = op.getIntegration();
  if (!p.tau) {
    if (op.getDelayedReset())
      check.add("is reset at the start of the next step");
    if (p.leak || p.unscaled || p.order != snn::DecayOrder::BeforeInput)
      check.add("has no time constant but settings of one");
    return;
  }
  check.integration(p, snn::DecayOrder::BeforeInput, c.unscaled);
  bool feedsItself = llvm::any_of(op.getResult().getUsers(), [](Operation *user) {
    auto delay = dyn_cast<snn::DelayOp>(user);
    return delay && isImpliedByCycle(delay);
  });
  bool isDelayed = c.resetsNextStep && (op.getReset() == snn::Reset::Subtract || getSynapticCurrent(op) || feedsItself);
  if (op.getDelayedReset() != isDelayed)
    check.add(isDelayed ? "is reset at once" : "is reset at the start of the next step");
}

static void check(Check &check, snn::LeakyIntegrateOp op, const Conventions &c) {
  bool isCurrent = op->hasOneUse() && getSynapticCurrent(*op->user_begin()) == op;
  snn::LeakyIntegration p = op.getIntegration();
  if (isCurrent)
    return check.integration(p, c.currentOrder, c.unscaledCurrent);
  if (p.initial)
    check.add("begins at another potential");
  if (!p.tau) {
    if (p.leak || p.unscaled || p.order != snn::DecayOrder::BeforeInput)
      check.add("has no time constant but settings of one");
    return;
  }
  // The membrane behind a synaptic current is that of CubaLI.
  check.integration(p, getSynapticCurrent(op) ? snn::DecayOrder::BeforeInput : c.integratorOrder, c.unscaled);
}

std::vector<std::string> nir::findLosses(Operation *op, const Conventions &c) {
  Check losses(c);
  if (auto neurons = dyn_cast<snn::IntegrateFireOp>(op)) {
    losses.compare(neurons.getCompare());
    losses.reset(neurons.getReset(), neurons.getSpikesPerStep());
    losses.subtract(neurons.getSubtractAttr(), neurons.getThreshold());
    losses.lowerBound(neurons.getLowerBoundAttr(), neurons.getThreshold());
    if (neurons.getSignedSpikes())
      losses.add("has signed spikes");
  } else if (auto leaky = dyn_cast<snn::LeakyIntegrateFireOp>(op)) {
    check(losses, leaky, c);
  } else if (auto integrator = dyn_cast<snn::LeakyIntegrateOp>(op)) {
    check(losses, integrator, c);
  } else if (auto threshold = dyn_cast<snn::ThresholdOp>(op)) {
    losses.compare(threshold.getCompare());
  } else if (auto identity = dyn_cast<snn::IdentityOp>(op)) {
    bool goesOut = llvm::any_of(op->getUsers(), [](Operation *user) { return isa<snn::OutputOp>(user); });
    if (goesOut && !identity.getWeightsAttr() && !identity.getBiasAttr())
      losses.add("gives spikes as a current");
  }
  return losses.losses;
}

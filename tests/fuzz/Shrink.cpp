//===- Shrink.cpp - a failing case made small -----------------------------===//

#include "tests/fuzz/Shrink.h"
#include "llvm/ADT/STLExtras.h"

using namespace snnc;
using namespace snnc::fuzz;

//===----------------------------------------------------------------------===//
// Structure
//===----------------------------------------------------------------------===//

/// Calls `visit` for every place that names a source of `value`.
template <typename Visit> static void visitSources(NetworkValue &value, Visit &&visit) {
  for (size_t &source : value.sources)
    visit(source);
  for (Synapse &synapse : value.synapses)
    visit(synapse.source);
}

/// Drops what no output depends on. Some input stays.
static void removeDead(Network &network) {
  std::vector<bool> alive(network.values.size(), false);
  std::vector<size_t> open(network.outputs.begin(), network.outputs.end());
  while (!open.empty()) {
    size_t index = open.back();
    open.pop_back();
    if (index >= alive.size() || alive[index])
      continue;
    alive[index] = true;
    visitSources(network.values[index], [&](size_t &source) { open.push_back(source); });
  }
  std::vector<size_t> place(network.values.size(), 0);
  std::vector<NetworkValue> kept;
  for (size_t i = 0; i < network.values.size(); ++i)
    if (alive[i]) {
      place[i] = kept.size();
      kept.push_back(std::move(network.values[i]));
    }
  for (NetworkValue &value : kept)
    visitSources(value, [&](size_t &source) { source = place[source]; });
  for (size_t &output : network.outputs)
    output = place[output];
  network.values = std::move(kept);
}

/// Lets all users of `index` read `other` instead.
static void bypass(Network &network, size_t index, size_t other) {
  for (NetworkValue &value : network.values)
    visitSources(value, [&](size_t &source) { source = source == index ? other : source; });
  for (size_t &output : network.outputs)
    output = output == index ? other : output;
}

namespace {
/// All the ways to make a case a little smaller, the boldest first.
class Candidates {
public:
  explicit Candidates(const Case &from) : from(from), bounds(boundsOf(from.network)), shapes(*shapesOf(from.network)) {}

  std::vector<Case> all() {
    mappings();
    structures();
    inputs();
    for (size_t i = 0; i < from.network.values.size(); ++i)
      extents(i);
    if (from.network.packedBits)
      change([&](Case &c) { c.network.packedBits = 0; });
    for (size_t i = 0; i < from.network.values.size(); ++i)
      parameters(i);
    return std::move(cases);
  }

private:
  void add(Case changed) {
    removeDead(changed.network);
    repairDelays(changed.network);
    const Network &network = changed.network;
    bool proper = countLayers(network) >= 1 && llvm::all_of(network.values, isKnown) && shapesOf(network) &&
                  llvm::all_of(network.outputs, [&](size_t output) { return isLayer(network.values[output]); });
    // Layers have a name by their place, a case without any input has nothing to say.
    proper &= llvm::any_of(network.values, [](const NetworkValue &v) { return v.kind == ValueKind::Input; });
    if (proper)
      cases.push_back(std::move(changed));
  }
  /// What a network is drawn from: firing above the threshold only once a step.
  static bool isKnown(const NetworkValue &value) {
    return value.compare == snn::Compare::GreaterOrEqual || value.reset == snn::Reset::Zero ||
           value.spikes == snn::SpikesPerStep::One;
  }
  template <typename Change> void change(Change &&apply) {
    Case changed = from;
    apply(changed);
    add(std::move(changed));
  }
  template <typename T> void set(T Mapping::*field, T wanted) {
    if (from.mapping.*field != wanted)
      change([&](Case &c) { c.mapping.*field = wanted; });
  }

  void mappings() {
    Mapping plain;
    plain.target = from.mapping.target;
    plain.maxCount = from.mapping.maxCount;
    if (from.mapping.arguments() != plain.arguments())
      change([&](Case &c) { c.mapping = plain; });
    set(&Mapping::stallSeed, std::optional<uint64_t>());
    set(&Mapping::latencySeed, std::optional<uint64_t>());
    set(&Mapping::overlapSamples, false);
    set(&Mapping::placeSeed, uint64_t(0));
    set(&Mapping::packSeed, uint64_t(0));
    set(&Mapping::tileSeed, uint64_t(0));
  }

  void structures() {
    const std::vector<NetworkValue> &values = from.network.values;
    if (from.network.outputs.size() > 1)
      for (size_t output : from.network.outputs)
        change([&](Case &c) { c.network.outputs = {output}; });
    for (size_t i = 0; i < values.size(); ++i) {
      if (isLayer(values[i])) {
        if (from.network.outputs != std::vector<size_t>{i})
          change([&](Case &c) { c.network.outputs = {i}; });
        if (!llvm::is_contained(from.network.outputs, i))
          change([&](Case &c) { // an input in its place
            NetworkValue input;
            input.shape = shapes[i];
            input.bound = bounds[i];
            c.network.values[i] = input;
          });
        if (values[i].synapses.size() > 1)
          for (const Synapse &synapse : values[i].synapses)
            change([&](Case &c) { c.network.values[i].synapses = {synapse}; });
      }
      if (values[i].kind == ValueKind::Neurons)
        for (const Synapse &synapse : values[i].synapses)
          change([&](Case &c) { bypass(c.network, i, synapse.source); });
      else
        for (size_t source : values[i].sources)
          change([&](Case &c) { bypass(c.network, i, source); });
    }
  }

  void inputs() {
    const InputPlan &plan = from.network.input;
    if (plan.steps.size() > 1)
      for (size_t i = 0; i < plan.steps.size(); ++i)
        change([&](Case &c) { c.network.input.steps.erase(c.network.input.steps.begin() + i); });
    for (size_t i = 0; i < plan.steps.size(); ++i)
      for (uint32_t less : {plan.steps[i] / 2, plan.steps[i] - 1})
        if (less >= 1)
          change([&](Case &c) { c.network.input.steps[i] = less; });
    if (plan.counts != CountStyle::One)
      change([](Case &c) { c.network.input.counts = CountStyle::One; });
    if (plan.density > 0.05)
      change([](Case &c) { c.network.input.density /= 3; });
  }

  /// Makes a number smaller: to its least value, to half, by one.
  template <typename Get> void lower(int64_t now, int64_t least, Get &&get) {
    std::vector<int64_t> tried;
    for (int64_t wanted : {least, (now + least) / 2, now - 1})
      if (wanted >= least && wanted < now && !llvm::is_contained(tried, wanted)) {
        tried.push_back(wanted);
        change([&](Case &c) { get(c.network) = wanted; });
      }
  }

  void extents(size_t i) {
    const NetworkValue &value = from.network.values[i];
    if (value.kind == ValueKind::Input || value.kind == ValueKind::Delay)
      for (size_t axis = 0; axis < value.shape.size(); ++axis)
        lower(value.shape[axis], 1, [=](Network &n) -> int64_t & { return n.values[i].shape[axis]; });
    if (value.kind == ValueKind::Delay)
      lower(value.steps, 1, [=](Network &n) -> int64_t & { return n.values[i].steps; });
    if (value.kind == ValueKind::Pool || value.kind == ValueKind::MaxPool)
      for (unsigned axis = 0; axis < 2; ++axis) {
        lower(value.window[axis], 1, [=](Network &n) -> int64_t & { return n.values[i].window[axis]; });
        lower(value.windowStride[axis], 1, [=](Network &n) -> int64_t & { return n.values[i].windowStride[axis]; });
      }
    for (unsigned side = 0; side < 4; ++side)
      lower(value.border[side], 0, [=](Network &n) -> int64_t & { return n.values[i].border[side]; });
    if (value.kind != ValueKind::Neurons)
      return;
    lower(value.channels, 1, [=](Network &n) -> int64_t & { return n.values[i].channels; });
    for (size_t s = 0; s < value.synapses.size(); ++s) {
      const Synapse &synapse = value.synapses[s];
      lower(synapse.groups, 1, [=](Network &n) -> int64_t & { return n.values[i].synapses[s].groups; });
      for (unsigned axis = 0; axis < 2; ++axis) {
        auto part = [=](auto member) {
          return [=](Network &n) -> int64_t & { return (n.values[i].synapses[s].*member)[axis]; };
        };
        lower(synapse.kernel[axis], 1, part(&Synapse::kernel));
        lower(synapse.dilation[axis], 1, part(&Synapse::dilation));
        lower(synapse.stride[axis], 1, part(&Synapse::stride));
      }
      for (unsigned side = 0; side < 4; ++side)
        lower(synapse.padding[side], 0, [=](Network &n) -> int64_t & { return n.values[i].synapses[s].padding[side]; });
    }
  }

  void parameters(size_t i) {
    const NetworkValue &value = from.network.values[i];
    if (value.kind == ValueKind::Input)
      lower(value.bound, 1, [=](Network &n) -> int64_t & { return n.values[i].bound; });
    if (value.kind == ValueKind::Input && value.total)
      change([&](Case &c) { c.network.values[i].total = 0; });
    if (value.kind == ValueKind::Input && value.isSigned)
      change([&](Case &c) { c.network.values[i].isSigned = false; });
    if (value.ceilMode)
      change([&](Case &c) { c.network.values[i].ceilMode = c.network.values[i].overhangs = false; });
    if (value.kind != ValueKind::Neurons)
      return;
    auto plain = [&](auto member, auto wanted) {
      if (value.*member != wanted)
        change([&](Case &c) { c.network.values[i].*member = wanted; });
    };
    plain(&NetworkValue::subtract, SubtractStyle::Absent);
    plain(&NetworkValue::lower, LowerStyle::Absent);
    plain(&NetworkValue::threshold, ThresholdStyle::One);
    plain(&NetworkValue::compare, snn::Compare::GreaterOrEqual);
    plain(&NetworkValue::reset, snn::Reset::Subtract);
    plain(&NetworkValue::cap, int64_t(1));
    for (size_t s = 0; s < value.synapses.size(); ++s) {
      auto plainSynapse = [&](auto member, auto wanted) {
        if (value.synapses[s].*member != wanted)
          change([&](Case &c) { c.network.values[i].synapses[s].*member = wanted; });
      };
      plainSynapse(&Synapse::hasBias, false);
      plainSynapse(&Synapse::style, WeightStyle::One);
      lower(value.synapses[s].greatest, 1, [=](Network &n) -> int64_t & { return n.values[i].synapses[s].greatest; });
    }
  }

  const Case &from;
  std::vector<int64_t> bounds;
  std::vector<Shape> shapes;
  std::vector<Case> cases;
};
} // namespace

Case fuzz::shrink(Case failing, const std::function<bool(const Case &)> &fails, unsigned attempts) {
  for (bool smaller = true; smaller;) {
    smaller = false;
    for (Case &candidate : Candidates(failing).all()) {
      if (attempts-- == 0)
        return failing;
      if (!fails(candidate))
        continue;
      failing = std::move(candidate);
      smaller = true;
      break;
    }
  }
  return failing;
}

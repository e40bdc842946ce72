//===- Numbers.cpp - dashes, thresholds, biases, shifts -------------------===//

#include "backends/xylo/conversion/convert-snn-to-xylo/CoreNetwork.h"
#include "backends/xylo/target/TargetDescription.h"
#include "dialect/snn/Elements.h"
#include "llvm/ADT/SetVector.h"
#include <cmath>
#include <fmt/format.h>

using namespace mlir;
using namespace snnc;
using namespace snnc::xylo;

/// So many thresholds of room do potentials and currents have in both directions, as far as shifts decide it.
static constexpr double room = 16;

namespace {
/// What a state keeps of itself in a step, in the network and on the core.
struct Decay {
  double wanted = 0; ///< 1: it does not leak
  int64_t dash = 1;

  double got() const { return 1 - std::ldexp(1, int(-dash)); }
  /// By how much the sum of all steps of what came once is greater on the core.
  double gain() const { return wanted < 1 ? (1 - wanted) / (1 - got()) : 1; }
  /// How far the two are apart, as logarithm of the steps that what came stays.
  double error() const { return wanted < 1 ? std::fabs(std::log2(gain())) : 0; }
};

/// The dash whose share of a state is nearest to what the state should lose.
Decay potentialDecay(double wanted) {
  double dash = wanted < 1 ? -std::log2(1 - wanted) : double(kDashMax);
  return {wanted, std::min<int64_t>(kDashMax, std::llround(dash))};
}

/// With a dash of 0 a current would lose what it gets before any potential takes it up.
Decay currentDecay(double wanted) {
  Decay decay = potentialDecay(wanted);
  decay.dash = std::max<int64_t>(1, decay.dash);
  return decay;
}

/// A channel of a layer with real numbers in units of weights that are not shifted.
struct Channel {
  Decay current, potential;
  double threshold = 0, bias = 0, weightFactor = 1;
};

class Numbers {
public:
  explicit Numbers(CoreNetwork &core) : core(core), channels(core.layers.size()) {}

  LogicalResult run() {
    for (auto [index, layer] : llvm::enumerate(core.layers)) {
      bool isInLoop = feedsItself(index);
      for (int64_t c = 0; c < layer.shape[0]; ++c)
        channels[index].push_back(describe(layer, c, isInLoop));
    }
    for (auto [index, layer] : llvm::enumerate(core.layers))
      fitWeights(layer, channels[index]);
    chooseShifts();
    bool refused = false;
    for (auto [index, layer] : llvm::enumerate(core.layers)) {
      if (failed(round(layer, channels[index])))
        refused = true;
      else
        noteDeviations(layer, channels[index]);
    }
    return failure(refused);
  }

private:
  static double decayAt(ElementsAttr decays, int64_t channel, double absent) {
    return decays ? double(snn::valuesOf<int64_t>(decays)[size_t(channel)]) / double(snn::kDecayOne) : absent;
  }

  /// Whether spikes of a layer come back to it.
  bool feedsItself(size_t index) const {
    llvm::SetVector<size_t> sources;
    sources.insert(index);
    for (size_t i = 0; i < sources.size(); ++i)
      for (const Projection &projection : core.layers[sources[i]].projections) {
        if (!projection.isInput && projection.source == index)
          return true;
        if (!projection.isInput)
          sources.insert(projection.source);
      }
    return false;
  }

  static Channel describe(CoreLayer &layer, int64_t c, bool isInLoop) {
    snn::NeuronParameters parameters = layer.neuron.getNeuronParameters();
    Channel channel;
    channel.current = currentDecay(decayAt(parameters.currentDecay, c, 0));
    channel.potential = potentialDecay(decayAt(parameters.decay, c, 1));
    double unit = std::ldexp(1, int(-layer.shift));
    // The core's current decays before the potential takes it up, and by another decay than the network's: the
    // threshold makes up for what all steps together bring to the potential. Where the potential leaks less than the
    // network's, and in a loop feeds itself, it makes up for that too; elsewhere bursts fire more often than what is
    // steady, and would fire too often.
    double kept = channel.current.got();
    double gain = parameters.currentDecay ? kept * channel.current.gain() : 1;
    if (isInLoop)
      gain *= std::max(1.0, channel.potential.gain());
    channel.threshold = double(snn::valuesOf<int64_t>(parameters.threshold)[size_t(c)]) * unit * gain;
    channel.bias = layer.bias[size_t(c)] * unit * kept / (1 - kept);
    layer.leaks |= parameters.leaks();
    return channel;
  }

  static double greatestWeight(const CoreLayer &layer, int64_t c) {
    int64_t greatest = 0;
    for (const Projection &projection : layer.projections)
      for (int64_t row = 0; row < projection.rows; ++row)
        for (int64_t i = c * layer.pixels(); i < (c + 1) * layer.pixels(); ++i)
          greatest = std::max(greatest, std::abs(projection.weights[size_t(row * layer.size() + i)]));
    return double(greatest);
  }

  /// Weights that add up over several ways may leave 8 bits, and thresholds 16: the channel gets a smaller scale.
  static void fitWeights(CoreLayer &layer, MutableArrayRef<Channel> layerChannels) {
    for (auto [c, channel] : llvm::enumerate(layerChannels)) {
      double greatest = greatestWeight(layer, int64_t(c));
      channel.weightFactor =
          std::min({1.0, double(kWeightMax) / std::max(greatest, 1.0), double(kStateMax) / channel.threshold});
      channel.threshold *= channel.weightFactor;
      channel.bias *= channel.weightFactor;
    }
    for (Projection &projection : layer.projections)
      for (int64_t i = 0; i < int64_t(projection.weights.size()); ++i) {
        double factor = layerChannels[size_t(i % layer.size() / layer.pixels())].weightFactor;
        if (factor < 1)
          projection.weights[size_t(i)] = std::llrint(double(projection.weights[size_t(i)]) * factor);
      }
  }

  /// Potentials that are large against a bit decay more exactly: each matrix is shifted as far as its neurons'
  /// thresholds leave room for it. Neurons with weights of two matrices tie these together.
  void chooseShifts() {
    std::array<int64_t, 3> most;
    most.fill(core.target.getWeightShift());
    std::array<bool, 3> isUsed{false, false, false};
    bool isTied = false;
    for (auto [index, layer] : llvm::enumerate(core.layers)) {
      std::array<bool, 3> uses{false, false, false};
      for (const Projection &projection : layer.projections)
        uses[CoreNetwork::matrixOf(layer, projection)] = true;
      isTied |= uses[0] && uses[1];
      for (unsigned matrix = 0; matrix < 3; ++matrix)
        isUsed[matrix] |= uses[matrix];
      for (const Channel &channel : channels[index])
        for (unsigned matrix = 0; matrix < 3; ++matrix)
          while (uses[matrix] && most[matrix] > 0 &&
                 std::ldexp(channel.threshold, int(most[matrix])) > double(kStateMax) / room)
            --most[matrix];
    }
    if (isTied)
      most[0] = most[1] = std::min(most[0], most[1]);
    for (unsigned matrix = 0; matrix < 3; ++matrix)
      core.shifts[matrix] = isUsed[matrix] ? most[matrix] : 0;
  }

  int64_t shiftOf(const CoreLayer &layer) const {
    return layer.projections.empty() ? 0 : core.shifts[CoreNetwork::matrixOf(layer, layer.projections.front())];
  }

  LogicalResult round(CoreLayer &layer, ArrayRef<Channel> layerChannels) {
    std::vector<double> scales = snn::valuesOf<double>(layer.neuron.getNeuronParameters().scale);
    std::vector<int64_t> thresholds = snn::valuesOf<int64_t>(layer.neuron.getNeuronParameters().threshold);
    std::vector<double> bounds = snn::valuesOf<double>(layer.neuron.getNeuronParameters().lowerBound);
    for (auto [c, channel] : llvm::enumerate(layerChannels)) {
      int64_t threshold = std::llrint(std::ldexp(channel.threshold, int(shiftOf(layer))));
      int64_t bias = std::llrint(std::ldexp(channel.bias, int(shiftOf(layer))));
      if (threshold < 1)
        return layer.neuron->emitError() << "channel " << c << ": its threshold is "
                                         << fmt::format("{:.3g}", channel.threshold)
                                         << " of the last bit of its weights, target " << core.target.getName()
                                         << " takes at least 1; smaller weights or a larger threshold would fit";
      if (bias < kStateMin || bias > kStateMax)
        return layer.neuron->emitError() << "channel " << c << ": its bias becomes " << bias << ", target "
                                         << core.target.getName() << " has " << kStateMin << " to " << kStateMax
                                         << "; a smaller bias would fit";
      // The proof gives layers without a lower bound one that nothing reaches.
      if (c < bounds.size() && bounds[c] * double(threshold) / double(thresholds[c]) >= double(kStateMin))
        return layer.neuron->emitError()
               << "channel " << c << ": its potentials have a lower bound of " << int64_t(bounds[c])
               << ", but those of target " << core.target.getName() << " have none above " << kStateMin
               << "; without it (--lower-bound none of a NIR file, threshold_low null of a layer list) it would fit";
      core.hasBias |= bias != 0;
      auto pixels = size_t(layer.pixels());
      layer.threshold.insert(layer.threshold.end(), pixels, threshold);
      layer.coreBias.insert(layer.coreBias.end(), pixels, bias);
      layer.currentDash.insert(layer.currentDash.end(), pixels, channel.current.dash);
      layer.potentialDash.insert(layer.potentialDash.end(), pixels, channel.potential.dash);
      double scale = c < scales.size() ? scales[c] : 1;
      layer.scale.push_back(double(threshold) / double(thresholds[c]) * scale);
    }
    return success();
  }

  /// The decays of the channel where the core is farthest from the network, and what else is other there.
  void noteDeviations(CoreLayer &layer, ArrayRef<Channel> layerChannels) {
    const Channel *worst[2] = {&layerChannels.front(), &layerChannels.front()};
    for (const Channel &channel : layerChannels) {
      if (channel.current.error() > worst[0]->current.error())
        worst[0] = &channel;
      if (channel.potential.error() > worst[1]->potential.error())
        worst[1] = &channel;
    }
    layer.wanted = {worst[0]->current.wanted, worst[1]->potential.wanted};
    layer.got = {worst[0]->current.got(), worst[1]->potential.got()};
    snn::NeuronParameters parameters = layer.neuron.getNeuronParameters();
    auto note = [&](std::string text) { layer.deviations.push_back(std::move(text)); };
    if (!parameters.currentDecay)
      note("keeps no synaptic current in the network, but neurons of the chip do: half of an input counts in its step, "
           "a quarter in the next, and so on");
    if (!parameters.decay)
      note("does not leak in the network, but potentials of the chip lose 1 a step, at thresholds from " +
           std::to_string(*llvm::min_element(layer.threshold)) + " on");
    if (parameters.currentDecay && llvm::any_of(layer.bias, [](double bias) { return bias != 0; }))
      note(
          "has a bias that builds up in the synaptic current in the network, but the chip adds what it comes to to the "
          "potential from the first step on");
    if (parameters.firesOnce() && !layer.isReadout)
      note(fmt::format("fires once a step in the network, but hidden neurons of the chip as often as the threshold is "
                       "reached, up to {} times",
                       kHiddenCountMax));
    if (!parameters.firesOnce() && !layer.isReadout && parameters.maxCount.value_or(kHiddenCountMax) < kHiddenCountMax)
      note(
          fmt::format("fires up to {} times a step in the network in integers, but hidden neurons of the chip up to {}",
                      *parameters.maxCount, kHiddenCountMax));
    if (!parameters.firesOnce() && layer.isReadout)
      note(
          "fires several times a step in the network, but output neurons of the chip once: what is left comes in later "
          "steps");
    if (double more = greatestSubtraction(parameters); more > 0)
      note(fmt::format(
          "takes up to {:.1f} % more than the threshold away for a spike in the network, but the chip takes "
          "the threshold",
          100 * more));
    if (llvm::any_of(layerChannels, [](const Channel &channel) { return channel.weightFactor < 1; }))
      note("has sums of weights beyond 8 bits, or thresholds beyond 16, and so a coarser scale");
  }

  /// What a spike takes away beyond the threshold, as its share; 0 where it is less than one in a hundred.
  static double greatestSubtraction(const snn::NeuronParameters &parameters) {
    double greatest = 0;
    for (auto [subtract, threshold] :
         llvm::zip(snn::valuesOf<double>(parameters.subtract), snn::valuesOf<double>(parameters.threshold)))
      greatest = std::max(greatest, std::fabs(subtract - threshold) / threshold);
    return greatest >= 0.01 ? greatest : 0;
  }

  CoreNetwork &core;
  std::vector<std::vector<Channel>> channels; ///< of each layer
};
} // namespace

LogicalResult xylo::chooseNumbers(CoreNetwork &core) { return Numbers(core).run(); }

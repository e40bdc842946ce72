//===- Neurons.h - integrate-and-fire neurons -------------------*- C++ -*-===//
//
// In float32 and in integers.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_REFERENCE_NEURONS_H
#define SNNC_SIM_REFERENCE_NEURONS_H

#include "dialect/snn/SnnInterfaces.h"
#include "sim/reference/Records.h"
#include "sim/reference/WideVectors.h"

namespace snnc::sim::reference {

/// The parameters of a layer, each with one value a channel.
template <typename T> struct Parameters {
  std::vector<T> threshold, subtract;
  std::vector<T> lowerBound;          ///< empty: none
  std::vector<T> decay, currentDecay; ///< in integers of 1/4096; empty: no leak, no synaptic current
  bool isReadout = false;             ///< no firing: there is no threshold, and the potentials are the result
  snn::Reset reset = snn::Reset::Subtract;
  snn::Compare compare = snn::Compare::GreaterOrEqual;
  snn::SpikesPerStep spikesPerStep = snn::SpikesPerStep::Many;
  std::optional<int64_t> maxCount, upper;
  bool signedSpikes = false;
  unsigned bits = 32;    ///< of an integer potential
  bool isProved = false; ///< that no sum leaves the range of so many bits

  bool isSigned() const { return signedSpikes && reset == snn::Reset::Subtract; }
  bool firesOnce() const { return reset == snn::Reset::Zero || spikesPerStep == snn::SpikesPerStep::One; }
};

/// Neurons that nothing changes by itself are looked at only where a spike has come or where they have fired.
template <typename T> class NeuronStage final : public RecordedStage<T> {
public:
  NeuronStage(size_t source, size_t result, Parameters<T> parameters, Shape shape);

  void run(std::vector<Value<T>> &values) override;
  void reset() override;

private:
  /// Whether a neuron that has not fired and has no input stays as it is, in every bit.
  bool restsWithoutInput() const;
  /// Fills `visited`.
  void choosePixels(const Value<T> &in);
  // The parts of a step; each is for all pixels that are visited.
  /// Adds the input to the synaptic currents, where there are some: what comes to the potentials.
  const T *takeCurrents(const T *input);
  void takeCurrent(size_t neuron, uint32_t channel, T given);
  /// Adds the input to the potentials, and notes which of them have reached their thresholds. Of `Channels` channels,
  /// or of any number where that is 0.
  template <unsigned Channels> SNNC_INLINE inline void integrate(const T *input);
  template <unsigned Channels> void integrateNarrow(const T *input) { integrate<Channels>(input); }
  template <unsigned Channels> SNNC_WIDE void integrateWide(const T *input) { integrate<Channels>(input); }
  using Integrate = void (NeuronStage::*)(const T *input);
  template <unsigned Channels> static Integrate chooseWidth() {
    return usesWideVectors() ? &NeuronStage::integrateWide<Channels> : &NeuronStage::integrateNarrow<Channels>;
  }
  static Integrate chooseIntegrate(uint32_t channels);
  /// Makes each potential `sum(neuron, channel, potential)`, and bounds it from below.
  template <unsigned Channels, typename Sum> SNNC_INLINE inline void integrateBy(Sum sum);
  /// The count of a neuron with its potential, and what its spikes take away. `Usual`: not signed, subtracts, fires at
  /// its threshold and as often as it is reached.
  template <bool Usual> SNNC_INLINE inline int32_t fire(size_t neuron, uint32_t channel);
  bool firesUsually() const {
    return !parameters.isSigned() && parameters.reset == snn::Reset::Subtract && !parameters.firesOnce() &&
           parameters.compare == snn::Compare::GreaterOrEqual;
  }
  void fireWhereReached(std::vector<Spike> &spikes);
  template <bool Usual> void fireWords(size_t words, std::vector<Spike> &spikes);
  /// What happens to a potential until the next step, whether or not it fired.
  void settle(size_t neuron, uint32_t channel);
  /// What a potential is once the spikes of its step are subtracted; only in float.
  T afterSpikes(T v, int32_t count, uint32_t channel) const;
  T storedPotential(size_t neuron, uint32_t channel) const;
  void traceIntegrated();
  void traceStored();
  /// Calls `visit(neuron, channel)`, in the order of the potentials.
  template <typename Visit> void forVisited(Visit visit) const {
    for (uint32_t pixel : visited)
      for (uint32_t channel = 0; channel < shape.channels; ++channel)
        visit(size_t(pixel) * shape.channels + channel, channel);
  }
  /// Calls `visit(neuron, channel, place in the records)`, in the order of the records.
  template <typename Visit> void forRecords(Visit visit) const {
    for (uint32_t channel = 0; channel < shape.channels; ++channel)
      for (uint32_t pixel : visited)
        visit(size_t(pixel) * shape.channels + channel, channel, size_t(channel) * pixels + pixel);
  }
  /// Counts, where the layer has a cap, what it held back.
  void noteCap(bool isReached) {
    if (this->capped)
      *this->capped += isReached;
  }
  /// `sum` as an integer potential holds it.
  int32_t toPotential(int64_t sum);

  Parameters<T> parameters;
  const Shape shape;
  const uint32_t pixels;
  std::vector<T> potential;  ///< [y][x][channel]; in float before the subtraction, which the next step does
  std::vector<T> current;    ///< [y][x][channel], in integers decayed already; empty where there is none
  std::vector<int32_t> last; ///< counts of the step before, only in float
  std::vector<T> inflow;     ///< of the potentials, where there is a synaptic current
  std::vector<uint32_t> visited;
  const Integrate integrateVisited;
  /// For each channel of each pixel that is visited, whether the potential has reached the threshold. Looked at in
  /// words of so many, of which each pixel has a whole number.
  std::vector<uint8_t> reached;
  static constexpr uint32_t wordSize = sizeof(uint64_t);
  const uint32_t wordsOfPixel;
  struct ReachedWord {
    uint64_t hits;
    uint32_t pixel, firstChannel;
  };
  std::vector<ReachedWord> reachedWords; ///< those that are not 0
  bool isEventDriven;                    ///< see restsWithoutInput
  PixelSet firedPixels;                  ///< where a neuron fired in the step before
  bool mustVisitAll = true;              ///< in the next step: no neuron rests yet
  bool isTraceKept = false;              ///< whether the trace is that of the step before
};

} // namespace snnc::sim::reference

#endif // SNNC_SIM_REFERENCE_NEURONS_H

//===- Neurons.h - integrate-and-fire neurons -------------------*- C++ -*-===//
//
// In float32 and in integers.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_REFERENCE_NEURONS_H
#define SNNC_SIM_REFERENCE_NEURONS_H

#include "dialect/snn/SnnInterfaces.h"
#include "sim/reference/Records.h"

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
  /// One step of the neurons of a pixel.
  void update(size_t pixel, const T *inflow, Value<T> &out);
  /// Adds the input to the synaptic current, where there is one: what comes to the potential.
  T takeCurrent(size_t neuron, uint32_t channel, T input);
  /// The potentials from neuron `first` on, one a channel, with their input; false where none can fire.
  bool integrate(size_t first, const T *input);
  /// Makes each potential `sum(channel, potential)`, and bounds it from below.
  template <typename Sum> bool integrateBy(size_t first, Sum sum);
  /// The count of a neuron with its potential, and what its spikes take away.
  int32_t fire(size_t neuron, uint32_t channel);
  void firePixel(size_t pixel, std::vector<Spike> &spikes);
  /// What happens to potentials until the next step, whether or not they fired.
  void settle(size_t first);
  /// What a potential is once the spikes of its step are subtracted; only in float.
  T afterSpikes(T v, int32_t count, uint32_t channel) const;
  T storedPotential(size_t neuron, uint32_t channel) const;
  void traceIntegrated(size_t pixel);
  void traceStored(size_t pixel);
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
  std::vector<T> input;      ///< of a pixel's potentials, where there is a synaptic current
  bool isEventDriven;        ///< see restsWithoutInput
  PixelSet firedPixels;      ///< where a neuron fired in the step before
  bool mustVisitAll = true;  ///< in the next step: no neuron rests yet
  bool isTraceKept = false;  ///< whether the trace is that of the step before
};

} // namespace snnc::sim::reference

#endif // SNNC_SIM_REFERENCE_NEURONS_H

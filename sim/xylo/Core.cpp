//===- Core.cpp - a Xylo core, bit by bit ---------------------------------===//

#include "sim/xylo/Core.h"
#include <algorithm>
#include <numeric>

using namespace snnc;
using namespace snnc::sim;

/// The sum, held within 16 bits; counts where it was held.
static int16_t saturate(int64_t sum, uint64_t &held) {
  int64_t bounded = std::clamp(sum, xylo::kStateMin, xylo::kStateMax);
  held += bounded != sum;
  return int16_t(bounded);
}

/// What a state loses in a step: a share of 2^-dash, rounded down, and at least 1 towards 0.
static int16_t decayOf(int16_t state, int64_t dash) {
  int16_t share = int16_t(state >> dash);
  if (share == 0)
    return int16_t((state > 0) - (state < 0));
  return share;
}

/// How often a potential holds the threshold, up to `most`; the threshold is taken away as often.
static int64_t fire(int16_t &potential, int64_t threshold, int64_t most, uint8_t &capped) {
  if (most > 0 && potential >= threshold) {
    int64_t times = threshold > 0 ? std::min<int64_t>(most, potential / threshold) : most;
    potential = int16_t(potential - times * threshold);
    capped = potential >= threshold;
    return times;
  }
  capped = potential >= threshold;
  return 0;
}

XyloCore::Fan XyloCore::makeFan(const xylo::WeightMatrix &weights, const xylo::WeightMatrix &second, int64_t shift,
                                int64_t sources, int64_t firstSource) {
  Fan fan;
  for (int64_t source = 0; source < sources; ++source) {
    int64_t row = source - firstSource;
    for (const xylo::WeightMatrix *matrix : {&weights, &second})
      for (int64_t target = 0; row >= 0 && row < matrix->rows && target < matrix->columns; ++target)
        if (int8_t weight = matrix->at(row, target))
          fan.synapses.push_back(
              {uint16_t(target), int16_t(uint16_t(int32_t(weight) * (1 << shift))), matrix == &second});
    fan.begin.push_back(uint32_t(fan.synapses.size()));
  }
  fan.used.assign(size_t(sources), 0);
  return fan;
}

static XyloPopulation restingPopulation(size_t neurons, bool hasSecondCurrent) {
  XyloPopulation population;
  for (std::vector<int16_t> *states : {&population.current, &population.integrated, &population.potential})
    states->assign(neurons, 0);
  population.secondCurrent.assign(hasSecondCurrent ? neurons : 0, 0);
  population.spikes.assign(neurons, 0);
  return population;
}

XyloCore::XyloCore(const xylo::CoreConfiguration &c)
    : neurons(c.neurons), outputNeurons(c.outputs), hasBias(c.hasBias),
      input(makeFan(c.input, c.secondInput, c.inputShift, c.input.rows, 0)),
      recurrent(makeFan(c.hidden, c.secondHidden, c.hiddenShift, int64_t(c.neurons.size()), 0)),
      readout(makeFan(c.readout, {}, c.readoutShift, int64_t(c.neurons.size()), c.firstReadout())),
      hiddenState(restingPopulation(c.neurons.size(), c.hasSecondCurrent)),
      outputState(restingPopulation(c.outputs.size(), false)), hiddenCapped(c.neurons.size()),
      outputCapped(c.outputs.size()) {}

void XyloCore::reset() {
  hiddenState = restingPopulation(neurons.size(), !hiddenState.secondCurrent.empty());
  outputState = restingPopulation(outputNeurons.size(), false);
}

/// Spikes of a source are added one by one and each sum is bounded: they have one sign at a synapse, so it is bounded
/// as if they came at once. Sources come in ascending order, which does matter where a sum is bounded.
void XyloCore::deliver(llvm::ArrayRef<uint8_t> counts, Fan &fan, int64_t most, XyloPopulation &to) {
  for (size_t source = 0; source < counts.size(); ++source) {
    int64_t count = std::min<int64_t>(counts[source], most);
    if (count == 0)
      continue;
    fan.used[source] = 1;
    operations += uint64_t(count) * (fan.begin[source + 1] - fan.begin[source]);
    for (uint32_t i = fan.begin[source]; i < fan.begin[source + 1]; ++i) {
      const Synapse &synapse = fan.synapses[i];
      int16_t &current = (synapse.isSecond ? to.secondCurrent : to.current)[synapse.target];
      current = saturate(int64_t(current) + count * synapse.weight, boundsMet.currents);
    }
  }
}

/// Currents decay, then the potential takes up their sum, its own decay and the bias: each sum is bounded.
int16_t XyloCore::integrate(const xylo::CoreNeuron &neuron, XyloPopulation &population, size_t index) {
  int16_t &current = population.current[index];
  current = int16_t(current - decayOf(current, neuron.currentDash));
  int64_t inflow = current;
  if (!population.secondCurrent.empty()) {
    int16_t &second = population.secondCurrent[index];
    second = int16_t(second - decayOf(second, neuron.secondCurrentDash));
    inflow += second;
  }
  int16_t &potential = population.potential[index];
  uint64_t held = 0;
  // -32768 stays -32768 where a dash of 0 would take all of it away: the change has 16 bits as well.
  int16_t change = int16_t(-decayOf(potential, neuron.potentialDash));
  change = saturate(change + inflow, held);
  if (hasBias)
    change = saturate(int64_t(change) + neuron.bias, held);
  potential = saturate(int64_t(potential) + change, held);
  boundsMet.potentials += held != 0;
  return potential;
}

/// In ascending order: an alias to a later neuron counts towards what that one fires in this step, to an earlier one it
/// is added to what that one has fired.
void XyloCore::fireHidden() {
  std::vector<uint8_t> &spikes = hiddenState.spikes;
  std::fill(spikes.begin(), spikes.end(), 0);
  for (size_t i = 0; i < neurons.size(); ++i) {
    hiddenState.integrated[i] = integrate(neurons[i], hiddenState, i);
    int64_t count = spikes[i];
    count += fire(hiddenState.potential[i], neurons[i].threshold, xylo::kHiddenCountMax - count, hiddenCapped[i]);
    spikes[i] = uint8_t(count);
    if (std::optional<int64_t> alias = neurons[i].alias) {
      uint8_t &copied = spikes[size_t(*alias)];
      copied = uint8_t(std::min<int64_t>(xylo::kHiddenCountMax, copied + count));
    }
  }
}

void XyloCore::fireOutputs() {
  for (size_t i = 0; i < outputNeurons.size(); ++i) {
    outputState.integrated[i] = integrate(outputNeurons[i], outputState, i);
    outputState.spikes[i] =
        uint8_t(fire(outputState.potential[i], outputNeurons[i].threshold, xylo::kOutputCountMax, outputCapped[i]));
  }
}

void XyloCore::step(llvm::ArrayRef<uint8_t> inputs) {
  for (uint8_t count : inputs)
    boundsMet.inputs += count > xylo::kInputCountMax;
  deliver(inputs, input, xylo::kInputCountMax, hiddenState);
  // Spikes of the last step, to hidden and to output neurons.
  deliver(hiddenState.spikes, recurrent, xylo::kHiddenCountMax, hiddenState);
  deliver(hiddenState.spikes, readout, xylo::kHiddenCountMax, outputState);
  fireHidden();
  fireOutputs();
}

uint64_t XyloCore::numSynapses() const {
  return input.synapses.size() + recurrent.synapses.size() + readout.synapses.size();
}

uint64_t XyloCore::numUsedSynapses() const {
  uint64_t used = 0;
  for (const Fan *fan : {&input, &recurrent, &readout})
    for (size_t source = 0; source < fan->used.size(); ++source)
      if (fan->used[source])
        used += fan->begin[source + 1] - fan->begin[source];
  return used;
}

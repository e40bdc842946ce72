//===- OrderProof.cpp - where the order of spikes cannot matter -----------===//

#include "backends/xylo/configuration/OrderProof.h"
#include <algorithm>

using namespace snnc;
using namespace snnc::xylo;

namespace {
/// What can come to the neurons of a population in a step, of either sign.
struct Inflow {
  explicit Inflow(size_t neurons) : positive(neurons), negative(neurons) {}

  void add(const WeightMatrix &weights, int64_t shift, const std::vector<int64_t> &counts, int64_t firstSource) {
    for (int64_t row = 0; row < weights.rows; ++row)
      for (int64_t column = 0; column < weights.columns; ++column) {
        // As the chip shifts: 16 bits are left of it.
        int64_t weight = int16_t(uint16_t(int32_t(weights.at(row, column)) * (1 << shift)));
        (weight > 0 ? positive : negative)[size_t(column)] += std::abs(weight) * counts[size_t(firstSource + row)];
      }
  }

  bool isBounded(size_t neuron, int64_t dash) const {
    return positive[neuron] << dash <= kStateMax && negative[neuron] << dash <= -kStateMin;
  }

  std::vector<int64_t> positive, negative;
};
} // namespace

/// Most spikes of each input channel in a step; channels of no input have none.
static std::vector<int64_t> inputCounts(const CoreProgram &program) {
  std::vector<int64_t> counts(size_t(program.configuration.input.rows), 0);
  for (const MappedInput &input : program.map.inputs)
    std::fill_n(counts.begin() + input.first, sizeOf(input.shape), std::min(input.bound, kInputCountMax));
  return counts;
}

static std::vector<int64_t> hiddenCounts(const CoreConfiguration &configuration) {
  std::vector<int64_t> counts;
  for (const CoreNeuron &neuron : configuration.neurons)
    counts.push_back(configuration.hasAliases() || neuron.threshold == 0
                         ? kHiddenCountMax
                         : std::min(kHiddenCountMax, kStateMax / neuron.threshold));
  return counts;
}

OrderProof xylo::proveOrder(const CoreProgram &program) {
  const CoreConfiguration &c = program.configuration;
  std::vector<int64_t> inputs = inputCounts(program), hidden = hiddenCounts(c);
  Inflow first(c.neurons.size()), second(c.neurons.size()), outputs(c.outputs.size());
  first.add(c.input, c.inputShift, inputs, 0);
  first.add(c.hidden, c.hiddenShift, hidden, 0);
  second.add(c.secondInput, c.inputShift, inputs, 0);
  second.add(c.secondHidden, c.hiddenShift, hidden, 0);
  outputs.add(c.readout, c.readoutShift, hidden, c.firstReadout());
  OrderProof proof;
  for (size_t i = 0; i < c.neurons.size(); ++i)
    proof.hidden.push_back(first.isBounded(i, c.neurons[i].currentDash) &&
                           second.isBounded(i, c.neurons[i].secondCurrentDash));
  for (size_t i = 0; i < c.outputs.size(); ++i)
    proof.outputs.push_back(outputs.isBounded(i, c.outputs[i].currentDash));
  return proof;
}

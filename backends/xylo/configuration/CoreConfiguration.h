//===- CoreConfiguration.h - all numbers of a Xylo core ---------*- C++ -*-===//
//
// What a Xylo chip is configured with, as numbers, and as JSON with the names of samna's XyloConfiguration. The
// compiler writes it, the simulator and the vendor's tools read it.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_BACKENDS_XYLO_CONFIGURATION_CORECONFIGURATION_H
#define SNNC_BACKENDS_XYLO_CONFIGURATION_CORECONFIGURATION_H

#include "backends/xylo/target/TargetDescription.h"
#include <optional>
#include <vector>

namespace snnc::xylo {

/// Weights [source][target] of 8 bits; empty where there are none.
struct WeightMatrix {
  int64_t rows = 0, columns = 0;
  std::vector<int8_t> values; ///< row by row

  WeightMatrix() = default;
  WeightMatrix(int64_t rows, int64_t columns) : rows(rows), columns(columns), values(size_t(rows * columns)) {}
  bool isEmpty() const { return values.empty(); }
  int8_t &at(int64_t row, int64_t column) { return values[size_t(row * columns + column)]; }
  int8_t at(int64_t row, int64_t column) const { return values[size_t(row * columns + column)]; }
  bool operator==(const WeightMatrix &other) const {
    return rows == other.rows && columns == other.columns && values == other.values;
  }
};

/// A neuron's parameters. A dash is the number of bits by which a state is shifted to the right to get its decay.
struct CoreNeuron {
  int64_t currentDash = 1, secondCurrentDash = 1, potentialDash = 1;
  int64_t threshold = 1, bias = 0;
  std::optional<int64_t> alias; ///< the hidden neuron to which its spikes are copied

  bool operator==(const CoreNeuron &other) const;
};

struct CoreConfiguration {
  bool hasBias = false, hasSecondCurrent = false;
  int64_t inputShift = 0, hiddenShift = 0, readoutShift = 0;
  WeightMatrix input, hidden, readout;      ///< readout: of the last `readout.rows` hidden neurons
  WeightMatrix secondInput, secondHidden;   ///< onto the second synaptic current; empty without one
  std::vector<CoreNeuron> neurons, outputs; ///< hidden neurons, output neurons

  bool hasAliases() const;
  /// The hidden neuron of the first row of `readout`.
  int64_t firstReadout() const { return int64_t(neurons.size()) - readout.rows; }
  bool operator==(const CoreConfiguration &other) const;
};

/// The file's text, with the names that samna has for the target's chip.
std::string writeConfiguration(const CoreConfiguration &configuration, const TargetDescription &target);

/// Reads such a text and checks every number of it against the target; `where` names it in errors.
llvm::Expected<CoreConfiguration> readConfiguration(llvm::StringRef text, llvm::StringRef where,
                                                    const TargetDescription &target);

/// What keeps a configuration from being one of the target: need and have.
llvm::Error checkConfiguration(const CoreConfiguration &configuration, const TargetDescription &target);

} // namespace snnc::xylo

#endif // SNNC_BACKENDS_XYLO_CONFIGURATION_CORECONFIGURATION_H

//===- NirConventions.h - what a NIR file leaves open -----------*- C++ -*-===//
//
// One row of the table of dialects, with the cells that options override. What a row decides is spelled out here field
// by field: no other file knows the names of the dialects.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_IMPORT_NIR_NIRCONVENTIONS_H
#define SNNC_COMPILER_IMPORT_NIR_NIRCONVENTIONS_H

#include "compiler/import/Import.h"
#include "dialect/snn/SnnTypes.h"
#include "llvm/Support/Error.h"

namespace snnc::nir {

enum class LowerBound { None, MinusThreshold, Value };

/// Where the time step comes from.
enum class TimeStep {
  One,            ///< the unit of the file
  Habit,          ///< what the exporter always takes; the file does not hold it
  FromResistance, ///< 1 / r of the IF nodes; without any, as `Habit`
  Option          ///< --dt
};

/// What the nodes with state do.
struct Conventions {
  std::string dialect;
  double dt = 1;
  TimeStep timeStep = TimeStep::One;

  // All neurons that spike.
  snn::Compare compare = snn::Compare::Greater;
  snn::SpikesPerStep spikes = snn::SpikesPerStep::One;
  /// Absent: as each node says, by having a v_reset or not.
  std::optional<snn::Reset> reset;
  bool startsAtReset = false; ///< potentials begin at v_reset, else at 0
  LowerBound lowerBound = LowerBound::None;
  double lowerBoundValue = 0;
  /// A leaky neuron is reset at the start of the next step: what is subtracted is not subject to the decay in between,
  /// and one that feeds itself or has a synaptic current loses the input of the step in which it is reset.
  bool resetsNextStep = false;

  // IF: v += r x, times dt or not.
  bool scalesIfByDt = true;

  // Leaky neurons.
  snn::Decay decay = snn::Decay::Euler;
  bool unscaled = false; ///< the input is added as it is: r and v_leak have no part in it
  snn::DecayOrder integratorOrder = snn::DecayOrder::BeforeInput; ///< of LI
  snn::DecayOrder currentOrder = snn::DecayOrder::BeforeInput;    ///< of the current of CubaLIF and CubaLI
  bool unscaledCurrent = false;                                   ///< the current takes x as it is: w_in is not used

  /// The conventions in words, with the option that changes each; what concerns leaky neurons only where there are any.
  std::vector<std::string> describe(llvm::StringRef version, bool hasNeurons, bool hasLeaky) const;
};

/// Refused: an unknown dialect, values that an option does not take.
llvm::Expected<Conventions> getConventions(const NirOptions &options);

/// The dialects by name.
llvm::ArrayRef<std::string> getDialects();

} // namespace snnc::nir

#endif // SNNC_COMPILER_IMPORT_NIR_NIRCONVENTIONS_H

//===- NirConventions.h - what a NIR file leaves open -----------*- C++ -*-===//
//
// One row of the table of dialects, with the cells that options override.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_IMPORT_NIR_NIRCONVENTIONS_H
#define SNNC_COMPILER_IMPORT_NIR_NIRCONVENTIONS_H

#include "compiler/import/Import.h"
#include "dialect/snn/SnnTypes.h"
#include "llvm/Support/Error.h"

namespace snnc::nir {

enum class LowerBound { None, MinusThreshold, Value };

/// How the IF nodes of a file behave.
struct Conventions {
  std::string dialect;
  double dt = 1;
  snn::Compare compare = snn::Compare::Greater;
  snn::SpikesPerStep spikes = snn::SpikesPerStep::One;
  /// Absent: as each node says, by having a v_reset or not.
  std::optional<snn::Reset> reset;
  LowerBound lowerBound = LowerBound::None;
  double lowerBoundValue = 0;

  /// The conventions in words, with the option that changes each.
  std::vector<std::string> describe(llvm::StringRef version) const;
};

/// Refused: an unknown dialect, values that an option does not take.
llvm::Expected<Conventions> getConventions(const NirOptions &options);

} // namespace snnc::nir

#endif // SNNC_COMPILER_IMPORT_NIR_NIRCONVENTIONS_H

//===- TargetDescription.h - the limits of a Xylo chip ----------*- C++ -*-===//
#ifndef SNNC_BACKENDS_XYLO_TARGET_TARGETDESCRIPTION_H
#define SNNC_BACKENDS_XYLO_TARGET_TARGETDESCRIPTION_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace snnc::xylo {

/// What all chips of the family share: see docs/xylo.md.
constexpr int64_t kInputCountMax = 15;  ///< spikes of an input channel that count in a step
constexpr int64_t kHiddenCountMax = 31; ///< spikes of a hidden neuron in a step
constexpr int64_t kOutputCountMax = 1;  ///< spikes of an output neuron in a step
constexpr int64_t kStateMax = 32767, kStateMin = -32768;
constexpr int64_t kWeightMax = 127, kWeightMin = -128;
constexpr int64_t kDashMax = 15;

/// A target file.
struct TargetDescription {
  static constexpr llvm::StringLiteral format = "snnc.xylo-target";

  std::string name, module;
  int64_t inputs = 0, hidden = 0, outputs = 0, synapses = 0;
  int64_t inputWindow = 0, outputWindow = 0; ///< the number of hidden neurons where there is no window
  int64_t fanOut = 0;                        ///< the number of hidden neurons where nothing limits it
  int64_t hiddenSynapses = 0;                ///< the square of that where nothing limits them
  int64_t weightShift = 0;

  /// `where` names the text in errors.
  static llvm::Expected<TargetDescription> parse(llvm::StringRef text, llvm::StringRef where);
  static llvm::Expected<TargetDescription> from(const nlohmann::json &document, llvm::StringRef where);
  /// As `parse` reads it, with all numbers.
  nlohmann::ordered_json toJson() const;

  /// What samna calls the hidden neurons.
  llvm::StringRef hiddenKey() const { return module == "xyloCore2" ? "reservoir" : "hidden"; }
  /// Synapses between hidden neurons that there can be.
  int64_t mostHiddenSynapses() const { return std::min(hiddenSynapses, hidden * fanOut); }
  bool hasWindows() const { return inputWindow < hidden || outputWindow < hidden; }
};

llvm::ArrayRef<llvm::StringRef> presetNames();
/// Empty for a name that is none.
llvm::StringRef presetText(llvm::StringRef name);

} // namespace snnc::xylo

#endif // SNNC_BACKENDS_XYLO_TARGET_TARGETDESCRIPTION_H

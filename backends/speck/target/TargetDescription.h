//===- TargetDescription.h - the limits of a Speck chip ---------*- C++ -*-===//
#ifndef SNNC_BACKENDS_SPECK_TARGET_TARGETDESCRIPTION_H
#define SNNC_BACKENDS_SPECK_TARGET_TARGETDESCRIPTION_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace snnc::speck {

/// What all chips of the family share: see docs/speck.md.
constexpr int64_t kCores = 9;
constexpr int64_t kReadoutCore = 12; ///< as a destination, of Speck2f
constexpr int64_t kDestinations = 2; ///< of a core, and of the sensor
constexpr int64_t kKernelMax = 16, kPaddingMax = 7, kInputMax = 128, kOutputMax = 64, kFeaturesMax = 1024;
constexpr int64_t kSensorSize = 128;
constexpr int64_t kStateMax = 32767, kStateMin = -32768;
constexpr int64_t kWeightMax = 127, kWeightMin = -128;
constexpr int64_t kReadoutClasses = 15;
constexpr int64_t kReadoutStride = 4; ///< class j of the readout core is channel 4 j

/// The least power of two from `value` on, as its exponent.
int64_t ceilLog2(int64_t value);
/// Words that a layer takes of a core: the kernel from channels in and out and its side, the neurons from channels and
/// the map in front of any pool.
int64_t kernelWordsOf(int64_t in, int64_t out, int64_t kernel);
int64_t neuronWordsOf(int64_t channels, int64_t height, int64_t width);

/// A target file.
struct TargetDescription {
  static constexpr llvm::StringLiteral format = "snnc.speck-target";

  std::string name, module;
  std::array<int64_t, kCores> kernelWords{}, neuronWords{};
  int64_t biasWords = 0, greatestPooling = 4, lowerBoundFactor = 1;
  bool hasReadout = false;  ///< outputs leave through the readout core
  std::string templateText; ///< JSON that the user's library dumped; empty: none. Not in `toJson`.

  /// `where` names the text in errors, and is the file that a template is looked for beside.
  static llvm::Expected<TargetDescription> parse(llvm::StringRef text, llvm::StringRef where);
  static llvm::Expected<TargetDescription> from(const nlohmann::json &document, llvm::StringRef where);
  /// As `parse` reads it, with all numbers.
  nlohmann::ordered_json toJson() const;

  /// Later chips than Speck2b have no bits that switch single words off.
  bool hasKillBits() const { return module == "speck2b"; }
};

llvm::ArrayRef<llvm::StringRef> presetNames();
/// Empty for a name that is none.
llvm::StringRef presetText(llvm::StringRef name);

} // namespace snnc::speck

#endif // SNNC_BACKENDS_SPECK_TARGET_TARGETDESCRIPTION_H

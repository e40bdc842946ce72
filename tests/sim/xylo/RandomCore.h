//===- RandomCore.h - random configurations of a Xylo core ------*- C++ -*-===//
//
// Configurations and input that are drawn by number: the same number gives the same on every machine. What the vendor's
// simulator makes of them is stored in Inputs/xylosim.txt, which tests/oracles/xylo.sh writes.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_TESTS_SIM_XYLO_RANDOMCORE_H
#define SNNC_TESTS_SIM_XYLO_RANDOMCORE_H

#include "backends/xylo/configuration/CoreConfiguration.h"
#include "support/npy/Npy.h"

namespace snnc::test {

constexpr int64_t kRandomCoreSteps = 100;

struct RandomCore {
  xylo::CoreConfiguration configuration;
  std::vector<uint8_t> input; ///< [step][input channel]
  bool saturates = false;     ///< drawn to be recurrent with sums beyond 16 bits
};

RandomCore drawCore(const xylo::TargetDescription &target, uint64_t number);

/// Every state of a run on the input: [step][neuron] of int16.
struct CoreStates {
  NpzArrays arrays;
  uint64_t saturations = 0;

  /// A check sum over all arrays in the order of their names.
  uint32_t checkSum() const;
};

CoreStates runCore(const xylo::CoreConfiguration &configuration, llvm::ArrayRef<uint8_t> input);

} // namespace snnc::test

#endif // SNNC_TESTS_SIM_XYLO_RANDOMCORE_H

//===- Validator.h - what samna would say of a configuration ----*- C++ -*-===//
#ifndef SNNC_BACKENDS_SPECK_CONFIGURATION_VALIDATOR_H
#define SNNC_BACKENDS_SPECK_CONFIGURATION_VALIDATOR_H

#include "backends/speck/configuration/ChipConfiguration.h"

namespace snnc::speck {

/// What `samna.speck2b.validate_configuration` of 0.7.1.0 returns: in its words, one error a line, empty where the
/// configuration is valid. tests/oracles/speck.sh holds it against samna. What that validator does not look at is for
/// `findTraps`.
std::string validate(const ChipConfiguration &configuration, const TargetDescription &target);

/// What samna does not look at, and the chip or samna would do something else than is meant. Each is a sentence. Those
/// of `isGrave` are refused by whoever runs a configuration.
struct Trap {
  std::string what;
  bool isGrave = true;
};
std::vector<Trap> findTraps(const ChipConfiguration &configuration, const TargetDescription &target);

} // namespace snnc::speck

#endif // SNNC_BACKENDS_SPECK_CONFIGURATION_VALIDATOR_H

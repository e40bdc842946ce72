//===- Shrink.h - a failing case made small ---------------------*- C++ -*-===//
#ifndef SNNC_TESTS_FUZZ_SHRINK_H
#define SNNC_TESTS_FUZZ_SHRINK_H

#include "tests/fuzz/Case.h"

namespace snnc::fuzz {

struct Case {
  Network network;
  Mapping mapping;
};

/// Makes a case smaller for as long as `fails` of the smaller one: layers, extents, kernels, channels, steps and
/// samples go, weights and parameters become plain, the mapping becomes the compiler's own. Tries at most `attempts`
/// cases.
Case shrink(Case failing, const std::function<bool(const Case &)> &fails, unsigned attempts);

} // namespace snnc::fuzz

#endif // SNNC_TESTS_FUZZ_SHRINK_H

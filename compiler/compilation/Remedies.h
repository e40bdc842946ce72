//===- Remedies.h - what would make a network fit ---------------*- C++ -*-===//
#ifndef SNNC_COMPILER_COMPILATION_REMEDIES_H
#define SNNC_COMPILER_COMPILATION_REMEDIES_H

#include "compiler/compilation/Compilation.h"
#include "compiler/compilation/Needs.h"
#include <string>
#include <vector>

namespace snnc {

/// A change under which the network has gone through all phases.
struct Remedy {
  std::string text;   ///< reads on from "tried: it fits with "
  std::string option; ///< of `snnc compile`, where the change is one; empty: the network is to be changed
};

/// Tries changes of a network that does not fit, each by compiling it so, without calibration: weights of 4 bits, the
/// least tiles, the next larger target, fewer channels or a larger stride of the layer that takes most of what is
/// scarcest. `compilation` is what a failed compileNetwork left; one that was not behind `simplify` has none.
std::vector<Remedy> findRemedies(const TargetRegistry &targets, const PipelineOptions &options,
                                 const Compilation &compilation);

} // namespace snnc

#endif // SNNC_COMPILER_COMPILATION_REMEDIES_H

//===- NeedsText.h - why a network does not fit, for people -----*- C++ -*-===//
#ifndef SNNC_COMPILER_DRIVER_NEEDSTEXT_H
#define SNNC_COMPILER_DRIVER_NEEDSTEXT_H

#include "compiler/compilation/Remedies.h"
#include <nlohmann/json.hpp>

namespace snnc::driver {

/// A line for each need, with what is too much and where the number comes from.
std::string renderNeeds(llvm::ArrayRef<ResourceNeed> needs);
nlohmann::ordered_json describeNeeds(llvm::ArrayRef<ResourceNeed> needs);

/// On stderr, a note for each.
void printRemedies(llvm::ArrayRef<Remedy> remedies);
nlohmann::ordered_json describeRemedies(llvm::ArrayRef<Remedy> remedies);

} // namespace snnc::driver

#endif // SNNC_COMPILER_DRIVER_NEEDSTEXT_H

//===- SpreadOverLabels.h - a few of many samples ---------------*- C++ -*-===//
#ifndef SNNC_SIM_DATA_SPREADOVERLABELS_H
#define SNNC_SIM_DATA_SPREADOVERLABELS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <optional>
#include <vector>

namespace snnc::sim {

/// At most `limit` samples, in ascending order: as many of each label as far as there are, the first of each; samples
/// without labels are of one kind. Folders and files are sorted by label, so the first samples alone would be of one.
/// Those that `takes` says no to are passed over; it is asked for no more than are needed.
llvm::Expected<std::vector<uint64_t>> spreadOverLabels(llvm::ArrayRef<std::optional<uint32_t>> labels, uint64_t limit,
                                                       llvm::function_ref<llvm::Expected<bool>(uint64_t sample)> takes);

/// The same where all are taken.
std::vector<uint64_t> spreadOverLabels(llvm::ArrayRef<std::optional<uint32_t>> labels, uint64_t limit);

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_SPREADOVERLABELS_H

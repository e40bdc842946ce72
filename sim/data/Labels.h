//===- Labels.h - labels in a file of their own -----------------*- C++ -*-===//
#ifndef SNNC_SIM_DATA_LABELS_H
#define SNNC_SIM_DATA_LABELS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <vector>

namespace snnc::sim {

/// Reads an idx file of one axis (.gz too), a .npy of whole numbers, or a text of one number a line.
llvm::Expected<std::vector<uint32_t>> readLabels(llvm::StringRef path);

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_LABELS_H

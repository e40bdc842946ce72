//===- PlacementFile.h - cores of tiles, as a file ---------------*- C++ -*-===//
#ifndef SNNC_COMPILER_DRIVER_PLACEMENTFILE_H
#define SNNC_COMPILER_DRIVER_PLACEMENTFILE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace snnc::driver {

/// The places of MappingOptions. The file is
///
///     {"format": "snnc.placement", "version": 1,
///      "tiles": [{"layer": "conv1", "core": [1, 0]}, {"layer": "fc", "origin": [8, 0, 0], "core": [2, 1]}]}
///
/// where the origin (channel, row, column) may be left out of a tile at [0, 0, 0], or the program.json of a compiled
/// folder, whose tiles then have their cores again.
llvm::Expected<std::vector<std::string>> readPlacement(llvm::StringRef path);

} // namespace snnc::driver

#endif // SNNC_COMPILER_DRIVER_PLACEMENTFILE_H

//===- PlacementFile.h - cores of tiles, as a file ---------------*- C++ -*-===//
#ifndef SNNC_COMPILER_DRIVER_PLACEMENTFILE_H
#define SNNC_COMPILER_DRIVER_PLACEMENTFILE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace snnc::driver {

/// Of MappingOptions, what a file says.
struct Placement {
  std::vector<std::string> places, tiles;
};

/// The file is
///
///     {"format": "snnc.placement", "version": 1,
///      "tiles": [{"layer": "conv1", "core": [1, 0]}, {"layer": "fc", "origin": [8, 0, 0], "core": [2, 1]}]}
///
/// where the origin (channel, row, column) may be left out of a tile at [0, 0, 0], or the program.json of a compiled
/// folder, whose tiles then have their cores again, and whose layers are cut as they were.
llvm::Expected<Placement> readPlacement(llvm::StringRef path);

} // namespace snnc::driver

#endif // SNNC_COMPILER_DRIVER_PLACEMENTFILE_H

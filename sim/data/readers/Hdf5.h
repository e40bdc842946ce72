//===- Hdf5.h - events that a child process hands over ----------*- C++ -*-===//
#ifndef SNNC_SIM_DATA_READERS_HDF5_H
#define SNNC_SIM_DATA_READERS_HDF5_H

#include "sim/data/readers/Formats.h"
#include "sim/data/readers/Hdf5Child.h"

namespace snnc::sim {

/// How long the library may take for one part, and bytes of memory that it may need at most.
constexpr std::chrono::milliseconds hdf5Patience = std::chrono::minutes(1);
constexpr uint64_t hdf5MostMemory = uint64_t(4) << 30;
/// Bytes of Hdf5Events: most of them are labels.
constexpr uint64_t hdf5MostDescription = uint64_t(1) << 30;

/// Reads what a child writes as writeHdf5Events does; `path` stands in messages.
llvm::Expected<ReaderPtr> readHdf5Parts(std::unique_ptr<isolate::Parts> parts, const std::string &path,
                                        RecordingInfo &info);

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_READERS_HDF5_H

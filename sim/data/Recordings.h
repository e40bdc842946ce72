//===- Recordings.h - files and folders of recordings -----------*- C++ -*-===//
#ifndef SNNC_SIM_DATA_RECORDINGS_H
#define SNNC_SIM_DATA_RECORDINGS_H

#include "sim/data/Stimulus.h"

namespace snnc::sim {

/// A folder `<label>/<name>` of recordings of any format, or one of recordings without labels; sorted by path. Labels
/// are numbers where all folders' names are, else the places of the names in sorted order. Hidden files and notes are
/// passed over.
llvm::Expected<std::unique_ptr<Stimulus>> openRecordingFolder(llvm::StringRef path, const InputInfo &input,
                                                              const StimulusOptions &options);

/// One file, of one or more samples.
llvm::Expected<std::unique_ptr<Stimulus>> openRecordingFile(llvm::StringRef path, const InputInfo &input,
                                                            const StimulusOptions &options);

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_RECORDINGS_H

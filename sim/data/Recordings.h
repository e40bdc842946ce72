//===- Recordings.h - N-MNIST event recordings ------------------*- C++ -*-===//
#ifndef SNNC_SIM_DATA_RECORDINGS_H
#define SNNC_SIM_DATA_RECORDINGS_H

#include "sim/data/Stimulus.h"

namespace snnc::sim {

/// A folder `<label>/<name>.bin`: labels are numbers, other files are passed over; sorted by path.
llvm::Expected<std::unique_ptr<Stimulus>> openRecordingFolder(llvm::StringRef path, const InputInfo &input,
                                                              const StimulusOptions &options);

/// One file, without a label.
llvm::Expected<std::unique_ptr<Stimulus>> openRecording(llvm::StringRef path, const InputInfo &input,
                                                        const StimulusOptions &options);

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_RECORDINGS_H

//===- Encoded.h - images and signals as input data -------------*- C++ -*-===//
#ifndef SNNC_SIM_DATA_ENCODED_H
#define SNNC_SIM_DATA_ENCODED_H

#include "sim/data/Arrays.h"
#include "sim/data/Stimulus.h"

namespace snnc::sim {

/// Data for the encoder of the options: images as idx, plain or gzip, with unsigned bytes; or arrays (.npy, .npz) of
/// the image's shape, or of [channels, length] for a signal. In front there may be an axis of samples; axes of extent 1
/// may be left out of an image or put in. Labels come from the options' file (idx of one axis), else from `label` of
/// the .npz. The draws of a sample are those of its index in the file, whichever samples are read.
llvm::Expected<std::unique_ptr<Stimulus>> openEncodedIdx(llvm::StringRef path, const InputInfo &input,
                                                         const StimulusOptions &options);
llvm::Expected<std::unique_ptr<Stimulus>> openEncodedArray(llvm::StringRef path, const ArrayFile &file,
                                                           const InputInfo &input, const StimulusOptions &options);

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_ENCODED_H

//===- Arrays.h - input data in numpy files ---------------------*- C++ -*-===//
#ifndef SNNC_SIM_DATA_ARRAYS_H
#define SNNC_SIM_DATA_ARRAYS_H

#include "sim/data/Stimulus.h"

namespace snnc::sim {

/// `.npy` of shape [T, C, H, W] or [N, T, C, H, W], or a `.npz` with such an array `input` and, where there are labels,
/// whole numbers `label` of shape [N] (or one, where there is one sample). An input of one pixel may be given as [T, C]
/// and [N, T, C], one of a single row as [T, C, W] and [N, T, C, W]. The elements are whole numbers of any type; for a
/// real input finite numbers, which are rounded to f32.
llvm::Expected<std::unique_ptr<Stimulus>> openArray(llvm::StringRef path, bool isNpz, const InputInfo &input,
                                                    const StimulusOptions &options);

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_ARRAYS_H

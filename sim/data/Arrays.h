//===- Arrays.h - input data in numpy files ---------------------*- C++ -*-===//
#ifndef SNNC_SIM_DATA_ARRAYS_H
#define SNNC_SIM_DATA_ARRAYS_H

#include "sim/data/Stimulus.h"
#include "support/npy/Npy.h"

namespace snnc::sim {

/// A .npy, or what of a .npz is meant.
struct ArrayFile {
  bool isNpz = false;
  std::string array = "input";
  bool hasLabels = true; ///< an array 'label' holds labels
};

/// `.npy` of shape [T, C, H, W] or [N, T, C, H, W], or a `.npz` with such an array and, where there are labels,
/// whole numbers `label` of shape [N] (or one, where there is one sample). An input of one pixel may be given as [T, C]
/// and [N, T, C], one of a single row as [T, C, W] and [N, T, C, W]. The elements are whole numbers of any type; for a
/// real input finite numbers, which are rounded to f32.
llvm::Expected<std::unique_ptr<Stimulus>> openArray(llvm::StringRef path, const ArrayFile &file, const InputInfo &input,
                                                    const StimulusOptions &options);

/// What a file of input data holds: the array, and of a .npz `label` where there is one.
struct InputArrays {
  NpyArray input;
  std::optional<NpyArray> label;
};
llvm::Expected<InputArrays> readInputArrays(llvm::StringRef path, const ArrayFile &file);

/// The numbers of sample `index` of an array with `each` for a sample; the whole as such might not fit into memory.
std::vector<double> sampleOf(const NpyArray &array, uint64_t index, size_t each);

/// The labels of `samples` samples: whole numbers of at least 0 in an array [samples], or of a single one as it is.
llvm::Expected<std::vector<uint32_t>> labelsOf(const NpyArray &array, llvm::StringRef path, int64_t samples);

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_ARRAYS_H

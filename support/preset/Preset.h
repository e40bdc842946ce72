//===- Preset.h - files of the repository, by name --------------*- C++ -*-===//
#ifndef SNNC_SUPPORT_PRESET_PRESET_H
#define SNNC_SUPPORT_PRESET_PRESET_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <vector>

namespace snnc {

/// A file that is built into the program.
struct Preset {
  llvm::StringRef name, text;
};

/// Their names, in their order.
inline std::vector<llvm::StringRef> namesOf(llvm::ArrayRef<Preset> presets) {
  std::vector<llvm::StringRef> names;
  for (const Preset &preset : presets)
    names.push_back(preset.name);
  return names;
}

/// The text of one, empty where there is none of that name.
inline llvm::StringRef textOf(llvm::ArrayRef<Preset> presets, llvm::StringRef name) {
  for (const Preset &preset : presets)
    if (preset.name == name)
      return preset.text;
  return {};
}

} // namespace snnc

#endif // SNNC_SUPPORT_PRESET_PRESET_H

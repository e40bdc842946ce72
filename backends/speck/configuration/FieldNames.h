//===- FieldNames.h - fields by their names in either style -----*- C++ -*-===//
#ifndef SNNC_BACKENDS_SPECK_CONFIGURATION_FIELDNAMES_H
#define SNNC_BACKENDS_SPECK_CONFIGURATION_FIELDNAMES_H

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace snnc::speck {

/// Without case and underscores: `kernelSize` and `kernel_size` are one name.
inline std::string plainName(llvm::StringRef name) {
  std::string plain;
  for (char c : name)
    if (c != '_')
      plain += llvm::toLower(c);
  return plain;
}

/// A member of a JSON object by its name in either style, or null.
template <typename Json> Json *findField(Json &object, llvm::StringRef name) {
  std::string plain = plainName(name);
  for (auto item = object.begin(); object.is_object() && item != object.end(); ++item)
    if (plainName(item.key()) == plain)
      return &*item;
  return nullptr;
}

} // namespace snnc::speck

#endif // SNNC_BACKENDS_SPECK_CONFIGURATION_FIELDNAMES_H

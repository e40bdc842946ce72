//===- AtomicFiles.h - all files of a folder, or none -----------*- C++ -*-===//
#ifndef SNNC_SUPPORT_FILE_ATOMICFILES_H
#define SNNC_SUPPORT_FILE_ATOMICFILES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace snnc {

/// Files that appear in a folder together: their bytes are written beside their names first, then all are renamed. On
/// failure, also of a later one, nothing of them remains, and a folder that was made for them is removed.
class AtomicFiles {
public:
  explicit AtomicFiles(llvm::StringRef directory) : directory(directory.str()) {}

  void add(llvm::StringRef name, std::string bytes) { files.push_back({name.str(), std::move(bytes)}); }
  llvm::Error commit();

private:
  struct File {
    std::string name, bytes;
  };
  std::string directory;
  std::vector<File> files;
};

} // namespace snnc

#endif // SNNC_SUPPORT_FILE_ATOMICFILES_H

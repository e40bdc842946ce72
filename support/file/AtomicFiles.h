//===- AtomicFiles.h - all files of a folder, or none -----------*- C++ -*-===//
#ifndef SNNC_SUPPORT_FILE_ATOMICFILES_H
#define SNNC_SUPPORT_FILE_ATOMICFILES_H

#include "support/interrupt/Interrupt.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include <string>
#include <vector>

namespace snnc {

/// Files that appear in a folder together: their bytes are written beside their names as they come, then all are
/// renamed. On failure, also of a later one, and without a commit nothing of them remains, and a folder that was made
/// for them is removed; a signal that ends the program (Ctrl-C) is such a failure.
class AtomicFiles {
public:
  explicit AtomicFiles(llvm::StringRef directory) : directory(directory.str()) {}
  AtomicFiles(const AtomicFiles &) = delete;
  AtomicFiles &operator=(const AtomicFiles &) = delete;
  ~AtomicFiles();

  /// Writes a file beside its name; what fails is told by `commit`.
  void add(llvm::StringRef name, llvm::StringRef bytes) {
    add(name, [&](llvm::raw_ostream &stream) { stream << bytes; });
  }
  void add(llvm::StringRef name, llvm::function_ref<void(llvm::raw_ostream &)> write);
  llvm::Error commit();

private:
  std::string pathOf(const llvm::Twine &name) const;
  bool makeDirectory();
  bool fail(const llvm::Twine &what, std::error_code code);
  void removePartial();

  std::string directory, failure;
  bool isMade = false, wasMade = false; ///< there is a folder; it was not there before
  std::vector<std::string> names;
  std::vector<RemovedOnSignal> unfinished; ///< the folder, if it was made, and the files
};

/// One file, which appears whole or not at all; its folder is made where there is none.
llvm::Error writeAtomically(llvm::StringRef path, llvm::function_ref<void(llvm::raw_ostream &)> write);

} // namespace snnc

#endif // SNNC_SUPPORT_FILE_ATOMICFILES_H

//===- Testing.h - files in unit tests --------------------------*- C++ -*-===//
//
// Temporary folders, the shared test data, and the text of an error.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_TESTS_TESTING_H
#define SNNC_TESTS_TESTING_H

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>
#include <string>

namespace snnc::test {

/// A folder that is gone after the test.
struct TemporaryFolder {
  TemporaryFolder() { llvm::sys::fs::createUniqueDirectory("snnc-test", path); }
  ~TemporaryFolder() { llvm::sys::fs::remove_directories(path); }
  TemporaryFolder(const TemporaryFolder &) = delete;
  TemporaryFolder &operator=(const TemporaryFolder &) = delete;
  std::string operator/(llvm::StringRef name) const { return (path + "/" + name).str(); }
  llvm::SmallString<128> path;
};

inline void writeFile(llvm::StringRef path, llvm::StringRef bytes) {
  std::error_code error;
  llvm::raw_fd_ostream os(path, error);
  if (error)
    llvm::report_fatal_error("the test cannot write " + path);
  os << bytes;
}

/// The bytes of a file; a missing one has none.
inline std::string readFile(llvm::StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  return buffer ? (*buffer)->getBuffer().str() : "";
}

/// A file of the shared test data: below SNNC_SHARED, or below the folder `shared` beside the project.
inline std::string sharedPath(llvm::StringRef name) {
  const char *shared = std::getenv("SNNC_SHARED");
  return (shared ? std::string(shared) : std::string(SNNC_SOURCE_DIR "/../shared")) + "/" + name.str();
}

template <typename T> std::string errorOf(llvm::Expected<T> result) {
  return result ? "no error" : llvm::toString(result.takeError());
}

} // namespace snnc::test

/// Ends the test as skipped where a file of the shared data is missing.
#define SNNC_REQUIRE_SHARED(path)                                                                                      \
  if (!llvm::sys::fs::exists(path))                                                                                    \
  GTEST_SKIP() << "no shared test data at " << (path)

#endif // SNNC_TESTS_TESTING_H

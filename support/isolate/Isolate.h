//===- Isolate.h - work that may crash, in a child process ------*- C++ -*-===//
//
// Libraries that read foreign files can crash, hang or eat all memory on a damaged one. What they read is read in a
// forked child with limits, which hands bytes over; whatever happens to the child becomes an error.
//
//     llvm::Expected<std::string> bytes = isolate::run(
//         {path, "the HDF5 library", isolate::limitsFor(fileSize)},
//         [&](llvm::raw_ostream &out) -> llvm::Error { ... });
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SUPPORT_ISOLATE_ISOLATE_H
#define SNNC_SUPPORT_ISOLATE_ISOLATE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <cstdint>
#include <string>

namespace snnc::isolate {

/// What a child may take.
struct Limits {
  std::chrono::milliseconds time;
  uint64_t memory; ///< bytes beyond what the process has already, and bytes of the result; not under sanitizers
};

/// Generous ones for reading a file of `bytes` bytes: a minute and a second more for each 4 MiB, 1 GiB and 8 bytes more
/// for each byte.
Limits limitsFor(uint64_t bytes);

/// Names for messages, and limits.
struct Job {
  std::string file;   ///< that is read
  std::string reader; ///< who reads it, as "the HDF5 library"
  Limits limits;
};

/// The child crashed, was too slow, or needed too much memory; the message says which, and names the file.
class Failure : public llvm::ErrorInfo<Failure> {
public:
  enum Kind { Crashed, TooSlow, TooLarge };

  Failure(Kind kind, std::string message) : kind(kind), text(std::move(message)) {}
  void log(llvm::raw_ostream &os) const override { os << text; }
  std::error_code convertToErrorCode() const override { return llvm::inconvertibleErrorCode(); }

  static char ID;
  const Kind kind;

private:
  std::string text;
};

/// Runs `work` in a child and returns what it wrote to `out`. An error that `work` returns comes back as its message;
/// what the child prints is swallowed. `work` sees the memory of this process as it is now, and changes none of it. It
/// must start no thread and take no lock that another thread could hold: it reads the file, and makes what it needs for
/// that itself.
llvm::Expected<std::string> run(const Job &job, llvm::function_ref<llvm::Error(llvm::raw_ostream &out)> work);

} // namespace snnc::isolate

#endif // SNNC_SUPPORT_ISOLATE_ISOLATE_H

//===- Parts.h - a long result of a child, part by part ---------*- C++ -*-===//
//
// As isolate::run, for what is too long to be in memory as a whole: the child hands parts over while it works, a few
// ahead of those that are read. Parts lie in memory that both processes have, so that none is copied.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SUPPORT_ISOLATE_PARTS_H
#define SNNC_SUPPORT_ISOLATE_PARTS_H

#include "support/isolate/Isolate.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <memory>

namespace snnc::isolate {

/// What the child writes to.
class PartWriter {
public:
  virtual ~PartWriter();
  /// Room for the next part, once there is some: as many bytes as a part may have.
  virtual llvm::MutableArrayRef<char> begin() = 0;
  /// Hands the first `size` bytes of it over.
  virtual void end(size_t size) = 0;
};

class Parts {
public:
  /// Starts a child that does `work`, of which the same holds as in isolate::run. A part has at most `partBytes` bytes;
  /// a child that takes longer than `patience` for one is too slow, and so is one that computes for longer than the
  /// job's limit in all.
  static llvm::Expected<std::unique_ptr<Parts>> start(const Job &job, size_t partBytes,
                                                      std::chrono::milliseconds patience,
                                                      llvm::function_ref<llvm::Error(PartWriter &out)> work);
  /// Ends a child that is not done.
  virtual ~Parts();

  /// The next part, valid until the next call; an empty one at the end. The child could change it while it is read, so
  /// what is checked is to be copied first. Not to be called again behind an error.
  virtual llvm::Expected<llvm::StringRef> next() = 0;
};

} // namespace snnc::isolate

#endif // SNNC_SUPPORT_ISOLATE_PARTS_H

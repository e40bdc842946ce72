//===- SearchWatch.h - who looks on while a search goes on ------*- C++ -*-===//
#ifndef SNNC_COMPILER_PLACEMENT_SEARCHWATCH_H
#define SNNC_COMPILER_PLACEMENT_SEARCHWATCH_H

#include <functional>

namespace snnc::placement {

/// Both may be empty. They are called now and then, from the thread that searches.
struct SearchWatch {
  /// Whether to come to an end with the best that was found.
  std::function<bool()> isStopped;
  /// Told what part of the search is done, from 0 to 1.
  std::function<void(double)> onProgress;

  bool stops() const { return isStopped && isStopped(); }
  void tell(double part) const {
    if (onProgress)
      onProgress(part);
  }
};

} // namespace snnc::placement

#endif // SNNC_COMPILER_PLACEMENT_SEARCHWATCH_H

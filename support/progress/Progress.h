//===- Progress.h - how far a long run has come -----------------*- C++ -*-===//
#ifndef SNNC_SUPPORT_PROGRESS_PROGRESS_H
#define SNNC_SUPPORT_PROGRESS_PROGRESS_H

#include <cstdint>
#include <string>

namespace snnc {

/// A line on stderr that is rewritten in place, on a terminal only: `label 12/300`. It goes when the object goes.
class Progress {
public:
  Progress(std::string label, uint64_t total, bool quiet);
  ~Progress();
  void advance(uint64_t done);

private:
  std::string label;
  uint64_t total;
  bool active;
  int64_t lastShown = -1;
};

} // namespace snnc

#endif // SNNC_SUPPORT_PROGRESS_PROGRESS_H

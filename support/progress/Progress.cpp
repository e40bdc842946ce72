//===- Progress.cpp - how far a long run has come -------------------------===//

#include "support/progress/Progress.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;

Progress::Progress(std::string label, uint64_t total, bool quiet)
    : label(std::move(label)), total(total), active(!quiet && llvm::sys::Process::StandardErrIsDisplayed()) {
  // The first part may be a long one.
  advance(0);
}

Progress::~Progress() {
  if (active && lastShown >= 0)
    llvm::errs() << "\r" << std::string(label.size() + 24, ' ') << "\r";
}

void Progress::advance(uint64_t done) {
  if (!active || int64_t(done) == lastShown)
    return;
  lastShown = int64_t(done);
  llvm::errs() << "\r" << label << " " << done << "/" << total;
  llvm::errs().flush();
}

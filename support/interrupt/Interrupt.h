//===- Interrupt.h - Ctrl-C, and what it leaves behind ----------*- C++ -*-===//
#ifndef SNNC_SUPPORT_INTERRUPT_INTERRUPT_H
#define SNNC_SUPPORT_INTERRUPT_INTERRUPT_H

#include "llvm/ADT/StringRef.h"

namespace snnc {

/// While one lives, the first SIGINT only notes that an end is wanted; the second one ends the program as ever. At most
/// one lives at a time.
class InterruptScope {
public:
  InterruptScope();
  ~InterruptScope();
  InterruptScope(const InterruptScope &) = delete;
  InterruptScope &operator=(const InterruptScope &) = delete;
};

/// Whether an end is wanted; false where no scope lives.
bool isInterrupted();

/// Of a search that has come to its end early for it: the program goes on with what was found.
void answerInterrupt();

/// Ends the program by SIGINT where an end is wanted, and nothing has answered that.
void endIfInterrupted();

/// A file that is not whole yet, or a folder that was made for such: while this lives, a signal that ends the program
/// (SIGINT, SIGTERM, SIGHUP) removes it first, a folder only where it is empty.
class RemovedOnSignal {
public:
  explicit RemovedOnSignal(llvm::StringRef path);
  ~RemovedOnSignal();
  RemovedOnSignal(RemovedOnSignal &&other) noexcept : entry(other.entry) { other.entry = nullptr; }
  RemovedOnSignal(const RemovedOnSignal &) = delete;
  RemovedOnSignal &operator=(const RemovedOnSignal &) = delete;

  struct Entry;

private:
  Entry *entry;
};

/// While one lives, a signal that would end the program waits: what belongs together is done as a whole.
class SignalHold {
public:
  SignalHold();
  ~SignalHold();
  SignalHold(const SignalHold &) = delete;
  SignalHold &operator=(const SignalHold &) = delete;
};

} // namespace snnc

#endif // SNNC_SUPPORT_INTERRUPT_INTERRUPT_H

//===- Interrupt.h - Ctrl-C as a wish to come to an end ---------*- C++ -*-===//
#ifndef SNNC_SUPPORT_INTERRUPT_INTERRUPT_H
#define SNNC_SUPPORT_INTERRUPT_INTERRUPT_H

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

} // namespace snnc

#endif // SNNC_SUPPORT_INTERRUPT_INTERRUPT_H

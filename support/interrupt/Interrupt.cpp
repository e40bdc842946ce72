//===- Interrupt.cpp - Ctrl-C as a wish to come to an end -----------------===//

#include "support/interrupt/Interrupt.h"
#include <csignal>

using namespace snnc;

static volatile std::sig_atomic_t requested = 0;
static void (*before)(int) = SIG_DFL;

static void note(int) {
  requested = 1;
  std::signal(SIGINT, SIG_DFL);
}

InterruptScope::InterruptScope() {
  requested = 0;
  before = std::signal(SIGINT, note);
}

InterruptScope::~InterruptScope() {
  std::signal(SIGINT, before);
  requested = 0;
}

bool snnc::isInterrupted() { return requested != 0; }

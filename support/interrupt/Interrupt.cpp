//===- Interrupt.cpp - Ctrl-C, and what it leaves behind ------------------===//

#include "support/interrupt/Interrupt.h"
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

using namespace snnc;

//===----------------------------------------------------------------------===//
// What is removed
//===----------------------------------------------------------------------===//

/// Of a list that only grows; a place without a path is free.
struct RemovedOnSignal::Entry {
  std::atomic<char *> path;
  Entry *next;
};

static std::atomic<RemovedOnSignal::Entry *> entries = nullptr;
static std::atomic<int> holds = 0, waiting = 0;

/// A handler: it calls nothing but what a handler may. The newest come first, so files before their folder.
static void removeAndEnd(int signal) {
  if (holds > 0) {
    waiting = signal;
    return;
  }
  for (RemovedOnSignal::Entry *entry = entries; entry; entry = entry->next)
    if (char *path = entry->path.exchange(nullptr))
      if (unlink(path) != 0)
        (void)rmdir(path);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

/// What is ignored stays so.
static void handleSignals() {
  static const bool done = [] {
    for (int signal : {SIGINT, SIGTERM, SIGHUP})
      if (std::signal(signal, removeAndEnd) == SIG_IGN)
        std::signal(signal, SIG_IGN);
    return true;
  }();
  (void)done;
}

RemovedOnSignal::RemovedOnSignal(llvm::StringRef path) {
  handleSignals();
  // Always a new place: the order of the list is that in which they came.
  entry = new Entry{{strdup(path.str().c_str())}, entries};
  while (!entries.compare_exchange_weak(entry->next, entry))
    ;
}

RemovedOnSignal::~RemovedOnSignal() {
  // The place stays: a handler may be at it.
  if (entry)
    std::free(entry->path.exchange(nullptr));
}

SignalHold::SignalHold() {
  handleSignals();
  ++holds;
}

SignalHold::~SignalHold() {
  if (--holds == 0)
    if (int signal = waiting.exchange(0))
      std::raise(signal);
}

//===----------------------------------------------------------------------===//
// What is noted
//===----------------------------------------------------------------------===//

static volatile std::sig_atomic_t requested = 0;
static void (*before)(int) = SIG_DFL;

static void note(int) {
  requested = 1;
  std::signal(SIGINT, removeAndEnd);
}

InterruptScope::InterruptScope() {
  handleSignals();
  requested = 0;
  before = std::signal(SIGINT, note);
}

InterruptScope::~InterruptScope() {
  std::signal(SIGINT, before);
  requested = 0;
}

bool snnc::isInterrupted() { return requested != 0; }

void snnc::answerInterrupt() { requested = 0; }

void snnc::endIfInterrupted() {
  if (isInterrupted())
    removeAndEnd(SIGINT);
}

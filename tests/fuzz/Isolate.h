//===- Isolate.h - runs in processes of their own ---------------*- C++ -*-===//
//
// A crash or an endless run of one case must not end all: each runs in a child process, which has a time limit and
// hands its outcome over in a pipe. Several run side by side.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_TESTS_FUZZ_ISOLATE_H
#define SNNC_TESTS_FUZZ_ISOLATE_H

#include "tests/fuzz/Case.h"
#include <chrono>

namespace snnc::fuzz {

class Isolation {
public:
  explicit Isolation(unsigned seconds) : limit(seconds) {}

  /// Starts a child that runs `work`; `tag` names it.
  void start(uint64_t tag, const std::function<Outcome()> &work);
  /// Waits for the next child to end; there must be one.
  std::pair<uint64_t, Outcome> next();
  size_t running() const { return children.size(); }

  /// One child from start to end.
  Outcome run(const std::function<Outcome()> &work);

private:
  struct Child {
    uint64_t tag;
    int process, pipe;
    std::string text;
    std::chrono::steady_clock::time_point end;
  };
  Outcome finish(Child &child, bool late);

  std::chrono::seconds limit;
  std::vector<Child> children;
};

} // namespace snnc::fuzz

#endif // SNNC_TESTS_FUZZ_ISOLATE_H

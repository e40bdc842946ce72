//===- Child.h - a forked child with limits ---------------------*- C++ -*-===//
//
// What Isolate.h and Parts.h share: the child, a pipe from it, a socket to it, and what is said of one that did not
// come to its end.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SUPPORT_ISOLATE_CHILD_H
#define SNNC_SUPPORT_ISOLATE_CHILD_H

#include "support/isolate/Isolate.h"
#include "llvm/ADT/Twine.h"
#include <optional>
#include <sys/types.h>

namespace snnc::isolate {

class Child {
public:
  /// Forks. `work` runs in the child, which writes to `up` and reads from `down`, and ends with the exit code that it
  /// gives.
  static llvm::Expected<Child> start(const Job &job, llvm::function_ref<int(int up, int down)> work);
  Child(Child &&other) noexcept;
  Child(const Child &) = delete;
  /// A child that still runs is ended.
  ~Child();

  /// Reads up to `size` bytes of what the child writes to `up`, as soon as there are some; 0 once it has ended. A child
  /// that gives none until `end` is too slow, for which `limit` stands in the message.
  llvm::Expected<size_t> read(char *to, size_t size, std::chrono::steady_clock::time_point end,
                              std::chrono::milliseconds limit);
  /// One byte to `down`; whether the child is still there to read it shows at the next read.
  void wake();
  /// Waits for the end of a child that has closed `up`; its status.
  int wait();

  /// Why a child ended that did not say that it was done.
  llvm::Error judge(int status) const;
  llvm::Error failLarge() const;
  /// What it wrote makes no sense.
  llvm::Error failGarbled() const;

private:
  Child(const Job &job, pid_t process, int up, int down) : job(job), process(process), up(up), down(down) {}
  llvm::Error fail(Failure::Kind kind, const llvm::Twine &what) const;
  llvm::Error failSlow(std::chrono::milliseconds limit) const;

  Job job;
  pid_t process; ///< 0 once it has been waited for
  int up, down;
};

} // namespace snnc::isolate

#endif // SNNC_SUPPORT_ISOLATE_CHILD_H

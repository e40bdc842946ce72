//===- Isolate.cpp - work that may crash, in a child process --------------===//
//
// The child writes its result to a pipe, and behind it how long it is and how it ended: without that it did not come to
// its end, whatever its exit code is.
//
//===----------------------------------------------------------------------===//
#include "support/isolate/Isolate.h"
#include "support/isolate/Child.h"
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

using namespace snnc;
using namespace snnc::isolate;
using llvm::Error;
using llvm::Expected;

char Failure::ID = 0;

namespace {
/// The end of what a child writes: a result, or an error's message, of so many bytes before it.
struct Trailer {
  uint64_t size;
  enum Kind : uint64_t { Result = 0x736e6e632d646f6e, Message } kind;
};
} // namespace

Limits isolate::limitsFor(uint64_t bytes) {
  return {std::chrono::seconds(60 + bytes / (4 << 20)), (uint64_t(1) << 30) + 8 * bytes};
}

/// In the child.
static int writeResult(int pipe, llvm::function_ref<Error(llvm::raw_ostream &)> work) {
#ifdef F_SETPIPE_SZ
  fcntl(pipe, F_SETPIPE_SZ, 1 << 20); // fewer changes between the processes; a refusal does no harm
#endif
  llvm::raw_fd_ostream out(pipe, /*shouldClose=*/false);
  out.SetBufferSize(1 << 18);
  Trailer end{0, Trailer::Result};
  if (Error error = work(out)) {
    std::string message = llvm::toString(std::move(error));
    end = {message.size(), Trailer::Message};
    out << message;
  } else {
    end.size = out.tell();
  }
  out.write(reinterpret_cast<const char *>(&end), sizeof end);
  out.flush();
  int code = out.has_error();
  out.clear_error();
  return code;
}

/// Reads until the child closes the pipe, which it does when it ends.
static Error readAll(Child &child, const Limits &limits, std::string &bytes) {
  auto end = std::chrono::steady_clock::now() + limits.time;
  size_t filled = 0;
  bytes.resize(1 << 12);
  for (;;) {
    if (filled == bytes.size())
      bytes.resize(2 * bytes.size());
    Expected<size_t> size = child.read(bytes.data() + filled, bytes.size() - filled, end, limits.time);
    if (!size)
      return size.takeError();
    filled += *size;
    if (filled > limits.memory)
      return child.failLarge();
    if (*size == 0)
      break;
  }
  bytes.resize(filled);
  return Error::success();
}

Expected<std::string> isolate::run(const Job &job, llvm::function_ref<Error(llvm::raw_ostream &out)> work) {
  Expected<Child> child = Child::start(job, [&](int up, int) { return writeResult(up, work); });
  if (!child)
    return child.takeError();
  std::string bytes;
  if (Error error = readAll(*child, job.limits, bytes))
    return std::move(error);
  int status = child->wait();
  Trailer end{};
  size_t size = bytes.size() < sizeof end ? 0 : bytes.size() - sizeof end;
  if (bytes.size() >= sizeof end)
    memcpy(&end, bytes.data() + size, sizeof end);
  bytes.resize(size);
  // Where nobody keeps the exit codes of children (SIGCHLD is ignored) the status stays 0.
  if (status == 0 && end.kind == Trailer::Result && end.size == size)
    return std::move(bytes);
  if (status == 0 && end.kind == Trailer::Message && end.size <= size)
    return llvm::createStringError(bytes.substr(size - end.size));
  return child->judge(status);
}

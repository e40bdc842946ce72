//===- Isolate.cpp - work that may crash, in a child process --------------===//
//
// The child writes its result to a pipe, and behind it how long it is and how it ended: without that it did not come to
// its end, whatever its exit code is.
//
//===----------------------------------------------------------------------===//
#include "support/isolate/Isolate.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/ErrorHandling.h"
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <new>
#include <optional>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

using namespace snnc;
using namespace snnc::isolate;
using llvm::Error;
using llvm::Expected;
using Clock = std::chrono::steady_clock;

char Failure::ID = 0;

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SNNC_SHADOW_MEMORY // Sanitizers map terabytes: a limit of the address space would end them at once.
#endif
#endif

namespace {
/// The end of what a child writes: a result, or an error's message, of so many bytes before it.
struct Trailer {
  uint64_t size;
  enum Kind : uint64_t { Result = 0x736e6e632d646f6e, Message } kind;
};
} // namespace

/// Exit code of a child that has no memory left.
static constexpr int kNoMemory = 97;

Limits isolate::limitsFor(uint64_t bytes) {
  return {std::chrono::seconds(60 + bytes / (4 << 20)), (uint64_t(1) << 30) + 8 * bytes};
}

//===----------------------------------------------------------------------===//
// The child
//===----------------------------------------------------------------------===//

[[noreturn]] static void endWithoutMemory() { _exit(kNoMemory); }
static void endWithoutMemory(void *, const char *, bool) { _exit(kNoMemory); }

static void setLimit(decltype(RLIMIT_AS) resource, uint64_t wanted) {
  rlimit limit;
  if (getrlimit(resource, &limit))
    return;
  limit.rlim_cur = limit.rlim_max == RLIM_INFINITY ? rlim_t(wanted) : std::min<rlim_t>(limit.rlim_max, wanted);
  setrlimit(resource, &limit);
}

/// Bytes of address space that the process has.
[[maybe_unused]] static std::optional<uint64_t> addressSpace() {
  int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return std::nullopt;
  char text[64];
  ssize_t size = read(file, text, sizeof text - 1);
  close(file);
  if (size <= 0)
    return std::nullopt;
  text[size] = 0;
  return strtoull(text, nullptr, 10) * uint64_t(sysconf(_SC_PAGESIZE));
}

static void limitMemory([[maybe_unused]] uint64_t bytes) {
#ifndef SNNC_SHADOW_MEMORY
  if (std::optional<uint64_t> now = addressSpace())
    setLimit(RLIMIT_AS, *now + bytes);
  std::set_new_handler(endWithoutMemory);
  llvm::remove_bad_alloc_error_handler();
  llvm::install_bad_alloc_error_handler(endWithoutMemory);
#endif
}

/// A crash of the child is an answer: nobody prints a stack trace of it, writes a core file, or removes the files of
/// the parent.
static void forgetHandlers() {
  for (int signal : {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP, SIGXCPU, SIGXFSZ, SIGHUP, SIGINT,
                     SIGQUIT, SIGTERM, SIGALRM, SIGUSR1, SIGUSR2, SIGPIPE})
    std::signal(signal, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

static void silence() {
  int nowhere = open("/dev/null", O_WRONLY);
  if (nowhere < 0)
    return;
  dup2(nowhere, STDOUT_FILENO);
  dup2(nowhere, STDERR_FILENO);
}

[[noreturn]] static void runChild(int pipe, pid_t parent, const Limits &limits,
                                  llvm::function_ref<Error(llvm::raw_ostream &)> work) {
#ifdef __linux__
  // Not to outlive a parent that is killed.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent)
    _exit(1);
#endif
  forgetHandlers();
  silence();
  setLimit(RLIMIT_CORE, 0);
  setLimit(RLIMIT_CPU, uint64_t(limits.time.count()) / 1000 + 2);
  limitMemory(limits.memory);
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
  _exit(out.has_error());
}

//===----------------------------------------------------------------------===//
// The parent
//===----------------------------------------------------------------------===//

static std::string formatSeconds(std::chrono::milliseconds time) {
  std::string text = std::to_string(time.count() / 1000);
  if (int64_t rest = time.count() % 1000)
    text += "." + std::to_string(1000 + rest).substr(1);
  return text + " s";
}

namespace {
/// A child that runs, and what it has written so far.
class Child {
public:
  Child(const Job &job, pid_t process, int pipe) : job(job), process(process), pipe(pipe) {}

  Expected<std::string> wait();

private:
  Error read();
  Error judge(int status) const;
  Error fail(Failure::Kind kind, const llvm::Twine &what) const {
    return llvm::make_error<Failure>(
        kind, ("'" + job.file + "': " + job.reader + " " + what + "; the file is damaged").str());
  }
  Error failSlow() const {
    return fail(Failure::TooSlow, "took more than " + formatSeconds(job.limits.time) + " reading it");
  }
  Error failLarge() const {
    return fail(Failure::TooLarge,
                "needed more than " + llvm::Twine(job.limits.memory >> 20) + " MiB of memory reading it");
  }

  const Job &job;
  pid_t process;
  int pipe;
  std::string bytes;
  size_t filled = 0;
};
} // namespace

/// Reads until the child closes the pipe, which it does when it ends.
Error Child::read() {
  Clock::time_point end = Clock::now() + job.limits.time;
  bytes.resize(1 << 12);
  for (;;) {
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
    if (left <= 0)
      return failSlow();
    pollfd file{pipe, POLLIN, 0};
    int ready = poll(&file, 1, int(std::min<int64_t>(left + 1, 1000)));
    if (ready == 0 || (ready < 0 && errno == EINTR))
      continue;
    if (ready < 0)
      return llvm::createStringError("cannot wait for a process: " + llvm::Twine(strerror(errno)));
    if (filled == bytes.size())
      bytes.resize(2 * bytes.size());
    ssize_t size = ::read(pipe, bytes.data() + filled, bytes.size() - filled);
    if (size == 0)
      return Error::success();
    if (size < 0 && (errno == EINTR || errno == EAGAIN))
      continue;
    if (size < 0)
      return llvm::createStringError("cannot read from a process: " + llvm::Twine(strerror(errno)));
    filled += size_t(size);
    if (filled > job.limits.memory)
      return failLarge();
  }
}

/// Why a child ended that did not say that it was done.
Error Child::judge(int status) const {
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
    return failSlow();
  if (WIFEXITED(status) && WEXITSTATUS(status) == kNoMemory)
    return failLarge();
  if (WIFSIGNALED(status))
    return fail(Failure::Crashed, "crashed reading it (" + llvm::Twine(strsignal(WTERMSIG(status))) + ")");
  return fail(Failure::Crashed,
              "ended without a result reading it (exit code " + llvm::Twine(WEXITSTATUS(status)) + ")");
}

Expected<std::string> Child::wait() {
  Error error = read();
  close(pipe);
  if (error)
    kill(process, SIGKILL);
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  if (error)
    return std::move(error);
  Trailer end{};
  size_t size = filled < sizeof end ? 0 : filled - sizeof end;
  if (filled >= sizeof end)
    memcpy(&end, bytes.data() + size, sizeof end);
  bytes.resize(size);
  // Where nobody keeps the exit codes of children (SIGCHLD is ignored) the status stays 0.
  if (status == 0 && end.kind == Trailer::Result && end.size == size)
    return std::move(bytes);
  if (status == 0 && end.kind == Trailer::Message && end.size <= size)
    return llvm::createStringError(bytes.substr(size - end.size));
  return judge(status);
}

Expected<std::string> isolate::run(const Job &job, llvm::function_ref<Error(llvm::raw_ostream &out)> work) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC))
    return llvm::createStringError("cannot open a pipe: " + llvm::Twine(strerror(errno)));
#ifdef F_SETPIPE_SZ
  fcntl(ends[1], F_SETPIPE_SZ, 1 << 20); // fewer changes between the processes; a refusal does no harm
#endif
  pid_t parent = getpid(), process = fork();
  if (process == 0) {
    close(ends[0]);
    runChild(ends[1], parent, job.limits, work);
  }
  int reason = errno;
  close(ends[1]);
  if (process < 0) {
    close(ends[0]);
    return llvm::createStringError("cannot start a process: " + llvm::Twine(strerror(reason)));
  }
  return Child(job, process, ends[0]).wait();
}

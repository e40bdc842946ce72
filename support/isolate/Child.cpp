//===- Child.cpp - a forked child with limits -----------------------------===//

#include "support/isolate/Child.h"
#include "llvm/Support/ErrorHandling.h"
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <new>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
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

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SNNC_SHADOW_MEMORY // Sanitizers map terabytes: a limit of the address space would end them at once.
#endif
#endif

/// Exit code of a child that has no memory left.
static constexpr int kNoMemory = 97;

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

/// Readies the process that has just been forked.
static void become(pid_t parent, const Limits &limits) {
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

Error Child::fail(Failure::Kind kind, const llvm::Twine &what) const {
  return llvm::make_error<Failure>(kind,
                                   ("'" + job.file + "': " + job.reader + " " + what + "; the file is damaged").str());
}

Error Child::failSlow(std::chrono::milliseconds limit) const {
  return fail(Failure::TooSlow, "took more than " + formatSeconds(limit) + " reading it");
}

Error Child::failLarge() const {
  return fail(Failure::TooLarge,
              "needed more than " + llvm::Twine(job.limits.memory >> 20) + " MiB of memory reading it");
}

Error Child::failGarbled() const { return fail(Failure::Crashed, "gave what cannot be reading it"); }

Error Child::judge(int status) const {
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
    return failSlow(job.limits.time);
  if (WIFEXITED(status) && WEXITSTATUS(status) == kNoMemory)
    return failLarge();
  if (WIFSIGNALED(status))
    return fail(Failure::Crashed, "crashed reading it (" + llvm::Twine(strsignal(WTERMSIG(status))) + ")");
  return fail(Failure::Crashed,
              "ended without a result reading it (exit code " + llvm::Twine(WEXITSTATUS(status)) + ")");
}

Expected<Child> Child::start(const Job &job, llvm::function_ref<int(int up, int down)> work) {
  // A child that is forked between these lines by another thread would keep this one's ends of the pipes open, and
  // nobody would see that this one has ended.
  static std::mutex forking;
  std::lock_guard<std::mutex> lock(forking);
  int up[2], down[2];
  if (pipe2(up, O_CLOEXEC))
    return llvm::createStringError("cannot open a pipe: " + llvm::Twine(strerror(errno)));
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, down)) {
    int reason = errno;
    close(up[0]);
    close(up[1]);
    return llvm::createStringError("cannot open a socket: " + llvm::Twine(strerror(reason)));
  }
  pid_t parent = getpid(), process = fork();
  if (process == 0) {
    close(up[0]);
    close(down[1]);
    become(parent, job.limits);
    _exit(work(up[1], down[0]));
  }
  int reason = errno;
  close(up[1]);
  close(down[0]);
  if (process > 0)
    return Child(job, process, up[0], down[1]);
  close(up[0]);
  close(down[1]);
  return llvm::createStringError("cannot start a process: " + llvm::Twine(strerror(reason)));
}

Child::Child(Child &&other) noexcept
    : job(std::move(other.job)), process(std::exchange(other.process, 0)), up(std::exchange(other.up, -1)),
      down(std::exchange(other.down, -1)) {}

Child::~Child() {
  if (process != 0) {
    kill(process, SIGKILL);
    wait();
  }
  if (up >= 0)
    close(up);
  if (down >= 0)
    close(down);
}

void Child::wake() {
  char byte = 0;
  while (send(down, &byte, 1, MSG_NOSIGNAL) < 0 && errno == EINTR) {
  }
}

int Child::wait() {
  int status = 0;
  while (process != 0 && waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  process = 0;
  return status;
}

Expected<size_t> Child::read(char *to, size_t size, Clock::time_point end, std::chrono::milliseconds limit) {
  for (;;) {
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
    if (left <= 0)
      return failSlow(limit);
    pollfd file{up, POLLIN, 0};
    int ready = poll(&file, 1, int(std::min<int64_t>(left + 1, 1000)));
    if (ready == 0 || (ready < 0 && errno == EINTR))
      continue;
    if (ready < 0)
      return llvm::createStringError("cannot wait for a process: " + llvm::Twine(strerror(errno)));
    ssize_t got = ::read(up, to, size);
    if (got >= 0)
      return size_t(got);
    if (errno != EINTR && errno != EAGAIN)
      return llvm::createStringError("cannot read from a process: " + llvm::Twine(strerror(errno)));
  }
}

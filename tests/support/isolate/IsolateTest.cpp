//===- IsolateTest.cpp - children that behave, and that do not ------------===//
//
// The children do on purpose what a library does on a damaged file.
//
//===----------------------------------------------------------------------===//
#include "support/isolate/Isolate.h"
#include "support/isolate/Plain.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <sys/time.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace snnc;
using namespace snnc::isolate;
using llvm::Error;
using llvm::Expected;
using testing::HasSubstr;

namespace {

using Work = llvm::function_ref<Error(llvm::raw_ostream &)>;

Expected<std::string> runWith(std::chrono::milliseconds time, uint64_t memory, Work work) {
  return run({"net.nir", "the library", {time, memory}}, work);
}

Expected<std::string> runFreely(Work work) { return runWith(std::chrono::minutes(5), uint64_t(1) << 32, work); }

/// How a child failed, and what is said of it.
std::pair<int, std::string> failureOf(Expected<std::string> result) {
  if (result)
    return {-1, "no error"};
  std::pair<int, std::string> found(-2, "");
  llvm::handleAllErrors(
      result.takeError(), [&](const Failure &failure) { found = {failure.kind, failure.message()}; },
      [&](const llvm::ErrorInfoBase &other) { found.second = other.message(); });
  return found;
}

#define EXPECT_FAILURE(result, failureKind, words)                                                                     \
  do {                                                                                                                 \
    auto [kind, message] = failureOf(result);                                                                          \
    EXPECT_EQ(kind, int(failureKind)) << message;                                                                      \
    EXPECT_THAT(message, HasSubstr(words));                                                                            \
  } while (false)

/// None is left behind: this process has no other children.
void expectNoZombie() {
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST(Isolate, HandsTheResultOver) {
  int seen = 1;
  Expected<std::string> result = runFreely([&](llvm::raw_ostream &out) {
    seen = 2;
    out << "read: " << seen;
    return Error::success();
  });
  ASSERT_TRUE(bool(result));
  EXPECT_EQ(*result, "read: 2");
  EXPECT_EQ(seen, 1) << "the child has memory of its own";
  Expected<std::string> nothing = runFreely([](llvm::raw_ostream &) { return Error::success(); });
  ASSERT_TRUE(bool(nothing));
  EXPECT_EQ(*nothing, "");
  expectNoZombie();
}

TEST(Isolate, HandsMuchOver) {
  std::string much(100 << 20, 'x');
  for (size_t i = 0; i < much.size(); i += 1000)
    much[i] = char(i / 1000);
  Expected<std::string> result = runFreely([&](llvm::raw_ostream &out) {
    out << much;
    return Error::success();
  });
  ASSERT_TRUE(bool(result));
  EXPECT_TRUE(*result == much);
}

TEST(Isolate, HandsErrorsOver) {
  EXPECT_FAILURE(runFreely([](llvm::raw_ostream &out) {
                   out << std::string(1 << 20, 'x');
                   return llvm::createStringError("node 3 has no type");
                 }),
                 -2, "node 3 has no type");
  EXPECT_FAILURE(runFreely([](llvm::raw_ostream &) { return llvm::createStringError(""); }), -2, "");
}

TEST(Isolate, Crashes) {
  EXPECT_FAILURE(runFreely([](llvm::raw_ostream &) -> Error { std::abort(); }), Failure::Crashed,
                 "'net.nir': the library crashed reading it (Aborted); the file is damaged");
  EXPECT_FAILURE(runFreely([](llvm::raw_ostream &out) {
                   // The crash comes after a part of the result.
                   out << std::string(1 << 20, 'x');
                   out.flush();
                   raise(SIGSEGV);
                   return Error::success();
                 }),
                 Failure::Crashed, "crashed reading it (Segmentation fault)");
  EXPECT_FAILURE(runFreely([](llvm::raw_ostream &out) -> Error {
                   out << "half";
                   out.flush();
                   _exit(0);
                 }),
                 Failure::Crashed, "ended without a result reading it (exit code 0)");
  expectNoZombie();
}

TEST(Isolate, Hangs) {
  EXPECT_FAILURE(runWith(std::chrono::milliseconds(200), 1 << 30,
                         [](llvm::raw_ostream &) -> Error {
                           for (;;)
                             pause();
                         }),
                 Failure::TooSlow, "'net.nir': the library took more than 0.200 s reading it; the file is damaged");
  EXPECT_FAILURE(runWith(std::chrono::milliseconds(200), uint64_t(1) << 40,
                         [](llvm::raw_ostream &out) -> Error {
                           for (;;) {
                             out << "on and on";
                             usleep(100);
                           }
                         }),
                 Failure::TooSlow, "took more than");
  expectNoZombie();
}

TEST(Isolate, ReturnsWithoutEnd) {
  EXPECT_FAILURE(runWith(std::chrono::minutes(5), 1 << 20,
                         [](llvm::raw_ostream &out) -> Error {
                           for (;;)
                             out << "on and on";
                         }),
                 Failure::TooLarge, "the library needed more than 1 MiB of memory reading it");
}

TEST(Isolate, EatsMemory) {
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  GTEST_SKIP() << "the address space is not limited under sanitizers";
#endif
  EXPECT_FAILURE(runWith(std::chrono::minutes(5), 64 << 20,
                         [](llvm::raw_ostream &) -> Error {
                           std::vector<std::unique_ptr<char[]>> all;
                           for (;;)
                             all.push_back(std::make_unique<char[]>(1 << 20));
                         }),
                 Failure::TooLarge,
                 "'net.nir': the library needed more than 64 MiB of memory reading it; the file is damaged");
  // LLVM's own containers do not allocate by operator new.
  EXPECT_FAILURE(runWith(std::chrono::minutes(5), 64 << 20,
                         [](llvm::raw_ostream &) -> Error {
                           llvm::SmallVector<char> all;
                           for (;;)
                             all.resize(all.size() + (1 << 20));
                         }),
                 Failure::TooLarge, "needed more than 64 MiB");
}

TEST(Isolate, SwallowsWhatIsPrinted) {
  testing::internal::CaptureStderr();
  testing::internal::CaptureStdout();
  Expected<std::string> result = runFreely([](llvm::raw_ostream &out) {
    for (int i = 0; i < 100000; ++i) {
      fprintf(stderr, "the library complains %d\n", i);
      printf("and talks %d\n", i);
    }
    fflush(stdout);
    out << "fine";
    return Error::success();
  });
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
  ASSERT_TRUE(bool(result));
  EXPECT_EQ(*result, "fine");
}

/// Signals come in while the parent waits, and interrupt what it does.
TEST(Isolate, IsInterrupted) {
  static std::atomic<unsigned> signals;
  signals = 0;
  struct sigaction action = {}, before;
  action.sa_handler = [](int) { ++signals; };
  sigaction(SIGALRM, &action, &before);
  itimerval often{{0, 1000}, {0, 1000}}, never{};
  setitimer(ITIMER_REAL, &often, nullptr);
  std::string result;
  // Until enough have come while a child was waited for: no number of rounds is sure to do.
  while (signals < 20) {
    Expected<std::string> one = runFreely([](llvm::raw_ostream &out) {
      usleep(5000);
      out << std::string(1 << 22, 'y');
      return Error::success();
    });
    if (!one) {
      ADD_FAILURE() << llvm::toString(one.takeError());
      break;
    }
    result = *one;
  }
  setitimer(ITIMER_REAL, &never, nullptr);
  sigaction(SIGALRM, &before, nullptr);
  EXPECT_EQ(result.size(), size_t(1) << 22);
  expectNoZombie();
}

TEST(Isolate, WorksWhereNobodyKeepsExitCodes) {
  auto before = std::signal(SIGCHLD, SIG_IGN);
  Expected<std::string> result = runFreely([](llvm::raw_ostream &out) {
    out << "fine";
    return Error::success();
  });
  EXPECT_FAILURE(runFreely([](llvm::raw_ostream &) -> Error { std::abort(); }), Failure::Crashed, "without a result");
  std::signal(SIGCHLD, before);
  ASSERT_TRUE(bool(result));
  EXPECT_EQ(*result, "fine");
}

/// Other threads run, and allocate, when the process forks.
TEST(Isolate, WorksBesideThreads) {
  std::atomic<bool> done{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back([&] {
      while (!done)
        std::vector<std::string>(50, std::string(100, 'z')).clear();
    });
  for (int i = 0; i < 20; ++i) {
    Expected<std::string> result = runFreely([&](llvm::raw_ostream &out) {
      out << std::string(1000, char('a' + i));
      return Error::success();
    });
    if (result)
      EXPECT_EQ(*result, std::string(1000, char('a' + i)));
    else
      ADD_FAILURE() << llvm::toString(result.takeError());
  }
  done = true;
  for (std::thread &thread : threads)
    thread.join();
}

TEST(Plain, ComesBack) {
  std::string bytes;
  llvm::raw_string_ostream os(bytes);
  PlainWriter writer(os);
  writer.number(int64_t(-7));
  writer.text("a\0b");
  writer.array(std::vector<double>{1.5, -2});
  writer.array(std::vector<int64_t>());
  PlainReader reader(bytes);
  EXPECT_EQ(reader.number<int64_t>(), -7);
  EXPECT_EQ(reader.text(), "a");
  EXPECT_EQ(reader.array<double>(), (std::vector<double>{1.5, -2}));
  EXPECT_TRUE(reader.array<int64_t>().empty());
  EXPECT_TRUE(reader.atEnd() && !reader.hasFailed());
}

TEST(Plain, TrustsNoSize) {
  std::string bytes;
  llvm::raw_string_ostream os(bytes);
  PlainWriter(os).number(uint64_t(1) << 60);
  PlainReader text(bytes);
  EXPECT_EQ(text.text(), "");
  EXPECT_TRUE(text.hasFailed());
  PlainReader array(bytes);
  EXPECT_TRUE(array.array<double>().empty() && array.hasFailed());
  PlainReader cut(llvm::StringRef(bytes).take_front(7));
  EXPECT_EQ(cut.number<uint64_t>(), 0u);
  EXPECT_TRUE(cut.hasFailed());
}

} // namespace

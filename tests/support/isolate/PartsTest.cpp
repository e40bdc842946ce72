//===- PartsTest.cpp - results of children, part by part ------------------===//
//
// The children do on purpose what a library does on a damaged file.
//
//===----------------------------------------------------------------------===//
#include "support/isolate/Parts.h"
#include "tests/Testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <atomic>
#include <csignal>
#include <cstring>
#include <ctime>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace snnc;
using namespace snnc::isolate;
using llvm::Error;
using llvm::Expected;
using std::chrono::milliseconds;
using std::chrono::minutes;
using testing::HasSubstr;

namespace {

constexpr size_t partBytes = 4096;
using Work = llvm::function_ref<Error(PartWriter &)>;

std::unique_ptr<Parts> startWith(milliseconds patience, Limits limits, Work work) {
  Expected<std::unique_ptr<Parts>> parts = Parts::start({"a.h5", "the library", limits}, partBytes, patience, work);
  return parts ? std::move(*parts) : nullptr;
}
std::unique_ptr<Parts> startFreely(Work work) { return startWith(minutes(5), {minutes(5), uint64_t(1) << 32}, work); }

void put(PartWriter &out, char letter, size_t size = partBytes) {
  memset(out.begin().data(), letter, size);
  out.end(size);
}

/// First letters of all parts, and behind them how the child ended: '.' well, else what is said of it.
std::string lettersOf(Parts &parts) {
  std::string letters;
  for (;;) {
    Expected<llvm::StringRef> part = parts.next();
    if (!part)
      return letters + ": " + llvm::toString(part.takeError());
    if (part->empty())
      return letters + ".";
    EXPECT_EQ(part->find_first_not_of(part->front()), llvm::StringRef::npos);
    letters += part->front();
  }
}

void expectNoZombie() {
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST(Parts, ComeInOrder) {
  std::string all;
  for (int i = 0; i < 1000; ++i)
    all += char('a' + i % 26);
  auto parts = startFreely([&](PartWriter &out) {
    for (size_t i = 0; i < all.size(); ++i)
      put(out, all[i], 1 + i % partBytes);
    return Error::success();
  });
  ASSERT_TRUE(parts);
  EXPECT_EQ(lettersOf(*parts), all + ".");
  EXPECT_TRUE(llvm::cantFail(parts->next()).empty()) << "an end that is none";
  parts.reset();
  expectNoZombie();
}

/// What is read does not change, although the child goes on where there is room.
TEST(Parts, StayWhileTheyAreRead) {
  auto parts = startFreely([&](PartWriter &out) {
    for (char letter = 'a'; letter <= 'z'; ++letter)
      put(out, letter);
    return Error::success();
  });
  ASSERT_TRUE(parts);
  for (char letter = 'a'; letter <= 'z'; ++letter) {
    llvm::StringRef part = llvm::cantFail(parts->next());
    usleep(2000);
    ASSERT_EQ(part, std::string(partBytes, letter));
  }
}

TEST(Parts, ErrorsComeBehindTheParts) {
  auto parts = startFreely([](PartWriter &out) -> Error {
    for (char letter = 'a'; letter < 'k'; ++letter)
      put(out, letter);
    return llvm::createStringError("a.h5: dataset 't': damaged");
  });
  ASSERT_TRUE(parts);
  EXPECT_EQ(lettersOf(*parts), "abcdefghij: a.h5: dataset 't': damaged");
}

TEST(Parts, Crashes) {
  auto crash = [](int signal) {
    return startFreely([=](PartWriter &out) -> Error {
      put(out, 'a');
      raise(signal);
      return Error::success();
    });
  };
  EXPECT_EQ(lettersOf(*crash(SIGSEGV)),
            "a: 'a.h5': the library crashed reading it (Segmentation fault); the file is damaged");
  EXPECT_EQ(lettersOf(*crash(SIGABRT)), "a: 'a.h5': the library crashed reading it (Aborted); the file is damaged");
  auto leaves = startFreely([](PartWriter &) -> Error { _exit(0); });
  EXPECT_THAT(lettersOf(*leaves), HasSubstr("ended without a result reading it (exit code 0)"));
  leaves.reset();
  expectNoZombie();
}

/// A child that crashes while the parent frees a part must not end the parent.
TEST(Parts, NobodyIsThereToBeWoken) {
  auto parts = startFreely([](PartWriter &out) -> Error {
    put(out, 'a');
    _exit(3);
  });
  ASSERT_TRUE(parts);
  EXPECT_EQ(llvm::cantFail(parts->next()).front(), 'a');
  usleep(50'000);
  EXPECT_THAT(lettersOf(*parts), HasSubstr("exit code 3"));
}

/// The stand-in would come to its end a little later, and leave a file: it must have been ended before.
TEST(Parts, TooSlowIsEnded) {
  test::TemporaryFolder folder;
  std::string mark = folder / "came-to-its-end";
  auto begin = std::chrono::steady_clock::now();
  auto parts = startWith(milliseconds(200), {minutes(5), uint64_t(1) << 32}, [&](PartWriter &out) -> Error {
    put(out, 'a');
    for (int i = 0; i < 40; ++i)
      usleep(100'000);
    test::writeFile(mark, "done");
    return Error::success();
  });
  ASSERT_TRUE(parts);
  EXPECT_EQ(lettersOf(*parts), "a: 'a.h5': the library took more than 0.200 s reading it; the file is damaged");
  parts.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(3));
  EXPECT_NE(access(mark.c_str(), F_OK), 0) << "the child was waited for, not ended";
  expectNoZombie();
}

/// Patience is for one part: a child that goes on may take longer in all, and time that the reader takes is not its.
TEST(Parts, TimeCountsWhileNothingComes) {
  auto parts = startWith(milliseconds(1500), {minutes(5), uint64_t(1) << 32}, [](PartWriter &out) -> Error {
    for (char letter = 'a'; letter <= 'e'; ++letter) {
      usleep(500'000);
      put(out, letter);
    }
    return Error::success();
  });
  ASSERT_TRUE(parts);
  EXPECT_EQ(lettersOf(*parts), "abcde.");
  parts = startWith(milliseconds(500), {minutes(5), uint64_t(1) << 32}, [](PartWriter &out) -> Error {
    for (char letter = 'a'; letter <= 'j'; ++letter)
      put(out, letter);
    return Error::success();
  });
  ASSERT_TRUE(parts);
  EXPECT_EQ(llvm::cantFail(parts->next()).front(), 'a');
  usleep(1'000'000);
  EXPECT_EQ(lettersOf(*parts), "bcdefghij.");
}

TEST(Parts, EndlessOnesEnd) {
  // It always goes on, so that only the time that it computes ends it.
  auto parts = startWith(minutes(5), {std::chrono::seconds(0), uint64_t(1) << 32}, [](PartWriter &out) -> Error {
    for (;;) {
      for (std::clock_t begin = std::clock(); std::clock() - begin < CLOCKS_PER_SEC / 10;) {
      }
      put(out, 'a');
    }
  });
  ASSERT_TRUE(parts);
  EXPECT_THAT(lettersOf(*parts), HasSubstr("took more than 0 s"));
}

TEST(Parts, EatsMemory) {
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  GTEST_SKIP() << "the address space is not limited under sanitizers";
#endif
  auto parts = startWith(minutes(5), {minutes(5), 64 << 20}, [](PartWriter &out) -> Error {
    put(out, 'a');
    std::vector<std::unique_ptr<char[]>> all;
    for (;;)
      all.push_back(std::make_unique<char[]>(1 << 20));
  });
  ASSERT_TRUE(parts);
  EXPECT_EQ(lettersOf(*parts),
            "a: 'a.h5': the library needed more than 64 MiB of memory reading it; the file is damaged");
}

TEST(Parts, AreTakenForNothingElse) {
  auto parts = startFreely([](PartWriter &out) -> Error {
    (void)out.begin();
    out.end(partBytes + 1);
    return Error::success();
  });
  ASSERT_TRUE(parts);
  EXPECT_THAT(lettersOf(*parts), HasSubstr("gave what cannot be"));
}

/// A reader that goes away early ends the child, also one that waits for room.
TEST(Parts, NeedNotBeReadToTheEnd) {
  auto parts = startFreely([](PartWriter &out) -> Error {
    for (;;)
      put(out, 'a');
  });
  ASSERT_TRUE(parts);
  EXPECT_EQ(llvm::cantFail(parts->next()).front(), 'a');
  parts.reset();
  expectNoZombie();
}

/// That one child ends is seen while others, forked around the same time, go on.
TEST(Parts, OfSeveralThreads) {
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int k = 0; k < 10; ++k) {
        auto parts = startFreely([](PartWriter &out) -> Error {
          put(out, 'a');
          raise(SIGSEGV);
          return Error::success();
        });
        wrong += lettersOf(*parts).find("Segmentation fault") == std::string::npos;
      }
    });
  auto stays = startFreely([](PartWriter &) -> Error {
    for (;;)
      pause();
  });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(wrong, 0);
}

} // namespace

//===- InterruptTest.cpp - what Ctrl-C leaves behind ----------------------===//
//
// Each case runs in a process of its own, which a signal ends.
//
//===----------------------------------------------------------------------===//

#include "support/interrupt/Interrupt.h"
#include "support/file/AtomicFiles.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "gtest/gtest.h"
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace snnc;

namespace {
class Interrupted : public ::testing::Test {
protected:
  void SetUp() override { ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("snnc-interrupt", folder)); }
  void TearDown() override { llvm::sys::fs::remove_directories(folder); }

  std::string path(llvm::StringRef name) const {
    llvm::SmallString<128> result(folder);
    llvm::sys::path::append(result, name);
    return result.str().str();
  }

  static void write(const std::string &path) {
    std::error_code code;
    llvm::raw_fd_ostream(path, code) << "bytes";
  }

  /// All that lies in the folder, below it too.
  std::vector<std::string> left() const {
    std::vector<std::string> names;
    std::error_code code;
    for (llvm::sys::fs::recursive_directory_iterator it(folder, code), end; it != end && !code; it.increment(code))
      names.push_back(llvm::StringRef(it->path()).drop_front(folder.size() + 1).str());
    llvm::sort(names);
    return names;
  }

  /// The signal that ended a child; 0 where it came to its end.
  static int signalOf(llvm::function_ref<void()> work) {
    pid_t child = fork();
    if (child == 0) {
      work();
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  }

  llvm::SmallString<128> folder;
};
} // namespace

using Names = std::vector<std::string>;

TEST_F(Interrupted, FilesAndTheirFolderGo) {
  for (int signal : {SIGINT, SIGTERM, SIGHUP}) {
    EXPECT_EQ(signalOf([&] {
                AtomicFiles files(path("out"));
                files.add("first", "bytes");
                files.add("second", [&](llvm::raw_ostream &stream) {
                  stream << "half of the bytes";
                  std::raise(signal);
                });
              }),
              signal);
    EXPECT_EQ(left(), Names());
  }
}

TEST_F(Interrupted, WhatWasThereStays) {
  ASSERT_FALSE(llvm::sys::fs::create_directory(path("out")));
  write(path("out/first"));
  EXPECT_EQ(signalOf([&] {
              AtomicFiles files(path("out"));
              files.add("first", "other bytes");
              std::raise(SIGINT);
            }),
            SIGINT);
  EXPECT_EQ(left(), Names({"out", "out/first"}));
}

TEST_F(Interrupted, WhatIsFinishedStays) {
  EXPECT_EQ(signalOf([&] {
              llvm::cantFail(writeAtomically(path("whole"), [](llvm::raw_ostream &stream) { stream << "bytes"; }));
              {
                RemovedOnSignal finished(path("whole"));
              }
              RemovedOnSignal unfinished(path("half"));
              write(path("half"));
              std::raise(SIGINT);
            }),
            SIGINT);
  EXPECT_EQ(left(), Names({"whole"}));
}

TEST_F(Interrupted, AHoldIsWaitedFor) {
  EXPECT_EQ(signalOf([&] {
              {
                SignalHold hold;
                std::raise(SIGINT);
                write(path("behind"));
              }
              write(path("too late"));
            }),
            SIGINT);
  EXPECT_EQ(left(), Names({"behind"}));
}

TEST_F(Interrupted, AScopeNotesTheFirst) {
  EXPECT_EQ(signalOf([&] {
              RemovedOnSignal unfinished(path("half"));
              write(path("half"));
              {
                InterruptScope scope;
                std::raise(SIGINT);
                write(path(isInterrupted() ? "noted" : "not noted"));
              }
              // Behind the scope it ends the program again.
              std::raise(SIGINT);
              write(path("not ended"));
            }),
            SIGINT);
  EXPECT_EQ(left(), Names({"noted"}));
  EXPECT_EQ(signalOf([&] {
              InterruptScope scope;
              RemovedOnSignal unfinished(path("half"));
              write(path("half"));
              std::raise(SIGINT);
              std::raise(SIGINT);
              write(path("not ended"));
            }),
            SIGINT);
  EXPECT_EQ(left(), Names({"noted"}));
}

TEST_F(Interrupted, WhatIsIgnoredStaysIgnored) {
  EXPECT_EQ(signalOf([&] {
              std::signal(SIGHUP, SIG_IGN);
              RemovedOnSignal unfinished(path("half"));
              write(path("half"));
              std::raise(SIGHUP);
            }),
            0);
  EXPECT_EQ(left(), Names({"half"}));
}

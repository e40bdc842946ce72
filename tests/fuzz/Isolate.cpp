//===- Isolate.cpp - runs in processes of their own -----------------------===//

#include "tests/fuzz/Isolate.h"
#include "llvm/Support/ErrorHandling.h"
#include <csignal>
#include <cstring>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace snnc;
using namespace snnc::fuzz;

void Isolation::start(uint64_t tag, const std::function<Outcome()> &work) {
  int ends[2];
  if (pipe(ends))
    llvm::report_fatal_error("no pipe can be opened");
  int process = fork();
  if (process < 0)
    llvm::report_fatal_error("no process can be started");
  if (process == 0) {
    close(ends[0]);
    std::string text = work().toJson();
    size_t written = 0;
    while (written < text.size()) {
      ssize_t n = write(ends[1], text.data() + written, text.size() - written);
      if (n <= 0)
        _exit(1);
      written += size_t(n);
    }
    _exit(0);
  }
  close(ends[1]);
  children.push_back({tag, process, ends[0], "", std::chrono::steady_clock::now() + limit});
}

Outcome Isolation::finish(Child &child, bool late) {
  if (late)
    kill(child.process, SIGKILL);
  int status = 0;
  waitpid(child.process, &status, 0);
  close(child.pipe);
  if (late)
    return Outcome::failed("endless", "no end after " + std::to_string(limit.count()) + " s");
  if (WIFSIGNALED(status))
    return Outcome::failed("crash", strsignal(WTERMSIG(status)));
  if (WEXITSTATUS(status))
    return Outcome::failed("crash", "exit code " + std::to_string(WEXITSTATUS(status)));
  return Outcome::fromJson(child.text);
}

std::pair<uint64_t, Outcome> Isolation::next() {
  for (;;) {
    std::vector<pollfd> files;
    for (const Child &child : children)
      files.push_back({child.pipe, POLLIN, 0});
    poll(files.data(), files.size(), 1000);
    for (size_t i = 0; i < children.size(); ++i) {
      bool ended = false, late = std::chrono::steady_clock::now() > children[i].end;
      if (files[i].revents) {
        char buffer[65536];
        ssize_t n = read(children[i].pipe, buffer, sizeof buffer);
        if (n > 0)
          children[i].text.append(buffer, size_t(n));
        ended = n <= 0;
      }
      if (!ended && !late)
        continue;
      std::pair<uint64_t, Outcome> result(children[i].tag, finish(children[i], !ended));
      children.erase(children.begin() + i);
      return result;
    }
  }
}

Outcome Isolation::run(const std::function<Outcome()> &work) {
  Isolation alone(unsigned(limit.count()));
  alone.start(0, work);
  return alone.next().second;
}

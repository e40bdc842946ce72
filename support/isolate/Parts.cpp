//===- Parts.cpp - a long result of a child, part by part -----------------===//
//
// A ring of parts in shared memory. A message from the child says that the next one is full, or how it ended; a byte to
// the child says that the one read longest ago is free again.
//
//===----------------------------------------------------------------------===//
#include "support/isolate/Parts.h"
#include "support/isolate/Child.h"
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <sys/mman.h>
#include <unistd.h>

using namespace snnc;
using namespace snnc::isolate;
using llvm::Error;
using llvm::Expected;

PartWriter::~PartWriter() = default;
Parts::~Parts() = default;

namespace {
constexpr size_t partsOfRing = 4;

struct Message {
  enum Kind : uint64_t { Part = 0x736e6e632d706172, Done, Failed } kind;
  uint64_t size; ///< of the part, or of the text of an error, which lies in a part
};

/// Memory that a process keeps when it forks.
class SharedMemory {
public:
  explicit SharedMemory(size_t size)
      : size(size), memory(mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) {}
  SharedMemory(const SharedMemory &) = delete;
  ~SharedMemory() {
    if (isValid())
      munmap(memory, size);
  }
  bool isValid() const { return memory != MAP_FAILED; }
  char *data() const { return static_cast<char *>(memory); }

private:
  size_t size;
  void *memory;
};

/// Of the child.
class RingWriter final : public PartWriter {
public:
  RingWriter(char *ring, size_t partBytes, int up, int down) : ring(ring), partBytes(partBytes), up(up), down(down) {}

  llvm::MutableArrayRef<char> begin() override {
    while (used == partsOfRing) {
      char bytes[partsOfRing];
      ssize_t got = read(down, bytes, sizeof bytes);
      if (got > 0)
        used -= std::min(size_t(got), used);
      else if (got == 0 || errno != EINTR)
        _exit(1); // nobody reads any more
    }
    return {ring + at * partBytes, partBytes};
  }
  void end(size_t size) override {
    ++used;
    at = (at + 1) % partsOfRing;
    send({Message::Part, size});
  }
  void send(Message message) {
    // Shorter than what a pipe takes at once.
    while (write(up, &message, sizeof message) < 0)
      if (errno != EINTR)
        _exit(1);
  }

private:
  char *ring;
  size_t partBytes, used = 0, at = 0;
  int up, down;
};

/// Of the parent.
class RingReader final : public Parts {
public:
  RingReader(std::unique_ptr<SharedMemory> memory, size_t partBytes, std::chrono::milliseconds patience, Child child)
      : memory(std::move(memory)), partBytes(partBytes), patience(patience), child(std::move(child)) {}

  Expected<llvm::StringRef> next() override;

private:
  Expected<Message> receive();

  std::unique_ptr<SharedMemory> memory;
  size_t partBytes, at = 0;
  std::chrono::milliseconds patience;
  Child child;
  bool isRead = false, isDone = false;
};
} // namespace

/// The next message; a part of none says that the child has ended without one.
Expected<Message> RingReader::receive() {
  auto end = std::chrono::steady_clock::now() + patience;
  Message message{};
  for (size_t filled = 0; filled < sizeof message;) {
    Expected<size_t> got =
        child.read(reinterpret_cast<char *>(&message) + filled, sizeof message - filled, end, patience);
    if (!got)
      return got.takeError();
    if (*got == 0)
      return child.judge(child.wait());
    filled += *got;
  }
  return message;
}

Expected<llvm::StringRef> RingReader::next() {
  if (isDone)
    return llvm::StringRef();
  if (isRead)
    child.wake();
  isRead = false;
  Expected<Message> message = receive();
  if (!message)
    return message.takeError();
  llvm::StringRef part(memory->data() + at * partBytes, size_t(std::min<uint64_t>(message->size, partBytes)));
  switch (message->kind) {
  case Message::Part:
    if (part.empty() || part.size() != message->size)
      return child.failGarbled();
    at = (at + 1) % partsOfRing;
    isRead = true;
    return part;
  case Message::Done:
    isDone = true;
    return llvm::StringRef();
  case Message::Failed:
    return llvm::createStringError(part.str());
  }
  return child.failGarbled();
}

/// In the child.
static int writeParts(RingWriter &out, llvm::function_ref<Error(PartWriter &)> work) {
  std::signal(SIGPIPE, SIG_IGN); // nobody reads any more: no crash
  Message end{Message::Done, 0};
  if (Error error = work(out)) {
    std::string text = llvm::toString(std::move(error));
    llvm::MutableArrayRef<char> room = out.begin();
    end = {Message::Failed, std::min(room.size(), text.size())};
    memcpy(room.data(), text.data(), end.size);
  }
  out.send(end);
  return 0;
}

Expected<std::unique_ptr<Parts>> Parts::start(const Job &job, size_t partBytes, std::chrono::milliseconds patience,
                                              llvm::function_ref<Error(PartWriter &out)> work) {
  auto memory = std::make_unique<SharedMemory>(partsOfRing * partBytes);
  if (!memory->isValid())
    return llvm::createStringError("cannot share memory with a process: " + llvm::Twine(strerror(errno)));
  Expected<Child> child = Child::start(job, [&](int up, int down) {
    RingWriter out(memory->data(), partBytes, up, down);
    return writeParts(out, work);
  });
  if (!child)
    return child.takeError();
  return std::make_unique<RingReader>(std::move(memory), partBytes, patience, std::move(*child));
}

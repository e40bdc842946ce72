//===- Messages.cpp - what a command says beside its result ---------------===//

#include "compiler/driver/Messages.h"
#include "compiler/driver/Codes.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdio>
#include <unistd.h>

using namespace snnc;
using namespace snnc::driver;

Messages &Messages::get() {
  static Messages messages;
  return messages;
}

void Messages::collect() {
  isCollecting = true;
  llvm::errs().flush();
  std::FILE *file = std::tmpfile();
  if (!file)
    return;
  strayText = fileno(file);
  realStderr = dup(STDERR_FILENO);
  dup2(strayText, STDERR_FILENO);
}

/// Ends the collection. Lines that others wrote to stderr, as of a model that was built, are notes.
static void takeStrayText(int file, int realStderr, std::vector<Message> &messages) {
  if (file < 0)
    return;
  llvm::errs().flush();
  std::string text(size_t(std::max<off_t>(0, lseek(file, 0, SEEK_END))), '\0');
  ssize_t size = pread(file, text.data(), text.size(), 0);
  dup2(realStderr, STDERR_FILENO);
  llvm::SmallVector<llvm::StringRef> lines;
  llvm::StringRef(text).take_front(size_t(std::max<ssize_t>(0, size))).split(lines, '\n', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef line : lines) {
    line.consume_front("note: ");
    Message message;
    message.level = Message::Level::Note;
    message.text = line.str();
    messages.push_back(std::move(message));
  }
}

void Messages::add(Message message, llvm::StringRef line) {
  if (!isCollecting) {
    llvm::errs() << line << "\n";
    for (const std::string &text : message.notes)
      llvm::errs() << "  " << text << "\n";
  }
  messages.push_back(std::move(message));
}

void Messages::addNote(const llvm::Twine &text) {
  if (!isCollecting)
    llvm::errs() << "  note: " << text << "\n";
  if (!messages.empty())
    messages.back().notes.push_back(("note: " + text).str());
}

void Messages::setCause(FailureCause cause) {
  for (Message &message : messages)
    if (message.level == Message::Level::Error && message.code.empty())
      message.code = codeOf(cause).str();
}

void Messages::finish(int exitCode, bool quiet) {
  if (isCollecting) {
    takeStrayText(strayText, realStderr, messages);
    llvm::errs() << toSarif(messages, exitCode).dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
                 << "\n";
    return;
  }
  llvm::SetVector<llvm::StringRef> codes;
  for (const Message &message : messages)
    if (message.level == Message::Level::Error && !message.code.empty() && message.code != codeOf(FailureCause::Usage))
      codes.insert(message.code);
  for (llvm::StringRef code : codes)
    if (!quiet)
      llvm::errs() << "  note: 'snnc explain " << code << "' says more\n";
}

void driver::note(const llvm::Twine &text) {
  Message message;
  message.level = Message::Level::Note;
  message.text = text.str();
  Messages::get().add(std::move(message), ("note: " + text).str());
}

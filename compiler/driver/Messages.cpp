//===- Messages.cpp - what a command says beside its result ---------------===//

#include "compiler/driver/Messages.h"
#include "compiler/driver/Codes.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
using namespace snnc::driver;

Messages &Messages::get() {
  static Messages messages;
  return messages;
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

//===- Messages.h - what a command says beside its result -------*- C++ -*-===//
//
// Errors, warnings and notes of a command go here, and from here to stderr: as text, each at once, or all together as
// one SARIF document when the command ends.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_DRIVER_MESSAGES_H
#define SNNC_COMPILER_DRIVER_MESSAGES_H

#include "compiler/diagnostics/DiagnosticText.h"
#include "compiler/diagnostics/FailureCause.h"
#include "llvm/ADT/Twine.h"
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace snnc::driver {

struct Message {
  enum class Level { Note, Warning, Error };

  Level level = Level::Error;
  std::string code; ///< of Codes.h; empty: none, or not known yet
  Place place;
  std::string text;               ///< without its place
  std::vector<std::string> notes; ///< a line each
};

/// Of the process, as stderr is.
class Messages {
public:
  static Messages &get();

  /// Keeps messages for a document instead of printing them, and what others write to stderr with them.
  void collect();
  bool collects() const { return isCollecting; }

  /// Prints `line`, with the message's notes behind it, unless messages are collected.
  void add(Message message, llvm::StringRef line);
  /// Something more about what was added last.
  void addNote(const llvm::Twine &text);
  /// Why the command fails: the code of all errors before it that have none.
  void setCause(FailureCause cause);

  /// At the end of a command: the document, or the codes to look up.
  void finish(int exitCode, bool quiet);

private:
  std::vector<Message> messages;
  bool isCollecting = false;
  int realStderr = -1, strayText = -1; ///< files
};

/// Prints `note: text`.
void note(const llvm::Twine &text);

/// A SARIF 2.1.0 log of one run.
nlohmann::ordered_json toSarif(llvm::ArrayRef<Message> messages, int exitCode);

} // namespace snnc::driver

#endif // SNNC_COMPILER_DRIVER_MESSAGES_H

//===- CommandTable.h - commands and options as data ------------*- C++ -*-===//
//
// What the command line takes, as data: manual pages and completions are written from it, so they say what --help says.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_DRIVER_COMMANDTABLE_H
#define SNNC_COMPILER_DRIVER_COMMANDTABLE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace CLI {
class App;
} // namespace CLI

namespace snnc::driver {

struct OptionEntry {
  std::vector<std::string> names;   ///< with their dashes; a positional has none
  std::string value;                ///< what stands for the value; empty: a flag
  std::vector<std::string> choices; ///< words that the value can be
  bool isOpen = true;               ///< it can be something else too
  std::string text;
  bool isRequired = false;
  bool isRepeated = false;

  bool isPositional() const { return names.empty(); }
};

struct CommandEntry {
  std::string name, text;
  std::string footer; ///< more of it, and examples
  std::vector<OptionEntry> options;
};

struct CommandTable {
  std::string text;
  std::vector<OptionEntry> options; ///< without a command
  std::vector<CommandEntry> commands;

  /// Null where there is none.
  const CommandEntry *find(llvm::StringRef name) const;
};

/// Gives all options of a name, or positionals of a placeholder, more words that their value can be.
void addChoices(CommandTable &table, llvm::StringRef name, const std::vector<std::string> &choices);

/// What a command line that CLI11 reads takes.
CommandTable tableOf(const CLI::App &app);

/// A manual page in roff: of the program, or of one of its commands.
std::string manualPage(const CommandTable &table);
std::string manualPage(const CommandEntry &command);

/// A script for a shell (bash, zsh, fish) that completes commands, options and values.
std::string completionScript(const CommandTable &table, llvm::StringRef shell);

/// An exit code: a contract with scripts.
struct ExitMeaning {
  int code;
  llvm::StringRef text;
};
llvm::ArrayRef<ExitMeaning> exitMeanings();

} // namespace snnc::driver

#endif // SNNC_COMPILER_DRIVER_COMMANDTABLE_H

//===- CommandTable.cpp - commands and options as data --------------------===//
//
// The one reader of CLI11's structures; it is built with exceptions, as its headers need.
//
//===----------------------------------------------------------------------===//

#include "compiler/driver/CommandTable.h"
#include "compiler/driver/Command.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <CLI/CLI.hpp>

using namespace snnc::driver;

static constexpr ExitMeaning meanings[] = {{Done, "done"},
                                           {Defect, "defect of snnc"},
                                           {Usage, "usage"},
                                           {BadInput, "bad input"},
                                           {DoesNotFit, "does not fit the target"},
                                           {Different, "a difference was found"}};

llvm::ArrayRef<ExitMeaning> snnc::driver::exitMeanings() { return meanings; }

const CommandEntry *CommandTable::find(llvm::StringRef name) const {
  auto found = llvm::find_if(commands, [&](const CommandEntry &command) { return command.name == name; });
  return found == commands.end() ? nullptr : &*found;
}

void snnc::driver::addChoices(CommandTable &table, llvm::StringRef name, const std::vector<std::string> &choices) {
  for (CommandEntry &command : table.commands)
    for (OptionEntry &option : command.options)
      if (option.isPositional() ? option.value == name : llvm::is_contained(option.names, name.str()))
        option.choices.insert(option.choices.end(), choices.begin(), choices.end());
}

static bool isWord(llvm::StringRef text) {
  return !text.empty() && llvm::all_of(text, [](char c) { return llvm::isLower(c) || llvm::isDigit(c) || c == '-'; });
}

/// CLI11 writes a value as its type and what checks it, as in `TEXT:{gt,ge}` or `INT:N|auto`.
static void readValue(OptionEntry &entry, llvm::StringRef type) {
  auto [kind, check] = type.split(':');
  llvm::StringRef last = check.empty() ? kind : check.substr(check.rfind(':') + 1);
  llvm::SmallVector<llvm::StringRef> words;
  if (last.consume_front("{") && last.consume_back("}")) {
    last.split(words, ',');
    entry.value = llvm::join(words, "|");
  } else {
    bool isShort = !last.contains(' ') || last.contains('|');
    bool isNumber = kind == "INT" || kind == "UINT" || kind == "FLOAT";
    entry.value = isShort && !check.empty() ? last.str() : isNumber ? "NUMBER" : kind.str();
    if (last.contains('|'))
      last.split(words, '|');
  }
  for (llvm::StringRef word : words)
    if (isWord(word))
      entry.choices.push_back(word.str());
  entry.isOpen = words.empty() || entry.choices.size() < words.size();
}

static OptionEntry entryOf(const CLI::Option &option) {
  OptionEntry entry;
  for (const std::string &name : option.get_snames())
    entry.names.push_back("-" + name);
  for (const std::string &name : option.get_lnames())
    entry.names.push_back("--" + name);
  entry.text = option.get_description();
  entry.isRequired = option.get_required();
  entry.isRepeated = option.get_items_expected_max() > 1;
  if (option.get_items_expected_max() > 0)
    readValue(entry, option.get_option_text().empty() ? option.get_type_name() : option.get_option_text());
  if (entry.isPositional())
    entry.value = option.get_name();
  return entry;
}

CommandTable snnc::driver::tableOf(const CLI::App &app) {
  CommandTable table;
  table.text = app.get_description();
  for (const CLI::Option *option : app.get_options())
    table.options.push_back(entryOf(*option));
  for (const CLI::App *command : app.get_subcommands({})) {
    table.commands.push_back({command->get_name(), command->get_description(), command->get_footer(), {}});
    for (const CLI::Option *option : command->get_options())
      table.commands.back().options.push_back(entryOf(*option));
  }
  return table;
}

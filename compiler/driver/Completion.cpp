//===- Completion.cpp - scripts that complete the command line ------------===//

#include "compiler/driver/CommandTable.h"
#include "compiler/driver/ShellQuote.h"
#include "llvm/ADT/StringExtras.h"
#include <fmt/format.h>

using namespace snnc::driver;

/// In single quotes; fish alone knows a backslash in there.
static std::string quoteForFish(llvm::StringRef text) {
  std::string result = "'";
  for (char c : text)
    result += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return result + "'";
}

static std::string namesOf(const CommandEntry &command) {
  std::vector<std::string> names;
  for (const OptionEntry &option : command.options)
    names.insert(names.end(), option.names.begin(), option.names.end());
  return llvm::join(names, " ");
}

//===----------------------------------------------------------------------===//
// bash
//===----------------------------------------------------------------------===//

/// Where no word fits what was typed, bash takes file names, unless the value can be nothing else.
static std::string completeInBash(const CommandTable &table) {
  std::string commands, options, values;
  for (const CommandEntry &command : table.commands) {
    commands += (commands.empty() ? "" : " ") + command.name;
    std::string positionals;
    for (const OptionEntry &option : command.options) {
      if (option.isPositional()) {
        positionals += llvm::join(option.choices, " ") + " ";
        continue;
      }
      if (option.value.empty())
        continue;
      std::vector<std::string> patterns;
      for (const std::string &name : option.names)
        patterns.push_back(command.name + ":" + name);
      values += fmt::format("    {}) words={}{} ;;\n", llvm::join(patterns, "|"),
                            shellQuote(llvm::join(option.choices, " ")), option.isOpen ? "" : "; compopt +o default");
    }
    options += fmt::format("    {}) options={} positionals={} ;;\n", command.name, shellQuote(namesOf(command)),
                           shellQuote(llvm::StringRef(positionals).trim()));
  }
  return fmt::format(R"(# bash completion of snnc, written by 'snnc completion bash'
_snnc() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}} command=${{COMP_WORDS[1]}}
  local commands={} options= positionals= words=
  # --option=value comes as three words.
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]]; then
    previous=${{COMP_WORDS[COMP_CWORD-2]}}
  fi
  COMPREPLY=()
  if (( COMP_CWORD == 1 )); then
    COMPREPLY=($(compgen -W "$commands -h --help --version" -- "$current"))
    return
  fi
  case $command in
{}  esac
  case $command:$previous in
{}    *) if [[ $current == -* ]]; then words=$options; else words=$positionals; fi ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -o default -F _snnc snnc
)",
                     shellQuote(commands), options, values);
}

//===----------------------------------------------------------------------===//
// zsh
//===----------------------------------------------------------------------===//

/// What stands in the brackets and between the colons of a specification of _arguments.
static std::string plain(llvm::StringRef text, llvm::StringRef special) {
  std::string result;
  for (char c : text) {
    if (special.contains(c) || c == '\\')
      result += '\\';
    result += c;
  }
  return result;
}

static std::string zshAction(const OptionEntry &option) {
  std::string message = plain(option.value, ":");
  if (option.choices.empty())
    return fmt::format(":{}:_files", message);
  if (!option.isOpen)
    return fmt::format(":{}:({})", message, llvm::join(option.choices, " "));
  // The blank keeps _arguments from putting options of its own behind the name.
  return fmt::format(":{}: _alternative \"word\\:value\\:({})\" \"file\\:file\\:_files\"", message,
                     llvm::join(option.choices, " "));
}

static std::string zshArgument(const OptionEntry &option) {
  if (option.isPositional())
    return shellQuote(option.isRepeated ? "*" + zshAction(option)
                                        : zshAction(option).insert(0, option.isRequired ? "" : ":"));
  std::string out;
  for (const std::string &name : option.names) {
    bool isLong = llvm::StringRef(name).starts_with("--");
    std::string spec = option.isRepeated ? "*" : "(" + llvm::join(option.names, " ") + ")";
    spec += name + (option.value.empty() ? "" : isLong ? "=" : "+") + "[" + plain(option.text, "[]") + "]";
    out += (out.empty() ? "" : " ") + shellQuote(spec + (option.value.empty() ? "" : zshAction(option)));
  }
  return out;
}

static std::string completeInZsh(const CommandTable &table) {
  std::string commands, arguments;
  for (const CommandEntry &command : table.commands) {
    commands += "        " + shellQuote(command.name + ":" + command.text) + "\n";
    arguments += fmt::format("        {})\n          _arguments", command.name);
    for (const OptionEntry &option : command.options)
      arguments += " \\\n            " + zshArgument(option);
    arguments += " ;;\n";
  }
  return fmt::format(R"(#compdef snnc
# zsh completion of snnc, written by 'snnc completion zsh'
_snnc() {{
  local context state line
  _arguments -C '(- *)'{{-h,--help}}'[Print help]' '(- *)--version[Print the version]' '1:command:->command' '*::argument:->argument'
  case $state in
    command)
      local -a commands=(
{}      )
      _describe command commands ;;
    argument)
      case $words[1] in
{}      esac ;;
  esac
}}
if [[ $funcstack[1] == _snnc ]]; then _snnc "$@"; else compdef _snnc snnc; fi
)",
                     commands, arguments);
}

//===----------------------------------------------------------------------===//
// fish
//===----------------------------------------------------------------------===//

static std::string completeInFish(const CommandTable &table) {
  std::string out = "# fish completion of snnc, written by 'snnc completion fish'\ncomplete -c snnc -n "
                    "__fish_use_subcommand -f\ncomplete -c snnc -n __fish_use_subcommand -l version -d 'Print the "
                    "version'\n";
  for (const CommandEntry &command : table.commands) {
    out += fmt::format("complete -c snnc -n __fish_use_subcommand -a {} -d {}\n", command.name,
                       quoteForFish(command.text));
    for (const OptionEntry &option : command.options) {
      out += fmt::format("complete -c snnc -n '__fish_seen_subcommand_from {}'", command.name);
      for (llvm::StringRef name : option.names)
        out += name.starts_with("--") ? " -l " + name.drop_front(2).str() : " -s " + name.drop_front(1).str();
      if (!option.isPositional() && !option.value.empty())
        out += option.isOpen ? " -r" : " -x";
      if (!option.choices.empty())
        out += " -a " + quoteForFish(llvm::join(option.choices, " "));
      out += " -d " + quoteForFish(option.text) + "\n";
    }
  }
  return out;
}

std::string snnc::driver::completionScript(const CommandTable &table, llvm::StringRef shell) {
  if (shell == "bash")
    return completeInBash(table);
  return shell == "zsh" ? completeInZsh(table) : completeInFish(table);
}

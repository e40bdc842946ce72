//===- ManualPage.cpp - manual pages in roff ------------------------------===//

#include "compiler/driver/CommandTable.h"
#include "llvm/ADT/StringExtras.h"
#include <fmt/format.h>

using namespace snnc::driver;

/// Text as roff takes it for itself: no line of it is a request, no dash is broken.
static std::string escape(llvm::StringRef text) {
  std::string result;
  for (char c : text) {
    if (c == '\\')
      result += "\\e";
    else if (c == '-')
      result += "\\-";
    else if ((c == '.' || c == '\'') && (result.empty() || result.back() == '\n'))
      result += std::string("\\&") + c;
    else
      result += c;
  }
  return result;
}

static std::string heading(llvm::StringRef name) {
  return fmt::format(".TH {} 1 \"\" \"snnc {}\" \"snnc\"\n.SH NAME\n{} \\- ", escape(name.upper()), SNNC_VERSION,
                     escape(name));
}

static std::string options(llvm::ArrayRef<OptionEntry> entries) {
  std::string out;
  for (const OptionEntry &entry : entries) {
    std::vector<std::string> names;
    for (const std::string &name : entry.names)
      names.push_back("\\fB" + escape(name) + "\\fR");
    out += ".TP\n" + llvm::join(names, ", ");
    if (!entry.value.empty())
      out += std::string(names.empty() ? "" : " ") + "\\fI" + escape(entry.value) + "\\fR" +
             (entry.isRepeated ? " ..." : "");
    out += "\n" + escape(entry.text) + (entry.isRequired && !entry.isPositional() ? ". Required" : "") + ".\n";
  }
  return out;
}

/// Lines of the footer that are examples, and others.
static std::string footer(llvm::StringRef text) {
  std::string out = "";
  bool inExamples = false, isLiteral = false;
  auto setLiteral = [&](bool wanted) {
    if (wanted != isLiteral)
      out += wanted ? ".nf\n" : ".fi\n";
    isLiteral = wanted;
  };
  llvm::SmallVector<llvm::StringRef> lines;
  text.split(lines, '\n', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef line : lines) {
    bool isExample = line.starts_with(" ") || line.consume_front("Example:") || line.consume_front("Examples:");
    if (isExample && !inExamples)
      out += ".SH EXAMPLES\n";
    inExamples |= isExample;
    if (!isExample)
      setLiteral(false), out += ".PP\n";
    setLiteral(isExample);
    out += escape(line.trim()) + "\n";
  }
  setLiteral(false);
  return out;
}

static std::string exitStatus() {
  std::string out = ".SH \"EXIT STATUS\"\n";
  for (const ExitMeaning &meaning : exitMeanings())
    out += fmt::format(".TP\n.B {}\n{}\n", meaning.code, escape(meaning.text));
  return out;
}

std::string snnc::driver::manualPage(const CommandTable &table) {
  std::string out = heading("snnc") + "compiles spiking neural networks to a chip and checks what it computes\n" +
                    ".SH SYNOPSIS\n.B snnc\n.I COMMAND\n.RI [ OPTION \" ...]\"\n.SH DESCRIPTION\n";
  llvm::StringRef text = llvm::StringRef(table.text).split('\n').first;
  text.consume_front("snnc: ");
  out += ".B snnc\n" + escape(text) + "\n.SH OPTIONS\n" + options(table.options) + ".SH COMMANDS\n";
  for (const CommandEntry &command : table.commands)
    out += fmt::format(".TP\n.BR snnc\\-{0} (1)\n{1}.\n", escape(command.name), escape(command.text));
  out += exitStatus();
  out += ".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nThere is no colour in any case; progress is shown on a terminal only.\n"
         ".TP\n.B SNNC_CACHE\nFolder for RTL models that are built on demand (default: snnc in XDG_CACHE_HOME, or in "
         "~/.cache).\n";
  return out;
}

std::string snnc::driver::manualPage(const CommandEntry &command) {
  std::string out = heading("snnc-" + command.name) + escape(command.text) + "\n.SH SYNOPSIS\n.B snnc " +
                    escape(command.name) + "\n.RI [ OPTION \" ...]\"\n";
  std::vector<OptionEntry> positionals, named;
  for (const OptionEntry &option : command.options)
    (option.isPositional() ? positionals : named).push_back(option);
  for (const OptionEntry &option : positionals)
    out += option.isRequired ? fmt::format(".I {}\n", escape(option.value))
                             : fmt::format(".RI [ {} ]\n", escape(option.value));
  out += ".SH DESCRIPTION\n" + escape(command.text) + ".\n" + options(positionals) + ".SH OPTIONS\n" + options(named) +
         footer(command.footer) + exitStatus() + ".SH \"SEE ALSO\"\n.BR snnc (1)\n";
  return out;
}

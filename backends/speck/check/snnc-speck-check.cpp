//===- snnc-speck-check.cpp - what samna would say of a configuration -----===//
//
// snnc-speck-check CONFIGURATION.json [speck2b|speck2f|TARGET.json]: reads the speck.json of a compiled folder,
// or what samna's `to_json` wrote, prints the vendor's verdict in the vendor's words, and what that validator does not
// look at. Exit codes: 0 valid and nothing to refuse, 4 refused, 3 cannot be read, 2 usage.
//
//===----------------------------------------------------------------------===//

#include "backends/speck/configuration/Validator.h"
#include "support/json/Json.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;

static int fail(int code, llvm::Error error) {
  llvm::errs() << "error: " << llvm::toString(std::move(error)) << "\n";
  return code;
}

static llvm::Expected<speck::TargetDescription> readTarget(llvm::StringRef name) {
  if (llvm::StringRef text = speck::presetText(name); !text.empty())
    return speck::TargetDescription::parse(text, name);
  llvm::Expected<std::string> text = readTextFile(name);
  if (!text)
    return text.takeError();
  return speck::TargetDescription::parse(*text, name);
}

int main(int argc, char **argv) {
  if (argc < 2 || argc > 3) {
    llvm::errs() << "usage: snnc-speck-check CONFIGURATION.json [speck2b|speck2f|TARGET.json]\n";
    return 2;
  }
  llvm::Expected<speck::TargetDescription> target = readTarget(argc > 2 ? argv[2] : "speck2b");
  if (!target)
    return fail(3, target.takeError());
  llvm::Expected<std::string> text = readTextFile(argv[1]);
  if (!text)
    return fail(3, text.takeError());
  llvm::Expected<speck::ReadConfiguration> read = speck::readConfiguration(*text, argv[1]);
  if (!read)
    return fail(3, read.takeError());
  std::string verdict = speck::validate(read->configuration, *target);
  llvm::outs() << "samna 0.7.1.0: " << (verdict.empty() ? "valid\n" : "not valid\n" + verdict);
  bool isRefused = !verdict.empty() || !read->notes.empty();
  for (const std::string &note : read->notes)
    llvm::outs() << "not looked at: " << note << "\n";
  for (const speck::Trap &trap : speck::findTraps(read->configuration, *target)) {
    llvm::outs() << (trap.isGrave ? "not looked at: " : "note: ") << trap.what << "\n";
    isRefused |= trap.isGrave;
  }
  return isRefused ? 4 : 0;
}

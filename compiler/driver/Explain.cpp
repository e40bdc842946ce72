//===- Explain.cpp - snnc explain -----------------------------------------===//

#include "compiler/driver/Codes.h"
#include "compiler/driver/Command.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
using namespace snnc::driver;
using json = nlohmann::ordered_json;

static json describe(const Code &code) {
  return {{"code", code.name.str()}, {"title", code.title.str()}, {"text", code.text.str()}};
}

static const Code &nearest(llvm::StringRef name) {
  return *llvm::min_element(allCodes(), [&](const Code &a, const Code &b) {
    return name.edit_distance(a.name) < name.edit_distance(b.name);
  });
}

static int explainOne(const Code &code, const CommonOptions &common) {
  if (common.json)
    llvm::outs() << toText(describe(code)) << "\n";
  else
    llvm::outs() << code.name << ": " << code.title << "\n\n" << code.text;
  return Done;
}

int driver::runExplain(const std::string &name, const CommonOptions &common) {
  if (!name.empty()) {
    for (const Code &code : allCodes())
      if (code.name.equals_insensitive(name))
        return explainOne(code, common);
    return fail(Usage, "there is no code '" + name + "'; the nearest is " +
                           nearest(llvm::StringRef(name).upper()).name + ", and 'snnc explain' lists all");
  }
  json all = json::array();
  for (const Code &code : allCodes()) {
    all.push_back(describe(code));
    if (!common.json)
      llvm::outs() << code.name << "  " << code.title << "\n";
  }
  if (common.json)
    llvm::outs() << toText(all) << "\n";
  return Done;
}

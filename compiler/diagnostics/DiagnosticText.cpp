//===- DiagnosticText.cpp - diagnostics in words --------------------------===//

#include "compiler/diagnostics/DiagnosticText.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Location.h"

using namespace mlir;
using namespace snnc;

void snnc::describePlace(Location location, std::string &file, std::string &name) {
  location->walk([&](Location part) {
    if (auto position = dyn_cast<FileLineColLoc>(part); position && file.empty()) {
      file = position.getFilename().str();
      if (position.getLine())
        file += ":" + std::to_string(position.getLine()) + ":" + std::to_string(position.getColumn());
    }
    if (auto named = dyn_cast<NameLoc>(part); named && name.empty())
      name = named.getName().str();
    return WalkResult::advance();
  });
}

std::string snnc::renderDiagnostic(Diagnostic &diagnostic, StringRef kind) {
  std::string file, name, text;
  describePlace(diagnostic.getLocation(), file, name);
  if (!file.empty())
    text += file + ": ";
  text += (kind + ": ").str();
  // A message that says the name itself is not given it again.
  std::string message = diagnostic.str(), quoted = "'" + name + "'";
  if (!name.empty() && message.find(quoted) == std::string::npos)
    text += quoted + ": ";
  return text + message;
}

//===- DiagnosticText.cpp - diagnostics in words --------------------------===//

#include "compiler/diagnostics/DiagnosticText.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Location.h"

using namespace mlir;
using namespace snnc;

Place snnc::placeOf(Location location) {
  Place place;
  location->walk([&](Location part) {
    if (auto position = dyn_cast<FileLineColLoc>(part); position && place.file.empty()) {
      place.file = position.getFilename().str();
      place.line = position.getLine();
      place.column = position.getColumn();
    }
    if (auto named = dyn_cast<NameLoc>(part); named && place.name.empty())
      place.name = named.getName().str();
    return WalkResult::advance();
  });
  return place;
}

void snnc::describePlace(Location location, std::string &file, std::string &name) {
  Place place = placeOf(location);
  file = place.file;
  if (!file.empty() && place.line)
    file += ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
  name = place.name;
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

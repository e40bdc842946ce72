//===- ProgramFile.cpp - program.json of a compiled folder ----------------===//

#include "compiler/driver/ProgramFile.h"
#include "compiler/execution/Workload.h"
#include "support/json/Json.h"

using namespace snnc;
using json = nlohmann::ordered_json;

llvm::Expected<json> driver::readProgram(const Backend &backend, llvm::StringRef directory) {
  std::string path = (directory + "/" + programFile).str();
  llvm::Expected<std::string> text = readTextFile(path);
  if (!text)
    return text.takeError();
  llvm::Expected<nlohmann::json> checked = parseJson(*text, path, backend.programSchema());
  if (!checked)
    return checked.takeError();
  return json::parse(*text);
}

llvm::Expected<json> driver::readProgram(const TargetRegistry &targets, llvm::StringRef directory) {
  auto configuration = targets.loadConfiguration(directory);
  if (!configuration)
    return configuration.takeError();
  return readProgram((*configuration)->backend(), directory);
}

//===- ProgramFile.cpp - program.json of a compiled folder ----------------===//

#include "compiler/driver/ProgramFile.h"
#include "compiler/execution/Workload.h"
#include "support/json/Json.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SHA256.h"

using namespace snnc;
using json = nlohmann::ordered_json;

llvm::Error driver::checkFiles(const json &program, llvm::StringRef directory) {
  for (const auto &[name, hash] : program["hashes"].items()) {
    std::string path = (directory + "/" + name).str();
    auto file = llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
    if (!file)
      return llvm::createStringError("cannot read '" + path + "': " + file.getError().message());
    llvm::SHA256 found;
    found.update((*file)->getBuffer());
    if (llvm::toHex(found.final(), /*LowerCase=*/true) != hash.get<std::string>())
      return llvm::createStringError(path + ": is not the file that " + programFile +
                                     " beside it describes (its SHA-256 is another): compile the network again");
  }
  return llvm::Error::success();
}

llvm::Expected<json> driver::readProgram(const Backend &backend, llvm::StringRef directory) {
  std::string path = (directory + "/" + programFile).str();
  llvm::Expected<std::string> text = readTextFile(path);
  if (!text)
    return text.takeError();
  llvm::Expected<nlohmann::json> checked = parseJson(*text, path, backend.programSchema());
  if (!checked)
    return checked.takeError();
  // Once more, for the order of its members.
  return json::parse(*text);
}

llvm::Expected<json> driver::readProgram(const TargetRegistry &targets, llvm::StringRef directory) {
  auto configuration = targets.loadConfiguration(directory);
  if (!configuration)
    return configuration.takeError();
  llvm::Expected<json> program = readProgram((*configuration)->backend(), directory);
  if (program)
    if (llvm::Error error = checkFiles(*program, directory))
      return std::move(error);
  return program;
}

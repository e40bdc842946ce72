//===- Inspect.cpp - snnc inspect -----------------------------------------===//

#include "backends/mesh/inspect/Inspect.h"
#include "backends/mesh/image/Program.h"
#include "compiler/driver/Compile.h"
#include "compiler/driver/Engines.h"
#include "compiler/tools/Init.h"
#include "mlir/IR/Verifier.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace snnc;
using namespace snnc::driver;

int driver::runInspect(const std::string &directory, const CommonOptions &common) {
  DialectRegistry registry;
  registerDialects(registry);
  MLIRContext context(registry);
  DiagnosticPrinter printer(context, common.quiet);
  Workload workload;
  if (int code = loadFolder(context, directory, /*needNetworks=*/false, workload))
    return code;
  llvm::Expected<OwningOpRef<ModuleOp>> module = mesh::inspectImage(*workload.image, &context);
  if (!module)
    return fail(BadInput, module.takeError());
  if (failed(verify(**module)))
    return fail(BadInput, "the image of '" + directory + "' is no program that the compiler could have made");
  std::string text;
  llvm::raw_string_ostream stream(text);
  (*module)->print(stream);
  if (common.json)
    llvm::outs() << nlohmann::json{{"program", text}}.dump() << "\n";
  else
    llvm::outs() << text << "\n";
  return Done;
}

//===- Inspect.cpp - snnc inspect -----------------------------------------===//

#include "compiler/driver/Command.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace snnc;
using namespace snnc::driver;

int driver::runInspect(const TargetRegistry &targets, const std::string &directory, const CommonOptions &common) {
  Session session(targets, common);
  Workload workload;
  if (Failure failure = loadFolder(session.context, targets, directory, /*needNetworks=*/false, workload))
    return fail(failure);
  llvm::Expected<std::string> text = workload.configuration->inspect(session.context);
  if (!text)
    return fail(BadInput, "'" + directory + "': " + llvm::toString(text.takeError()));
  if (common.json)
    llvm::outs() << toText({{"program", *text}}) << "\n";
  else
    llvm::outs() << *text << "\n";
  return Done;
}

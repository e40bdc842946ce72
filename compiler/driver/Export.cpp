//===- Export.cpp - snnc export -------------------------------------------===//

#include "compiler/driver/Command.h"
#include "compiler/driver/Messages.h"
#include "compiler/export/nir/NirExport.h"
#include "support/file/AtomicFiles.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <fmt/format.h>

using namespace mlir;
using namespace snnc;
using namespace snnc::driver;
using json = nlohmann::ordered_json;

int driver::runExport(const TargetRegistry &targets, const ExportFileOptions &options, const CommonOptions &common) {
  Session session(targets, common);
  ImportOptions import = options.import;
  // What the file says is what is written: no layer is appended.
  import.spikingOutput = "off";
  std::vector<std::string> assumptions;
  FailureOr<OwningOpRef<ModuleOp>> module = importNetwork(options.network, import, &session.context, assumptions);
  if (failed(module))
    return fail(Failure::reported(FailureCause::Input));
  auto networks = (*module)->getOps<snn::NetworkOp>();
  if (networks.empty())
    return fail(BadInput, options.network + ": there is no network in it");
  FailureOr<nir::Exported> exported =
      nir::exportNir(*networks.begin(), {options.dialect, options.import.nir.dt, options.allowLoss});
  if (failed(exported))
    return fail(Failure::reported(FailureCause::Target));
  if (!common.quiet) {
    for (const std::string &assumption : assumptions)
      note(assumption);
    for (const std::string &text : exported->notes)
      note(options.output + ": " + text);
  }
  if (llvm::Error error = writeAtomically(options.output, [&](llvm::raw_ostream &file) { file << exported->bytes; }))
    return fail(BadInput, std::move(error));
  if (common.json)
    llvm::outs() << toText({{"file", options.output},
                            {"dialect", options.dialect},
                            {"nodes", exported->nodes},
                            {"edges", exported->edges},
                            {"notes", exported->notes}})
                 << "\n";
  else if (!common.quiet)
    llvm::outs() << fmt::format("{}: {} nodes, {} edges\n", options.output, exported->nodes, exported->edges);
  return Done;
}

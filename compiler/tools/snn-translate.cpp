//===- snn-translate.cpp - other formats to IR and back -------------------===//
//
// One translation at a time, no passes: network files to the dialect snn and back, and what backends translate.
//
//===----------------------------------------------------------------------===//
#include "backends/Backends.h"
#include "compiler/export/nir/NirExport.h"
#include "compiler/import/layers/LayerList.h"
#include "compiler/import/nir/NirImport.h"
#include "compiler/pipeline/Pipeline.h"
#include "mlir/Tools/mlir-translate/MlirTranslateMain.h"
#include "mlir/Tools/mlir-translate/Translation.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace snnc;

namespace {
/// As those of `snnc compile` and `snnc export` of the same names.
struct Flags {
  llvm::cl::OptionCategory category{"Network files"};
  llvm::cl::opt<std::string> dialect{"nir-dialect", llvm::cl::init("text"), llvm::cl::cat(category),
                                     llvm::cl::desc("Exporter that a NIR file is from")};
  llvm::cl::opt<std::string> written{"write-dialect", llvm::cl::init("text"), llvm::cl::cat(category),
                                     llvm::cl::desc("Exporter whose files a NIR file is to be read as")};
  llvm::cl::opt<double> dt{"dt", llvm::cl::cat(category),
                           llvm::cl::desc("Time step of a NIR file, in the file's unit; 0: as its dialect says")};
  llvm::cl::opt<std::string> lowerBound{"lower-bound", llvm::cl::cat(category),
                                        llvm::cl::desc("Lower bound of potentials of a NIR file, or none")};
  llvm::cl::opt<std::string> reset{"nir-reset", llvm::cl::cat(category), llvm::cl::desc("subtract or zero")};
  llvm::cl::opt<std::string> compare{"nir-compare", llvm::cl::cat(category), llvm::cl::desc("ge or gt")};
  llvm::cl::opt<std::string> spikes{"nir-spikes", llvm::cl::cat(category), llvm::cl::desc("one or many")};
  llvm::cl::opt<std::string> weights{"weights", llvm::cl::cat(category),
                                     llvm::cl::desc("Arrays of a layer list (.npz), instead of those it names")};
  llvm::cl::opt<bool> allowLoss{"allow-loss", llvm::cl::cat(category),
                                llvm::cl::desc("Write a NIR file that will be read as another network")};

  std::optional<double> timeStep() const { return dt > 0 ? std::optional<double>(dt) : std::nullopt; }
  ImportOptions import() const {
    ImportOptions options;
    options.nir = {dialect, timeStep(), lowerBound, reset, compare, spikes};
    options.weights = weights;
    options.spikingOutput = "off"; // what the file says, and no more
    return options;
  }
};
} // namespace

static void addDialects(DialectRegistry &registry) { registerAllDialects(allTargets(), registry); }

/// A file that is more than its bytes: HDF5 is read by its library, a layer list has its arrays beside it.
template <typename Import>
static void registerImport(StringRef name, StringRef description, const Flags &flags, Import importFile) {
  TranslateToMLIRRegistration(
      name, description,
      [&flags, importFile](llvm::SourceMgr &sources, MLIRContext *context) -> OwningOpRef<Operation *> {
        std::string path = sources.getMemoryBuffer(sources.getMainFileID())->getBufferIdentifier().str();
        if (path == "<stdin>") {
          emitError(UnknownLoc::get(context)) << "standard input cannot be imported: the importer opens a file by name";
          return nullptr;
        }
        DialectRegistry registry;
        addDialects(registry);
        context->appendDialectRegistry(registry);
        context->loadDialect<snn::SnnDialect>();
        std::vector<std::string> assumptions;
        FailureOr<OwningOpRef<ModuleOp>> module = importFile(path, flags.import(), context, assumptions);
        if (failed(module))
          return nullptr;
        for (const std::string &assumption : assumptions)
          llvm::errs() << "note: " << assumption << "\n";
        return module->release().getOperation();
      });
}

static void registerExport(const Flags &flags) {
  TranslateFromMLIRRegistration(
      "snn-to-nir", "A network in float to a NIR file",
      [&flags](ModuleOp module, llvm::raw_ostream &output) -> LogicalResult {
        module->getContext()->printOpOnDiagnostic(false);
        auto networks = module.getOps<snn::NetworkOp>();
        if (!llvm::hasSingleElement(networks))
          return module.emitError() << "a NIR file holds one snn.network, the module has "
                                    << std::distance(networks.begin(), networks.end());
        FailureOr<nir::Exported> exported =
            nir::exportNir(*networks.begin(), {flags.written, flags.timeStep(), flags.allowLoss});
        if (failed(exported))
          return failure();
        for (const std::string &note : exported->notes)
          llvm::errs() << "note: " << note << "\n";
        output << exported->bytes;
        return success();
      },
      addDialects);
}

int main(int argc, char **argv) {
  static Flags flags;
  registerImport("nir-to-snn", "A NIR file to a network in float", flags, nir::import);
  registerImport("layers-to-snn", "A layer list and its arrays to a network in float", flags, layers::import);
  registerExport(flags);
  allTargets().registerTranslations();
  return failed(mlirTranslateMain(argc, argv, "Spiking network translator"));
}

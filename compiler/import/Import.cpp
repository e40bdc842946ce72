//===- Import.cpp - from a network file to the dialect snn ----------------===//
//
// Recognises a file by its content and hands it to its importer.
//
//===----------------------------------------------------------------------===//
#include "compiler/import/Import.h"
#include "compiler/analysis/LayerNames.h"
#include "compiler/import/ModuleFile.h"
#include "compiler/import/layers/LayerList.h"
#include "compiler/import/nir/NirImport.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace snnc;

namespace {
enum class Format { Nir, Layers, Mlir, Unknown };
} // namespace

/// A signature decides; text is MLIR unless it begins as JSON does. Where the content says nothing, the name does, so
/// that the importer in question can say what is wrong with it.
static Format recognize(StringRef bytes, StringRef path) {
  if (bytes.starts_with("\x89HDF\r\n\x1a\n"))
    return Format::Nir;
  if (isBytecode(bytes))
    return Format::Mlir;
  StringRef extension = llvm::sys::path::extension(path);
  if (extension == ".nir")
    return Format::Nir;
  if (extension == ".json")
    return Format::Layers;
  if (extension == ".mlir" || extension == ".mlirbc")
    return Format::Mlir;
  StringRef text = bytes.ltrim();
  if (text.starts_with("{") && !text.starts_with("{-#"))
    return Format::Layers;
  bool isText = llvm::none_of(bytes.take_front(4096), [](unsigned char c) { return c == 0 || c == 0x7f; });
  return isText && !text.empty() ? Format::Mlir : Format::Unknown;
}

/// A module holds one network, as it was imported or as the program of a target: all that is behind the import takes
/// one.
static LogicalResult checkOneNetwork(ModuleOp module) {
  Operation *first = nullptr;
  for (Operation &op : *module.getBody()) {
    if (!isa<SymbolOpInterface>(op))
      continue;
    if (first) {
      InFlightDiagnostic diagnostic = op.emitError() << "'" << SymbolTable::getSymbolName(&op).getValue()
                                                     << "' is the second network of the file, behind '"
                                                     << SymbolTable::getSymbolName(first).getValue()
                                                     << "'; a file of each would be taken";
      diagnostic.attachNote(first->getLoc()) << "the first network is here";
      return diagnostic;
    }
    first = &op;
  }
  return success();
}

/// Reports and files are UTF-8, so the names in them have to be. NIR files and layer lists have no others.
static LogicalResult checkNames(ModuleOp module) {
  WalkResult result = module.walk([](Operation *op) {
    for (NamedAttribute attribute : op->getAttrs())
      if (auto text = dyn_cast<StringAttr>(attribute.getValue()); text && !llvm::json::isUTF8(text.getValue())) {
        op->emitError() << "'" << attribute.getName().getValue() << "' is no UTF-8 text";
        return WalkResult::interrupt();
      }
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

LogicalResult snnc::checkModule(ModuleOp module) {
  return failure(failed(checkOneNetwork(module)) || failed(checkNames(module)));
}

static FailureOr<OwningOpRef<ModuleOp>> import(const std::string &path, const ImportOptions &options,
                                               MLIRContext *context, std::vector<std::string> &assumptions) {
  auto fail = [&] { return emitError(FileLineColLoc::get(context, path, 0, 0)); };
  if (llvm::sys::fs::is_directory(path))
    return fail() << "cannot read '" << path << "': it is a folder";
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/true,
                                            /*IsVolatile=*/false, llvm::Align(kModuleAlignment));
  if (!buffer)
    return fail() << "cannot read '" << path << "': " << buffer.getError().message();
  StringRef bytes = (*buffer)->getBuffer();
  if (bytes.empty())
    return fail() << "'" << path << "' is empty";
  switch (recognize(bytes, path)) {
  case Format::Nir:
    return nir::import(path, options, context, assumptions);
  case Format::Layers:
    return layers::import(path, options, context, assumptions);
  case Format::Mlir:
    if (OwningOpRef<ModuleOp> module = readModule(std::move(*buffer), context)) {
      if (failed(checkModule(*module)))
        return failure();
      for (auto network : module->getOps<snn::NetworkOp>())
        nameLayers(network);
      return module;
    }
    return failure();
  case Format::Unknown:
    break;
  }
  return fail() << "'" << path << "' is neither a NIR file (HDF5), nor a layer list (JSON), nor MLIR";
}

/// What is quantised and proved holds for the bounds that the network had then.
static LogicalResult setBounds(ModuleOp module, const InputBounds &bounds) {
  auto networks = module.getOps<snn::NetworkOp>();
  snn::NetworkOp network = networks.empty() ? nullptr : *networks.begin();
  bool isFloat = network && llvm::none_of(network.getOps<snn::NeuronOpInterface>(), [](snn::NeuronOpInterface neuron) {
                   return !isa<FloatType>(getElementTypeOrSelf(neuron.getNeuronCurrent().getType()));
                 });
  if (!isFloat)
    return module.emitError() << "--input-max-count and --input-max-total bound the inputs of a network in float; this "
                                 "one is quantised for bounds of its own; the network that it was made of would do";
  Builder builder(module.getContext());
  for (auto [index, type] : llvm::enumerate(network.getArgumentTypes()))
    for (auto [bound, name] : {std::pair(bounds.maxCount, snn::SnnDialect::kMaxCountAttr),
                               std::pair(bounds.maxTotal, snn::SnnDialect::kMaxTotalAttr)})
      if (bound && isa<snn::SpikesType>(type))
        network.setArgAttr(index, name, builder.getI64IntegerAttr(*bound));
  return success();
}

FailureOr<OwningOpRef<ModuleOp>> snnc::importNetwork(const std::string &path, const ImportOptions &options,
                                                     MLIRContext *context, std::vector<std::string> &assumptions) {
  FailureOr<OwningOpRef<ModuleOp>> module = import(path, options, context, assumptions);
  if (failed(module) || (!options.input.maxCount && !options.input.maxTotal))
    return module;
  if (failed(setBounds(**module, options.input)))
    return failure();
  return module;
}

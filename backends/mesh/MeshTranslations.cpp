//===- MeshTranslations.cpp - images for snn-translate --------------------===//

#include "backends/mesh/MeshTranslations.h"
#include "backends/mesh/MeshPhases.h"
#include "backends/mesh/emit/EmitImage.h"
#include "backends/mesh/inspect/Inspect.h"
#include "backends/mesh/target/MeshTargetModel.h"
#include "dialect/snn/SnnDialect.h"
#include "mlir/Tools/mlir-translate/Translation.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace snnc;
using namespace snnc::mesh;

static void addDialects(DialectRegistry &registry) {
  registry.insert<MeshDialect, snn::SnnDialect>();
  registerTargetModel(registry);
}

static llvm::Expected<OwningOpRef<ModuleOp>> readProgram(llvm::MemoryBufferRef file, MLIRContext *context) {
  StringRef bytes = file.getBuffer();
  auto image =
      readImage(ArrayRef(reinterpret_cast<const uint8_t *>(bytes.data()), bytes.size()), file.getBufferIdentifier());
  if (!image)
    return image.takeError();
  auto program = decodeProgram(*image);
  if (!program)
    return program.takeError();
  if (llvm::Error error = validateProgram(*image, *program))
    return std::move(error);
  return inspectImage({std::move(*image), std::move(*program)}, context);
}

static OwningOpRef<Operation *> importImage(llvm::SourceMgr &sources, MLIRContext *context) {
  DialectRegistry registry;
  addDialects(registry);
  context->appendDialectRegistry(registry);
  context->loadDialect<MeshDialect>();
  llvm::MemoryBufferRef file = *sources.getMemoryBuffer(sources.getMainFileID());
  auto module = readProgram(file, context);
  if (module)
    return module->release().getOperation();
  emitError(FileLineColLoc::get(context, file.getBufferIdentifier(), 0, 0)) << llvm::toString(module.takeError());
  return nullptr;
}

static LogicalResult exportImage(ModuleOp module, llvm::raw_ostream &output) {
  module->getContext()->printOpOnDiagnostic(false);
  auto programs = module.getOps<ProgramOp>();
  if (!llvm::hasSingleElement(programs))
    return module.emitError() << "an image holds one mesh.program, the module has "
                              << std::distance(programs.begin(), programs.end());
  ProgramOp program = *programs.begin();
  if (failed(verifyPhase(program, "allocate")))
    return failure();
  FailureOr<Image> image = emitImage(program);
  if (failed(image))
    return failure();
  llvm::Expected<std::vector<uint8_t>> bytes = writeImage(*image);
  if (!bytes)
    return program.emitError() << llvm::toString(bytes.takeError());
  output.write(reinterpret_cast<const char *>(bytes->data()), bytes->size());
  return success();
}

void mesh::registerMeshTranslations() {
  TranslateToMLIRRegistration("image-to-mesh", "An image of the mesh chip to the program that it holds", importImage);
  TranslateFromMLIRRegistration("mesh-to-image", "A physical program of the mesh chip to its image", exportImage,
                                addDialects);
}

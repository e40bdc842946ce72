//===- ModuleFile.cpp - modules in text and in bytecode -------------------===//
//
// The child has a context of its own, without threads: those of the context here do not exist in it.
//
//===----------------------------------------------------------------------===//
#include "compiler/import/ModuleFile.h"
#include "compiler/import/BytecodeHeader.h"
#include "compiler/import/WeightsFile.h"
#include "dialect/BytecodeVersion.h"
#include "dialect/snn/SnnOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"
#include "support/isolate/Isolate.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace snnc;

bool snnc::isBytecode(StringRef bytes) { return bytes.starts_with("ML\xefR"); }

static OwningOpRef<ModuleOp> parse(std::unique_ptr<llvm::MemoryBuffer> bytes, MLIRContext *context) {
  // Shared: the module refers to what lies in the buffer.
  auto sources = std::make_shared<llvm::SourceMgr>();
  sources->AddNewSourceBuffer(std::move(bytes), llvm::SMLoc());
  return parseSourceFile<ModuleOp>(sources, context);
}

/// Reads the module, and forgets it and all that is wrong with it: that the reader comes back is enough.
static llvm::Error tryOut(llvm::MemoryBufferRef bytes, const DialectRegistry &registry) {
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  ScopedDiagnosticHandler handler(&context, [](Diagnostic &) { return success(); });
  parse(llvm::MemoryBuffer::getMemBuffer(bytes), &context);
  return llvm::Error::success();
}

OwningOpRef<ModuleOp> snnc::readModule(std::unique_ptr<llvm::MemoryBuffer> file, MLIRContext *context) {
  std::string path = file->getBufferIdentifier().str();
  auto fail = [&] { return emitError(FileLineColLoc::get(context, path, 0, 0)); };
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> joined = joinWeights(std::move(file));
  if (!joined) {
    fail() << llvm::toString(joined.takeError());
    return nullptr;
  }
  std::unique_ptr<llvm::MemoryBuffer> bytes = std::move(*joined);
  StringRef dialect = snn::SnnDialect::getDialectNamespace();
  bool isText = !isBytecode(bytes->getBuffer());
  if (!isText && hasDialectVersion(bytes->getBuffer(), dialect) == false) {
    fail() << describeOtherVersion(dialect, 1, snn::SnnDialect::kBytecodeVersion);
    return nullptr;
  }
  DialectRegistry registry;
  context->getDialectRegistry().appendTo(registry);
  registry.insert<snn::SnnDialect>();
  isolate::Limits limits = isolate::limitsFor(bytes->getBufferSize());
  if (isText)
    limits.memory += 24 * bytes->getBufferSize(); // every number is a token first
  llvm::Expected<std::string> found = isolate::run({path, isText ? "MLIR's parser" : "MLIR's bytecode reader", limits},
                                                   [&](llvm::raw_ostream &) { return tryOut(*bytes, registry); });
  if (!found) {
    fail() << llvm::toString(found.takeError());
    return nullptr;
  }
  // Not everything that the readers refuse they say.
  bool isReported = false;
  ScopedDiagnosticHandler handler(context, [&](Diagnostic &diagnostic) {
    isReported |= diagnostic.getSeverity() == DiagnosticSeverity::Error;
    return failure(); // others tell it
  });
  OwningOpRef<ModuleOp> module = parse(std::move(bytes), context);
  if (!module && !isReported)
    fail() << "the file is damaged: it holds no module";
  return module;
}

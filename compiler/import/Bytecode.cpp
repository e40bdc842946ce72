//===- Bytecode.cpp - networks in MLIR's bytecode -------------------------===//
//
// The child has a context of its own, without threads: those of the context here do not exist in it.
//
//===----------------------------------------------------------------------===//
#include "compiler/import/Bytecode.h"
#include "compiler/import/BytecodeHeader.h"
#include "dialect/BytecodeVersion.h"
#include "dialect/snn/SnnOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"
#include "support/isolate/Isolate.h"
#include "support/isolate/Plain.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace snnc;

bool snnc::isBytecode(StringRef bytes) { return bytes.starts_with("ML\xefR"); }

static void write(isolate::PlainWriter &out, Diagnostic &diagnostic) {
  auto position = diagnostic.getLocation()->findInstanceOf<FileLineColLoc>();
  out.number(diagnostic.getSeverity());
  out.number(position ? position.getLine() : 0u);
  out.number(position ? position.getColumn() : 0u);
  out.text(diagnostic.str());
}

static OwningOpRef<ModuleOp> parse(std::unique_ptr<llvm::MemoryBuffer> bytes, MLIRContext *context) {
  // Shared: the module refers to what lies in the buffer.
  auto sources = std::make_shared<llvm::SourceMgr>();
  sources->AddNewSourceBuffer(std::move(bytes), llvm::SMLoc());
  return parseSourceFile<ModuleOp>(sources, context);
}

/// Reads the module and forgets it: writes whether it could be read, and what was reported.
static llvm::Error tryOut(llvm::MemoryBufferRef bytes, const DialectRegistry &registry, llvm::raw_ostream &out) {
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  isolate::PlainWriter writer(out);
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    writer.number(true); // one more
    write(writer, diagnostic);
  });
  bool isRead = bool(parse(llvm::MemoryBuffer::getMemBuffer(bytes, /*RequiresNullTerminator=*/false), &context));
  writer.number(false);
  writer.number(isRead);
  return llvm::Error::success();
}

/// Reports what the child did; whether the file can be read.
static bool repeat(StringRef bytes, const std::string &path, MLIRContext *context) {
  isolate::PlainReader reader(bytes);
  bool hasError = false;
  while (reader.number<bool>()) {
    auto severity = reader.number<DiagnosticSeverity>();
    unsigned line = reader.number<unsigned>(), column = reader.number<unsigned>();
    std::string text = reader.text();
    hasError |= severity == DiagnosticSeverity::Error;
    // What is no error is said again where the file is read again.
    if (severity == DiagnosticSeverity::Error)
      emitError(FileLineColLoc::get(context, path, line, column)) << text;
  }
  bool isRead = reader.number<bool>() && !reader.hasFailed();
  if (!isRead && !hasError)
    emitError(FileLineColLoc::get(context, path, 0, 0)) << "the file is damaged: it holds no module";
  return isRead;
}

OwningOpRef<ModuleOp> snnc::readBytecode(std::unique_ptr<llvm::MemoryBuffer> bytes, MLIRContext *context) {
  std::string path = bytes->getBufferIdentifier().str();
  auto fail = [&] { return emitError(FileLineColLoc::get(context, path, 0, 0)); };
  StringRef dialect = snn::SnnDialect::getDialectNamespace();
  if (hasDialectVersion(bytes->getBuffer(), dialect) == false) {
    fail() << describeOtherVersion(dialect, 1, snn::SnnDialect::kBytecodeVersion);
    return nullptr;
  }
  DialectRegistry registry;
  context->getDialectRegistry().appendTo(registry);
  registry.insert<snn::SnnDialect>();
  llvm::Expected<std::string> found =
      isolate::run({path, "MLIR's bytecode reader", isolate::limitsFor(bytes->getBufferSize())},
                   [&](llvm::raw_ostream &out) { return tryOut(*bytes, registry, out); });
  if (!found) {
    fail() << llvm::toString(found.takeError());
    return nullptr;
  }
  return repeat(*found, path, context) ? parse(std::move(bytes), context) : nullptr;
}

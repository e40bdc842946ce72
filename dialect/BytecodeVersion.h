//===- BytecodeVersion.h - the number of a dialect in bytecode --*- C++ -*-===//
//
// Bytecode says by which number of a dialect it was written, so that a file of another one is refused by it, and not by
// whatever is not understood of it. Version 1 wrote no number.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_DIALECT_BYTECODEVERSION_H
#define SNNC_DIALECT_BYTECODEVERSION_H

#include "mlir/Bytecode/BytecodeImplementation.h"
#include "mlir/IR/Diagnostics.h"

namespace snnc {

struct BytecodeVersion : mlir::DialectVersion {
  explicit BytecodeVersion(uint64_t number) : number(number) {}
  uint64_t number;
};

/// Why a file is not read, and what to do.
inline std::string describeOtherVersion(llvm::StringRef dialect, uint64_t found, uint64_t known) {
  return ("the file has version " + llvm::Twine(found) + " of dialect '" + dialect + "', this snnc reads version " +
          llvm::Twine(known) + "; compile the network again" +
          (found > known ? ", or read it with the snnc that wrote it" : ""))
      .str();
}

/// Writes the number, or the one that BytecodeWriterConfig asks for; refuses every other.
class BytecodeVersionInterface : public mlir::BytecodeDialectInterface {
public:
  BytecodeVersionInterface(mlir::Dialect *dialect, uint64_t known) : BytecodeDialectInterface(dialect), known(known) {}

  void writeVersion(mlir::DialectBytecodeWriter &writer) const override {
    auto wanted = writer.getDialectVersion(getDialect()->getNamespace());
    uint64_t number = succeeded(wanted) ? static_cast<const BytecodeVersion *>(*wanted)->number : known;
    if (number > 1)
      writer.writeVarInt(number);
  }

  std::unique_ptr<mlir::DialectVersion> readVersion(mlir::DialectBytecodeReader &reader) const override {
    uint64_t number;
    if (failed(reader.readVarInt(number)))
      return nullptr;
    if (number != known) {
      reader.emitError() << describeOtherVersion(getDialect()->getNamespace(), number, known);
      return nullptr;
    }
    return std::make_unique<BytecodeVersion>(number);
  }

private:
  uint64_t known;
};

} // namespace snnc

#endif // SNNC_DIALECT_BYTECODEVERSION_H

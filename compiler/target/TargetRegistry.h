//===- TargetRegistry.h - the chips that a tool knows -----------*- C++ -*-===//
#ifndef SNNC_COMPILER_TARGET_TARGETREGISTRY_H
#define SNNC_COMPILER_TARGET_TARGETREGISTRY_H

#include "compiler/target/Target.h"

namespace snnc {

/// A target and the backend that maps to it.
struct ChosenTarget {
  const Backend *backend = nullptr;
  TargetAttrInterface attribute;
};

class TargetRegistry {
public:
  /// The first backend that is added is the one of the default target.
  void add(std::unique_ptr<Backend> backend) { list.push_back(std::move(backend)); }

  llvm::ArrayRef<std::unique_ptr<Backend>> backends() const { return list; }
  /// Names of all targets, backend by backend.
  std::vector<llvm::StringRef> names() const;
  /// The target where none is asked for: the default of the first backend.
  llvm::StringRef defaultName() const { return list.front()->defaultTarget(); }

  /// A name or the path of a target file → target, that of no name the default. A file says in `format` which backend
  /// it is for.
  llvm::Expected<ChosenTarget> load(llvm::StringRef nameOrPath, mlir::MLIRContext &context) const;
  /// The target of a module: the one that it carries, which must be one that its backend makes, else `asked`, a name or
  /// file as `load` takes it. What is wrong is reported, and so is another target than the one that was asked for.
  mlir::FailureOr<ChosenTarget> choose(mlir::ModuleOp module, llvm::StringRef asked) const;

  /// What a folder that compile wrote holds.
  llvm::Expected<std::unique_ptr<Configuration>> loadConfiguration(llvm::StringRef directory) const;

  void registerDialects(mlir::DialectRegistry &registry) const;
  void registerPasses() const;
  void registerTranslations() const;

private:
  /// Null where there is none.
  const Backend *backendOf(mlir::Attribute target) const;

  std::vector<std::unique_ptr<Backend>> list;
};

} // namespace snnc

#endif // SNNC_COMPILER_TARGET_TARGETREGISTRY_H

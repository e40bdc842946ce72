//===- PhaseText.h - a module as text, line by line -------------*- C++ -*-===//
#ifndef SNNC_COMPILER_REPORT_PHASETEXT_H
#define SNNC_COMPILER_REPORT_PHASETEXT_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringMap.h"
#include <map>
#include <string>
#include <vector>

namespace snnc::report {

/// The layers of a network by the names that people and files give to them: a synapse belongs to the layer of neurons
/// that it feeds.
class LayerIndex {
public:
  /// The number of a layer; it is made where it is not there.
  unsigned add(llvm::StringRef layer);
  /// Another name of a layer.
  void alias(llvm::StringRef name, unsigned layer) { numbers.try_emplace(name, layer); }
  /// -1 where no layer has this name.
  int find(llvm::StringRef name) const;
  llvm::ArrayRef<std::string> names() const { return layers; }

private:
  std::vector<std::string> layers;
  llvm::StringMap<unsigned> numbers;
};

/// A module as text.
struct PhaseText {
  std::string text;                           ///< of long lists of numbers only their type and a hash of them
  std::map<std::string, uint64_t> operations; ///< of each kind
  /// From line `first` (from 0) on the text is of a layer, by its number; -1: of none.
  struct Run {
    unsigned first;
    int layer;
  };
  std::vector<Run> lines;
};

/// Prints a module. Operations are followed by their locations and by the layer that their attributes name.
PhaseText printPhase(mlir::ModuleOp module, const LayerIndex &layers);

/// The number of the layer that an operation is of, -1 where it is of none.
int layerOf(mlir::Operation *op, const LayerIndex &layers);

} // namespace snnc::report

#endif // SNNC_COMPILER_REPORT_PHASETEXT_H

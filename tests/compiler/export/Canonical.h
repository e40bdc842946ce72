//===- Canonical.h - networks as text that can be compared ------*- C++ -*-===//
//
// Two networks have the same text where they have the same layers, connected alike, with the same numbers: the order of
// operations, the names of weights and locations are not in it.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_TESTS_COMPILER_EXPORT_CANONICAL_H
#define SNNC_TESTS_COMPILER_EXPORT_CANONICAL_H

#include "dialect/snn/Elements.h"
#include "dialect/snn/SnnOps.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/Support/raw_ostream.h"

namespace snnc::test {

class Canonical {
public:
  static std::string textOf(snn::NetworkOp network) {
    Canonical canonical;
    for (mlir::Value output : network.getOutput().getOutputs())
      canonical.lines += "output " + std::to_string(canonical.visit(output)) + "\n";
    return canonical.lines;
  }

private:
  unsigned visit(mlir::Value value) {
    auto [it, isNew] = numbers.try_emplace(value, numbers.size());
    unsigned number = it->second;
    if (!isNew)
      return number;
    std::string text;
    llvm::raw_string_ostream os(text);
    if (mlir::Operation *op = value.getDefiningOp()) {
      os << op->getName() << " " << value.getType();
      for (mlir::NamedAttribute attr : op->getAttrDictionary()) {
        os << " " << attr.getName() << "=";
        auto elements = mlir::dyn_cast<mlir::ElementsAttr>(attr.getValue());
        if (!elements) {
          os << attr.getValue();
          continue;
        }
        std::vector<double> values = *snn::readElements<double>(elements);
        for (double number : values)
          os << llvm::format("%.9g ", number);
      }
      os << " of";
      for (mlir::Value operand : op->getOperands())
        os << " " << visit(operand);
    } else {
      os << "input " << mlir::cast<mlir::BlockArgument>(value).getArgNumber() << " " << value.getType();
    }
    lines += std::to_string(number) + ": " + text + "\n";
    return number;
  }

  llvm::DenseMap<mlir::Value, unsigned> numbers;
  std::string lines;
};

} // namespace snnc::test

#endif // SNNC_TESTS_COMPILER_EXPORT_CANONICAL_H

//===- NirShapes.cpp - shapes that the file declares ----------------------===//
//
// Some exporters leave axes of a batch of one in the shapes of inputs and outputs. How many axes a sample has, the
// nodes say that read it.
//
//===----------------------------------------------------------------------===//
#include "compiler/import/nir/NirImporter.h"
#include <cmath>

using namespace mlir;
using namespace snnc;
using namespace snnc::nir;

/// The number of axes that a node takes, where its type or its fields say it.
static std::optional<size_t> rankOf(const Node &node) {
  if (node.type == "Conv2d" || node.type == "SumPool2d" || node.type == "AvgPool2d")
    return 3;
  if (node.type == "Conv1d")
    return 2;
  if (node.type == "Linear" || node.type == "Affine")
    return 1;
  for (const char *field : {"v_threshold", "threshold", "tau", "tau_mem", "r", "delay", "scale"})
    if (auto it = node.fields.find(field); it != node.fields.end() && it->second.numbers.size() > 1) {
      // Parameters may have the axes of the batch themselves.
      ArrayRef<int64_t> shape = it->second.shape;
      while (shape.size() > 1 && shape.front() == 1)
        shape = shape.drop_front();
      return shape.size();
    }
  return std::nullopt;
}

/// The number of axes of a sample of an input: that of the first nodes on the way from it that say one.
std::optional<size_t> Importer::findInputRank(const Node &node) {
  SmallVector<const Node *> open{&node};
  llvm::SmallPtrSet<const Node *, 16> seen{&node};
  for (size_t i = 0; i < open.size(); ++i)
    for (const Node &reader : graph.nodes) {
      if (!llvm::is_contained(producers.lookup(reader.name), open[i]) || !seen.insert(&reader).second)
        continue;
      if (std::optional<size_t> rank = rankOf(reader))
        return rank;
      // Behind it there is another rank.
      if (reader.type != "Flatten")
        open.push_back(&reader);
    }
  return std::nullopt;
}

/// The shape without the axes of a batch: leading ones that the nodes behind the input do not take.
std::optional<SmallVector<int64_t>> Importer::getInputShape(const Node &node) {
  FailureOr<Numbers> numbers = getNumbers(node, "shape");
  if (failed(numbers))
    return std::nullopt;
  SmallVector<int64_t> shape;
  for (double extent : numbers->values) {
    if (extent != std::floor(extent) || extent < 1 || extent > (1 << 30)) {
      fail(node) << "field 'shape' must hold whole numbers of at least 1, holds " << formatNumber(extent);
      return std::nullopt;
    }
    shape.push_back(static_cast<int64_t>(extent));
  }
  SmallVector<int64_t> whole = shape;
  size_t rank = findInputRank(node).value_or(3);
  while (shape.size() > rank && shape.front() == 1)
    shape.erase(shape.begin());
  if (shape.empty() || shape.size() > 3) {
    fail(node) << "field 'shape' is " << formatShape(whole) << ", must have one to three axes";
    return std::nullopt;
  }
  if (shape != whole)
    assumptions.push_back("input '" + node.name + "' of shape " + formatShape(whole) + " is read as " +
                          formatShape(shape) + ": leading axes of one are those of a batch");
  return shape;
}

/// Whether a declared shape is `have`, but for axes of a batch.
static bool isShape(ArrayRef<int64_t> declared, ArrayRef<int64_t> have) {
  while (declared.size() > have.size() && declared.front() == 1)
    declared = declared.drop_front();
  return declared == have;
}

void Importer::checkOutputShape(const Node &node, ArrayRef<int64_t> have) {
  if (!find(node, "shape"))
    return;
  FailureOr<Numbers> numbers = getNumbers(node, "shape");
  if (failed(numbers))
    return;
  SmallVector<int64_t> declared;
  for (double extent : numbers->values)
    declared.push_back(static_cast<int64_t>(extent));
  if (!isShape(declared, have))
    fail(node) << "field 'shape' is " << formatShape(declared) << ", what comes in is " << formatShape(have);
}

/// Inner graphs declare what comes in and goes out, too.
void Importer::checkPorts() {
  std::set<std::string> told;
  for (const PortShape &port : graph.ports) {
    auto known = shapes.find(port.from);
    if (known == shapes.end())
      continue;
    ArrayRef<int64_t> have = known->second;
    if (isShape(port.shape, have) || !told.insert(port.port).second)
      continue;
    hasFailed = true;
    builder.fail(port.port) << "field 'shape' is " << formatShape(port.shape) << ", what comes in is "
                            << formatShape(have);
  }
}

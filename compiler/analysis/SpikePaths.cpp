//===- SpikePaths.cpp - from spikes back to where they begin --------------===//

#include "compiler/analysis/SpikePaths.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace snnc;

std::array<int64_t, 3> snnc::frameOf(Type spikes) {
  ArrayRef<int64_t> shape = snn::getShape(spikes);
  int64_t width = shape.size() > 1 ? shape.back() : 1;
  return {shape.front(), snn::getNumElements(spikes) / shape.front() / width, width};
}

bool snnc::isOrigin(Value spikes) {
  Operation *op = spikes.getDefiningOp();
  return !op || isa<snn::StatefulOpInterface, snn::EncoderOpInterface>(op);
}

/// Layers that spikes come through on a path.
static bool isOnPath(Operation *op) {
  return isa<snn::SumPool2dOp, snn::Crop2dOp, snn::FlattenOp, snn::MergeOp, snn::ConcatenateOp, snn::DelayOp>(op);
}

static size_t countPaths(Value spikes, llvm::DenseMap<Value, size_t> &known) {
  if (isOrigin(spikes) || !isOnPath(spikes.getDefiningOp()))
    return 1;
  if (auto found = known.find(spikes); found != known.end())
    return found->second;
  size_t count = 0;
  for (Value source : spikes.getDefiningOp()->getOperands())
    count = llvm::SaturatingAdd(count, countPaths(source, known));
  return known[spikes] = count;
}

size_t snnc::numPathsTo(Value spikes) {
  llvm::DenseMap<Value, size_t> known;
  return countPaths(spikes, known);
}

std::optional<SmallVector<SpikePath, 1>> snnc::pathsTo(Value spikes, size_t most) {
  if (numPathsTo(spikes) > most)
    return std::nullopt;
  SmallVector<SpikePath, 1> paths;
  // What is open begins, as far as is known, at its `origin`; its layers are found from the end.
  SmallVector<SpikePath> open{{spikes, {}}};
  while (!open.empty()) {
    SpikePath path = open.pop_back_val();
    Operation *op = path.origin.getDefiningOp();
    if (isOrigin(path.origin) || !isOnPath(op)) {
      std::reverse(path.layers.begin(), path.layers.end());
      paths.push_back(std::move(path));
      continue;
    }
    for (OpOperand &operand : llvm::reverse(op->getOpOperands())) {
      SpikePath longer = path;
      longer.origin = operand.get();
      longer.layers.push_back({op, operand.getOperandNumber()});
      open.push_back(std::move(longer));
    }
  }
  return paths;
}

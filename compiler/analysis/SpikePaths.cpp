//===- SpikePaths.cpp - from spikes back to where they begin --------------===//

#include "compiler/analysis/SpikePaths.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace snnc;

bool snnc::isOrigin(Value spikes) {
  Operation *op = spikes.getDefiningOp();
  return !op || isa<snn::StatefulOpInterface, snn::EncoderOpInterface>(op);
}

/// The layer that spikes come through at the end of a path; none at its origin.
static snn::SpikeRoutingOpInterface routingOf(Value spikes) {
  return isOrigin(spikes) ? snn::SpikeRoutingOpInterface() : spikes.getDefiningOp<snn::SpikeRoutingOpInterface>();
}

static size_t countPaths(Value spikes, llvm::DenseMap<Value, size_t> &known) {
  snn::SpikeRoutingOpInterface layer = routingOf(spikes);
  if (!layer)
    return 1;
  if (auto found = known.find(spikes); found != known.end())
    return found->second;
  size_t count = 0;
  for (Value source : layer->getOperands())
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
    snn::SpikeRoutingOpInterface layer = routingOf(path.origin);
    if (!layer) {
      std::reverse(path.layers.begin(), path.layers.end());
      paths.push_back(std::move(path));
      continue;
    }
    for (OpOperand &operand : llvm::reverse(layer->getOpOperands())) {
      SpikePath longer = path;
      longer.origin = operand.get();
      longer.layers.push_back({layer, operand.getOperandNumber()});
      open.push_back(std::move(longer));
    }
  }
  return paths;
}

//===- NetworkEntry.cpp - layers in the network's file --------------------===//

#include "compiler/driver/NetworkEntry.h"
#include "compiler/diagnostics/DiagnosticText.h"
#include "dialect/snn/SnnOps.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"
#include <fmt/format.h>

using namespace mlir;
using namespace snnc;
using namespace snnc::driver;

/// The networks of a workload, the one that is nearest to its file first.
static std::vector<snn::NetworkOp> networksOf(const Workload &workload) {
  std::vector<snn::NetworkOp> networks;
  for (const OwningOpRef<ModuleOp> *module : {&workload.imported, &workload.quantized})
    if (*module)
      llvm::append_range(networks, const_cast<OwningOpRef<ModuleOp> &>(*module)->getOps<snn::NetworkOp>());
  return networks;
}

std::string NetworkEntry::str() const {
  std::string text = fmt::format("'{}' of {}", name, file);
  if (!synapses.empty())
    text += ", its current from '" + llvm::join(synapses, "', '") + "'";
  return text;
}

/// The names of the operations that give a current: synapses, or those that the current is merged of.
static std::vector<std::string> namesBehind(Value current) {
  std::vector<std::string> names;
  llvm::SetVector<Value> open;
  open.insert(current);
  for (size_t i = 0; i < open.size(); ++i) {
    Operation *source = open[i].getDefiningOp();
    if (!source)
      continue;
    if (isa<snn::MergeOp>(source)) {
      open.insert(source->operand_begin(), source->operand_end());
      continue;
    }
    std::string file, name;
    describePlace(source->getLoc(), file, name);
    if (!name.empty() && !llvm::is_contained(names, name))
      names.push_back(name);
  }
  return names;
}

std::optional<NetworkEntry> driver::entryOf(const Workload &workload, StringRef layer) {
  for (snn::NetworkOp network : networksOf(workload))
    for (Operation &op : network.getBody().front()) {
      auto stateful = dyn_cast<snn::StatefulOpInterface>(op);
      if (!stateful || stateful.getLayerName() != layer)
        continue;
      NetworkEntry entry;
      describePlace(op.getLoc(), entry.file, entry.name);
      if (auto neuron = dyn_cast<snn::NeuronOpInterface>(op))
        entry.synapses = namesBehind(neuron.getNeuronCurrent());
      if (!entry.file.empty() && !entry.name.empty())
        return entry;
    }
  return std::nullopt;
}

std::string driver::layerOfEntry(const Workload &workload, StringRef entry) {
  for (snn::NetworkOp network : networksOf(workload))
    for (Operation &op : network.getBody().front()) {
      std::string file, name;
      describePlace(op.getLoc(), file, name);
      if (name != entry)
        continue;
      llvm::SetVector<Operation *> open;
      open.insert(&op);
      for (size_t i = 0; i < open.size(); ++i) {
        if (auto layer = dyn_cast<snn::StatefulOpInterface>(open[i]))
          return layer.getLayerName().str();
        open.insert(open[i]->user_begin(), open[i]->user_end());
      }
    }
  return "";
}

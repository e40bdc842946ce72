//===- LayerNames.cpp - names for layers without one ----------------------===//

#include "compiler/analysis/LayerNames.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace snnc;

void snnc::nameLayers(snn::NetworkOp network) {
  llvm::StringSet<> taken;
  network.walk([&](snn::StatefulOpInterface layer) { taken.insert(layer.getLayerName()); });
  unsigned index = 0;
  network.walk([&](snn::StatefulOpInterface layer) {
    if (!layer.getLayerName().empty())
      return;
    while (!taken.insert("layer" + std::to_string(index)).second)
      ++index;
    layer->setAttr("layer", StringAttr::get(network.getContext(), "layer" + std::to_string(index)));
  });
}

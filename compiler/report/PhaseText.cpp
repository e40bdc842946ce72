//===- PhaseText.cpp - a module as text, line by line ---------------------===//

#include "compiler/report/PhaseText.h"
#include "dialect/snn/SnnOps.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/IR/BuiltinDialect.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace snnc;
using namespace snnc::report;

unsigned LayerIndex::add(StringRef layer) {
  auto [entry, isNew] = numbers.try_emplace(layer, unsigned(layers.size()));
  if (isNew)
    layers.push_back(layer.str());
  return entry->second;
}

int LayerIndex::find(StringRef name) const {
  auto entry = numbers.find(name);
  return entry == numbers.end() ? -1 : int(entry->second);
}

/// More elements than these are not printed.
static constexpr int64_t mostElements = 16;

/// Stands for long lists of numbers in printed text.
class Elision {
public:
  explicit Elision(MLIRContext *context) : context(context) {
    replacer.addReplacement([this](ElementsAttr attr) -> std::optional<std::pair<Attribute, WalkResult>> {
      if (attr.getNumElements() <= mostElements || attr.isSplat())
        return std::nullopt;
      if (auto dense = dyn_cast<DenseElementsAttr>(attr))
        return std::make_pair(stand(attr, dense.getRawData()), WalkResult::skip());
      auto resource = dyn_cast<DenseResourceElementsAttr>(attr);
      if (!resource)
        return std::nullopt;
      AsmResourceBlob *blob = resource.getRawHandle().getBlob();
      return std::make_pair(stand(attr, blob ? blob->getData() : ArrayRef<char>()), WalkResult::skip());
    });
  }

  void apply(Operation *op) {
    replacer.recursivelyReplaceElementsIn(op, /*replaceAttrs=*/true, /*replaceLocs=*/false, /*replaceTypes=*/false);
  }

private:
  /// A resource without content that is named by the hash of the numbers: their own name may be one of many.
  Attribute stand(ElementsAttr attr, ArrayRef<char> bytes) {
    llvm::SHA256 hash;
    hash.update(StringRef(bytes.data(), bytes.size()));
    std::string key = "sha256." + llvm::toHex(hash.final(), /*LowerCase=*/true).substr(0, 12);
    // A second one of this name would get another name.
    auto &manager = DenseResourceElementsHandle::getManagerInterface(context);
    auto *entry = manager.getBlobManager().lookup(key);
    DenseResourceElementsHandle handle =
        entry ? DenseResourceElementsHandle(entry, cast<BuiltinDialect>(manager.getDialect())) : manager.insert(key);
    return DenseResourceElementsAttr::get(attr.getShapedType(), handle);
  }

  MLIRContext *context;
  AttrTypeReplacer replacer;
};

/// So far the layer that an operation feeds is looked for: who asks for all of a very deep network is not to wait.
static constexpr size_t farthestLayer = 256;

/// The name of the first layer that takes what an operation gives, on ways without state; empty where there is none.
static std::string layerFedBy(Operation *op) {
  llvm::SetVector<Operation *> open;
  open.insert(op);
  for (size_t i = 0; i < std::min(open.size(), farthestLayer) && !isa<snn::StatefulOpInterface>(op); ++i)
    for (Operation *user : open[i]->getUsers()) {
      if (auto layer = dyn_cast<snn::StatefulOpInterface>(user))
        return layer.getLayerName().str();
      open.insert(user);
    }
  return "";
}

int report::layerOf(Operation *op, const LayerIndex &layers) {
  int found = -1;
  auto consider = [&](StringRef name) {
    if (found < 0)
      found = layers.find(name);
  };
  for (NamedAttribute attribute : op->getAttrs()) {
    if (auto text = dyn_cast<StringAttr>(attribute.getValue()); text && attribute.getName() != "sym_visibility")
      consider(text.getValue());
    else if (auto symbol = dyn_cast<FlatSymbolRefAttr>(attribute.getValue()))
      consider(symbol.getValue());
  }
  op->getLoc()->walk([&](Location part) {
    if (auto named = dyn_cast<NameLoc>(part))
      consider(named.getName().getValue());
    return WalkResult::advance();
  });
  if (found < 0)
    if (std::string layer = layerFedBy(op); !layer.empty())
      found = layers.find(layer);
  // What stands inside of an operation is its own.
  Operation *parent = op->getParentOp();
  return found < 0 && parent && !isa<ModuleOp>(parent) && parent->getNumResults() > 0 ? layerOf(parent, layers) : found;
}

PhaseText report::printPhase(ModuleOp module, const LayerIndex &layers) {
  OwningOpRef<ModuleOp> clone = module.clone();
  Elision(module.getContext()).apply(*clone);
  PhaseText result;
  AsmState::LocationMap places;
  llvm::raw_string_ostream stream(result.text);
  // Without their numbers some operations would not verify.
  AsmState state(*clone, OpPrintingFlags().assumeVerified(), &places);
  clone->getOperation()->print(stream, state);
  std::map<unsigned, int> ofLine;
  clone->walk([&](Operation *op) {
    ++result.operations[op->getName().getStringRef().str()];
    if (auto place = places.find(op); place != places.end() && place->second.first > 0)
      ofLine[place->second.first - 1] = layerOf(op, layers);
  });
  for (auto [line, layer] : ofLine)
    if (result.lines.empty() || result.lines.back().layer != layer)
      result.lines.push_back({line, layer});
  return result;
}

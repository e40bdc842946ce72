//===- TargetAttribute.cpp - a target description in the IR ---------------===//

#include "backends/mesh/target/TargetAttribute.h"
#include "backends/mesh/fields/FieldSpec.h"

using namespace snnc;
using namespace snnc::mesh;

static mlir::ArrayAttr kindsOf(const TargetDescription &target, mlir::MLIRContext *context) {
  if (target.kinds.empty())
    return nullptr;
  llvm::SmallVector<mlir::Attribute> kinds;
  for (const CoreKind &kind : target.kinds)
    kinds.push_back(mesh::KindAttr::get(context, kind.name, kind.populations, kind.ports, kind.destinations,
                                        kind.credits, kind.weightWords, kind.stateWords));
  return mlir::ArrayAttr::get(context, kinds);
}

llvm::Expected<mesh::TargetAttr> mesh::toAttribute(const TargetDescription &target, mlir::MLIRContext *context) {
  llvm::Expected<FieldLayout> layout = FieldLayout::create(target);
  if (!layout)
    return layout.takeError();
  auto greatest = [&](const char *width) { return (int64_t(1) << layout->width(width)) - 1; };
  context->loadDialect<mesh::MeshDialect>();
  mlir::DenseI64ArrayAttr kindNumbers, faulty, faultyLinks;
  if (!target.kindOf.empty())
    kindNumbers = mlir::DenseI64ArrayAttr::get(context, llvm::to_vector_of<int64_t>(target.kindOf));
  if (!target.faulty.empty())
    faulty = mlir::DenseI64ArrayAttr::get(context, llvm::to_vector_of<int64_t>(target.faulty));
  llvm::SmallVector<int64_t> links;
  for (const FaultyLink &link : target.faultyLinks)
    links.append({int64_t(link.core), int64_t(link.core + (link.isVertical ? target.cols : 1))});
  if (!links.empty())
    faultyLinks = mlir::DenseI64ArrayAttr::get(context, links);
  // Extents share the coordinate field with coordinates, so 255 rows are the most, counted 0 to 254. The shift field of
  // a destination entry has 2 bits.
  return mesh::TargetAttr::get(
      context, target.name, target.cols, target.rows, target.lanes, target.stateBits, target.weightBits,
      target.countMax, target.populations, target.ports, target.destinations, target.credits, target.weightWords,
      target.stateWords, target.routerFifo, target.coreFifo, greatest("kernel"), greatest("stride"),
      greatest("coordinate"), greatest("channel"), greatest("offset") / 2, 3, kindsOf(target, context), kindNumbers,
      faulty, faultyLinks, target.leak != 0, target.current != 0, target.weightShift, target.readout != 0,
      target.maxPool != 0, target.counters != 0, target.mergeWords, target.multicastGroups);
}

TargetDescription mesh::fromAttribute(mesh::TargetAttr attribute) {
  TargetDescription target;
  target.name = attribute.getName().str();
  target.cols = attribute.getCols();
  target.rows = attribute.getRows();
  target.lanes = attribute.getLanes();
  target.stateBits = attribute.getStateBits();
  target.weightBits = attribute.getWeightBits();
  target.countMax = attribute.getCountMax();
  target.populations = attribute.getPopulations();
  target.ports = attribute.getPorts();
  target.destinations = attribute.getDestinations();
  target.credits = attribute.getCredits();
  target.weightWords = attribute.getWeightWords();
  target.stateWords = attribute.getStateWords();
  target.routerFifo = attribute.getRouterFifo();
  target.coreFifo = attribute.getCoreFifo();
  target.leak = attribute.getLeak();
  target.current = attribute.getCurrent();
  target.weightShift = attribute.getWeightShift();
  target.readout = attribute.getReadout();
  target.maxPool = attribute.getMaxPool();
  target.counters = attribute.getCounters();
  target.mergeWords = attribute.getMergeWords();
  target.multicastGroups = attribute.getMulticastGroups();
  for (mlir::Attribute attribute :
       attribute.getKinds() ? attribute.getKinds().getValue() : llvm::ArrayRef<mlir::Attribute>()) {
    auto kind = llvm::cast<mesh::KindAttr>(attribute);
    CoreKind size;
    size.name = kind.getName().str();
    size.populations = kind.getPopulations();
    size.ports = kind.getPorts();
    size.destinations = kind.getDestinations();
    size.credits = kind.getCredits();
    size.weightWords = kind.getWeightWords();
    size.stateWords = kind.getStateWords();
    target.kinds.push_back(size);
  }
  auto numbers = [](mlir::DenseI64ArrayAttr list) {
    return list ? std::vector<uint32_t>(list.asArrayRef().begin(), list.asArrayRef().end()) : std::vector<uint32_t>();
  };
  target.kindOf = numbers(attribute.getKindOf());
  target.faulty = numbers(attribute.getFaulty());
  std::vector<uint32_t> links = numbers(attribute.getFaultyLinks());
  for (size_t i = 0; i + 1 < links.size(); i += 2)
    target.faultyLinks.push_back({links[i], links[i + 1] != links[i] + 1});
  return target;
}

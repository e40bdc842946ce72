//===- TargetAttribute.cpp - a target description in the IR ---------------===//

#include "backends/mesh/target/TargetAttribute.h"
#include "backends/mesh/fields/FieldSpec.h"

using namespace snnc;
using namespace snnc::mesh;

llvm::Expected<core::MeshAttr> mesh::toAttribute(const TargetDescription &target, mlir::MLIRContext *context) {
  llvm::Expected<FieldLayout> layout = FieldLayout::create(target);
  if (!layout)
    return layout.takeError();
  auto greatest = [&](const char *width) { return (int64_t(1) << layout->width(width)) - 1; };
  context->loadDialect<core::CoreDialect>();
  // Extents share the coordinate field with coordinates, so 255 rows are the most, counted 0 to 254. The shift field of
  // a destination entry has 2 bits.
  return core::MeshAttr::get(context, target.name, target.cols, target.rows, target.lanes, target.stateBits,
                             target.weightBits, target.countMax, target.populations, target.ports, target.destinations,
                             target.credits, target.weightWords, target.stateWords, target.routerFifo, target.coreFifo,
                             greatest("kernel"), greatest("stride"), greatest("coordinate"), greatest("channel"),
                             greatest("offset") / 2, 3);
}

TargetDescription mesh::fromAttribute(core::MeshAttr attribute) {
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
  return target;
}

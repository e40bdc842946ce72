//===- Backends.cpp - the chips of this project ---------------------------===//

#include "backends/Backends.h"
#include "backends/mesh/MeshBackend.h"
#include "backends/speck/SpeckBackend.h"
#include "backends/xylo/XyloBackend.h"

using namespace snnc;

const TargetRegistry &snnc::allTargets() {
  static const TargetRegistry targets = [] {
    TargetRegistry list;
    list.add(mesh::createMeshBackend());
    list.add(speck::createSpeckBackend());
    list.add(xylo::createXyloBackend());
    return list;
  }();
  return targets;
}

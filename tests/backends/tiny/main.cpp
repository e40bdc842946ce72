//===- main.cpp - snnc that knows the tiny chip too -----------------------===//

#include "backends/mesh/MeshBackend.h"
#include "compiler/driver/Command.h"
#include "tests/backends/tiny/TinyBackend.h"

int main(int argc, char **argv) {
  snnc::TargetRegistry targets;
  targets.add(snnc::mesh::createMeshBackend());
  targets.add(snnc::tiny::createTinyBackend());
  return snnc::driver::snncMain(argc, argv, targets);
}

//===- main.cpp - snnc ----------------------------------------------------===//

#include "backends/Backends.h"
#include "compiler/driver/Command.h"

int main(int argc, char **argv) { return snnc::driver::snncMain(argc, argv, snnc::allTargets()); }

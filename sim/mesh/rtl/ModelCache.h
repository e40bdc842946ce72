//===- ModelCache.h - models of any target, built when wanted ---*- C++ -*-===//
//
// A target without a model that came with the program gets one from the RTL that did: Verilator and a C++ compiler make
// it, once, into a cache. Its key is everything that goes into it: the target's numbers, the sources, and the kind.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_MESH_RTL_MODELCACHE_H
#define SNNC_SIM_MESH_RTL_MODELCACHE_H

#include "backends/mesh/target/TargetDescription.h"
#include <string>

namespace snnc::sim {

/// What a model can do beside running.
enum class ModelKind { Plain, Random, Fst, Vcd };

/// "so", "random.so", "fst.so" or "vcd.so".
const char *suffixOf(ModelKind kind);

/// The library of a model for `target`: from the cache, else built into it, with a word on stderr, for it takes a
/// minute or more. The cache is SNNC_CACHE, else XDG_CACHE_HOME/snnc, else HOME/.cache/snnc. Fails, with what the tools
/// said, where the model cannot be built: without Verilator only the models that came with the program can be used.
llvm::Expected<std::string> cachedModel(const mesh::TargetDescription &target, ModelKind kind);

} // namespace snnc::sim

#endif // SNNC_SIM_MESH_RTL_MODELCACHE_H

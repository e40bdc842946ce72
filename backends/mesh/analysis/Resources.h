//===- Resources.h - what a population takes of a core ----------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_ANALYSIS_RESOURCES_H
#define SNNC_BACKENDS_MESH_ANALYSIS_RESOURCES_H

#include "dialect/mesh/MeshDialect.h"
#include <array>
#include <vector>

namespace snnc {

/// The resources that a core has a fixed number of.
enum class Resource { Populations, Ports, Destinations, Credits, WeightWords, StateWords };
constexpr unsigned resourceCount = 6;

/// The name of a resource in target files, reports and diagnostics.
llvm::StringRef nameOf(Resource resource);

/// An amount of each resource.
struct Resources {
  std::array<int64_t, resourceCount> amount{};

  int64_t &operator[](Resource resource) { return amount[unsigned(resource)]; }
  int64_t operator[](Resource resource) const { return amount[unsigned(resource)]; }
  Resources &operator+=(const Resources &other) {
    for (unsigned i = 0; i < resourceCount; ++i)
      amount[i] += other.amount[i];
    return *this;
  }
  bool fitsIn(const Resources &capacity) const {
    for (unsigned i = 0; i < resourceCount; ++i)
      if (amount[i] > capacity.amount[i])
        return false;
    return true;
  }
};

/// What core number `core` (row by row) has, and what a core of a kind has.
Resources capacityOf(mesh::TargetAttr target, int64_t core);
Resources capacityOfKind(mesh::TargetAttr target, int64_t kind);

/// The greatest of each resource over some cores: what no population may need more of.
Resources largestOf(llvm::ArrayRef<Resources> cores);

/// A core that can hold something.
struct UsableCore {
  int64_t column, row, kind;
};

/// All usable cores in the order of the row snake from the host's corner: neighbours in order are neighbours in the
/// mesh. A cluster is numbered by the core that it would take in this order, so its number says what fits it.
std::vector<UsableCore> usableCores(mesh::TargetAttr target);

/// The number that `usableCores` gives the core in this place, row by row.
inline int64_t numberOf(const UsableCore &core, mesh::TargetAttr target) {
  return core.row * target.getCols() + core.column;
}

/// What a population takes of its core: one destination for each use of its events, one credit for each in-edge, and
/// state words for its state or, if that is more, for its spike list, whose memory has as many words.
Resources demandOf(mesh::PopulationOp population, mesh::TargetAttr target, mesh::LayerOp layer);

} // namespace snnc

#endif // SNNC_BACKENDS_MESH_ANALYSIS_RESOURCES_H

//===- Packer.h - how populations are put on cores --------------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_TRANSFORMS_MESH_PACK_PACKER_H
#define SNNC_BACKENDS_MESH_TRANSFORMS_MESH_PACK_PACKER_H

#include "backends/mesh/analysis/Resources.h"
#include <optional>

namespace snnc {

/// What a packer knows of a population.
struct PackItem {
  Resources demand;
  double load = 0;   ///< expected cycles of a step
  int64_t core = -1; ///< the core that it is given, as its place among all; -1: any
};

/// Expected packets of a step between two items.
struct PackFlow {
  size_t a, b;
  double packets;
};

/// A way to pack. The same items give the same clusters.
class Packer {
public:
  virtual ~Packer() = default;

  /// The core of each item, as its place in `cores`; nothing where they do not hold the items. Each item alone fits
  /// some core.
  virtual std::optional<std::vector<int64_t>> pack(llvm::ArrayRef<PackItem> items,
                                                   llvm::ArrayRef<Resources> cores) const = 0;
};

/// Greedy: items in order, each to an empty core while there is one, then to the least loaded core that holds it.
/// Where that fails, first fit in order of falling demand, which uses as few cores as it finds.
class GreedyPacker : public Packer {
public:
  std::optional<std::vector<int64_t>> pack(llvm::ArrayRef<PackItem> items,
                                           llvm::ArrayRef<Resources> cores) const override;
};

/// As few cores as possible: first fit in order of falling demand, then all other ways are tried, up to a number of
/// them; small programs are packed optimally.
class FewestPacker : public Packer {
public:
  std::optional<std::vector<int64_t>> pack(llvm::ArrayRef<PackItem> items,
                                           llvm::ArrayRef<Resources> cores) const override;
};

/// A set of groups of items that do not fit the cores together, as they would without any one of them; the items of all
/// groups must not fit. `groupOf` numbers the group of each item, from 0 to below `groups`.
std::vector<size_t> smallestConflict(llvm::ArrayRef<PackItem> items, llvm::ArrayRef<size_t> groupOf, size_t groups,
                                     llvm::ArrayRef<Resources> cores, const Packer &packer);

/// No packing takes fewer cores: of each resource, what all items need over what the largest core has.
int64_t leastCores(llvm::ArrayRef<PackItem> items, llvm::ArrayRef<Resources> cores);

/// Those that send to each other share a core, the most packets first, as far as cores hold them: few packets leave
/// their core. Falls back on FewestPacker.
class TrafficPacker : public Packer {
public:
  explicit TrafficPacker(std::vector<PackFlow> flows) : flows(std::move(flows)) {}
  std::optional<std::vector<int64_t>> pack(llvm::ArrayRef<PackItem> items,
                                           llvm::ArrayRef<Resources> cores) const override;

private:
  std::vector<PackFlow> flows;
};

/// Populations on random cores, in random order: for tests. Falls back on the greedy packer where it finds no room.
class RandomPacker : public Packer {
public:
  explicit RandomPacker(uint64_t seed) : seed(seed) {}
  std::optional<std::vector<int64_t>> pack(llvm::ArrayRef<PackItem> items,
                                           llvm::ArrayRef<Resources> cores) const override;

private:
  uint64_t seed;
};

} // namespace snnc

#endif // SNNC_BACKENDS_MESH_TRANSFORMS_MESH_PACK_PACKER_H

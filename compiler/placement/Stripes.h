//===- Stripes.h - placements along stripes of the grid ---------*- C++ -*-===//
#ifndef SNNC_COMPILER_PLACEMENT_STRIPES_H
#define SNNC_COMPILER_PLACEMENT_STRIPES_H

#include "compiler/placement/Classes.h"

namespace snnc::placement {

/// How clusters fill a grid: stripe by stripe, along each of them line by line across it.
struct Stripes {
  int32_t width;         ///< cores of a line
  bool areHorizontal;    ///< the lines are columns, else rows
  bool turn, zigzag;     ///< every other stripe, every other line of a stripe backwards
  bool ofLayers = false; ///< each layer has a stripe of its own, as wide as it takes, not `width`
};

/// Places the clusters of a problem in the order of their classes. What follows in order and exchanges nothing is a
/// layer.
class StripePlacer {
public:
  /// Both must outlive it.
  StripePlacer(const Problem &problem, const Classes &classes);

  /// Whether there were enough sites; only stripes of layers may have too few.
  bool place(const Stripes &stripes, std::vector<int32_t> &siteOf);
  /// Stripes that are worth trying.
  std::vector<Stripes> candidates() const;

private:
  void findLayers();
  /// Puts the clusters from `first` to before `last` on the sites of `order`; whether these were enough.
  bool fill(size_t first, size_t last, std::vector<int32_t> &siteOf);
  /// Adds the sites of a stripe that begins at a column or row to `order`.
  void addStripe(const Stripes &stripes, int32_t begin, bool isBackwards);

  const Problem &problem;
  const Classes &classes;
  /// The clusters to place, and where each layer of them begins, and the end.
  std::vector<int32_t> clusters;
  std::vector<size_t> layers;
  /// The site at each core, -1 where there is none.
  std::vector<int32_t> siteAt;
  /// Kinds, numbered from 0.
  std::vector<int32_t> kindOfSite, kindOfClass;
  /// The sites to take, and of each kind where to look for the next one.
  std::vector<int32_t> order;
  std::vector<size_t> next;
  std::vector<char> isPinned;
};

} // namespace snnc::placement

#endif // SNNC_COMPILER_PLACEMENT_STRIPES_H

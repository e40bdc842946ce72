//===- Synthetic.h - reference networks -------------------------*- C++ -*-===//
#ifndef SNNC_TESTS_COMPILER_PLACEMENT_SYNTHETIC_H
#define SNNC_TESTS_COMPILER_PLACEMENT_SYNTHETIC_H

#include "compiler/placement/Problem.h"

namespace snnc::placement {

/// A grid of which every core is usable, site by site in row order, without clusters.
Problem emptyGrid(int32_t columns, int32_t rows);

/// Layers of clusters, each of which sends one packet a step to each of the next layer; no host.
Problem dnn(int32_t layers, int32_t clustersPerLayer, int32_t columns, int32_t rows);

/// Convolutions of 3 rows, one behind the other, each cut into groups of channels times bands of 12 rows: a tile sends
/// to all groups of the next layer, its own band most, a border to the bands beside it. The host sends to the first
/// layer and hears the last. Groups vary slowest, as in layers of shapes.
Problem convolutions(int32_t layers, int32_t groups, int32_t bands, int32_t columns, int32_t rows);

} // namespace snnc::placement

#endif // SNNC_TESTS_COMPILER_PLACEMENT_SYNTHETIC_H

//===- Synthetic.cpp - reference networks ---------------------------------===//

#include "Synthetic.h"

using namespace snnc::placement;

Problem snnc::placement::emptyGrid(int32_t columns, int32_t rows) {
  Problem problem{columns, rows, {}, {}, {}, {}};
  for (int32_t row = 0; row < rows; ++row)
    for (int32_t column = 0; column < columns; ++column)
      problem.sites.push_back({column, row, 0});
  return problem;
}

Problem snnc::placement::dnn(int32_t layers, int32_t clustersPerLayer, int32_t columns, int32_t rows) {
  Problem problem = emptyGrid(columns, rows);
  problem.clusterKinds.assign(size_t(layers) * clustersPerLayer, 0);
  for (int32_t layer = 0; layer + 1 < layers; ++layer)
    for (int32_t from = 0; from < clustersPerLayer; ++from)
      for (int32_t to = 0; to < clustersPerLayer; ++to)
        problem.flows.push_back({layer * clustersPerLayer + from, (layer + 1) * clustersPerLayer + to, 1});
  return problem;
}

Problem snnc::placement::convolutions(int32_t layers, int32_t groups, int32_t bands, int32_t columns, int32_t rows) {
  Problem problem = emptyGrid(columns, rows);
  int32_t tiles = groups * bands;
  problem.clusterKinds.assign(size_t(layers) * tiles, 0);
  constexpr double row = 50, band = 12 * row; // neurons, each of which sends a packet
  for (int32_t from = 0; from < tiles; ++from) {
    for (int32_t layer = 0; layer + 1 < layers; ++layer)
      for (int32_t to = 0; to < tiles; ++to)
        if (int32_t apart = std::abs(from % bands - to % bands); apart < 2)
          problem.flows.push_back({layer * tiles + from, (layer + 1) * tiles + to, apart ? row : band});
    problem.flows.push_back({host, from, band});
    problem.flows.push_back({(layers - 1) * tiles + from, host, band});
  }
  return problem;
}

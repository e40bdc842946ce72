//===- Stripes.cpp - placements along stripes of the grid -----------------===//

#include "compiler/placement/Stripes.h"
#include <algorithm>

using namespace snnc::placement;

static int32_t divideUp(size_t a, size_t b) { return int32_t((a + b - 1) / b); }

/// Numbers what occurs, in order.
static int32_t numberOf(int32_t kind, std::vector<int32_t> &kinds) {
  auto known = std::find(kinds.begin(), kinds.end(), kind);
  if (known == kinds.end())
    known = kinds.insert(known, kind);
  return int32_t(known - kinds.begin());
}

StripePlacer::StripePlacer(const Problem &problem, const Classes &classes)
    : problem(problem), classes(classes), siteAt(size_t(problem.columns) * problem.rows, -1),
      isPinned(problem.sites.size()) {
  std::vector<int32_t> kinds;
  for (size_t site = 0; site < problem.sites.size(); ++site) {
    const Site &where = problem.sites[site];
    siteAt[size_t(where.row) * problem.columns + where.column] = int32_t(site);
    kindOfSite.push_back(numberOf(where.kind, kinds));
  }
  for (const ClusterClass &one : classes.all)
    kindOfClass.push_back(numberOf(one.kind, kinds));
  next.resize(kinds.size());
  findLayers();
}

void StripePlacer::findLayers() {
  size_t first = 0; // class of the layer
  for (size_t number = 0; number < classes.all.size(); ++number) {
    const ClusterClass &one = classes.all[number];
    if (one.pin >= 0) {
      isPinned[one.pin] = true;
      continue;
    }
    bool isNext = std::any_of(one.links.begin(), one.links.end(), [&](const ClassLink &link) {
      return size_t(link.other) >= first && size_t(link.other) < number;
    });
    if (isNext || layers.empty()) {
      layers.push_back(clusters.size());
      first = number;
    }
    clusters.insert(clusters.end(), one.members.begin(), one.members.end());
  }
  layers.push_back(clusters.size());
}

std::vector<Stripes> StripePlacer::candidates() const {
  std::vector<Stripes> result;
  if (clusters.empty())
    return result;
  size_t largest = 0;
  for (size_t i = 0; i + 1 < layers.size(); ++i)
    largest = std::max(largest, layers[i + 1] - layers[i]);
  // On a square without holes columns and rows are the same, to the host as well.
  bool isSquare = problem.columns == problem.rows && problem.sites.size() == siteAt.size();
  for (bool areHorizontal : {false, true}) {
    int32_t extent = areHorizontal ? problem.rows : problem.columns,
            along = areHorizontal ? problem.columns : problem.rows;
    int32_t least = divideUp(clusters.size(), along); // of a stripe that holds all
    std::vector<int32_t> widths{extent, divideUp(extent, 2), least, std::max(1, least - 1)};
    // Some lines of them are a layer.
    constexpr int32_t mostLines = 8;
    for (int32_t lines = divideUp(largest, extent), i = 0; i < mostLines; ++lines, ++i)
      widths.push_back(divideUp(largest, lines));
    std::sort(widths.begin(), widths.end());
    widths.erase(std::unique(widths.begin(), widths.end()), widths.end());
    for (int32_t width : widths)
      if (width <= extent)
        for (bool zigzag : {false, true})
          if (!zigzag || width > extent / 2)
            result.push_back({width, areHorizontal, true, zigzag});
    result.push_back({0, areHorizontal, false, false, true});
    if (isSquare)
      break;
  }
  return result;
}

void StripePlacer::addStripe(const Stripes &stripes, int32_t begin, bool isBackwards) {
  int32_t along = stripes.areHorizontal ? problem.columns : problem.rows;
  for (int32_t line = 0; line < along; ++line)
    for (int32_t i = 0; i < stripes.width; ++i) {
      int32_t across = begin + (stripes.zigzag && line % 2 ? stripes.width - 1 - i : i);
      int32_t at = isBackwards ? along - 1 - line : line;
      int32_t column = stripes.areHorizontal ? at : across, row = stripes.areHorizontal ? across : at;
      if (column < problem.columns && row < problem.rows)
        if (int32_t site = siteAt[size_t(row) * problem.columns + column]; site >= 0 && !isPinned[site])
          order.push_back(site);
    }
}

bool StripePlacer::fill(size_t first, size_t last, std::vector<int32_t> &siteOf) {
  std::fill(next.begin(), next.end(), 0);
  for (size_t i = first; i < last; ++i) {
    int32_t kind = kindOfClass[classes.classOf[clusters[i]]];
    size_t &at = next[kind];
    while (at < order.size() && kindOfSite[order[at]] != kind)
      ++at;
    if (at == order.size())
      return false;
    siteOf[clusters[i]] = order[at++];
  }
  return true;
}

bool StripePlacer::place(const Stripes &stripes, std::vector<int32_t> &siteOf) {
  siteOf.resize(problem.clusters());
  for (size_t cluster = 0; cluster < siteOf.size(); ++cluster)
    siteOf[cluster] = problem.pinOf(cluster);
  int32_t extent = stripes.areHorizontal ? problem.rows : problem.columns;
  order.clear();
  if (!stripes.ofLayers) {
    for (int32_t begin = 0, number = 0; begin < extent; begin += stripes.width, ++number)
      addStripe(stripes, begin, stripes.turn && number % 2);
    return fill(0, clusters.size(), siteOf);
  }
  int32_t along = stripes.areHorizontal ? problem.columns : problem.rows, begin = 0;
  for (size_t layer = 0; layer + 1 < layers.size(); ++layer) {
    Stripes own = stripes;
    own.width = divideUp(layers[layer + 1] - layers[layer], size_t(along));
    // What has holes, or cores of other kinds, takes a line more.
    for (bool isFull = false; !isFull; ++own.width) {
      if (begin + own.width > extent)
        return false;
      order.clear();
      addStripe(own, begin, false);
      isFull = fill(layers[layer], layers[layer + 1], siteOf);
    }
    begin += own.width - 1;
  }
  return true;
}

//===- PoolFolding.cpp - a pool and the kernel behind it as one -----------===//

#include "backends/mesh/analysis/PoolFolding.h"

using namespace snnc;

std::vector<BorderClass> snnc::borderClasses(const PooledAxis &axis, int64_t origin, int64_t extent) {
  std::vector<BorderClass> classes;
  if (!axis.overlaps())
    return {{origin, origin + extent, 0, axis.kernel}};
  for (int64_t output = origin; output < origin + extent; ++output) {
    int64_t start = output * axis.stride - axis.offset;
    int64_t first = std::clamp<int64_t>(-start, 0, axis.kernel);
    int64_t last = std::clamp<int64_t>(axis.positions - start, first, axis.kernel);
    if (!classes.empty() && classes.back().first == first && classes.back().last == last)
      classes.back().end = output + 1;
    else
      classes.push_back({output, output + 1, first, last});
  }
  return classes;
}

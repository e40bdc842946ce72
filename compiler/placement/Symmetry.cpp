//===- Symmetry.cpp - mirror images and turns of a grid -------------------===//

#include "compiler/placement/Symmetry.h"
#include <map>

using namespace snnc::placement;

static bool hasHostOrPins(const Problem &problem) {
  for (int32_t pin : problem.pinned)
    if (pin >= 0)
      return true;
  for (const Flow &flow : problem.flows)
    if ((flow.from == host || flow.to == host) && flow.from != flow.to && flow.packets > 0)
      return true;
  return false;
}

std::vector<std::vector<int32_t>> snnc::placement::findSymmetries(const Problem &problem) {
  std::vector<std::vector<int32_t>> symmetries;
  if (hasHostOrPins(problem) || !problem.faultyLinks.empty())
    return symmetries;
  std::map<std::pair<int32_t, int32_t>, int32_t> siteAt;
  for (size_t site = 0; site < problem.sites.size(); ++site)
    siteAt[{problem.sites[site].column, problem.sites[site].row}] = int32_t(site);
  // Bits: mirror columns, mirror rows, exchange columns and rows.
  for (unsigned way = 1; way < (problem.columns == problem.rows ? 8 : 4); ++way) {
    std::vector<int32_t> image;
    for (const Site &site : problem.sites) {
      int32_t column = way & 1 ? problem.columns - 1 - site.column : site.column,
              row = way & 2 ? problem.rows - 1 - site.row : site.row;
      auto found = way & 4 ? siteAt.find({row, column}) : siteAt.find({column, row});
      if (found != siteAt.end() && problem.sites[found->second].kind == site.kind)
        image.push_back(found->second);
    }
    if (image.size() == problem.sites.size())
      symmetries.push_back(std::move(image));
  }
  return symmetries;
}

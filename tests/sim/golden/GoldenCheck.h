//===- GoldenCheck.h - recorded layers against the product ------*- C++ -*-===//
//
// A folder of recorded layers: JSON files {"layer", "reference", "cases"}, each case with the parameters of the layer,
// what went in and what came out. Every case goes through the product: the parameters through the importer of layer
// lists, the layer through the dialect, the steps through the float engine; functional forms and gradients through
// their library. What the check does not understand, it reports.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_TESTS_SIM_GOLDEN_GOLDENCHECK_H
#define SNNC_TESTS_SIM_GOLDEN_GOLDENCHECK_H

#include <map>
#include <string>
#include <vector>

namespace snnc::test {

struct GoldenResult {
  std::map<std::string, size_t> cases;  ///< that were compared, by the layer of their file
  size_t values = 0;                    ///< numbers that were compared
  std::vector<std::string> differences; ///< and what was not understood; each with file, case and place
};

/// Checks every file of the folder.
GoldenResult checkGolden(const std::string &folder);

} // namespace snnc::test

#endif // SNNC_TESTS_SIM_GOLDEN_GOLDENCHECK_H

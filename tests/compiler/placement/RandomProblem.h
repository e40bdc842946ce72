//===- RandomProblem.h - small placement problems of all sorts --*- C++ -*-===//
#ifndef SNNC_TESTS_COMPILER_PLACEMENT_RANDOM_PROBLEM_H
#define SNNC_TESTS_COMPILER_PLACEMENT_RANDOM_PROBLEM_H

#include "compiler/placement/Problem.h"
#include "compiler/placement/Random.h"
#include <functional>

namespace snnc::placement {

/// A grid of up to 4 columns and rows, with holes and two kinds at times, and from 2 to `mostClusters` clusters.
Problem randomProblem(Random &random, uint32_t mostClusters);

/// Calls a function with each placement.
void forPlacements(const Problem &problem, const std::function<void(const std::vector<int32_t> &)> &use);

/// The least cost of all placements.
double leastCost(const Problem &problem);

/// Calls a function with random problems of few placements.
void forProblems(uint64_t seed, int count, const std::function<void(const Problem &)> &check);

} // namespace snnc::placement

#endif // SNNC_TESTS_COMPILER_PLACEMENT_RANDOM_PROBLEM_H

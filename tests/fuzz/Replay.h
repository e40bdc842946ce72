//===- Replay.h - cases as files --------------------------------*- C++ -*-===//
#ifndef SNNC_TESTS_FUZZ_REPLAY_H
#define SNNC_TESTS_FUZZ_REPLAY_H

#include "tests/fuzz/Shrink.h"
#include <set>

namespace snnc::fuzz {

/// Writes network.mlir, input.npz and target.json to a folder and returns the command that replays them.
std::string writeCase(const Case &small, const std::string &folder);

/// The samples of a `.npz`: for each input an array of its name, [N, T, C, H, W], and `steps` [N] of each sample.
llvm::Expected<Samples> readSamples(llvm::StringRef path, llvm::ArrayRef<sim::InputInfo> inputs);
llvm::Error writeSamples(llvm::StringRef path, const Samples &samples, llvm::ArrayRef<sim::InputInfo> inputs);

/// Names of what a value has in it.
void describeFeatures(const Network &network, std::set<std::string> &features);

/// Changes the lowest bit of lane 0 of the first weight word of each core.
void breakFirstWeight(mesh::Image &image);

} // namespace snnc::fuzz

#endif // SNNC_TESTS_FUZZ_REPLAY_H

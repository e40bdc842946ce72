//===- FastestTiles.h - the cut that recordings run fastest on --*- C++ -*-===//
#ifndef SNNC_COMPILER_CALIBRATION_FASTESTTILES_H
#define SNNC_COMPILER_CALIBRATION_FASTESTTILES_H

#include "compiler/calibration/SpeedMeter.h"
#include "compiler/pipeline/Pipeline.h"

namespace snnc {

/// What a search for the fastest cut found.
struct FastestTiles {
  std::vector<std::string> tiles; ///< MappingOptions::tiles; those that were asked for where nothing is faster
  uint64_t tried = 0;             ///< cuts that were measured, the first among them
  double first = 0, best = 0;     ///< cycles a step of the first one, and of the best
  bool wasInterrupted = false;
};

/// What the search starts from.
struct TileSearch {
  const TargetRegistry &targets;
  const Backend &backend;
  const PipelineOptions &options;
  mlir::ModuleOp proved; ///< behind "prove"
  /// Networks and recordings of the calibration.
  Workload &workload;
  const InputOptions &input;
  const ExecutionOptions &execution;
};

/// Cuts near the one that the mapping gives by itself are mapped and measured, and the fastest takes its place, until
/// none is faster or `mostCuts` have been looked at, of which are fewer on a chip of more than 16 cores. An interrupt
/// ends it with the best so far. Fails where the recordings or the engine do; a network that does not map is left to
/// the phases.
llvm::Expected<FastestTiles> findFastestTiles(const TileSearch &search, uint64_t mostCuts);

} // namespace snnc

#endif // SNNC_COMPILER_CALIBRATION_FASTESTTILES_H

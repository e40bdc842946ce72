//===- Load.h - the cycles that a step costs a core -------------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_ANALYSIS_LOAD_H
#define SNNC_BACKENDS_MESH_ANALYSIS_LOAD_H

#include "dialect/mesh/MeshDialect.h"
#include <vector>

namespace snnc {

/// A run of channels, rows or columns.
struct Interval {
  int64_t begin, end;
  int64_t size() const { return end - begin; }
};

/// One axis of a port's kernel, with the pools in front of it, and the packets that come along this axis.
struct FeedAxis {
  int64_t kernel, stride, offset;
  std::vector<double> rates; ///< of each row or column that can come: packets of one of its pixels in a step

  /// Packets that reach the outputs of a run, each counted as often as it does, and once each.
  double taps(const Interval &outputs) const;
  double packets(const Interval &outputs) const;
};

/// What feeds a population through one port, for an estimate of its work. A pixel has the rate of its row times that of
/// its column over the mean: rows and columns are taken to be independent.
struct Feed {
  int64_t inputs;  ///< channels that a neuron takes
  int64_t outputs; ///< channels that take the same ones
  FeedAxis rows, columns;
};

/// Rates of the rows (axis 0) or columns (axis 1) of events: what recordings have told, else 1.
std::vector<double> ratesOf(mlir::Value events, unsigned axis, const mesh::Layers &layers);
/// 0 of none.
double meanOf(llvm::ArrayRef<double> rates);

/// What comes to a port, edge by edge: moved, and pooled by shifts, where spikes that come to one pixel go as one
/// packet if the target adds them up.
Feed feedOf(mesh::PortOp port, const mesh::Layers &layers, mesh::TargetAttr target);

/// Expected cycles of a step: those in which a core takes spikes in, and those in which it fires.
struct StepCycles {
  double accumulating, firing;
};

StepCycles stepCyclesOf(int64_t channels, int64_t lanes, const Interval &rows, const Interval &columns,
                        llvm::ArrayRef<Feed> feeds);
StepCycles stepCyclesOf(mesh::PopulationOp population, const mesh::Layers &layers, mesh::TargetAttr target);

/// The sum of both: what a step costs the core of a tile of so many channels: a word of taps a cycle, a fired word a
/// cycle, and what starting takes (rtl/README.md, Rates). Sending goes on beside that.
double cyclesOf(int64_t channels, int64_t lanes, const Interval &rows, const Interval &columns,
                llvm::ArrayRef<Feed> feeds);

} // namespace snnc

#endif // SNNC_BACKENDS_MESH_ANALYSIS_LOAD_H

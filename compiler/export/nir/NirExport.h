//===- NirExport.h - from the dialect snn to a NIR file ---------*- C++ -*-===//
//
// The way back of compiler/import/nir. A NIR file says less than a network is: what it leaves open is read by the
// conventions of a dialect, so that a file is written for one, and what that dialect would read otherwise is a loss.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_EXPORT_NIR_NIREXPORT_H
#define SNNC_COMPILER_EXPORT_NIR_NIREXPORT_H

#include "dialect/snn/SnnOps.h"
#include <optional>
#include <string>
#include <vector>

namespace snnc::nir {

struct ExportOptions {
  std::string dialect = "text"; ///< that the file is to be read in; see `NirOptions`
  /// The time step of a network whose layers have none; absent: the dialect's.
  std::optional<double> dt;
  bool allowLoss = false; ///< write the file although it will be read as another network
};

struct Exported {
  std::string bytes; ///< of the file
  size_t nodes = 0, edges = 0;
  /// What the reader must know, such as the time step; and, where they are allowed, the losses.
  std::vector<std::string> notes;
};

/// A float network as a NIR file. Reported, all at once, at the layers concerned: layers that NIR has no node for, and
/// unless they are allowed, losses with the option that allows them or the dialect that has none.
mlir::FailureOr<Exported> exportNir(snn::NetworkOp network, const ExportOptions &options);

} // namespace snnc::nir

#endif // SNNC_COMPILER_EXPORT_NIR_NIREXPORT_H

//===- Import.h - from a network file to the dialect snn --------*- C++ -*-===//
//
// The one entry to every file that may hold a network. What a file leaves open is decided by options, and every
// decision that matters to the result is returned as a sentence, so that nothing is assumed in silence.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_IMPORT_IMPORT_H
#define SNNC_COMPILER_IMPORT_IMPORT_H

#include "dialect/snn/SnnOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace snnc {

/// How a NIR file is read. It says less than its exporter knew: a dialect is the exporter's habits, and what is set
/// besides overrides one of them.
struct NirOptions {
  /// "text" (what the file's own version says), or the exporter: "sinabs", "norse", "snntorch", "spikingjelly",
  /// "rockpool".
  std::string dialect = "text";
  std::optional<double> dt; ///< time step, in the unit of the file; absent: the dialect's
  std::string lowerBound;   ///< a number, "none", or empty: as the dialect says
  std::string reset;        ///< "subtract", "zero", or empty
  std::string compare;      ///< "ge", "gt", or empty
  std::string spikes;       ///< spikes a step: "one", "many", or empty
};

/// Bounds of all spiking inputs of the network, which come before those of its file.
struct InputBounds {
  std::optional<int64_t> maxCount; ///< greatest spike count of an element in a step
  std::optional<int64_t> maxTotal; ///< greatest sum of the spike counts of all elements in a step
};

struct ImportOptions {
  NirOptions nir;
  InputBounds input;
  std::string weights;                ///< arrays of a layer list (.npz), instead of the file that it names
  std::string spikingOutput = "auto"; ///< "auto": a network that ends in a current gets neurons; "off": it does not
  /// Called with what could be built of a network with mistakes, after these were reported and before it is dropped.
  std::function<void(snn::NetworkOp)> onUnfinished;
};

/// Reads a NIR file, a layer list, or a module in text or bytecode; which of them it is, its content says. The module
/// of a NIR file or a layer list holds one `snn.network`, with `snn.phase` "imported". Mistakes are reported on the
/// context, each once, with the file and the node or layer. `assumptions` receives what was decided for the file.
mlir::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>> importNetwork(const std::string &path, const ImportOptions &options,
                                                                 mlir::MLIRContext *context,
                                                                 std::vector<std::string> &assumptions);

/// Refuses, with a diagnostic, a module of several networks, or of names that are no UTF-8.
llvm::LogicalResult checkModule(mlir::ModuleOp module);

} // namespace snnc

#endif // SNNC_COMPILER_IMPORT_IMPORT_H

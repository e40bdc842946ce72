//===- Case.h - a network, a mapping and input through all engines -*- C++ -*-===//
//
// Compiles an integer or float network for a target with the mapping that the seeds say, writes the image, reads it
// back, and runs integer reference, chip simulator and RTL in lockstep.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_TESTS_FUZZ_CASE_H
#define SNNC_TESTS_FUZZ_CASE_H

#include "backends/mesh/image/Program.h"
#include "tests/fuzz/Network.h"
#include <functional>
#include <map>

namespace snnc::fuzz {

/// How the network is put on a chip. A mapping can change cycles, never a record.
struct Mapping {
  std::string target = "mesh2x2"; ///< name or file
  uint64_t tileSeed = 0, packSeed = 0, placeSeed = 0;
  std::optional<uint64_t> stallSeed;   ///< of the host
  std::optional<uint64_t> latencySeed; ///< of the links of the mesh, and of what memories hold at first
  bool overlapSamples = false;
  int64_t maxCount = 0; ///< of the quantiser

  /// As options of snnc-fuzz, but for the target.
  std::string arguments() const;
};

struct RunOptions {
  bool rtl = true;
  std::string library; ///< of the RTL; empty: found by the target's name
  /// Changes the image behind the compiler's back: to see that a fault is found.
  std::function<void(mesh::Image &)> breakImage;
};

struct Outcome {
  enum Kind {
    Equal,
    Refused, ///< for a reason that the target or the proof has: the case says nothing
    Failed
  } kind = Equal;
  /// Refused, failed: the reason in a few words, the same for the same kind of case.
  std::string reason;
  std::string detail;                      ///< in full
  std::map<std::string, uint64_t> figures; ///< what the run reached

  static Outcome refused(std::string reason, std::string detail) { return {Refused, reason, detail, {}}; }
  static Outcome failed(std::string reason, std::string detail) { return {Failed, reason, detail, {}}; }
  std::string toJson() const;
  static Outcome fromJson(const std::string &text);
};

/// Compiles and emits `module`, which is consumed. On success `image` and, as it was proved, `quantized` are set.
Outcome compileCase(mlir::OwningOpRef<mlir::ModuleOp> module, const Mapping &mapping, const RunOptions &options,
                    std::shared_ptr<const mesh::LoadedImage> &image, mlir::OwningOpRef<mlir::ModuleOp> &quantized);

/// Runs integer reference, chip simulator and RTL in lockstep.
Outcome runLockstep(snn::NetworkOp quantized, std::shared_ptr<const mesh::LoadedImage> image,
                    const std::function<Samples(llvm::ArrayRef<sim::InputInfo>)> &samples, const Mapping &mapping,
                    const RunOptions &options);

/// The whole chain. `samples` is asked for the input once the image is there.
Outcome runCase(mlir::OwningOpRef<mlir::ModuleOp> module,
                const std::function<Samples(llvm::ArrayRef<sim::InputInfo>)> &samples, const Mapping &mapping,
                const RunOptions &options);

/// A context that knows all that a case needs.
std::unique_ptr<mlir::MLIRContext> makeContext();

} // namespace snnc::fuzz

#endif // SNNC_TESTS_FUZZ_CASE_H

//===- Model.h - a Verilated chip, loaded at run time -----------*- C++ -*-===//
#ifndef SNNC_SIM_MESH_RTL_MODEL_H
#define SNNC_SIM_MESH_RTL_MODEL_H

#include "backends/mesh/target/TargetDescription.h"
#include "sim/mesh/rtl/ModelInterface.h"
#include <functional>
#include <memory>

namespace snnc::sim {

/// Which library is wanted, and how its chip starts.
struct ModelOptions {
  /// A library; empty: `<target>.so`, `<target>.random.so`, `<target>.fst.so` or `<target>.vcd.so` in the folders of
  /// SNNC_RTL_PATH (separated by colons) and in ../lib/snnc/rtl beside the folder of this program, if its numbers are
  /// the target's; else one is built (ModelCache.h).
  std::string library;
  uint64_t seed = 0;
  bool random = false;  ///< by `seed` registers and memories start at random values, and links stand still at random
  std::string waveform; ///< where to write one; empty: none
  bool vcd = false;     ///< the waveform is VCD, not FST
};

/// One chip after reset.
class Model {
public:
  using OnCommit = std::function<void(const snnc_rtl_commit &)>;

  /// Fails where no library is found (says where it looked), or where one is of another version or target.
  static llvm::Expected<std::unique_ptr<Model>> load(const mesh::TargetDescription &target,
                                                     const ModelOptions &options);
  ~Model();

  /// One clock cycle; calls `onCommit` for what the cores commit in it.
  void cycle(snnc_rtl_pins &pins) { table->cycle(chip, &pins); }
  /// The failed assertion of the RTL, or null.
  const char *failure() const { return table->failure(chip); }

  OnCommit onCommit;

private:
  Model() = default;

  const snnc_rtl_model_table *table = nullptr;
  void *chip = nullptr;
};

} // namespace snnc::sim

#endif // SNNC_SIM_MESH_RTL_MODEL_H

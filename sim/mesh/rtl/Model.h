//===- Model.h - a Verilated chip, loaded at run time -----------*- C++ -*-===//
#ifndef SNNC_SIM_MESH_RTL_MODEL_H
#define SNNC_SIM_MESH_RTL_MODEL_H

#include "backends/mesh/target/TargetDescription.h"
#include "sim/mesh/model/ChipModel.h"
#include "support/interrupt/Interrupt.h"
#include <memory>
#include <vector>

namespace snnc::sim {

/// Which library is wanted, and how its chip starts.
struct ModelOptions {
  /// A library; empty: `<target>.so`, `<target>.random.so`, `<target>.fst.so` or `<target>.vcd.so` in the folders of
  /// SNNC_RTL_PATH (separated by colons) and in ../lib/snnc/rtl beside the folder of this program, if its numbers are
  /// the target's; else one is built (ModelCache.h).
  std::string library;
  uint64_t seed = 0;
  bool random = false;  ///< by `seed` registers and memories start at random values, and links stand still at random
  std::string waveform; ///< where `startWaveform` writes one; empty: nowhere
  bool vcd = false;     ///< the waveform is VCD, not FST
};

/// One Verilated chip after reset.
class Model final : public ChipModel {
public:
  /// Fails where no library is found (says where it looked), or where one is of another version or target.
  static llvm::Expected<std::unique_ptr<Model>> load(const mesh::TargetDescription &target,
                                                     const ModelOptions &options);
  ~Model() override;

  void cycle(snnc_rtl_pins &pins) override { table->cycle(chip, &pins); }
  const char *failure() const override { return table->failure(chip); }

  /// From here on. Fails where the file cannot be written.
  llvm::Error startWaveform();
  /// Closes the file.
  void endWaveform() { table->trace(chip, nullptr); }

private:
  explicit Model(std::string waveform) : waveform(std::move(waveform)) {}

  std::string path, waveform;
  /// The waveform, which is whole when the chip is gone, and what its writer keeps beside it until then.
  std::vector<RemovedOnSignal> unfinished;

  const snnc_rtl_model_table *table = nullptr;
  void *chip = nullptr;
};

} // namespace snnc::sim

#endif // SNNC_SIM_MESH_RTL_MODEL_H

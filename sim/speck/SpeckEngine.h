//===- SpeckEngine.h - a Speck chip behind the engines' interface -*- C++ -*-===//
//
// Runs the two files of a compiled folder, and sees nothing else. The chip has no time steps: the events of a step are
// sent one by one, and a step is over when nothing is on its way. Biases take effect at the beginning of a step, where
// the slow clock ticks.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_SPECK_SPECKENGINE_H
#define SNNC_SIM_SPECK_SPECKENGINE_H

#include "backends/speck/configuration/LayerMap.h"
#include "sim/engine/Engine.h"
#include "sim/speck/Chip.h"
#include <memory>

namespace snnc::sim {

class SpeckEngine final : public Engine {
public:
  SpeckEngine(std::shared_ptr<const speck::ChipProgram> program, SpeckOrder order);

  llvm::StringRef name() const override { return order == SpeckOrder::Fixed ? "speck" : "speck-shuffled"; }
  EngineTraits traits() const override;
  llvm::ArrayRef<InputInfo> inputs() const override { return networkInputs; }
  llvm::ArrayRef<LayerInfo> layers() const override { return networkLayers; }
  llvm::ArrayRef<LayerInfo> outputs() const override { return networkOutputs; }
  llvm::Expected<Progress> step(llvm::ArrayRef<SpikeFrame> frames, bool last, Observer &observer) override;
  const Totals &totals() const override { return sums; }
  std::optional<CoverageReport> coverageReport() const override;

private:
  void collect(llvm::ArrayRef<SpikeFrame> frames);
  void count(const SpeckEvent &spike);
  bool reportLayer(uint32_t layer, Observer &observer);
  bool reportOutput(uint32_t output, Observer &observer);

  /// Which layer a core belongs to, and which of its channels.
  struct Owner {
    size_t layer = 0;
    const speck::Tile *tile = nullptr;
  };

  std::shared_ptr<const speck::ChipProgram> program;
  const SpeckOrder order;
  SpeckChip chip;
  std::vector<InputInfo> networkInputs;
  std::vector<LayerInfo> networkLayers, networkOutputs;
  std::array<Owner, speck::kCores> owners;
  std::vector<SpeckEvent> events;          ///< of the step
  std::vector<std::vector<double>> spikes; ///< of the step: [layer][neuron]
  std::vector<double> integrated, potentials;
  Moment now;
  Totals sums;
};

} // namespace snnc::sim

#endif // SNNC_SIM_SPECK_SPECKENGINE_H

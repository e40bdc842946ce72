//===- XyloEngine.h - a Xylo core behind the engines' interface -*- C++ -*-===//
//
// Runs the two files of a compiled folder, and sees nothing else. The core computes each layer some steps later than
// the network does; reports are by the network's steps, so an engine of the network can be laid beside it.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_XYLO_XYLOENGINE_H
#define SNNC_SIM_XYLO_XYLOENGINE_H

#include "backends/xylo/configuration/LayerMap.h"
#include "sim/engine/Engine.h"
#include "sim/xylo/Core.h"
#include <memory>

namespace snnc::sim {

class XyloEngine final : public Engine {
public:
  explicit XyloEngine(std::shared_ptr<const xylo::CoreProgram> program);

  llvm::StringRef name() const override { return "xylo"; }
  EngineTraits traits() const override;
  llvm::ArrayRef<InputInfo> inputs() const override { return networkInputs; }
  llvm::ArrayRef<LayerInfo> layers() const override { return networkLayers; }
  llvm::ArrayRef<LayerInfo> outputs() const override { return networkOutputs; }
  llvm::Expected<Progress> step(llvm::ArrayRef<SpikeFrame> frames, bool last, Observer &observer) override;
  const Totals &totals() const override { return sums; }
  std::optional<CoverageReport> coverageReport() const override;

private:
  bool advance(llvm::ArrayRef<uint8_t> counts, std::optional<uint32_t> steps, Observer &observer);
  bool reportLayer(uint32_t layer, Moment at, Observer &observer);
  bool reportOutput(uint32_t output, Moment at, Observer &observer);
  int64_t delayOf(const xylo::MappedOutput &output) const;

  std::shared_ptr<const xylo::CoreProgram> program;
  XyloCore core;
  std::vector<InputInfo> networkInputs;
  std::vector<LayerInfo> networkLayers, networkOutputs;
  std::vector<int64_t> outputDelays;
  uint32_t sample = 0, fed = 0; ///< steps of the sample that were fed
  int64_t coreStep = 0;         ///< of the sample, those behind its end included
  std::vector<double> integrated, counts, stored, currents;
  Totals sums;
};

} // namespace snnc::sim

#endif // SNNC_SIM_XYLO_XYLOENGINE_H

//===- RtlEngine.h - a chip with a clock as an engine -----------*- C++ -*-===//
//
// Clocks an image into a chip, the Verilated one or the cycle model, plays its host, and tells what its cores commit in
// the terms of the network. Like the chip simulator it knows nothing but the image. Populations run ahead of each other
// as tokens allow; records are handed on when they come, those of a layer in the order of its steps.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_MESH_RTL_RTLENGINE_H
#define SNNC_SIM_MESH_RTL_RTLENGINE_H

#include "sim/mesh/chip/Population.h"
#include "sim/mesh/cycles/CycleModel.h"
#include "sim/mesh/rtl/Host.h"
#include "sim/mesh/rtl/Model.h"
#include "sim/mesh/rtl/Timeline.h"
#include "sim/mesh/rtl/WaveformText.h"
#include <random>

namespace snnc::sim {

struct RtlOptions {
  ModelOptions model;
  /// Steps, counted over all samples, from whose first spike to whose last commit there is a waveform, where one is
  /// asked for.
  uint32_t waveformFrom = 0, waveformTo = UINT32_MAX;
  /// The cycle model (sim/mesh/cycles) in the place of a Verilated chip.
  bool cycleModel = false;
  /// The cycle model keeps when each core did what, for `cycleReport`.
  bool timeline = false;
  /// Samples follow each other without a gap: a step with `last` returns at once, and only `drain` waits.
  bool overlapSamples = false;
  /// The host holds back packets, its own and those of the chip, at random by this seed; absent: never.
  std::optional<uint64_t> stallSeed;
};

class RtlEngine final : public Engine, private Host::OutputCallbacks {
public:
  /// Fails where there is no Verilated model of the image's target.
  static llvm::Expected<std::unique_ptr<RtlEngine>> create(std::shared_ptr<const mesh::LoadedImage> image,
                                                           const RtlOptions &options = {});

  /// Ends the waveform.
  ~RtlEngine() override;

  llvm::StringRef name() const override { return cycleModel ? "chip" : "rtl"; }
  EngineTraits traits() const override { return {/*isReal=*/false, /*reportsPlaces=*/true}; }
  llvm::ArrayRef<InputInfo> inputs() const override { return symbols.inputs(); }
  llvm::ArrayRef<LayerInfo> layers() const override { return symbols.layers(); }
  llvm::ArrayRef<LayerInfo> outputs() const override { return symbols.outputs(); }
  llvm::Expected<Progress> step(llvm::ArrayRef<SpikeFrame> frames, bool last, Observer &observer) override;
  llvm::Expected<Progress> drain(Observer &observer) override;
  const Totals &totals() const override { return sums; }
  std::optional<SampleLimit> sampleLimit() const override { return symbols.sampleLimit(); }
  llvm::Expected<std::optional<CycleReport>> cycleReport() override;

private:
  struct Population {
    PopulationTile tile;
    std::vector<ChipEdge> edges;
    FiringParameters firing;
    uint32_t fired = 0;                ///< steps
    std::deque<snnc_rtl_commit> early; ///< of steps that its layer has not come to
  };
  struct Layer {
    std::vector<uint32_t> populations;
    uint32_t step = 0; ///< that is being reported
  };

  /// What each core waited for, by row and column.
  using CoreWaits = std::map<std::pair<uint32_t, uint32_t>, std::map<cycles::Wait, uint64_t>>;

  RtlEngine(std::shared_ptr<const mesh::LoadedImage> image, const RtlOptions &options, mesh::FieldCodec codec);

  bool isFinished() const;
  template <typename Until> llvm::Expected<Progress> clockUntil(Observer &observer, Until &&until);
  llvm::Error clock();
  llvm::Error clockChip();
  llvm::Expected<uint32_t> readCounter(uint32_t coreX, uint32_t coreY, mesh::Counter counter);
  CoreWaits waitsOfCores() const;
  static void add(const CoreWaits &more, int sign, CoreWaits &sum);
  llvm::Error watch(bool progress);
  llvm::Error takeRecord(const snnc_rtl_commit &record);
  void report(const Population &population, const snnc_rtl_commit &record);
  void count(const Population &population, const snnc_rtl_commit &record, bool last);
  void endLayer(Layer &layer);
  void poll();
  llvm::Error beginWaveform();
  void endWaveform();

  void output(uint32_t output, Moment at, uint32_t neuron, int32_t count) override;
  void endOutput(uint32_t output, Moment at) override;
  void reply(uint32_t coreX, uint32_t coreY, uint32_t value) override;

  std::shared_ptr<const mesh::LoadedImage> image;
  Symbols symbols;
  mesh::FieldCodec codec;
  Host host;
  std::unique_ptr<ChipModel> model;
  Model *waveformModel = nullptr; ///< whose waveform is to begin, or to end, at a step
  uint32_t waveformFrom = 0, waveformTo = UINT32_MAX;
  std::string waveform;           ///< file that text is added to; empty: none
  std::optional<WaveformLog> log; ///< while the waveform is written
  bool waveformBegan = false;
  uint64_t ticks = 0;               ///< of the clock, since the model was made
  CycleModel *cycleModel = nullptr; ///< `model`, where it is one
  std::optional<TimelineKeeper> timeline;
  uint64_t fromHost = 0; ///< packets that the chip has taken
  bool overlapSamples;
  std::optional<std::mt19937_64> stalls;
  std::vector<Population> populations;
  std::vector<Layer> layerStates;
  snnc_rtl_pins pins = {};
  std::vector<snnc_rtl_commit> records; ///< of the cycle
  Observer *observer = nullptr;         ///< while a call with one runs
  bool stopped = false;
  Totals sums;

  // The watchdog: after `patience` quiet cycles it asks the cores for counters that every spike moves, and when they
  // have not moved between two such rounds, nothing will.
  uint64_t patience = 0, quiet = 0;
  uint64_t pollSum = 0, lastPollSum = 0;
  uint32_t pollsMissing = 0, polls = 0;
  std::optional<uint32_t> counterRead; ///< the answer to readCounter
  bool isReadingCounter = false;
  CoreWaits waitsWhileReading; ///< which are not those of the network
};

} // namespace snnc::sim

#endif // SNNC_SIM_MESH_RTL_RTLENGINE_H

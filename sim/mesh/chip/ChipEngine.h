//===- ChipEngine.h - the mesh chip, event by event -------------*- C++ -*-===//
//
// Runs an image as the chip does, without its time: populations fire in the order of the forward edges, spikes go
// through the filters of their edges and are accumulated at the ports. It knows nothing but the image, so an error of
// the emitter cannot hide in it. It visits exactly the state words that the chip visits. Where nobody asks for a trace,
// the samples go the fast path (the folder fast), which tells the same.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_MESH_CHIP_CHIPENGINE_H
#define SNNC_SIM_MESH_CHIP_CHIPENGINE_H

#include "sim/mesh/chip/Observation.h"
#include "sim/mesh/chip/fast/FastChip.h"
#include <memory>

namespace snnc::sim {

struct ChipOptions {
  /// Keep account of what of the image is exercised.
  bool coverage = false;
  /// Take the plain path always.
  bool plain = false;
};

class ChipEngine final : public Engine {
public:
  /// Fails where the image cannot be simulated (its tables have been checked by loadImage).
  static llvm::Expected<std::unique_ptr<ChipEngine>> create(std::shared_ptr<const mesh::LoadedImage> image,
                                                            ChipOptions options = {});
  ~ChipEngine() override;

  llvm::StringRef name() const override { return "chip"; }
  EngineTraits traits() const override { return {/*isReal=*/false, /*reportsPlaces=*/true}; }
  llvm::ArrayRef<InputInfo> inputs() const override { return symbols.inputs(); }
  llvm::ArrayRef<LayerInfo> layers() const override { return symbols.layers(); }
  llvm::ArrayRef<LayerInfo> outputs() const override { return symbols.outputs(); }
  llvm::Expected<Progress> step(llvm::ArrayRef<SpikeFrame> frames, bool last, Observer &observer) override;
  const Totals &totals() const override { return sums; }
  std::optional<SampleLimit> sampleLimit() const override { return symbols.sampleLimit(); }

  const Symbols &neurons() const { return symbols; }

  /// Of all steps so far; all zero without ChipOptions::coverage.
  Coverage coverage() const;
  std::optional<CoverageReport> coverageReport() const override;
  /// The same part by part; none without ChipOptions::coverage and trace.
  std::optional<Observation> observed() const;

  /// Notes all spikes that count in step `at` for one word. To be called before the first step.
  void trace(const Place &place, Moment at);
  llvm::ArrayRef<TracedSpike> traced() const;

private:
  struct Node {
    Population population;
    std::vector<ChipEdge> edges;
    uint32_t index;
  };
  /// A spike on a delayed edge to an output: it counts in the next step.
  struct OutputSpike {
    uint32_t output, neuron;
    int32_t count;
  };

  ChipEngine(std::shared_ptr<const mesh::LoadedImage> image, ChipOptions options);
  void build();
  void orderNodes();

  void receiveInputs(llvm::ArrayRef<SpikeFrame> frames, bool delayed);
  bool fire(Node &node, bool last, Observer &observer);
  bool firePool(Node &node, bool last, Observer &observer);
  bool send(Node &node, bool delayed, Observer &observer);
  bool sendPotentials(const Node &node, Observer &observer);
  bool deliver(const ChipEdge &edge, PortSpike spike, const Node *sender, Observer *observer);
  bool run(llvm::ArrayRef<SpikeFrame> frames, bool last, Observer &observer);
  void chooseFast();
  bool endOutputs(Observer &observer);

  std::shared_ptr<const mesh::LoadedImage> image;
  Symbols symbols;
  std::vector<Node> nodes;     ///< in the order of Symbols::populations
  std::vector<uint32_t> order; ///< of firing
  std::vector<ChipEdge> fromHost;
  std::vector<uint32_t> layerPopulations; ///< populations of each layer
  std::vector<uint32_t> layerWaiting;     ///< populations of each layer that have not fired in this step
  std::vector<OutputSpike> delayedOutputs;
  std::unique_ptr<fast::FastChip> fastChip; ///< made for the first sample that can go the fast path
  bool mayBeFast, isFast = false;           ///< of all samples, and of the present one
  Moment now;
  Totals sums;
  std::unique_ptr<Observation> observation; ///< null where nobody asks for coverage or a trace
};

} // namespace snnc::sim

#endif // SNNC_SIM_MESH_CHIP_CHIPENGINE_H

//===- Chip.h - a Speck chip, event by event --------------------*- C++ -*-===//
//
// The cores of a configuration and the events between them. docs/speck.md has the rules and where they come from.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_SPECK_CHIP_H
#define SNNC_SIM_SPECK_CHIP_H

#include "backends/speck/configuration/ChipConfiguration.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <deque>
#include <optional>

namespace snnc::sim {

/// An event on its way to a core, or a spike of one.
struct SpeckEvent {
  uint8_t core = 0;
  uint16_t feature = 0, y = 0, x = 0;
};

/// What came about in the cores.
struct SpeckCounts {
  uint64_t operations = 0;     ///< weights added to potentials
  uint64_t heldAtLow = 0;      ///< of these, potentials that were held at the lower threshold
  uint64_t saturated = 0;      ///< held at the end of 16 bits
  uint64_t waitingSurplus = 0; ///< spikes that left a threshold or more, which waits for the next event
};

/// In which order what the chip does not order is done.
enum class SpeckOrder {
  /// Events one by one, each with all that follows of it before the next; spikes of an event leave in ascending order
  /// of
  /// (feature, y, x), to the first destination before the second, and cores work first in, first out.
  Fixed,
  /// Events of a step in any order; spikes of an event in any order; which core works next is drawn. What a core gets
  /// from one source keeps its order, as on the chip.
  Shuffled,
};

class SpeckChip {
public:
  /// Of a configuration that `checkProgram` finds nothing against.
  SpeckChip(const speck::ChipConfiguration &configuration, SpeckOrder order, uint64_t seed = 0);

  /// Potentials get their initial values.
  void reset();
  /// The slow clock: each potential of a core that leaks takes up its bias.
  void tick();
  /// Sends events from outside, and works until nothing is on its way; `spiked` is told of every spike.
  void run(llvm::ArrayRef<SpeckEvent> events, llvm::function_ref<void(const SpeckEvent &)> spiked);

  int32_t potential(size_t core, size_t feature, size_t y, size_t x) const {
    const Core &c = cores[core];
    return c.potentials[(y * c.width + x) * c.features + feature];
  }
  const SpeckCounts &counts() const { return met; }
  /// Weights, and how many of them an event has used.
  uint64_t numWeights() const;
  uint64_t numUsedWeights() const;

private:
  struct Core {
    size_t features = 0, inputs = 0, height = 1, width = 1, kernel = 1;
    int64_t paddingY = 0, paddingX = 0, strideY = 1, strideX = 1;
    int32_t threshold = 0, low = 0;
    bool toZero = false, leaks = false;
    std::vector<int32_t> weights;                   ///< [input][y][x][feature]
    std::vector<int32_t> bias, initial, potentials; ///< of features; [y][x][feature]
    std::vector<uint8_t> used;                      ///< of [input][y][x]
    std::vector<speck::Destination> destinations;   ///< those that are enabled
    std::deque<SpeckEvent> queue;
  };
  static Core makeCore(const speck::CnnLayer &layer);
  void process(size_t index, const SpeckEvent &event, std::vector<SpeckEvent> &spikes);
  void add(Core &core, size_t index, size_t y, size_t x, const int32_t *weights, std::vector<SpeckEvent> &spikes);
  void forward(const SpeckEvent &spike);
  void work(size_t core, llvm::function_ref<void(const SpeckEvent &)> spiked);
  std::optional<size_t> nextCore();
  uint32_t draw(uint32_t below);
  void shuffle(std::vector<SpeckEvent> &events);

  const SpeckOrder order;
  const uint64_t seed;
  uint64_t drawn = 0;
  std::vector<Core> cores;
  std::deque<uint8_t> turns; ///< in the fixed order: the core of each event on its way
  std::vector<SpeckEvent> made;
  SpeckCounts met;
};

} // namespace snnc::sim

#endif // SNNC_SIM_SPECK_CHIP_H

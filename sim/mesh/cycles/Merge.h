//===- Merge.h - adds up the spikes that a pool brings together -*- C++ -*-===//
#ifndef SNNC_SIM_MESH_CYCLES_MERGE_H
#define SNNC_SIM_MESH_CYCLES_MERGE_H

#include "sim/mesh/chip/Population.h"
#include <optional>

namespace snnc::sim::cycles {

/// The spikes of a channel group at a pixel, in the receiver's coordinates; of a readout one digit of its potentials.
struct ListWord {
  uint32_t group = 0, y = 0, x = 0, place = 0;
  uint8_t counts[maxLanes] = {};

  bool isEmpty(uint32_t lanes) const {
    return std::all_of(counts, counts + lanes, [](uint8_t count) { return count == 0; });
  }
};

/// As rtl/core/merge.sv.
class Merge {
public:
  Merge(uint32_t words, uint32_t lanes, uint32_t countMax);

  /// There is no place to wait in: words pass in the cycle in which they come, and nothing here holds one.
  bool passes() const { return waiting.empty(); }
  /// What comes out in this cycle where `canLeave`, as it stood at the cycle's beginning.
  const ListWord *offered(bool merging, bool ended) const;
  bool isReady(bool canLeave) const { return canLeave || (!entering && !passes()); }
  bool isEmpty() const { return !entering && occupied == 0; }
  /// The end of the cycle; `word` is one that enters, which isReady allows.
  void clock(const ListWord *word, bool merging, bool ended, bool canLeave);

private:
  size_t placeOf(const ListWord &word) const { return word.x & (waiting.size() - 1); }
  /// Whether the word that entered and the one that waits in its place become one.
  bool joins() const;

  uint32_t lanes, countMax, occupied = 0;
  std::optional<ListWord> entering;
  std::vector<std::optional<ListWord>> waiting;
};

} // namespace snnc::sim::cycles

#endif // SNNC_SIM_MESH_CYCLES_MERGE_H

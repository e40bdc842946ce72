//===- Sender.h - the send engine of a core ---------------------*- C++ -*-===//
#ifndef SNNC_SIM_MESH_CYCLES_SENDER_H
#define SNNC_SIM_MESH_CYCLES_SENDER_H

#include "sim/mesh/chip/Edges.h"
#include "sim/mesh/cycles/Flit.h"
#include "sim/mesh/cycles/Merge.h"

namespace snnc::sim::cycles {

/// A population that has fired, as the send engine is told of it.
struct FiredPopulation {
  uint32_t slot, firstDestination, destinationCount;
  bool last, isReadout;
  std::vector<ListWord> list; ///< in the sender's coordinates
};

/// The word of a table entry in which a field stands.
uint32_t wordOf(const mesh::TableLayout &table, llvm::StringRef field);

/// As rtl/core/send.sv: an edge is served when its credit has come and its population has fired.
class Sender {
public:
  Sender(const mesh::LoadedImage &loaded, const mesh::CoreProgram &core, const mesh::FieldLayout &layout);

  /// Still at the entries of the last firing, or at clearing the memory of them after a reset.
  bool noting() const { return leftToNote != 0; }
  bool clearing() const { return leftToClear != 0; }
  bool busy() const { return step != Idle; }
  bool active() const { return busy() || !toServe.empty() || noting() || clearing(); }

  /// The packet that it offers in this cycle.
  std::optional<Flit> offered() const;
  /// The END that is offered is taken in this cycle: of which population.
  std::optional<uint32_t> sends(bool ready) const;

  /// Whether an entry's population has fired and not all its credits have come.
  bool lacksCredit(uint32_t entry) const { return come[entry].fired; }
  /// The entry that is being served, where busy.
  uint32_t served() const { return entry; }

  void own(uint32_t entry, uint32_t slot) { owners[entry] = slot; }
  /// The end of a cycle: a packet was taken where `ready`, a credit came, a population is done firing.
  void clock(bool ready, std::optional<uint32_t> credit, std::optional<FiredPopulation> fired);

private:
  enum Step { Idle, Load, Spikes, End };
  /// What has come for an entry.
  struct Come {
    bool fired = false;
    uint32_t credits = 0;
  };

  void note(std::optional<uint32_t> credit, const std::optional<FiredPopulation> &fired);
  void serve(bool ready);
  void stepSpikes(bool ready);
  bool isSilent() const;
  bool isMerging() const;
  ListWord moved(const ListWord &word) const;
  bool listEnded() const;

  const mesh::CoreProgram &core;
  uint32_t number, cols, coreXBits, lanes, firstId, entryWords, headWords;
  std::vector<Come> come;
  std::vector<uint32_t> owners;
  std::vector<FiredPopulation> populations; ///< of each slot the last firing
  std::deque<uint32_t> toServe;
  uint32_t leftToClear, leftToNote = 0, nextToNote = 0;

  Step step = Idle;
  uint32_t entry = 0, loading = 0;
  size_t next = 0;              ///< word of the list
  std::optional<ListWord> read; ///< the list memory's output
  Merge merge;
  std::optional<ListWord> sending;
  uint32_t lane = 0; ///< that is sent
};

} // namespace snnc::sim::cycles

#endif // SNNC_SIM_MESH_CYCLES_SENDER_H

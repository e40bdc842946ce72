//===- CycleCore.h - a core of the mesh, cycle by cycle ---------*- C++ -*-===//
#ifndef SNNC_SIM_MESH_CYCLES_CYCLECORE_H
#define SNNC_SIM_MESH_CYCLES_CYCLECORE_H

#include "sim/mesh/cycles/Router.h"
#include "sim/mesh/cycles/Sender.h"
#include "sim/mesh/model/ChipModel.h"
#include <array>

namespace snnc::sim::cycles {

/// Why a core does nothing: it waits for the spikes or the credits of a population, an input or an output.
struct Wait {
  enum Kind { ForSpikes, ForCredit, ForNetwork } kind;
  int population; ///< index in Symbols::populations, -1: the host

  bool operator<(const Wait &other) const {
    return std::make_pair(kind, population) < std::make_pair(other.kind, other.population);
  }
};

/// As rtl/core/core.sv: what stands in registers there is a member here, and `clock` is one edge.
class CycleCore {
public:
  using OnCommit = ChipModel::OnCommit;

  CycleCore(const mesh::LoadedImage &loaded, const Symbols &symbols, const mesh::CoreProgram &core,
            const mesh::FieldLayout &layout, const Router &router);
  /// An edge into this core, from a population or (-1) from the host; one that leaves it.
  void connect(const ChipEdge &edge, int sender);
  void connectOut(const ChipEdge &edge);

  // As it stands at the beginning of a cycle.
  bool hasRoom() const { return queue.hasRoom(); }
  const std::optional<Flit> &offered() const { return out; }
  /// Nothing changes at the next edge but by a packet that comes.
  bool idle() const;

  /// The edge: `taken` says whether the network takes what is offered. Where idle, `rest` is the same.
  void clock(bool taken, const OnCommit &onCommit);
  void rest();
  /// A packet comes at this edge, where hasRoom.
  void push(const Flit &flit) { queue.push(flit); }

  /// Cycles in which the core waited and did not accumulate or fire.
  const std::map<Wait, uint64_t> &waits() const { return waited; }
  /// What a counter of the hardware would say, also where the chip is made without counters.
  uint64_t counted(mesh::Counter counter) const {
    return counter >= mesh::Counter::FlitsNorth ? router.passed[size_t(counter) - size_t(mesh::Counter::FlitsNorth)]
                                                : counters[size_t(counter)];
  }

private:
  struct Slot {
    std::optional<Population> population;
    const mesh::PopulationEntry *entry = nullptr;
    std::vector<std::pair<uint32_t, int>> inEdges; ///< edge and sender
    std::vector<uint32_t> ended;                   ///< edges, of the step that is awaited
    bool complete = false, sending = false, ending = false, firstStep = false;
    bool crediting = false, onlyForward = false;
    uint32_t sends = 0;
  };
  struct Firing {
    uint32_t slot = 0;
    uint64_t left = 0; ///< cycles; 0: nothing fires
    /// The values of `left` at which it stands still while the entries of the firing before are noted: the ends of its
    /// passes.
    llvm::SmallVector<uint64_t, 3> ends;
    bool clears = false, last = false;
    uint64_t untilCredits = 0; ///< cycles until they become due; 0: they are
    std::vector<snnc_rtl_commit> commits;
    std::vector<ListWord> list;
  };
  struct Decision {
    const Flit *head = nullptr; ///< of the input queue
    bool takes = false, startsFiring = false, loadsPort = false, takesSpike = false;
    uint32_t slot = 0; ///< that starts
  };

  uint64_t counter(mesh::Counter counter) const;
  uint64_t readySlots() const;
  bool isSettingUp() const;
  Decision decide() const;
  void take(const Flit &flit);
  void accumulate(const Decision &decision, const Flit &head);
  uint64_t creditingSlots() const;
  void oweCredits(Slot &slot, bool onlyForward);
  bool skipsCredit() const;
  std::optional<Flit> offeredCredit() const;
  void returnCredits(bool outFree);
  void count(const Decision &decision, bool taken, const Flit *sent);
  Wait cause() const;

  void startFiring(uint32_t slot, bool clearing);
  uint64_t clearingTime(const Slot &slot) const;
  uint32_t workOf(const Slot &slot, uint32_t word, const FiredWord &fired) const;
  uint64_t fireNeurons(Slot &slot);
  uint64_t fireWindows(Slot &slot);
  std::optional<FiredPopulation> endFiring(const OnCommit &onCommit);

  const mesh::LoadedImage &loaded;
  const mesh::CoreProgram &core;
  const Router &router;
  uint32_t number, lanes;
  bool uses = false; ///< populations run here
  FlitQueue queue;
  std::vector<Slot> slots;
  std::vector<Port> ports;
  std::vector<int> receivers; ///< of each destination entry; of a multicast the last one
  Sender sender;

  // Accumulation: a spike is set up in four stages, which know its taps.
  std::optional<uint32_t> currentPort;
  uint32_t portLoading = 0, portCycles, taps = 0;
  std::array<std::optional<uint32_t>, 4> setup;
  uint32_t adding = 0; ///< a bit for each of two stages of the adder

  Firing firing;
  std::optional<uint32_t> cachedSlot; ///< whose fields the fire engine holds
  uint32_t neuronWords, poolWords;
  RoundRobin firePick;

  std::optional<uint32_t> creditSlot; ///< that is served
  uint32_t nextCredit = 0, creditsLeft = 0, creditReading = 0, creditWords;
  bool readingCredit = false;
  RoundRobin creditPick;

  std::optional<Flit> out, reply;
  std::array<uint64_t, size_t(mesh::Counter::FlitsNorth)> counters{}; ///< but for those of the router
  std::map<Wait, uint64_t> waited;
  uint64_t *waiting = nullptr; ///< of `waited`, while idle
};

} // namespace snnc::sim::cycles

#endif // SNNC_SIM_MESH_CYCLES_CYCLECORE_H

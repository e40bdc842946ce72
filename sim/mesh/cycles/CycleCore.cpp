//===- CycleCore.cpp - a core of the mesh, cycle by cycle -----------------===//

#include "sim/mesh/cycles/CycleCore.h"

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::cycles;

using mesh::Counter;
using mesh::PacketKind;

//===----------------------------------------------------------------------===//
// From the image
//===----------------------------------------------------------------------===//

CycleCore::CycleCore(const mesh::LoadedImage &loaded, const Symbols &symbols, const mesh::CoreProgram &core,
                     const mesh::FieldLayout &layout, const Router &router)
    : loaded(loaded), core(core), router(router), number(core.y * loaded.program.target.cols + core.x),
      lanes(loaded.program.target.lanes), queue(loaded.program.target.coreFifo), slots(core.populations.size()),
      ports(core.ports.size()), receivers(core.destinations.size(), -1), sender(loaded, core, layout) {
  // Of the population's entry the port reads what stands in front of the fields of a firing; see
  // rtl/core/port_cache.sv.
  const mesh::TableLayout &table = layout.tables[mesh::PopulationEntry::index];
  uint32_t forPort = wordOf(table, "has_subtract") + 1, portWords = layout.tables[mesh::PortEntry::index].words;
  portCycles = std::max(forPort + 2, portWords + 1) + 5;
  neuronWords = wordOf(table, "first_credit") + 1;
  poolWords = table.words;
  creditWords = layout.tables[mesh::CreditEntry::index].words;
  for (const PopulationTile &tile : symbols.populations()) {
    if (tile.coreX != core.x || tile.coreY != core.y)
      continue;
    Slot &slot = slots[tile.slot];
    slot.population.emplace(tile, core, loaded.program.target);
    slot.entry = &*core.populations[tile.slot];
    uses = true;
  }
}

void CycleCore::connect(const ChipEdge &edge, int sender) {
  Slot &slot = slots[core.ports[edge.portIndex]->population];
  slot.inEdges.push_back({sender < 0 ? Flit::fromHost : edge.id, sender});
  ports[edge.portIndex] = edge.port;
}

void CycleCore::connectOut(const ChipEdge &edge) {
  receivers[edge.id - number * uint32_t(receivers.size())] = edge.receiver;
}

//===----------------------------------------------------------------------===//
// What happens in a cycle
//===----------------------------------------------------------------------===//

uint64_t CycleCore::readySlots() const {
  uint64_t ready = 0;
  for (auto [index, slot] : llvm::enumerate(slots))
    ready |= uint64_t(slot.complete && !slot.sending && !slot.crediting) << index;
  return ready;
}

bool CycleCore::isSettingUp() const {
  return taps != 0 || llvm::any_of(setup, [](const auto &stage) { return stage.has_value(); });
}

bool CycleCore::idle() const {
  return queue.empty() && !out && !reply && firing.left == 0 && !sender.active() && adding == 0 && portLoading == 0 &&
         !isSettingUp() && !readingCredit && creditingSlots() == 0 && readySlots() == 0;
}

CycleCore::Decision CycleCore::decide() const {
  Decision decision;
  bool isFiring = firing.left != 0;
  uint64_t ready = readySlots();
  bool drained = !isSettingUp() && portLoading == 0 && adding == 0;
  const Flit *head = sender.clearing() || queue.empty() ? nullptr : &queue.front();
  bool isRun = head && head->kind == PacketKind::Run;
  decision.head = head;
  decision.startsFiring = !isFiring && drained && (isRun || ready != 0);
  if (decision.startsFiring)
    decision.slot = isRun ? head->target : firePick.pick(ready);
  if (!head)
    return decision;
  bool mayChange = !isFiring && ready == 0;
  switch (head->kind) {
  case PacketKind::Spike: {
    bool fits = currentPort == head->port && portLoading == 0;
    decision.takes = decision.takesSpike = mayChange && fits && (!setup[3] || taps <= 1);
    decision.loadsPort = mayChange && portLoading == 0 && !fits && !isSettingUp();
    break;
  }
  case PacketKind::WriteAddress:
    decision.takes = mayChange && drained;
    break;
  case PacketKind::Run:
    decision.takes = decision.startsFiring;
    break;
  default:
    decision.takes = true;
  }
  return decision;
}

void CycleCore::clock(bool taken, const OnCommit &onCommit) {
  waiting = nullptr;
  Decision decision = decide();
  Flit head = decision.takes ? *decision.head : Flit();
  bool outFree = !out || taken;
  std::optional<Flit> credit = offeredCredit(), sent = sender.offered();
  bool sendReady = outFree && !credit && !reply;
  // A counter that is read does not have this cycle yet.
  if (decision.takes && head.kind == PacketKind::Read)
    head.target = uint32_t(counter(Counter(head.target)));
  count(decision, taken, sendReady && sent ? &*sent : nullptr);
  std::optional<uint32_t> ended = sender.sends(sendReady);

  // What leaves.
  if (outFree) {
    out = credit ? credit : reply ? reply : sent;
    if (!credit)
      reply.reset();
  }
  returnCredits(outFree);

  // What comes.
  std::optional<uint32_t> creditTo;
  if (decision.takes) {
    queue.pop();
    if (head.kind == PacketKind::Credit)
      creditTo = head.target;
    else
      take(head);
  }
  accumulate(decision, head);

  // What fires. A population that is done is told of in the cycle of its end; the one that starts has decided before.
  std::optional<FiredPopulation> fired;
  if (firing.untilCredits != 0 && --firing.untilCredits == 0)
    oweCredits(slots[firing.slot], /*onlyForward=*/false);
  if (firing.left != 0 && !(sender.noting() && llvm::is_contained(firing.ends, firing.left)) && --firing.left == 0)
    fired = endFiring(onCommit);
  if (decision.startsFiring)
    startFiring(decision.slot, decision.head && decision.head->kind == PacketKind::Run && decision.takes);
  sender.clock(sendReady, creditTo, std::move(fired));
  if (ended) {
    Slot &slot = slots[*ended];
    if (++slot.sends == uint32_t(slot.entry->destinationCount))
      slot.sending = false;
  }
}

/// A token, a READ or a WRITE; what RUN does is a firing.
void CycleCore::take(const Flit &flit) {
  if (flit.kind == PacketKind::End) {
    Slot &slot = slots[flit.target];
    slot.ended.push_back(flit.edge);
    slot.ending |= flit.last;
    uint32_t awaited = uint32_t(slot.entry->forwardEdges + (slot.firstStep ? 0 : slot.entry->delayedEdges));
    slot.complete = slot.ended.size() == awaited;
  } else if (flit.kind == PacketKind::Read) {
    reply.emplace();
    reply->kind = PacketKind::Reply;
    reply->toHost = true;
    reply->core = number;
    reply->target = flit.target;
  } else if (flit.kind == PacketKind::WriteAddress) {
    currentPort.reset();
    cachedSlot.reset();
  }
}

//===----------------------------------------------------------------------===//
// Accumulation
//===----------------------------------------------------------------------===//

void CycleCore::accumulate(const Decision &decision, const Flit &head) {
  bool tapsReady = taps <= 1, advances = !setup[3] || tapsReady, adds = taps != 0;
  if (setup[3] && tapsReady)
    taps = *setup[3];
  else if (adds)
    --taps;
  if (advances) {
    // A spike that reaches nothing goes no further.
    setup[3] = setup[2] && *setup[2] != 0 ? setup[2] : std::nullopt;
    setup[2] = setup[1];
    setup[1] = setup[0];
    setup[0].reset();
  }
  if (decision.takesSpike) {
    Population &population = *slots[core.ports[head.port]->population].population;
    const Port &port = ports[head.port];
    PortSpike spike{head.channel, head.y, head.x, head.count};
    setup[0] = uint32_t(pixelsReached(port, spike, population.tile)) * population.tile.groups;
    population.accumulate(port, spike);
  }
  adding = (adding << 1 | adds) & 3;
  if (portLoading != 0)
    --portLoading;
  if (decision.loadsPort) {
    currentPort = decision.head->port;
    portLoading = portCycles;
  }
}

//===----------------------------------------------------------------------===//
// Credits
//===----------------------------------------------------------------------===//

uint64_t CycleCore::creditingSlots() const {
  uint64_t crediting = 0;
  for (auto [index, slot] : llvm::enumerate(slots))
    crediting |= uint64_t(slot.crediting) << index;
  return crediting;
}

void CycleCore::oweCredits(Slot &slot, bool onlyForward) {
  slot.crediting = slot.entry->forwardEdges + slot.entry->delayedEdges != 0;
  slot.onlyForward = onlyForward;
}

bool CycleCore::skipsCredit() const { return slots[*creditSlot].onlyForward && core.credits[nextCredit - 1]->delayed; }

std::optional<Flit> CycleCore::offeredCredit() const {
  if (!readingCredit || creditReading != 0 || skipsCredit())
    return std::nullopt;
  const mesh::CreditEntry &entry = *core.credits[nextCredit - 1];
  Flit flit;
  flit.kind = PacketKind::Credit;
  flit.toHost = entry.toHost != 0;
  flit.core = flit.toHost ? number : uint32_t(entry.coreY) * loaded.program.target.cols + uint32_t(entry.coreX);
  flit.target = uint32_t(entry.destination);
  return flit;
}

void CycleCore::returnCredits(bool outFree) {
  if (!readingCredit) {
    uint64_t crediting = creditingSlots();
    if (crediting == 0)
      return;
    if (!creditSlot) {
      creditSlot = creditPick.pick(crediting);
      creditPick.take(*creditSlot);
      const mesh::PopulationEntry &entry = *slots[*creditSlot].entry;
      nextCredit = uint32_t(entry.firstCredit);
      creditsLeft = uint32_t(entry.forwardEdges + entry.delayedEdges);
    }
    ++nextCredit;
    readingCredit = true;
    creditReading = creditWords;
  } else if (creditReading != 0) {
    --creditReading;
  } else if (skipsCredit() || outFree) {
    readingCredit = false;
    if (--creditsLeft == 0) {
      slots[*creditSlot].crediting = false;
      creditSlot.reset();
    }
  }
}

//===----------------------------------------------------------------------===//
// The account
//===----------------------------------------------------------------------===//

/// What READ tells.
uint64_t CycleCore::counter(Counter counter) const {
  if (counter >= Counter::FlitsNorth)
    return router.passed[size_t(counter) - size_t(Counter::FlitsNorth)];
  if (!loaded.image.target.counters && counter != Counter::SpikesIn)
    return 0;
  return counters[size_t(counter)];
}

void CycleCore::count(const Decision &decision, bool taken, const Flit *sent) {
  bool isStalled = out && !taken, works = true;
  auto add = [&](Counter counter, uint64_t n) { counters[size_t(counter)] += n; };
  add(Counter::CyclesAccumulating, taps != 0);
  add(Counter::SynapticOperations, taps != 0 ? lanes : 0);
  add(Counter::CyclesFiring, firing.left != 0);
  add(Counter::CyclesSending, sender.busy());
  add(Counter::CyclesStalled, isStalled);
  if (taps == 0 && firing.left == 0 && !sender.busy() && !isStalled) {
    add(Counter::CyclesIdle, 1);
    works = false;
  }
  if (decision.takesSpike)
    add(Counter::SpikesIn, uint64_t(std::abs(decision.head->count)));
  if (sent && sent->kind == PacketKind::Spike)
    add(Counter::SpikesOut, uint64_t(sent->count));
  if (!uses)
    return;
  if (!works)
    ++waited[cause()];
  else if (isStalled && taps == 0 && firing.left == 0)
    ++waited[{Wait::ForNetwork, out->toHost ? -1 : receivers[sender.served()]}];
}

void CycleCore::rest() {
  counters[size_t(Counter::CyclesIdle)] += 1;
  if (!uses)
    return;
  if (!waiting)
    waiting = &waited[cause()];
  ++*waiting;
}

/// The first population that has all its spikes waits for a credit, else the first one that has not waits for them.
Wait CycleCore::cause() const {
  for (const Slot &slot : slots)
    if (slot.population && slot.sending)
      for (int64_t i = 0; i < slot.entry->destinationCount; ++i)
        if (uint32_t entry = uint32_t(slot.entry->firstDestination + i); sender.lacksCredit(entry))
          return {Wait::ForCredit, receivers[entry]};
  for (const Slot &slot : slots)
    if (slot.population && !slot.complete)
      for (auto [edge, from] : slot.inEdges)
        if (!llvm::is_contained(slot.ended, edge))
          return {Wait::ForSpikes, from};
  return {Wait::ForSpikes, -1};
}

//===- Sender.cpp - the send engine of a core -----------------------------===//

#include "sim/mesh/cycles/Sender.h"

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::cycles;

/// The word of a table entry in which a field stands.
uint32_t snnc::sim::cycles::wordOf(const mesh::TableLayout &table, llvm::StringRef field) {
  for (const mesh::FieldPlace &place : table.fields)
    if (place.spec->name == field)
      return place.word;
  llvm_unreachable("no field of the table");
}

Sender::Sender(const mesh::LoadedImage &loaded, const mesh::CoreProgram &core, const mesh::FieldLayout &layout)
    : core(core), number(core.y * loaded.program.target.cols + core.x), cols(loaded.program.target.cols),
      coreXBits(loaded.program.coreXBits), lanes(loaded.program.target.lanes),
      firstId(number * loaded.program.target.destinations),
      entryWords(layout.tables[mesh::DestinationEntry::index].words),
      headWords(wordOf(layout.tables[mesh::DestinationEntry::index], "target") + 1),
      come(loaded.program.target.destinations), owners(come.size()), populations(loaded.program.target.populations),
      leftToClear(uint32_t(come.size())),
      merge(loaded.program.target.mergeWords, lanes, loaded.program.target.countMax) {}

//===----------------------------------------------------------------------===//
// What it offers
//===----------------------------------------------------------------------===//

std::optional<Flit> Sender::offered() const {
  if (!sending && step != End)
    return std::nullopt;
  const mesh::DestinationEntry &to = *core.destinations[entry];
  const FiredPopulation &population = populations[owners[entry]];
  Flit flit;
  flit.toHost = to.toHost != 0;
  flit.multicast = to.multicast != 0;
  flit.core = flit.toHost      ? number
              : flit.multicast ? uint32_t(to.coreX | to.coreY << coreXBits)
                               : uint32_t(to.coreY) * cols + uint32_t(to.coreX);
  flit.edge = firstId + entry;
  if (!sending) {
    flit.kind = mesh::PacketKind::End;
    flit.target = uint32_t(to.target);
    flit.last = population.last && !to.delayed;
    return flit;
  }
  flit.kind = population.isReadout ? mesh::PacketKind::Potential : mesh::PacketKind::Spike;
  flit.port = uint32_t(to.port);
  flit.channel = (sending->group * lanes + lane + uint32_t(to.offsetChannel)) & 0xfff;
  flit.y = sending->y;
  flit.x = sending->x;
  flit.count = sending->counts[lane];
  flit.place = sending->place;
  return flit;
}

std::optional<uint32_t> Sender::sends(bool ready) const {
  if (step == End && ready)
    return owners[entry];
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// A cycle
//===----------------------------------------------------------------------===//

void Sender::clock(bool ready, std::optional<uint32_t> credit, std::optional<FiredPopulation> fired) {
  // What is put into the queue in this cycle is seen in the next one.
  bool queued = !toServe.empty();
  if (step == Idle) {
    if (queued) {
      entry = toServe.front();
      toServe.pop_front();
      step = Load;
      loading = populations[owners[entry]].list.empty() ? headWords : entryWords;
      next = 0;
    }
  } else
    serve(ready);
  note(credit, fired);
  if (fired)
    populations[fired->slot] = std::move(*fired);
}

/// A credit goes in front of an entry of the population that has fired.
void Sender::note(std::optional<uint32_t> credit, const std::optional<FiredPopulation> &fired) {
  if (leftToClear != 0) {
    --leftToClear;
    return;
  }
  if (fired) {
    nextToNote = fired->firstDestination;
    leftToNote = fired->destinationCount;
  }
  uint32_t index = credit ? *credit : nextToNote;
  if (!credit) {
    if (leftToNote == 0)
      return;
    --leftToNote;
    ++nextToNote;
  }
  Come &came = come[index];
  if (credit)
    ++came.credits;
  else
    came.fired = true;
  if (came.fired && came.credits == uint32_t(core.destinations[index]->receivers)) {
    came = {};
    toServe.push_back(index);
  }
}

void Sender::serve(bool ready) {
  switch (step) {
  case Idle:
    return;
  case Load:
    if (loading != 0)
      --loading;
    else
      step = isSilent() ? End : Spikes;
    return;
  case Spikes:
    return stepSpikes(ready);
  case End:
    if (ready)
      step = Idle;
    return;
  }
}

bool Sender::isSilent() const {
  const FiredPopulation &population = populations[owners[entry]];
  return population.list.empty() || (population.last && core.destinations[entry]->delayed);
}

bool Sender::isMerging() const {
  const mesh::DestinationEntry &to = *core.destinations[entry];
  return !populations[owners[entry]].isReadout && (to.shiftY != 0 || to.shiftX != 0);
}

/// As it comes to the receiver, without the lanes that the box leaves out.
ListWord Sender::moved(const ListWord &word) const {
  const mesh::DestinationEntry &to = *core.destinations[entry];
  ListWord result = word;
  bool inside = word.y >= to.lowY && word.y <= to.highY && word.x >= to.lowX && word.x <= to.highX;
  for (uint32_t l = 0; l < lanes; ++l)
    if (int64_t channel = int64_t(word.group) * lanes + l;
        !inside || channel < to.lowChannel || channel > to.highChannel)
      result.counts[l] = 0;
  result.y = ((word.y + uint32_t(to.offsetY)) & 0xff) >> to.shiftY;
  result.x = ((word.x + uint32_t(to.offsetX)) & 0xff) >> to.shiftX;
  return result;
}

bool Sender::listEnded() const { return next == populations[owners[entry]].list.size() && !read; }

void Sender::stepSpikes(bool ready) {
  auto nextLane = [&](uint32_t from) {
    while (from < lanes && sending->counts[from] == 0)
      ++from;
    return from;
  };
  const std::vector<ListWord> &list = populations[owners[entry]].list;
  bool merging = isMerging(), ended = listEnded(), wasEmpty = merge.isEmpty();
  bool finishes = sending && ready && nextLane(lane + 1) == lanes, canLeave = !sending || finishes;
  bool take = read && merge.isReady(canLeave), reads = next != list.size() && (!read || take);

  std::optional<ListWord> entering, leaving;
  if (take)
    entering = moved(*read);
  if (merge.passes()) {
    if (entering && !entering->isEmpty(lanes))
      leaving = entering;
  } else {
    if (const ListWord *word = merge.offered(merging, ended); word && canLeave)
      leaving = *word;
    merge.clock(entering ? &*entering : nullptr, merging, ended, canLeave);
  }

  if (sending && ready)
    lane = nextLane(lane + 1);
  if (finishes)
    sending.reset();
  if (leaving) {
    sending = leaving;
    lane = nextLane(0);
  }
  if (take)
    read.reset();
  if (reads)
    read = list[next++];
  if (ended && wasEmpty && canLeave)
    step = End;
}

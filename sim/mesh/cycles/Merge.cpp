//===- Merge.cpp - adds up the spikes that a pool brings together ---------===//

#include "sim/mesh/cycles/Merge.h"

using namespace snnc::sim;
using namespace snnc::sim::cycles;

Merge::Merge(uint32_t words, uint32_t lanes, uint32_t countMax) : lanes(lanes), countMax(countMax), waiting(words) {}

bool Merge::joins() const {
  const std::optional<ListWord> &other = waiting[placeOf(*entering)];
  if (!other || other->group != entering->group || other->y != entering->y || other->x != entering->x)
    return false;
  for (uint32_t l = 0; l < lanes; ++l)
    if (uint32_t(other->counts[l]) + entering->counts[l] > countMax)
      return false;
  return true;
}

const ListWord *Merge::offered(bool merging, bool ended) const {
  if (entering) {
    if (!merging)
      return &*entering;
    const std::optional<ListWord> &other = waiting[placeOf(*entering)];
    return other && !joins() ? &*other : nullptr;
  }
  if (ended && occupied != 0)
    for (const std::optional<ListWord> &word : waiting)
      if (word)
        return &*word;
  return nullptr;
}

void Merge::clock(const ListWord *word, bool merging, bool ended, bool canLeave) {
  if (entering && canLeave) {
    if (merging) {
      std::optional<ListWord> &other = waiting[placeOf(*entering)];
      occupied += !other;
      if (other && joins())
        for (uint32_t l = 0; l < lanes; ++l)
          other->counts[l] = uint8_t(other->counts[l] + entering->counts[l]);
      else
        other = entering;
    }
    entering.reset();
  } else if (!entering && ended && canLeave && occupied != 0) {
    for (std::optional<ListWord> &left : waiting)
      if (left) {
        left.reset();
        --occupied;
        break;
      }
  }
  if (word && !word->isEmpty(lanes))
    entering = *word;
}

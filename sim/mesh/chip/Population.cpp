//===- Population.cpp - the state of a population and its steps -----------===//

#include "sim/mesh/chip/Population.h"
#include <algorithm>

using namespace snnc;
using namespace snnc::sim;

FiringParameters::FiringParameters(const PopulationTile &tile, const mesh::CoreProgram &core)
    : groups(tile.isMaxPool ? 0 : tile.groups) {
  const mesh::PopulationEntry &entry = *core.populations[tile.slot];
  maxCount = uint32_t(entry.maxCount);
  if (tile.isMaxPool)
    return;
  resetToZero = entry.resetToZero;
  hasBias = entry.hasBias;
  hasDecay = mesh::hasDecay(entry);
  upper = int32_t(entry.upper);
  uint32_t word = uint32_t(entry.stateBase);
  auto lane = [&](unsigned l) { return core.state[size_t(word) * tile.lanes + l]; };
  for (GroupParameters &group : groups) {
    for (unsigned l = 0; l < tile.lanes; ++l) {
      group.threshold[l] = group.subtract[l] = lane(l);
      group.lower[l] = -lane(l);
      group.bias[l] = 0;
    }
    ++word;
    auto take = [&](bool present, int32_t *values) {
      if (!present)
        return;
      for (unsigned l = 0; l < tile.lanes; ++l)
        values[l] = lane(l);
      ++word;
    };
    take(entry.hasLowerBound, group.lower);
    take(entry.hasBias, group.bias);
    take(entry.hasSubtract, group.subtract);
    take(hasDecay, group.decay);
    take(tile.hasCurrent, group.currentDecay);
  }
}

Population::Population(const PopulationTile &tile, const mesh::CoreProgram &core, const mesh::TargetDescription &target)
    : FiringParameters(tile, core), tile(tile), stateBits(target.stateBits),
      fed(size_t(tile.fedWords()) * tile.lanes, 0), potentials(tile.hasCurrent ? fed.size() : 0, 0),
      active((tile.fedWords() + 63) / 64, 0), firing(active.size(), 0) {
  if (tile.isMaxPool)
    pool.emplace(tile, *core.populations[tile.slot]);
}

uint64_t snnc::sim::pixelsReached(const Port &port, const PortSpike &spike, const PopulationTile &tile) {
  Reach rows(int32_t(spike.y), port.offsetY, port.kernelHeight, port.strideY, int32_t(tile.fedHeight));
  Reach columns(int32_t(spike.x), port.offsetX, port.kernelWidth, port.strideX, int32_t(tile.fedWidth));
  return rows.low > rows.high || columns.low > columns.high
             ? 0
             : uint64_t(rows.high - rows.low + 1) * uint64_t(columns.high - columns.low + 1);
}

template <typename Visit>
static void forEachPixel(const Port &port, const PortSpike &spike, const PopulationTile &tile, Visit &&visit) {
  Reach rows(int32_t(spike.y), port.offsetY, port.kernelHeight, port.strideY, int32_t(tile.fedHeight));
  Reach columns(int32_t(spike.x), port.offsetX, port.kernelWidth, port.strideX, int32_t(tile.fedWidth));
  int32_t firstKx = int32_t(spike.x) + port.offsetX - columns.low * port.strideX;
  for (int32_t oy = rows.low; oy <= rows.high; ++oy) {
    int32_t ky = int32_t(spike.y) + port.offsetY - oy * port.strideY;
    int32_t row = int32_t(spike.channel) * port.kernelHeight + ky;
    for (int32_t ox = columns.low, kx = firstKx; ox <= columns.high; ++ox, kx -= port.strideX) {
      uint32_t first = uint32_t(row * port.kernelWidth + kx) * tile.groups;
      visit(uint32_t(oy) * tile.fedWidth + uint32_t(ox), first);
    }
  }
}

template <unsigned Lanes, bool Packed> void Population::accumulateLanes(const Port &port, const PortSpike &spike) {
  // A template argument of 0 leaves the number of lanes to the run: any target works, the usual ones are fast.
  const uint32_t lanes = Lanes ? Lanes : tile.lanes;
  const uint32_t pixels = tile.fedPixels();
  const uint32_t count = uint32_t(spike.count) << port.weightShift;
  forEachPixel(port, spike, tile, [&](uint32_t pixel, uint32_t index) {
    const int8_t *weights = port.weights + size_t(port.weightWord(index)) * lanes;
    for (uint32_t word = pixel; word < pixels * tile.groups; word += pixels, ++index) {
      mark(word);
      uint32_t *state = fed.data() + size_t(word) * lanes;
      if (Packed)
        for (uint32_t l = 0; l < lanes; ++l)
          state[l] += count * uint32_t(mesh::halfWeight(weights[l], index & 1, port.halfBits));
      else if (count == 1)
        for (uint32_t l = 0; l < lanes; ++l)
          state[l] += uint32_t(int32_t(weights[l]));
      else
        for (uint32_t l = 0; l < lanes; ++l)
          state[l] += count * uint32_t(int32_t(weights[l]));
      weights += Packed && !(index & 1) ? 0 : lanes;
    }
  });
}

template <bool Packed> void Population::accumulateLanesOf(const Port &port, const PortSpike &spike) {
  switch (tile.lanes) {
  case 4:
    return accumulateLanes<4, Packed>(port, spike);
  case 8:
    return accumulateLanes<8, Packed>(port, spike);
  case 16:
    return accumulateLanes<16, Packed>(port, spike);
  default:
    return accumulateLanes<0, Packed>(port, spike);
  }
}

void Population::accumulate(const Port &port, const PortSpike &spike) {
  if (port.packed)
    return accumulateLanesOf<true>(port, spike);
  return accumulateLanesOf<false>(port, spike);
}

void snnc::sim::appendTaps(const Port &port, const PortSpike &spike, const PopulationTile &tile,
                           std::vector<Tap> &result) {
  uint32_t pixels = tile.fedPixels();
  forEachPixel(port, spike, tile, [&](uint32_t pixel, uint32_t index) {
    for (uint32_t group = 0; group < tile.groups; ++group)
      result.push_back({group * pixels + pixel, index + group});
  });
}

bool snnc::sim::commit(const PopulationTile &tile, uint32_t word, const FiredWord &fired, Moment at,
                       Observer &observer) {
  double integrated[maxLanes], count[maxLanes], stored[maxLanes], current[maxLanes];
  WordNeurons neurons = tile.neurons(word);
  for (uint32_t l = 0; l < neurons.n; ++l) {
    integrated[l] = fired.integrated[l];
    count[l] = fired.count[l];
    stored[l] = fired.stored[l];
    current[l] = fired.current[l];
  }
  return observer.commit({at, neurons.layer, neurons.first, neurons.stride, neurons.n, integrated, count, stored,
                          Place{tile.coreX, tile.coreY, tile.slot, word}, tile.hasCurrent ? current : nullptr});
}

/// What a decay of `m` / 4096 leaves: towards 0.
static int32_t decayed(int32_t value, int32_t m) {
  int32_t left = int32_t(int64_t(std::abs(value)) * m >> 12);
  return value < 0 ? -left : left;
}

void Population::fireLane(const GroupParameters &group, uint32_t l, int32_t v, FiredWord &fired) const {
  int32_t n = resetToZero ? 1 : int32_t(std::min(uint32_t(v / group.threshold[l]), maxCount));
  v = resetToZero ? 0 : signExtend(uint32_t(v) - uint32_t(n) * uint32_t(group.subtract[l]));
  fired.count[l] = n;
  fired.stored[l] = std::min(v, upper);
}

void Population::list(uint32_t word, const FiredWord &fired) {
  uint32_t pixels = tile.height * tile.width;
  SpikeWord entry{word / pixels * tile.lanes, word % pixels / tile.width, word % tile.width, {}};
  for (uint32_t l = 0; l < tile.lanes; ++l)
    entry.counts[l] = uint8_t(fired.count[l]);
  spikes.push_back(entry);
}

void Population::listPotentials(uint32_t word, const FiredWord &fired) {
  uint32_t pixels = tile.height * tile.width;
  PotentialWord entry{word / pixels * tile.lanes, word % pixels / tile.width, word % tile.width, {}};
  std::copy_n(fired.integrated, tile.lanes, entry.values);
  readout.push_back(entry);
}

uint32_t Population::fireLeakyWord(uint32_t word, FiredWord &fired) {
  const GroupParameters &group = groups[word / (tile.height * tile.width)];
  uint32_t *state = fed.data() + size_t(word) * tile.lanes;
  uint32_t *potential = tile.hasCurrent ? potentials.data() + size_t(word) * tile.lanes : state;
  uint32_t total = 0;
  bool again = false;
  fired.wraps = fired.lifted = 0;
  auto wrapped = [&](int64_t sum) {
    int32_t value = signExtend(uint32_t(sum));
    fired.wraps += value != sum;
    return value;
  };
  for (uint32_t l = 0; l < tile.lanes; ++l) {
    // Without a current the bias comes to the potential, else to the current, and this to the potential.
    int32_t j = wrapped(int64_t(int32_t(state[l])) + group.bias[l]);
    int32_t v = tile.hasCurrent ? wrapped(int64_t(int32_t(potential[l])) + j) : j;
    fired.lifted += v < group.lower[l];
    v = std::max(v, group.lower[l]);
    fired.integrated[l] = v;
    fired.count[l] = 0;
    fired.stored[l] = std::min(v, upper);
    if (v >= group.threshold[l]) {
      cappedCounts += isCapped(group, l, v);
      fireLane(group, l, v, fired);
    }
    total += uint32_t(fired.count[l]);
    fired.stored[l] = decayed(fired.stored[l], group.decay[l]);
    fired.current[l] = tile.hasCurrent ? decayed(j, group.currentDecay[l]) : 0;
    state[l] = uint32_t(fired.current[l]);
    potential[l] = uint32_t(fired.stored[l]);
    again |= fired.stored[l] != 0 || fired.current[l] != 0;
  }
  if (total)
    list(word, fired);
  if (tile.isReadout)
    listPotentials(word, fired);
  if (again)
    mark(word);
  return total;
}

uint32_t Population::fireWord(uint32_t word, FiredWord &fired) {
  if (hasDecay)
    return fireLeakyWord(word, fired);
  uint32_t pixels = tile.height * tile.width, lanes = tile.lanes;
  const GroupParameters &group = groups[word / pixels];
  uint32_t *state = fed.data() + size_t(word) * lanes;
  bool reached = false;
  fired.wraps = fired.lifted = 0;
  for (uint32_t l = 0; l < lanes; ++l) {
    // What has come in since the last firing is added up in more bits than the state field has: a sum that leaves the
    // range and comes back within the step is none that wraps.
    int64_t sum = int64_t(int32_t(state[l])) + group.bias[l];
    int32_t v = signExtend(uint32_t(sum));
    fired.wraps += v != sum;
    fired.lifted += v < group.lower[l];
    v = std::max(v, group.lower[l]);
    fired.integrated[l] = fired.stored[l] = v;
    fired.count[l] = 0;
    state[l] = uint32_t(v);
    reached |= v >= group.threshold[l];
  }
  // Below its threshold a lane is at rest: at most threshold - 1 <= upper, and at least its lower bound.
  if (!reached)
    return 0;
  uint32_t total = 0;
  bool again = false;
  for (uint32_t l = 0; l < lanes; ++l) {
    int32_t v = fired.integrated[l];
    if (v < group.threshold[l])
      continue;
    cappedCounts += isCapped(group, l, v);
    fireLane(group, l, v, fired);
    v = fired.stored[l];
    state[l] = uint32_t(v);
    total += uint32_t(fired.count[l]);
    again |= v < group.lower[l] || (v >= group.threshold[l] && !resetToZero);
  }
  list(word, fired);
  if (again)
    mark(word);
  return total;
}

void Population::clear() {
  std::fill(fed.begin(), fed.end(), 0);
  std::fill(potentials.begin(), potentials.end(), 0);
  std::fill(active.begin(), active.end(), 0);
  if (pool)
    std::fill(pool->counts.begin(), pool->counts.end(), 0);
}

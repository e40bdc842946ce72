//===- PlainNetwork.cpp - a network of populations, step by step ----------===//

#include "tests/rtl/PlainNetwork.h"
#include <algorithm>
#include <map>

using namespace snnc::bench;

static int wrap(int value) { return int16_t(uint16_t(value)); }

PlainNetwork::PlainNetwork(const Network &network)
    : received(network.populations.size()), accumulated(network.populations.size()), sent(network.populations.size()),
      network(network), states(network.populations.size()), waiting(network.edges.size()) {
  for (size_t p = 0; p < states.size(); ++p) {
    states[p].potentials.assign(network.populations[p].words() * network.lanes, 0);
    states[p].currents.assign(network.populations[p].hasCurrent ? states[p].potentials.size() : 0, 0);
    states[p].counts.assign(network.populations[p].words() * network.lanes, 0);
    states[p].active.assign(network.populations[p].words(), false);
  }
}

void PlainNetwork::accumulate(const Port &port, const Spike &spike) {
  const Population &population = network.populations[port.population];
  State &state = states[port.population];
  int lanes = network.lanes, all = population.groups * lanes;
  received[port.population] += spike.count;
  for (int oy = 0; oy < population.height; ++oy)
    for (int ox = 0; ox < population.width; ++ox) {
      int ky = spike.y + port.offsetY - oy * port.strideY, kx = spike.x + port.offsetX - ox * port.strideX;
      if (ky < 0 || ky >= port.height || kx < 0 || kx >= port.width)
        continue;
      for (int g = 0; g < population.groups; ++g) {
        int word = (g * population.height + oy) * population.width + ox;
        state.active[word] = true;
        ++accumulated[port.population];
        for (int l = 0; l < lanes; ++l) {
          int weight = port.weights[((spike.channel * port.height + ky) * port.width + kx) * all + g * lanes + l];
          int change = spike.count * weight * (1 << port.weightShift);
          int &v = (population.hasCurrent ? state.currents : state.potentials)[word * lanes + l];
          v = wrap(v + (spike.negative ? -change : change));
        }
      }
    }
}

/// The greatest count of a window, and its greatest frame where the greatest count of a pixel that spiked is as great.
Commit PlainNetwork::fireWindow(const Population &pool, const State &state, int group, int row, int column) {
  Commit commit;
  commit.word = (group * pool.windowRows + row) * pool.windowColumns + column;
  for (int l = 0; l < network.lanes; ++l) {
    int greatest = 0, winner = 0, strongest = 0;
    for (int y = 0; y < pool.height; ++y)
      for (int x = 0; x < pool.width; ++x) {
        int ky = y + pool.windowOffsetY - row * pool.windowStrideY;
        int kx = x + pool.windowOffsetX - column * pool.windowStrideX;
        if (ky < 0 || ky >= pool.windowHeight || kx < 0 || kx >= pool.windowWidth)
          continue;
        int place = ((group * pool.height + y) * pool.width + x) * network.lanes + l;
        greatest = std::max(greatest, state.counts[place]);
        if (state.potentials[place] > 0)
          winner = std::max(winner, state.counts[place]);
        strongest = std::max(strongest, state.potentials[place]);
      }
    commit.integrated.push_back(greatest);
    commit.stored.push_back(greatest);
    commit.current.push_back(0);
    commit.count.push_back(winner >= greatest ? std::min(strongest, pool.maxCount) : 0);
  }
  return commit;
}

/// Windows come from their first pixel with a frame that is not 0: pixels in order, the windows of each from the last
/// row and column down.
std::vector<Commit> PlainNetwork::firePool(const Population &pool, State &state, bool last) {
  std::vector<Commit> commits;
  std::vector<bool> visited(pool.listWords(1), false);
  for (size_t i = 0; i < state.counts.size(); ++i)
    state.counts[i] = wrap(state.counts[i] + state.potentials[i]);
  for (int word = 0; word < pool.words(); ++word) {
    auto lanes = state.potentials.begin() + word * network.lanes;
    if (std::all_of(lanes, lanes + network.lanes, [](int frame) { return frame == 0; }))
      continue;
    int x = word % pool.width, y = word / pool.width % pool.height, group = word / pool.width / pool.height;
    for (int row = pool.windowRows - 1; row >= 0; --row)
      for (int column = pool.windowColumns - 1; column >= 0; --column) {
        int ky = y + pool.windowOffsetY - row * pool.windowStrideY;
        int kx = x + pool.windowOffsetX - column * pool.windowStrideX;
        size_t number = (group * pool.windowRows + row) * pool.windowColumns + column;
        if (ky < 0 || ky >= pool.windowHeight || kx < 0 || kx >= pool.windowWidth || visited[number])
          continue;
        visited[number] = true;
        commits.push_back(fireWindow(pool, state, group, row, column));
      }
  }
  std::fill(state.potentials.begin(), state.potentials.end(), 0);
  if (last)
    std::fill(state.counts.begin(), state.counts.end(), 0);
  return commits;
}

/// What a decay leaves: the quotient of C++ goes towards 0.
static int leftOf(int value, int decay) { return value * decay / 4096; }

std::vector<Commit> PlainNetwork::fire(const Population &population, State &state, bool last) {
  if (population.isPool)
    return firePool(population, state, last);
  std::vector<Commit> commits;
  int lanes = network.lanes;
  for (int word = 0; word < population.words(); ++word) {
    if (!state.active[word] && !population.hasBias && !last)
      continue;
    Commit commit;
    commit.word = word;
    bool changes = false;
    int group = word / (population.height * population.width);
    for (int l = 0; l < lanes; ++l) {
      int channel = group * lanes + l;
      int &v = state.potentials[word * lanes + l];
      int threshold = population.threshold[channel];
      int inflow = population.bias[channel];
      if (population.hasCurrent)
        inflow = wrap(state.currents[word * lanes + l] + inflow);
      v = std::max(wrap(v + inflow), population.lower[channel]);
      commit.integrated.push_back(v);
      int count = 0;
      if (v >= threshold)
        count = population.resetToZero ? 1 : std::min(v / threshold, population.maxCount);
      if (count && population.resetToZero)
        v = 0;
      else
        v = wrap(v - count * population.subtract[channel]);
      v = std::min(v, population.upper);
      if (population.hasDecay)
        v = leftOf(v, population.decay[channel]);
      int current = population.hasCurrent ? leftOf(inflow, population.currentDecay[channel]) : 0;
      if (population.hasDecay)
        changes |= v != 0 || current != 0;
      else
        changes |= (!population.resetToZero && v >= threshold) || v < population.lower[channel];
      commit.count.push_back(count);
      commit.stored.push_back(v);
      commit.current.push_back(current);
      if (population.hasCurrent)
        state.currents[word * lanes + l] = last ? 0 : current;
      if (last)
        v = 0;
    }
    state.active[word] = changes && !last;
    commits.push_back(std::move(commit));
  }
  return commits;
}

namespace {
/// The spikes that come to a pixel from one channel group.
struct PooledWord {
  int group, y, x;
  std::vector<int> counts; ///< of each lane
};
} // namespace

/// A pixel of the receiver waits for more of its spikes, in a place that its column names, until another pixel needs
/// the place or a count would not fit a packet. At the end all leave, by place.
static std::vector<PooledWord> merged(const std::vector<PooledWord> &words, int places, int countMax) {
  std::vector<PooledWord> result;
  std::map<int, PooledWord> waiting;
  for (const PooledWord &word : words) {
    auto [place, isNew] = waiting.emplace(word.x % places, word);
    PooledWord &other = place->second;
    if (isNew)
      continue;
    bool joins = other.group == word.group && other.y == word.y && other.x == word.x;
    for (size_t l = 0; l < word.counts.size(); ++l)
      joins = joins && other.counts[l] + word.counts[l] <= countMax;
    if (!joins) {
      result.push_back(other);
      other = word;
      continue;
    }
    for (size_t l = 0; l < word.counts.size(); ++l)
      other.counts[l] += word.counts[l];
  }
  for (const auto &[place, word] : waiting)
    result.push_back(word);
  return result;
}

std::vector<Spike> PlainNetwork::pooled(const Edge &edge, const Population &source,
                                        const std::vector<Commit> &commits) {
  std::vector<PooledWord> words;
  const mesh::DestinationEntry &box = edge.box;
  for (const Commit &commit : commits) {
    int x = commit.word % source.columns(), row = commit.word / source.columns();
    int y = row % source.rows(), group = row / source.rows();
    PooledWord word{group, int((y + box.offsetY) % 256) >> box.shiftY, int((x + box.offsetX) % 256) >> box.shiftX, {}};
    bool inside = y >= box.lowY && y <= box.highY && x >= box.lowX && x <= box.highX, any = false;
    for (int l = 0; l < network.lanes; ++l) {
      int channel = group * network.lanes + l;
      bool goes = inside && channel >= box.lowChannel && channel <= box.highChannel;
      word.counts.push_back(goes ? commit.count[l] : 0);
      any |= word.counts.back() != 0;
    }
    if (any)
      words.push_back(word);
  }
  std::vector<Spike> spikes;
  for (const PooledWord &word : merged(words, network.mergeWords, (1 << network.countBits) - 1))
    for (int l = 0; l < network.lanes; ++l) {
      Spike spike;
      spike.count = word.counts[l];
      spike.channel = int((word.group * network.lanes + l + box.offsetChannel) % 4096);
      spike.y = word.y;
      spike.x = word.x;
      if (spike.count)
        spikes.push_back(spike);
    }
  return spikes;
}

std::vector<Spike> PlainNetwork::through(const Edge &edge, const Population &source,
                                         const std::vector<Commit> &commits) {
  if (network.mergeWords && !source.isReadout && (edge.box.shiftY || edge.box.shiftX))
    return pooled(edge, source, commits);
  std::vector<Spike> spikes;
  const mesh::DestinationEntry &box = edge.box;
  for (const Commit &commit : commits) {
    int x = commit.word % source.columns(), row = commit.word / source.columns();
    int y = row % source.rows(), group = row / source.rows();
    if (y < box.lowY || y > box.highY || x < box.lowX || x > box.highX)
      continue;
    for (int place = 0; place < (source.isReadout ? network.places : 1); ++place)
      for (int l = 0; l < network.lanes; ++l) {
        int channel = group * network.lanes + l;
        Spike spike;
        spike.count = commit.count[l];
        if (source.isReadout) {
          spike.place = place;
          spike.count = (commit.integrated[l] & 0xffff) >> (place * network.countBits) & ((1 << network.countBits) - 1);
        }
        if (spike.count == 0 || channel < box.lowChannel || channel > box.highChannel)
          continue;
        spike.channel = int((channel + box.offsetChannel) % 4096);
        spike.y = int((y + box.offsetY) % 256) >> box.shiftY;
        spike.x = int((x + box.offsetX) % 256) >> box.shiftX;
        spikes.push_back(spike);
      }
  }
  return spikes;
}

StepResult PlainNetwork::step(const std::vector<std::vector<Spike>> &fed, bool last) {
  StepResult result;
  result.commits.resize(network.populations.size());
  result.spikes.resize(network.edges.size());
  for (size_t e = 0; e < network.edges.size(); ++e)
    if (network.edges[e].source == host)
      result.spikes[e] = fed[e];
  for (size_t p = 0; p < network.populations.size(); ++p) {
    const Population &population = network.populations[p];
    for (int e : population.inEdges) {
      const Edge &edge = network.edges[e];
      for (const Spike &spike : edge.delayed ? waiting[e] : result.spikes[e])
        accumulate(network.ports[edge.port], spike);
    }
    result.commits[p] = fire(population, states[p], last);
    for (int e : population.outEdges) {
      // Spikes of the last step on a delayed edge would count in the next sample.
      std::vector<Spike> spikes;
      if (!(last && network.edges[e].delayed))
        spikes = through(network.edges[e], population, result.commits[p]);
      for (const Spike &spike : spikes)
        sent[p] += population.isReadout ? 0 : spike.count;
      for (int to : network.sharing(e))
        result.spikes[to] = spikes;
    }
  }
  for (size_t e = 0; e < network.edges.size(); ++e) {
    if (last && network.edges[e].delayed)
      result.spikes[e].clear();
    waiting[e] = network.edges[e].delayed ? result.spikes[e] : std::vector<Spike>();
  }
  return result;
}

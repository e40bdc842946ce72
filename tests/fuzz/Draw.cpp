//===- Draw.cpp - which random networks there are -------------------------===//

#include "tests/fuzz/Network.h"
#include <limits>

using namespace snnc;
using namespace snnc::fuzz;

uint64_t fuzz::hashOf(uint64_t seed, std::initializer_list<uint64_t> place) {
  // SplitMix64 (Steele et al. 2014), once for each number.
  auto mix = [](uint64_t z) {
    z += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  };
  uint64_t hash = mix(seed);
  for (uint64_t number : place)
    hash = mix(hash ^ number);
  return hash;
}

size_t fuzz::countLayers(const Network &network) { return llvm::count_if(network.values, isLayer); }

/// Which values others read.
static std::vector<bool> usedValues(const Network &network) {
  std::vector<bool> used(network.values.size(), false);
  for (const NetworkValue &value : network.values) {
    for (size_t source : value.sources)
      used[source] = true;
    for (const Synapse &synapse : value.synapses)
      used[synapse.source] = true;
  }
  return used;
}

namespace {
class Drawer {
public:
  Drawer(uint64_t seed, const DrawLimits &limits) : seed(seed), random(seed), limits(limits) {}

  Network draw() {
    network.weightMax = limits.weightMax;
    network.countMax = limits.countMax;
    network.isFloat = limits.weightMax == 127 && random.oneIn(8);
    network.maxCount = random.oneIn(3) ? 0 : random.range(1, limits.countMax);
    drawKind();
    int64_t inputs = (random.oneIn(5) ? 2 : 1) + moreInputs, layers = random.range(1, 5);
    for (int64_t i = 0; i < inputs; ++i)
      addInput();
    if (!network.isAnalogue && random.oneIn(4))
      promiseLoop();
    for (int64_t i = 0; i < layers; ++i)
      addLayer();
    if (loop)
      closeLoop();
    chooseOutputs();
    drawInput();
    return std::move(network);
  }

private:
  /// Drawn apart: what a seed draws besides stays the same.
  void drawKind() {
    Random other(hashOf(seed, {3}));
    network.hasNestedSums = other.oneIn(8);
    moreInputs = other.oneIn(12) ? 2 : 0;
    network.isAnalogue = limits.weightMax == 127 && other.oneIn(10);
    network.isFloat |= network.isAnalogue;
  }

  /// Adds a value if the network still has shapes then.
  bool add(NetworkValue value) {
    network.values.push_back(std::move(value));
    std::optional<std::vector<Shape>> all = shapesOf(network);
    if (!all || all->back().size() == 0) {
      network.values.pop_back();
      return false;
    }
    shapes = std::move(*all);
    return true;
  }
  size_t last() const { return network.values.size() - 1; }

  Shape randomShape() {
    if (random.oneIn(6))
      return {random.range(1, 30)};
    return {random.range(1, random.oneIn(3) ? 13 : 4), random.range(1, limits.coordinates),
            random.range(1, limits.coordinates)};
  }

  void addInput() {
    NetworkValue value;
    value.shape = randomShape();
    value.isSigned = random.oneIn(5);
    value.bound = random.oneIn(6) ? random.range(16, 40) : random.oneIn(3) ? 1 : random.range(1, 15);
    value.total = value.shape[0] % 2 ? 0 : 1 + value.bound * value.shape[1] * value.shape[2] / 2;
    add(std::move(value));
  }

  /// A value to read from: most often one of the newest.
  size_t source() {
    size_t back = random.oneIn(3) ? size_t(random.range(0, int64_t(last()))) : 0;
    // A current that found no synapse stays alone.
    while (back < last() && network.values[last() - back].overhangs)
      ++back;
    return last() - back;
  }

  size_t addPools(size_t from) {
    while (shapes[from].size() == 3 && random.oneIn(3)) {
      NetworkValue pool;
      pool.kind = ValueKind::Pool;
      pool.sources = {from};
      for (unsigned axis = 0; axis < 2; ++axis) {
        pool.window[axis] = random.range(1, 4);
        pool.windowStride[axis] = random.oneIn(3) ? random.range(1, 4) : pool.window[axis];
      }
      pool.ceilMode = random.oneIn(4);
      pool.isAverage = network.isAnalogue && random.oneIn(2);
      if (!add(std::move(pool)))
        break;
      from = last();
    }
    return from;
  }

  /// A pool whose windows hang over the edge: what reads it next must be a synapse.
  size_t addOverhangingPool(size_t from) {
    NetworkValue pool;
    pool.kind = ValueKind::Pool;
    pool.sources = {from};
    pool.ceilMode = pool.overhangs = true;
    for (unsigned axis = 0; axis < 2; ++axis) {
      pool.window[axis] = random.range(1, 4);
      pool.windowStride[axis] = random.oneIn(3) ? random.range(1, 4) : pool.window[axis];
    }
    return add(std::move(pool)) ? last() : from;
  }

  size_t addCrop(size_t from) {
    NetworkValue crop;
    crop.kind = ValueKind::Crop;
    crop.sources = {from};
    for (int64_t &border : crop.border)
      border = random.range(0, 2);
    return add(std::move(crop)) ? last() : from;
  }

  /// Windows that overlap or leave gaps, with padding of any size. No more spikes may come than one can send on.
  size_t addMaxPool(size_t from) {
    if (network.isAnalogue || boundsOf(network)[from] > limits.countMax)
      return from;
    NetworkValue pool;
    pool.kind = ValueKind::MaxPool;
    pool.sources = {from};
    for (unsigned axis = 0; axis < 2; ++axis) {
      pool.window[axis] = random.range(1, 4);
      pool.windowStride[axis] = random.oneIn(2) ? random.range(1, 4) : pool.window[axis];
      if (random.oneIn(2)) {
        pool.border[axis] = random.range(0, random.oneIn(8) ? 9 : pool.window[axis]);
        pool.border[axis + 2] = random.range(0, random.oneIn(8) ? 9 : pool.window[axis]);
      }
    }
    return add(std::move(pool)) ? last() : from;
  }

  size_t addFlatten(size_t from) {
    NetworkValue flatten;
    flatten.kind = ValueKind::Flatten;
    flatten.sources = {from};
    add(std::move(flatten));
    return last();
  }

  size_t addDelay(size_t from) {
    NetworkValue delay;
    delay.kind = ValueKind::Delay;
    delay.sources = {from};
    delay.shape = shapes[from];
    delay.isSigned = (*signsOf(network))[from];
    delay.steps = random.oneIn(3) ? random.range(2, 3) : 1;
    return add(std::move(delay)) ? last() : from;
  }

  /// Two values that fit each other: their counts added, or channels on channels.
  size_t join(size_t from, ValueKind kind) {
    for (int attempt = 0; attempt < 6; ++attempt) {
      NetworkValue both;
      both.kind = kind;
      both.sources = {from, size_t(random.range(0, int64_t(last())))};
      if (random.oneIn(2))
        std::swap(both.sources[0], both.sources[1]);
      if (add(std::move(both)))
        return last();
    }
    return from;
  }

  /// A delay whose source is yet to come.
  void promiseLoop() {
    NetworkValue delay;
    delay.kind = ValueKind::Delay;
    delay.shape = randomShape();
    delay.sources = {size_t(-1)};
    delay.steps = random.oneIn(4) ? 2 : 1;
    if (add(std::move(delay)))
      loop = last();
  }

  /// An identity or a kernel from `from` to any extent, which a later layer may make fit: the shape is known by then.
  void closeLoop() {
    for (size_t value = network.values.size(); value-- > *loop + 1;) {
      if (!isLayer(network.values[value]))
        continue;
      network.values[*loop].sources = {value};
      network.values[*loop].shape = shapes[value];
      if (auto all = shapesOf(network)) {
        shapes = std::move(*all);
        return;
      }
    }
    // No layer fits: a layer of one channel from the promised shape to itself.
    NetworkValue layer = drawNeurons();
    Synapse synapse = drawSynapse(0);
    synapse.source = *loop;
    synapse.kind = SynapseKind::Identity;
    network.values[*loop].shape = shapes[*loop];
    layer.synapses = {synapse};
    network.values[*loop].sources = {network.values.size()};
    if (!add(std::move(layer)))
      llvm::report_fatal_error("an identity always has a shape");
  }

  Synapse drawSynapse(size_t from) {
    Synapse synapse;
    synapse.source = from;
    synapse.seed = random.bits();
    synapse.style = WeightStyle(random.range(0, 3));
    synapse.greatest = random.oneIn(2) ? limits.weightMax : random.range(1, limits.weightMax);
    synapse.hasBias = random.oneIn(3);
    synapse.greatestBias = random.oneIn(4) ? 20000 : random.range(1, 200);
    bool flat = shapes[from].size() == 1;
    synapse.kind = random.oneIn(6) ? SynapseKind::Identity : flat ? SynapseKind::Linear : SynapseKind::Conv2d;
    synapse.hasWeights = !random.oneIn(3);
    if (synapse.kind == SynapseKind::Conv2d)
      drawKernel(synapse, shapes[from]);
    return synapse;
  }

  void drawKernel(Synapse &synapse, const Shape &shape) {
    if (random.oneIn(4))
      for (int64_t groups = shape[0]; groups >= 2; --groups)
        if (shape[0] % groups == 0 && random.oneIn(2)) {
          synapse.groups = groups;
          break;
        }
    for (unsigned axis = 0; axis < 2; ++axis) {
      synapse.kernel[axis] = random.range(1, std::min<int64_t>(5, shape[axis + 1] + 1));
      synapse.stride[axis] = random.oneIn(2) ? 1 : random.range(1, 4);
      synapse.dilation[axis] = random.oneIn(4) ? random.range(1, 3) : 1;
      if (random.oneIn(2)) {
        synapse.padding[axis] = random.range(0, synapse.kernel[axis]);
        synapse.padding[axis + 2] = random.range(0, synapse.kernel[axis]);
      }
    }
  }

  NetworkValue drawNeurons() {
    NetworkValue layer;
    layer.kind = ValueKind::Neurons;
    layer.seed = random.bits();
    layer.channels = random.range(1, random.oneIn(3) ? 18 : 6);
    if (random.oneIn(5))
      layer.reset = snn::Reset::Zero;
    if (random.oneIn(5))
      layer.spikes = snn::SpikesPerStep::One;
    // Firing above the threshold only the chip can do once a step.
    bool once = layer.reset == snn::Reset::Zero || layer.spikes == snn::SpikesPerStep::One;
    if (once && random.oneIn(2))
      layer.compare = snn::Compare::Greater;
    layer.threshold = ThresholdStyle(random.range(0, 3));
    layer.lower = LowerStyle(random.range(0, 4));
    if (layer.reset == snn::Reset::Subtract && random.oneIn(3))
      layer.subtract = SubtractStyle(random.range(1, 3));
    layer.cap = random.range(1, limits.countMax);
    return layer;
  }

  bool addLayer() {
    size_t from = source();
    // A neuron reads its own kind of values only: an output pool would have no kernel behind.
    if (shapes[from].size() == 3 && random.oneIn(6))
      from = addCrop(from);
    from = addPools(from);
    if (shapes[from].size() == 3 && random.oneIn(3))
      from = addMaxPool(from);
    if (shapes[from].size() == 3 && random.oneIn(8))
      from = addCrop(from);
    if (network.values[from].kind == ValueKind::MaxPool && random.oneIn(6))
      return true; // it stands alone
    if (random.oneIn(6))
      from = addDelay(from);
    if (random.oneIn(4))
      from = join(from, random.oneIn(2) ? ValueKind::Concatenate : ValueKind::Merge);
    if (shapes[from].size() == 3 && random.oneIn(4))
      from = addFlatten(from);
    if (random.oneIn(12))
      from = join(from, random.oneIn(2) ? ValueKind::Concatenate : ValueKind::Merge);
    if (random.oneIn(12))
      from = addDelay(from);
    if (network.isFloat && !network.isAnalogue && shapes[from].size() == 3 && random.oneIn(3))
      from = addOverhangingPool(from);
    for (int attempt = 0; attempt < 20; ++attempt) {
      NetworkValue layer = drawNeurons();
      layer.synapses = {drawSynapse(from)};
      layer.hasNorm = network.isAnalogue && shapes[from].size() == 3 && random.oneIn(3);
      // Flattened spikes keep their pixels: only a linear synapse can follow.
      if (shapes[from].size() == 1 && comesFlattened(from))
        layer.synapses[0].kind = SynapseKind::Linear;
      if (layer.synapses[0].kind == SynapseKind::Conv2d)
        layer.channels = std::max<int64_t>(1, layer.channels / layer.synapses[0].groups) * layer.synapses[0].groups;
      if (!add(layer))
        continue;
      if (random.oneIn(3))
        for (int64_t synapses = network.hasNestedSums ? random.range(1, 4) : 1; synapses > 0; --synapses)
          merge();
      return true;
    }
    return false;
  }

  bool comesFlattened(size_t value) const {
    const NetworkValue &v = network.values[value];
    if (v.kind == ValueKind::Flatten)
      return shapes[v.sources[0]].size() == 3;
    if (v.kind == ValueKind::Delay || v.kind == ValueKind::Concatenate || v.kind == ValueKind::Merge)
      return llvm::any_of(v.sources, [&](size_t source) { return source < value && comesFlattened(source); });
    return false;
  }

  /// Gives the newest layer one more synapse, from any value that can have one of the same shape.
  void merge() {
    NetworkValue layer = network.values.back();
    Shape wanted = shapes.back();
    network.values.pop_back();
    shapes.pop_back();
    NetworkValue merged = layer;
    for (int attempt = 0; attempt < 30; ++attempt) {
      size_t from = size_t(random.range(0, int64_t(last())));
      Synapse second = drawSynapse(from);
      if (shapes[from].size() == 1 && comesFlattened(from))
        second.kind = SynapseKind::Linear;
      merged.hasNorm = false; // it would be behind the sum
      merged.synapses = layer.synapses;
      merged.synapses.push_back(second);
      if (random.oneIn(2))
        std::swap(merged.synapses.front(), merged.synapses.back());
      if (add(merged)) {
        if (shapes.back() == wanted)
          return;
        network.values.pop_back();
        shapes.pop_back();
      }
    }
    add(layer);
  }

  void chooseOutputs() {
    std::vector<bool> used = usedValues(network);
    for (size_t i = 0; i < network.values.size(); ++i)
      if (isLayer(network.values[i]) && (!used[i] || random.oneIn(6)))
        network.outputs.push_back(i);
    if (network.outputs.empty())
      for (size_t i = 0; i < network.values.size(); ++i)
        if (isLayer(network.values[i]))
          network.outputs = {i};
  }

  void drawInput() {
    for (int64_t i = 0, samples = random.range(1, 3); i < samples; ++i)
      network.input.steps.push_back(uint32_t(random.oneIn(4) ? 1 : random.range(1, 7)));
    network.input.counts = CountStyle(random.range(0, 2));
    network.input.density = std::array<double, 4>{0.03, 0.2, 0.5, 1.0}[random.range(0, 3)];
    network.input.seed = random.bits();
  }

  uint64_t seed;
  Random random;
  DrawLimits limits;
  Network network;
  std::vector<Shape> shapes;
  std::optional<size_t> loop;
  int64_t moreInputs = 0;
};
} // namespace

/// In some networks most synapses have weights that can be packed: the rest share their populations with them.
static void drawPacking(Network &network, uint64_t seed, int64_t bits) {
  Random random(hashOf(seed, {2}));
  if (network.isFloat || bits == 0 || random.oneIn(2))
    return;
  network.packedBits = bits;
  for (NetworkValue &value : network.values)
    for (Synapse &synapse : value.synapses)
      if (!random.oneIn(5))
        synapse.greatest = std::min(synapse.greatest, (int64_t(1) << (bits - 1)) - 1);
}

/// In some networks some neurons leak, keep currents, and have weights that are shifted.
static void drawLeaks(Network &network, uint64_t seed, const DrawLimits &limits) {
  Random random(hashOf(seed, {5}));
  if (!limits.leak || network.isAnalogue || !random.oneIn(3))
    return;
  for (NetworkValue &value : network.values) {
    if (value.kind != ValueKind::Neurons || random.oneIn(3))
      continue;
    value.leaks = true;
    value.hasCurrent = limits.current && random.oneIn(2);
    if (!network.isFloat && limits.weightShift && random.oneIn(2))
      for (Synapse &synapse : value.synapses)
        synapse.shift = random.range(0, limits.weightShift);
  }
  if (!limits.readout || random.oneIn(2))
    return;
  std::vector<bool> used = usedValues(network);
  for (size_t output : network.outputs) {
    NetworkValue &value = network.values[output];
    if (value.kind != ValueKind::Neurons || used[output] || random.oneIn(3))
      continue;
    value.isReadout = value.leaks = true;
    value.hasCurrent &= limits.current;
  }
}

/// A max pool of the sum of an input and what it gave a step before.
static void addUnboundedLoop(Network &network) {
  for (size_t i = 0; i < network.values.size(); ++i) {
    const NetworkValue &input = network.values[i];
    if (input.kind != ValueKind::Input || input.isSigned || input.shape.size() != 3)
      continue;
    size_t first = network.values.size();
    NetworkValue delay, sum, pool;
    delay.kind = ValueKind::Delay;
    delay.shape = input.shape;
    delay.sources = {first + 2};
    sum.kind = ValueKind::Merge;
    sum.sources = {i, first};
    pool.kind = ValueKind::MaxPool;
    pool.sources = {first + 1};
    network.values.insert(network.values.end(), {delay, sum, pool});
    network.outputs.push_back(first + 2);
    network.hasUnboundedLoop = true;
    return;
  }
}

bool fuzz::mustBeRefused(const Network &network) {
  return network.outputs.empty() || network.networks > 1 || network.hasUnboundedLoop;
}

/// What must be refused by name, or compiled, and nothing in between.
static void drawUnusual(Network &network, uint64_t seed) {
  Random random(hashOf(seed, {4}));
  if (!random.oneIn(12))
    return;
  switch (random.range(0, 3)) {
  case 0:
    network.outputs.clear();
    break;
  case 1:
    network.networks = random.range(2, 3);
    break;
  case 2:
    addUnboundedLoop(network);
    break;
  default:
    constexpr int64_t most = std::numeric_limits<int64_t>::max();
    for (NetworkValue &value : network.values)
      if (value.kind == ValueKind::Input && random.oneIn(2))
        value.bound = std::array<int64_t, 6>{
            32768, 65536, int64_t(1) << 31, (int64_t(1) << 32) + 1, most / 3, most}[size_t(random.range(0, 5))];
  }
}

Network fuzz::drawNetwork(uint64_t seed, const DrawLimits &limits) {
  Network network = Drawer(seed, limits).draw();
  drawPacking(network, seed, limits.packedBits);
  drawLeaks(network, seed, limits);
  drawUnusual(network, seed);
  return network;
}

/// A greater count takes the host as many packets more as it is greater: of absurd bounds it is no test to come near.
static constexpr uint32_t mostCount = 1000;

static int32_t countOf(const InputPlan &plan, uint64_t hash, uint32_t bound) {
  bound = std::min(bound, mostCount);
  switch (plan.counts) {
  case CountStyle::One:
    return 1;
  case CountStyle::Random:
    return 1 + int32_t(hash % bound);
  case CountStyle::Bound:
    return int32_t(bound);
  }
  llvm_unreachable("a style of counts");
}

Samples fuzz::drawSamples(const InputPlan &plan, llvm::ArrayRef<sim::InputInfo> inputs) {
  Samples samples;
  for (uint32_t steps : plan.steps) {
    samples.emplace_back(steps);
    for (uint32_t step = 0; step < steps; ++step)
      for (auto [index, input] : llvm::enumerate(inputs)) {
        sim::SpikeFrame frame;
        double left = input.total ? double(input.total) : HUGE_VAL;
        for (uint32_t c = 0; c < input.shape.channels; ++c)
          for (uint32_t y = 0; y < input.shape.height; ++y)
            for (uint32_t x = 0; x < input.shape.width; ++x) {
              uint64_t hash = hashOf(plan.seed, {samples.size(), step, index, c, y, x});
              double count = std::min<double>(left, countOf(plan, hash & 0xffff, input.bound));
              if (double(hash >> 32) >= plan.density * 4294967296.0 || count == 0)
                continue;
              left -= count;
              frame.push_back(
                  {uint16_t(c), uint16_t(y), uint16_t(x), input.isSigned && (hash >> 16 & 1) ? -count : count});
            }
        samples.back()[step].push_back(std::move(frame));
      }
  }
  return samples;
}

//===- DrawNetwork.cpp - random networks of all layers --------------------===//

#include "tests/sim/reference/DrawNetwork.h"
#include <algorithm>
#include <cmath>

using namespace snnc::test;

PlainLayer DrawNetwork::make(PlainKind kind, size_t source, std::vector<int64_t> shape, bool isSpikes) {
  PlainLayer layer;
  layer.kind = kind;
  layer.sources = {source};
  layer.shape = std::move(shape);
  layer.isSpikes = isSpikes;
  layer.isSigned = isSpikes && network.layers[source].isSigned;
  return layer;
}

/// Takes the layer unless f32 may not hold its values.
bool DrawNetwork::add(PlainLayer layer, Numbers given) {
  if (network.isInteger)
    given.grid = 0;
  if (!given.isRounded && given.bound * std::ldexp(1, given.grid) > (1 << 22))
    return false;
  if (layer.size() > 600)
    return false;
  network.layers.push_back(std::move(layer));
  numbers.push_back(given);
  return true;
}

static double greatestSum(const Dense &weights, size_t rows) {
  double greatest = 0;
  size_t length = weights.size() / rows;
  for (size_t row = 0; row < rows; ++row) {
    double sum = 0;
    for (size_t i = 0; i < length; ++i)
      sum += std::fabs(weights[row * length + i]);
    greatest = std::max(greatest, sum);
  }
  return greatest;
}

static bool isPowerOfTwo(int64_t n) { return (n & (n - 1)) == 0; }

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

void DrawNetwork::addInput() {
  PlainLayer layer;
  Numbers given;
  layer.shape =
      oneIn(3) ? std::vector<int64_t>{range(1, 12)} : std::vector<int64_t>{range(1, 3), range(1, 8), range(1, 8)};
  layer.dataShape = layer.shape;
  switch (network.isInteger ? 5 : range(0, 5)) {
  case 0:
    layer.kind = PlainKind::Real;
    given = {4, 3, false};
    break;
  case 1:
    layer.kind = PlainKind::Image;
    layer.isSpikes = true;
    layer.negativeSpikes = layer.isSigned = oneIn(2);
    layer.squeeze = oneIn(2);
    layer.maxRate = double(range(1, 8) * 125);
    layer.norm = oneIn(2) ? 255 : 1;
    layer.tw = maxSteps;
    if (layer.squeeze)
      layer.shape.erase(std::remove(layer.shape.begin(), layer.shape.end(), 1), layer.shape.end());
    if (layer.shape.empty())
      layer.shape = {1};
    given.bound = 1;
    break;
  case 2:
    layer.kind = PlainKind::Signal;
    layer.shape = layer.dataShape = {range(1, 12)};
    layer.spikesOut = layer.isSpikes = oneIn(2);
    layer.normLevel = double(range(1, 3));
    layer.tw = range(1, 3);
    given = layer.spikesOut ? Numbers{1, 0, false} : Numbers{4, 3, false};
    break;
  default:
    layer.kind = PlainKind::Spikes;
    layer.isSpikes = true;
    layer.isSigned = oneIn(4);
    given.bound = 3;
  }
  add(std::move(layer), given);
}

Dense DrawNetwork::drawData(const PlainLayer &input) {
  size_t n = 1;
  for (int64_t extent : input.dataShape)
    n *= size_t(extent);
  Dense values(n);
  for (double &value : values)
    switch (input.kind) {
    case PlainKind::Spikes:
      value = oneIn(activeOneIn) ? double(range(input.isSigned ? -3 : 1, 3)) : 0;
      break;
    case PlainKind::Image:
      value = double(range(-64, 255)) * (input.norm == 1 ? 1.0 / 256 : 1);
      break;
    default:
      value = dyadic(-4, 4, 3);
    }
  return values;
}

//===----------------------------------------------------------------------===//
// Synapses
//===----------------------------------------------------------------------===//

/// Numbers of channels that engines may have code of their own for, and others.
int64_t DrawNetwork::drawWidth() { return oneIn(2) ? int64_t(8) << range(0, 2) : range(5, 40); }

bool DrawNetwork::addConv2d(size_t source) {
  const PlainLayer &in = network.layers[source];
  Numbers from = numbers[source];
  if (in.shape.size() != 3 || from.isRounded)
    return false;
  PlainLayer layer = make(PlainKind::Conv2d, source, {});
  layer.groups = oneIn(2) ? 1 : in.shape[0];
  int64_t channels = layer.groups * (oneIn(4) ? drawWidth() : range(1, layer.groups == 1 ? 4 : 2));
  layer.kernel = {range(1, 3), range(1, 3)};
  layer.stride = {range(1, 3), range(1, 3)};
  layer.dilation = {range(1, 2), range(1, 2)};
  layer.padding = {range(0, 2), range(0, 2), range(0, 2), range(0, 2)};
  layer.shape = {channels};
  for (int axis : {0, 1}) {
    int64_t spare = in.shape[axis + 1] + layer.padding[axis] + layer.padding[axis + 2] -
                    layer.dilation[axis] * (layer.kernel[axis] - 1) - 1;
    if (spare < 0)
      return false;
    layer.shape.push_back(spare / layer.stride[axis] + 1);
  }
  layer.weights = dyadics(channels * in.shape[0] / layer.groups * layer.kernel[0] * layer.kernel[1], -1, 1, 2);
  if (oneIn(2))
    layer.bias = dyadics(channels, -1, 1, 3);
  double bound = greatestSum(layer.weights, channels) * from.bound + double(scale);
  return add(std::move(layer), {bound, std::max(from.grid + 2, 3), false});
}

bool DrawNetwork::addLinear(size_t source) {
  const PlainLayer &in = network.layers[source];
  Numbers from = numbers[source];
  if (in.shape.size() != 1 || from.isRounded)
    return false;
  PlainLayer layer = make(PlainKind::Linear, source, {oneIn(4) ? drawWidth() : range(1, 8)});
  layer.weights = dyadics(layer.shape[0] * in.shape[0], -1, 1, 2);
  if (oneIn(2))
    layer.bias = dyadics(layer.shape[0], -1, 1, 3);
  double bound = greatestSum(layer.weights, layer.shape[0]) * from.bound + double(scale);
  return add(std::move(layer), {bound, std::max(from.grid + 2, 3), false});
}

bool DrawNetwork::addIdentity(size_t source) {
  const PlainLayer &in = network.layers[source];
  Numbers from = numbers[source];
  if (from.isRounded)
    return false;
  PlainLayer layer = make(PlainKind::Identity, source, in.shape);
  if (oneIn(2))
    layer.weights = dyadics(in.shape[0], -2, 2, 1);
  if (oneIn(2))
    layer.bias = dyadics(in.shape[0], -1, 1, 3);
  return add(std::move(layer), {double(2 * scale) * from.bound + double(scale), std::max(from.grid + 1, 3), false});
}

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

/// The windows along an axis as the specification counts them.
static int64_t windowsAlong(int64_t extent, int64_t kernel, int64_t stride, bool ceilMode) {
  double ratio = double(extent - kernel) / double(stride);
  int64_t windows = int64_t(ceilMode ? std::ceil(ratio) : std::floor(ratio)) + 1;
  return ceilMode && (windows - 1) * stride >= extent ? windows - 1 : windows;
}

bool DrawNetwork::addPool(size_t source) {
  const PlainLayer &in = network.layers[source];
  Numbers from = numbers[source];
  if (in.shape.size() != 3 || from.isRounded)
    return false;
  bool sums = network.isInteger || oneIn(2);
  PlainLayer layer = make(sums ? PlainKind::SumPool : PlainKind::AvgPool, source, {in.shape[0]});
  layer.kernel = {range(1, 4), range(1, 4)};
  if (oneIn(2))
    layer.stride = layer.kernel;
  else
    layer.stride = {range(1, 3), range(1, 3)};
  layer.ceilMode = oneIn(2);
  bool overhangs = false, isRounded = false;
  for (int axis : {0, 1}) {
    int64_t windows = windowsAlong(in.shape[axis + 1], layer.kernel[axis], layer.stride[axis], layer.ceilMode);
    if (windows < 1)
      return false;
    layer.shape.push_back(windows);
    int64_t inside = in.shape[axis + 1] - (windows - 1) * layer.stride[axis];
    overhangs |= inside < layer.kernel[axis];
    isRounded |= !isPowerOfTwo(std::min(inside, layer.kernel[axis]));
    isRounded |= layer.kind == PlainKind::AvgPool && !isPowerOfTwo(layer.kernel[axis]);
  }
  if (network.isInteger && overhangs)
    return false;
  int64_t area = layer.kernel[0] * layer.kernel[1];
  if (layer.kind == PlainKind::SumPool && !overhangs) {
    layer.isSpikes = in.isSpikes;
    layer.isSigned = in.isSigned;
    return add(std::move(layer), {from.bound * double(area), from.grid, false});
  }
  // What is divided by up to 16 has up to four more bits.
  return add(std::move(layer), {from.bound * double(area), from.grid + 4, isRounded});
}

bool DrawNetwork::addMaxPool(size_t source) {
  const PlainLayer &in = network.layers[source];
  if (in.shape.size() != 3 || !in.isSpikes || in.isSigned)
    return false;
  PlainLayer layer = make(PlainKind::MaxPool, source, {in.shape[0]}, /*isSpikes=*/true);
  layer.kernel = {range(1, 3), range(1, 3)};
  if (oneIn(2))
    layer.stride = layer.kernel;
  else
    layer.stride = {range(1, 3), range(1, 3)};
  layer.padding = {range(0, 2), range(0, 2), range(0, 2), range(0, 2)};
  for (int axis : {0, 1}) {
    int64_t spare = in.shape[axis + 1] + layer.padding[axis] + layer.padding[axis + 2] - layer.kernel[axis];
    if (spare < 0)
      return false;
    layer.shape.push_back(spare / layer.stride[axis] + 1);
  }
  return add(std::move(layer), numbers[source]);
}

bool DrawNetwork::addCrop(size_t source) {
  const PlainLayer &in = network.layers[source];
  if (in.shape.size() != 3)
    return false;
  PlainLayer layer = make(PlainKind::Crop, source, {in.shape[0]}, in.isSpikes);
  layer.padding = {range(0, 2), range(0, 2), range(0, 2), range(0, 2)};
  for (int axis : {0, 1}) {
    layer.shape.push_back(in.shape[axis + 1] - layer.padding[axis] - layer.padding[axis + 2]);
    if (layer.shape.back() < 1)
      return false;
  }
  return add(std::move(layer), numbers[source]);
}

//===----------------------------------------------------------------------===//
// Branches
//===----------------------------------------------------------------------===//

bool DrawNetwork::addFlatten(size_t source) {
  const PlainLayer &in = network.layers[source];
  return add(make(PlainKind::Flatten, source, {int64_t(in.size())}, in.isSpikes), numbers[source]);
}

/// A merge, or a concatenation, of the source and a value that fits, if there is one, perhaps itself.
bool DrawNetwork::addBranches(size_t source) {
  const PlainLayer &in = network.layers[source];
  bool merges = oneIn(2);
  Numbers sum = numbers[source];
  PlainLayer layer = make(merges ? PlainKind::Merge : PlainKind::Concatenate, source, in.shape, in.isSpikes);
  if (merges && sum.isRounded)
    return false;
  for (int64_t more = range(1, 2); more > 0; --more) {
    size_t other = size_t(range(0, int64_t(network.layers.size()) - 1));
    const PlainLayer &l = network.layers[other];
    bool fits = l.isSpikes == in.isSpikes && l.isSigned == in.isSigned && l.shape.size() == in.shape.size() &&
                std::equal(l.shape.begin() + !merges, l.shape.end(), in.shape.begin() + !merges);
    if (!fits || (merges && numbers[other].isRounded))
      return false;
    layer.sources.push_back(other);
    if (!merges)
      layer.shape[0] += l.shape[0];
    sum = {merges ? sum.bound + numbers[other].bound : std::max(sum.bound, numbers[other].bound),
           std::max(sum.grid, numbers[other].grid), sum.isRounded || numbers[other].isRounded};
  }
  return add(std::move(layer), sum);
}

bool DrawNetwork::addDelay(size_t source) {
  const PlainLayer &in = network.layers[source];
  if (!in.isSpikes)
    return false;
  PlainLayer layer = make(PlainKind::Delay, source, in.shape, /*isSpikes=*/true);
  layer.steps = range(1, 3);
  return add(std::move(layer), numbers[source]);
}

/// Neurons that read what they gave some steps before: once in a step at most, for counts must stay bounded.
bool DrawNetwork::addLoop(size_t source) {
  if (network.layers[source].isSpikes || numbers[source].isRounded)
    return false;
  std::vector<int64_t> shape = network.layers[source].shape;
  size_t before = network.layers.size();
  PlainLayer delay = make(PlainKind::Delay, source, shape, /*isSpikes=*/true);
  delay.sources = {before + 3};
  delay.isSigned = false;
  delay.steps = range(1, 2);
  PlainLayer back = make(PlainKind::Identity, source, shape);
  back.sources = {before};
  back.weights = dyadics(shape[0], -2, 2, 1);
  PlainLayer sum = make(PlainKind::Merge, source, shape);
  sum.sources = {source, before + 1};
  Numbers current{numbers[source].bound + double(2 * scale), std::max(numbers[source].grid, 1), false};
  bool fits = add(delay, {1, 0, false}) && add(back, {double(2 * scale), 1, false}) && add(sum, current);
  if (fits) {
    Numbers counts;
    PlainLayer neurons = drawNeurons(before + 2, counts);
    neurons.signedSpikes = neurons.isSigned = false;
    neurons.firesOnce = true;
    fits = counts.bound >= 0 && add(neurons, {1, 0, false});
  }
  network.layers.resize(fits ? network.layers.size() : before);
  numbers.resize(network.layers.size());
  return fits;
}

//===----------------------------------------------------------------------===//
// Neurons and layers of analogue networks
//===----------------------------------------------------------------------===//

/// `counts` is what the spikes may be; a negative bound where f32 may not hold the potentials.
PlainLayer DrawNetwork::drawNeurons(size_t current, Numbers &counts) {
  const PlainLayer &in = network.layers[current];
  Numbers from = numbers[current];
  PlainLayer layer = make(PlainKind::Neurons, current, in.shape);
  layer.isSpikes = true;
  size_t channels = size_t(in.shape[0]);
  double unit = network.isInteger ? 1 : 0.25;
  for (size_t i = 0; i < channels; ++i)
    layer.threshold.push_back(double(range(2, 12)) * unit);
  if (!oneIn(3))
    for (size_t i = 0; i < channels; ++i)
      layer.lowerBound.push_back(double(range(-8, 1)) * unit);
  layer.resetsToZero = oneIn(3);
  // Up to twice the threshold: then no potential grows by what is subtracted.
  if (!layer.resetsToZero && oneIn(2))
    for (size_t i = 0; i < channels; ++i)
      layer.subtract.push_back(double(range(0, int64_t(2 * layer.threshold[i] / unit))) * unit);
  layer.firesAbove = oneIn(4);
  layer.firesOnce = oneIn(4);
  layer.signedSpikes = !layer.firesAbove && !layer.firesOnce && oneIn(4);
  layer.isSigned = layer.signedSpikes;
  double potential = from.bound * maxSteps + double(4 * scale);
  bool fits = potential * std::ldexp(1, std::max(from.grid, 3)) < (1 << 22);
  counts = {fits ? potential / *std::min_element(layer.threshold.begin(), layer.threshold.end()) : -1, 0, false};
  return layer;
}

bool DrawNetwork::addNeurons(size_t source) {
  if (network.layers[source].isSpikes || numbers[source].isRounded)
    return false;
  Numbers counts;
  PlainLayer layer = drawNeurons(source, counts);
  return counts.bound >= 0 && add(std::move(layer), counts);
}

bool DrawNetwork::addAnalogue(size_t source) {
  const PlainLayer &in = network.layers[source];
  Numbers from = numbers[source];
  if (in.isSpikes || network.isInteger)
    return false;
  PlainLayer layer = make(PlainKind::Relu, source, in.shape);
  switch (range(0, 3)) {
  case 0:
    layer.kind = PlainKind::Quantize;
    return add(std::move(layer), {from.bound + 1, 0, false});
  case 1:
    layer.kind = PlainKind::NeuromorphicRelu;
    layer.quantize = !oneIn(3);
    layer.rounds = oneIn(2);
    layer.fanout = range(1, 9);
    return add(std::move(layer), layer.quantize ? Numbers{from.bound + 1, 0, false} : from);
  case 2: {
    if (in.shape.size() != 3 || from.isRounded)
      return false;
    layer.kind = PlainKind::BatchNorm;
    size_t channels = size_t(in.shape[0]);
    layer.epsilon = std::ldexp(1, int(-range(2, 10)));
    layer.mean = dyadics(channels, -2, 2, 2);
    for (size_t i = 0; i < channels; ++i) // the root is a power of two
      layer.variance.push_back(std::ldexp(1, int(2 * range(-1, 2))) - layer.epsilon);
    if (oneIn(2))
      layer.weights = dyadics(channels, -2, 2, 1);
    if (oneIn(2))
      layer.bias = dyadics(channels, -2, 2, 3);
    return add(std::move(layer), {4 * from.bound + 10, std::max(from.grid + 3, 5), false});
  }
  default:
    return add(std::move(layer), from);
  }
}

//===----------------------------------------------------------------------===//
// Networks
//===----------------------------------------------------------------------===//

bool DrawNetwork::addLayer() {
  // Mostly go on from what came last, so that networks are deep.
  size_t last = network.layers.size() - 1;
  size_t source = oneIn(3) ? size_t(range(0, int64_t(last))) : last;
  switch (range(0, 13)) {
  case 0:
  case 1:
    return addConv2d(source);
  case 2:
    return addLinear(source);
  case 3:
    return addIdentity(source);
  case 4:
    return addPool(source);
  case 5:
    return addMaxPool(source);
  case 6:
    return addCrop(source);
  case 7:
    return network.layers[source].shape.size() == 3 && addFlatten(source);
  case 8:
    return addBranches(source);
  case 9:
    return addDelay(source);
  case 10:
  case 11:
    return addNeurons(source);
  case 12:
    return addAnalogue(source);
  default:
    return addLoop(source);
  }
}

/// All values that nobody reads, and the last; in integers only spikes can be returned.
void DrawNetwork::chooseOutputs() {
  std::vector<bool> isRead(network.layers.size(), false);
  for (const PlainLayer &layer : network.layers)
    for (size_t source : layer.sources)
      isRead[source] = true;
  size_t last = network.layers.size() - 1;
  while (network.isInteger && !network.layers[last].isSpikes)
    --last;
  for (size_t i = 0; i < network.layers.size(); ++i)
    if (i == last || (!isRead[i] && (network.layers[i].isSpikes || !network.isInteger)))
      network.outputs.push_back(i);
}

PlainNetwork DrawNetwork::draw() {
  // Between networks where every neuron has input in a step and those where hardly one has.
  activeOneIn = int64_t(1) << range(1, 5);
  for (int64_t inputs = range(1, 2); inputs > 0; --inputs)
    addInput();
  size_t wanted = size_t(range(3, 14));
  for (int tries = 0; tries < 400 && network.layers.size() < wanted; ++tries)
    addLayer();
  chooseOutputs();
  return network;
}

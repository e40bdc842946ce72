//===- SharedLayer.cpp - a layer to which a spike comes twice -------------===//

#include "tests/compiler/analysis/SharedLayer.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

using namespace snnc;
using namespace snnc::test;

/// Steps by which an input comes late at most.
static constexpr int64_t delaysAtMost = 6;

//===----------------------------------------------------------------------===//
// Layers without a state
//===----------------------------------------------------------------------===//

static void addTo(Sum &sum, const Sum &other, int64_t factor = 1) {
  for (const auto &[variable, count] : other)
    sum[variable] += factor * count;
}

void RandomLayer::drawPool(const Spikes &source, Spikes &result) {
  int64_t kernel[2], stride[2];
  for (int axis = 0; axis < 2; ++axis) {
    int64_t extent = source.shape[axis + 1];
    kernel[axis] = draw(1, std::min<int64_t>(3, extent));
    stride[axis] = draw(1, 3);
    result.shape[axis + 1] = (extent - kernel[axis]) / stride[axis] + 1;
    if (kernel[axis] > stride[axis] && result.shape[axis + 1] > 1)
      result.kinds |= 1 << Overlap;
    if (result.shape[axis + 1] > 1 && (extent - kernel[axis]) % stride[axis])
      result.kinds |= 1 << OverEdge;
  }
  if (source.kinds & (1 << Overlap))
    result.kinds |= 1 << Chain;
  for (int64_t c = 0; c < result.shape[0]; ++c)
    for (int64_t y = 0; y < result.shape[1]; ++y)
      for (int64_t x = 0; x < result.shape[2]; ++x) {
        Sum &sum = result.elements.emplace_back();
        for (int64_t ky = 0; ky < kernel[0]; ++ky)
          for (int64_t kx = 0; kx < kernel[1]; ++kx)
            addTo(sum, source.at(c, y * stride[0] + ky, x * stride[1] + kx));
      }
  body += fmt::format("%{} = snn.sum_pool2d %{} kernel = [{}] stride = [{}] : {} -> {}\n", result.name, source.name,
                      fmt::join(kernel, ", "), fmt::join(stride, ", "), typeOf(source.shape), typeOf(result.shape));
}

/// A merge or a concatenation with another value, where there is one that fits: itself always does.
void RandomLayer::drawJoint(const Spikes &source, Spikes &result) {
  bool merge = draw(0, 1);
  std::vector<const Spikes *> fitting;
  for (const auto &other : values)
    if (other->shape.size() == source.shape.size() &&
        std::equal(other->shape.begin() + !merge, other->shape.end(), source.shape.begin() + !merge))
      fitting.push_back(other.get());
  const Spikes &other = *fitting[draw(0, int64_t(fitting.size()) - 1)];
  result.kinds |= other.kinds | 1 << (merge ? Merge : Concatenation);
  result.elements = source.elements;
  if (merge) {
    for (size_t i = 0; i < result.elements.size(); ++i)
      addTo(result.elements[i], other.elements[i]);
  } else {
    llvm::append_range(result.elements, other.elements);
    result.shape[0] += other.shape[0];
    if (greatestCount(source, 0) != greatestCount(other, 0))
      result.kinds |= 1 << Bounds;
  }
  body += fmt::format("%{} = snn.{} %{}, %{} : {}, {}{}\n", result.name, merge ? "merge" : "concatenate", source.name,
                      other.name, typeOf(source.shape), typeOf(other.shape), " -> " + typeOf(result.shape));
}

/// What an element of a channel carries at most.
int64_t RandomLayer::greatestCount(const Spikes &value, int64_t channel) const {
  int64_t count = 0;
  for (const auto &[variable, times] : value.at(channel, 0, 0))
    count += times * bounds[variable[0]];
  return count;
}

void RandomLayer::drawValue() {
  const Spikes &source = *values[draw(0, int64_t(values.size()) - 1)];
  Spikes result{fmt::format("v{}", values.size()), source.shape, {}, source.kinds};
  int64_t what = draw(0, 9);
  if (what < 4 && source.shape.size() == 3) {
    drawPool(source, result);
  } else if (what < 5 && source.shape.size() == 3) {
    int64_t cropping[4];
    for (int side = 0; side < 4; ++side)
      result.shape[side % 2 + 1] -= cropping[side] = draw(0, std::min<int64_t>(1, result.shape[side % 2 + 1] - 1));
    for (int64_t c = 0; c < result.shape[0]; ++c)
      for (int64_t y = 0; y < result.shape[1]; ++y)
        for (int64_t x = 0; x < result.shape[2]; ++x)
          result.elements.push_back(source.at(c, y + cropping[0], x + cropping[1]));
    result.kinds |= 1 << Crop;
    body += fmt::format("%{} = snn.crop2d %{} cropping = [{}] : {} -> {}\n", result.name, source.name,
                        fmt::join(cropping, ", "), typeOf(source.shape), typeOf(result.shape));
  } else if (what < 6) {
    int64_t steps = draw(1, 2);
    for (const Sum &element : source.elements) {
      Sum &sum = result.elements.emplace_back();
      for (const auto &[variable, count] : element) {
        Variable late = variable;
        late[4] += steps;
        if (late[4] > delaysAtMost)
          return; // drawn in vain
        sum[late] = count;
      }
    }
    result.kinds |= 1 << Delayed;
    body += fmt::format("%{} = snn.delay %{} steps = {} : {} -> {}\n", result.name, source.name, steps,
                        typeOf(source.shape), typeOf(result.shape));
  } else if (what < 7 && source.elements.size() <= 40) {
    result.shape = {int64_t(source.elements.size())};
    result.elements = source.elements;
    result.kinds |= 1 << Flat;
    body += fmt::format("%{} = snn.flatten %{} : {} -> {}\n", result.name, source.name, typeOf(source.shape),
                        typeOf(result.shape));
  } else {
    drawJoint(source, result);
  }
  values.push_back(std::make_unique<Spikes>(std::move(result)));
}

//===----------------------------------------------------------------------===//
// Synapses
//===----------------------------------------------------------------------===//

/// A synapse that fits to those before it, or nothing.
std::optional<Synapse> RandomLayer::drawSynapse() {
  // The last values are the most involved.
  int64_t last = int64_t(values.size()) - 1;
  Synapse s;
  s.source = values[std::max(draw(0, last), draw(0, last))].get();
  std::array<int64_t, 3> extents{out[0], 1, 1};
  bool vector = s.source->shape.size() == 1;
  if (!synapses.empty() && vector != isVector)
    return std::nullopt;
  if (synapses.empty())
    extents[0] = draw(1, 3);
  int64_t channels = s.source->shape[0];
  if (draw(0, 3) == 0 && channels <= 12) { // one group a channel, as an identity
    if (synapses.empty())
      extents[0] = channels;
    if (extents[0] == channels)
      s.groups = channels;
  }
  for (int axis = 0; axis < 2 && !vector; ++axis) {
    int64_t extent = s.source->shape[axis + 1];
    s.kernel[axis] = draw(1, 3);
    s.stride[axis] = draw(1, 2);
    s.dilation[axis] = draw(1, 2);
    s.padding[axis] = draw(0, 2);
    s.padding[axis + 2] = draw(0, 2);
    int64_t room = extent + s.padding[axis] + s.padding[axis + 2] - s.dilation[axis] * (s.kernel[axis] - 1) - 1;
    if (room < 0)
      return std::nullopt;
    extents[axis + 1] = room / s.stride[axis] + 1;
  }
  if (!synapses.empty() && extents != out)
    return std::nullopt;
  if (vector && s.groups > 1)
    s.groups = channels;
  out = extents;
  isVector = vector;
  bool cancels = !synapses.empty() && draw(0, 1);
  int64_t weights = out[0] * (channels / s.groups) * s.kernel[0] * s.kernel[1];
  for (int64_t i = 0; i < weights; ++i)
    // Often the opposite of the synapse before it.
    s.weights.push_back(cancels && i < int64_t(synapses.back().weights.size()) ? -synapses.back().weights[i]
                                                                               : draw(-4, 4));
  return s;
}

void RandomLayer::addCurrents(const Synapse &s) {
  int64_t channels = s.source->shape[0] / s.groups;
  for (size_t neuron = 0; neuron < currents.size(); ++neuron) {
    auto [o, y, x] = placeOf(neuron);
    for (int64_t i = 0; i < channels; ++i)
      for (int64_t ky = 0; ky < s.kernel[0]; ++ky)
        for (int64_t kx = 0; kx < s.kernel[1]; ++kx) {
          int64_t row = y * s.stride[0] + ky * s.dilation[0] - s.padding[0];
          int64_t column = x * s.stride[1] + kx * s.dilation[1] - s.padding[1];
          if (row >= 0 && row < s.source->extent(1) && column >= 0 && column < s.source->extent(2))
            addTo(currents[neuron], s.source->at(o / (out[0] / s.groups) * channels + i, row, column),
                  s.weights[((o * channels + i) * s.kernel[0] + ky) * s.kernel[1] + kx]);
        }
  }
}

std::map<Variable, int64_t> RandomLayer::greatest(const Sum &current, int64_t sign) const {
  std::vector<std::pair<int64_t, Variable>> takers;
  for (const auto &[variable, weight] : current)
    if (weight * sign > 0 || (weight != 0 && (isSigned || variable[0] == int64_t(bounds.size()) - 1)))
      takers.push_back({-std::abs(weight), variable});
  llvm::sort(takers);
  std::map<Variable, int64_t> counts;
  std::map<std::pair<int64_t, int64_t>, int64_t> taken; // by input and delay
  for (const auto &[weight, variable] : takers) {
    int64_t input = variable[0], &sum = taken[{input, variable[4]}];
    int64_t count = totals[input] ? std::min(bounds[input], totals[input] - sum) : bounds[input];
    sum += count;
    if (count > 0)
      counts[variable] = current.at(variable) * sign > 0 ? count : -count;
  }
  return counts;
}

std::pair<int64_t, int64_t> RandomLayer::inflow(const Sum &current) const {
  int64_t sums[2] = {0, 0};
  for (int64_t sign : {1, -1})
    for (const auto &[variable, count] : greatest(current, sign))
      sums[sign < 0] += current.at(variable) * count * sign;
  return {sums[0], sums[1]};
}

/// The last input: so strong that the potential rises (or falls) whatever the others do.
void RandomLayer::addCharge() {
  int64_t greatest = 0;
  for (const Sum &current : currents) {
    auto [positive, negative] = inflow(current);
    greatest = std::max({greatest, positive, negative});
  }
  inputShapes.push_back(isVector ? std::vector<int64_t>{1} : std::vector<int64_t>{1, out[1], out[2]});
  bounds.push_back(15);
  totals.push_back(0);
  chargeWeight = (greatest + 600) / 15;
  for (size_t neuron = 0; neuron < currents.size(); ++neuron) {
    auto [o, y, x] = placeOf(neuron);
    currents[neuron][{int64_t(bounds.size()) - 1, 0, isVector ? 0 : y, isVector ? 0 : x, 0}] = chargeWeight;
  }
}

/// What the layer has to show, and whether free taps would give more.
void RandomLayer::findKinds() {
  std::set<std::pair<int64_t, int64_t>> seen;
  std::vector<int64_t> freeTaps(currents.size());
  for (const Synapse &s : synapses) {
    kinds |= s.source->kinds;
    if ((s.source->kinds & 1 << Overlap) && s.padding[0] + s.padding[1] && s.kernel[0] * s.kernel[1] > 1)
      kinds |= 1 << Padded;
    std::set<std::pair<int64_t, int64_t>> origins;
    for (const Sum &element : s.source->elements)
      for (const auto &[variable, count] : element)
        origins.insert({variable[0], variable[4]});
    for (auto origin : origins)
      if (!seen.insert(origin).second)
        kinds |= 1 << Twice;
    Spikes free = *s.source;
    int64_t greatest = 0;
    for (int64_t c = 0; c < free.shape[0]; ++c)
      greatest = std::max(greatest, greatestCount(free, c));
    for (auto [i, element] : llvm::enumerate(free.elements))
      element = {{{0, 0, 0, int64_t(i), int64_t(&s - synapses.data())}, greatest}};
    Synapse other = s;
    other.source = &free;
    std::vector<Sum> before(currents.size());
    std::swap(before, currents);
    addCurrents(other);
    std::swap(before, currents);
    for (size_t neuron = 0; neuron < currents.size(); ++neuron)
      for (const auto &[variable, weight] : before[neuron])
        freeTaps[neuron] += isSigned ? std::abs(weight) : std::max<int64_t>(weight, 0);
  }
  kinds |= isSigned ? 1 << Signed : 0;
  for (const Sum &current : currents)
    for (const auto &[variable, count] : greatest(current, 1))
      if (std::abs(count) < bounds[variable[0]])
        kinds |= 1 << Total;
  int64_t exact = 0;
  for (const Sum &current : currents)
    exact = std::max(exact, inflow(current).first);
  if (exact < *std::max_element(freeTaps.begin(), freeTaps.end()) + 15 * chargeWeight)
    kinds |= 1 << Gain;
}

RandomLayer::RandomLayer(uint64_t seed) : random(seed), isSigned(draw(0, 4) == 0) {
  int64_t height = draw(2, 6), width = draw(2, 6);
  for (int64_t count = draw(1, 2); count > 0; --count) {
    int64_t input = int64_t(bounds.size());
    Spikes value{fmt::format("in{}", input), {draw(1, 2), height, width}, {}, 0};
    for (int64_t c = 0; c < value.shape[0]; ++c)
      for (int64_t y = 0; y < height; ++y)
        for (int64_t x = 0; x < width; ++x)
          value.elements.push_back({{{input, c, y, x, 0}, 1}});
    inputShapes.push_back(value.shape);
    bounds.push_back(draw(1, 4));
    totals.push_back(draw(0, 1) ? draw(1, 20) : 0);
    values.push_back(std::make_unique<Spikes>(std::move(value)));
  }
  for (int64_t count = draw(1, 6); count > 0; --count)
    drawValue();
  size_t wanted = size_t(draw(1, 3));
  for (int tries = 0; synapses.empty() || (synapses.size() < wanted && tries < 60); ++tries)
    if (std::optional<Synapse> synapse = drawSynapse())
      synapses.push_back(std::move(*synapse));
  currents.resize(size_t(out[0] * out[1] * out[2]));
  for (const Synapse &synapse : synapses)
    addCurrents(synapse);
  addCharge();
  for (int64_t c = 0; c < out[0]; ++c)
    bias.push_back(draw(-20, 20));
  findKinds();
}

//===----------------------------------------------------------------------===//
// The network
//===----------------------------------------------------------------------===//

std::string RandomLayer::textOf(const Synapse &s, size_t index) const {
  std::string weights;
  for (int64_t value : s.weights)
    weights += fmt::format("{:02X}", uint8_t(value));
  int64_t channels = s.source->shape[0];
  std::string source = typeOf(s.source->shape);
  if (isVector && s.groups > 1)
    return fmt::format("%c{} = snn.identity %{} weights(dense<\"0x{}\"> : tensor<{}xi8>) : {} -> tensor<{}xi16>\n",
                       index, s.source->name, weights, channels, source, out[0]);
  if (isVector)
    return fmt::format("%c{} = snn.linear %{} weights(dense<\"0x{}\"> : tensor<{}x{}xi8>) : {} -> tensor<{}xi16>\n",
                       index, s.source->name, weights, out[0], channels, source, out[0]);
  return fmt::format("%c{} = snn.conv2d %{} weights(dense<\"0x{}\"> : tensor<{}x{}x{}x{}xi8>) stride = [{}] padding = "
                     "[{}] dilation = [{}] groups = {} : {} -> tensor<{}xi16>\n",
                     index, s.source->name, weights, out[0], channels / s.groups, s.kernel[0], s.kernel[1],
                     fmt::join(s.stride, ", "), fmt::join(s.padding, ", "), fmt::join(s.dilation, ", "), s.groups,
                     source, fmt::join(out, "x"));
}

std::string RandomLayer::text(int64_t threshold) const {
  std::string arguments, currentNames, currentTypes, layer = body;
  std::string type =
      fmt::format("tensor<{}xi16>", isVector ? std::to_string(out[0]) : fmt::format("{}", fmt::join(out, "x")));
  std::string spikes =
      fmt::format("!snn.spikes<{}>", isVector ? std::to_string(out[0]) : fmt::format("{}", fmt::join(out, "x")));
  size_t charge = inputShapes.size() - 1;
  std::string chargeType = fmt::format("!snn.spikes<{}, signed>", fmt::join(inputShapes[charge], "x"));
  for (auto [i, shape] : llvm::enumerate(inputShapes))
    arguments += fmt::format("{}%in{}: {} {{snn.max_count = {} : i64{}}}", i ? ", " : "", i,
                             i == charge ? chargeType : typeOf(shape), bounds[i],
                             totals[i] ? fmt::format(", snn.max_total = {} : i64", totals[i]) : "");
  for (auto [i, synapse] : llvm::enumerate(synapses)) {
    layer += textOf(synapse, i);
    currentNames += fmt::format("%c{}, ", i);
    currentTypes += type + ", ";
  }
  layer += fmt::format("%charge = snn.{} %in{} weights(dense<{}> : tensor<{}x1{}xi16>) bias(dense<[{}]> : "
                       "tensor<{}xi16>) {} : {} -> {}\n",
                       isVector ? "linear" : "conv2d", charge, chargeWeight, out[0], isVector ? "" : "x1x1",
                       fmt::join(bias, ", "), out[0], "", chargeType, type);
  return fmt::format("module {{ snn.network @layer({}) -> {} {{\n{}%sum = snn.merge {}%charge : {}{} -> {}\n%s = "
                     "snn.integrate_fire %sum threshold(dense<{}> : tensor<{}xi16>) max_count = 1 : {} -> {}\n"
                     "snn.output %s : {} }} }}",
                     arguments, spikes, layer, currentNames, currentTypes, type, type, threshold, out[0], type, spikes,
                     spikes);
}

std::vector<sim::SpikeFrame> RandomLayer::worst(size_t neuron, int64_t ago, int64_t sign) const {
  std::vector<sim::SpikeFrame> frames(bounds.size());
  for (const auto &[variable, count] : greatest(currents[neuron], sign)) {
    auto [input, c, y, x, delay] = variable;
    if (delay == ago || input == int64_t(bounds.size()) - 1)
      frames[input].push_back({uint16_t(c), uint16_t(y), uint16_t(x), double(count)});
  }
  return frames;
}

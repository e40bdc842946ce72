//===- SpikeOrigins.cpp - where the spikes of a layer come from -----------===//

#include "compiler/analysis/SpikeOrigins.h"
#include "compiler/analysis/SpikePaths.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <cmath>
#include <numeric>

using namespace mlir;
using namespace snnc;

bool WayAxis::operator==(const WayAxis &other) const {
  return std::tie(taps, first, outputStride, tapStride, counts) ==
         std::tie(other.taps, other.first, other.outputStride, other.tapStride, other.counts);
}

double SpikeWay::times() const {
  double product = double(copies);
  for (const WayAxis &axis : axes)
    product *= std::accumulate(axis.counts.begin(), axis.counts.end(), 0.0);
  return product;
}

double SpikeWay::mostTimes() const {
  double product = double(copies);
  for (const WayAxis &axis : axes)
    product *= *std::max_element(axis.counts.begin(), axis.counts.end());
  return product;
}

//===----------------------------------------------------------------------===//
// Ways
//===----------------------------------------------------------------------===//

namespace {
/// The way of a path, layer by layer from its origin.
struct WayBuilder {
  explicit WayBuilder(const SpikePath &path) : frame(frameOf(path.origin.getType())) {
    way.channels = frame[0];
    for (auto [layer, operand] : path.layers)
      add(layer, operand);
  }

  void add(snn::SpikeRoutingOpInterface layer, unsigned operand) {
    snn::SpikeRoute route = layer.getRoute(operand);
    steps += route.steps;
    for (unsigned axis = 0; axis < 2; ++axis) {
      way.axes[axis].first += route.axes[axis].first * way.axes[axis].tapStride;
      if (!route.axes[axis].isPlain())
        addWindows(way.axes[axis], route.axes[axis].window, route.axes[axis].stride);
    }
    // A frame of one pixel is a vector already.
    way.isFlattened |= route.flattens && frame[1] * frame[2] > 1;
    (way.isFlattened ? firstElement : firstChannel) += route.firstChannel;
    if (!way.isFlattened)
      frame = frameOf(layer->getResult(0).getType());
  }

  /// All windows are full: each is a sum of so many neighbours.
  static void addWindows(WayAxis &axis, int64_t window, int64_t stride) {
    std::vector<double> counts(axis.counts.size() + (window - 1) * axis.tapStride);
    for (int64_t k = 0; k < window; ++k)
      for (size_t j = 0; j < axis.counts.size(); ++j)
        counts[k * axis.tapStride + j] += axis.counts[j];
    for (double &count : counts)
      count = std::min(count, 0x1p100);
    axis.counts = std::move(counts);
    axis.tapStride *= stride;
  }

  /// The way through the kernel of a synapse.
  SpikeWay behind(const snn::Convolution &conv) && {
    for (unsigned i = 0; i < 2; ++i) {
      WayAxis &axis = way.axes[i];
      axis.taps = way.isFlattened ? frame[i + 1] : conv.kernel[i];
      if (way.isFlattened) // one output, and no padding
        continue;
      axis.first -= conv.padding[i] * axis.tapStride;
      axis.outputStride = conv.stride[i] * axis.tapStride;
      axis.tapStride *= conv.dilation[i];
    }
    way.firstWeight = firstElement + firstChannel * way.plane();
    return std::move(way);
  }

  SpikeWay way;
  std::array<int64_t, 3> frame; ///< what the way has come to; behind a flattening what was before
  int64_t steps = 0;
  int64_t firstChannel = 0; ///< where channel 0 of the origin has come to
  int64_t firstElement = 0; ///< behind a flattening: where the frame begins
};
} // namespace

unsigned LayerInputs::originOf(Value spikes, int64_t delay) {
  for (auto [i, origin] : llvm::enumerate(allOrigins))
    if (origin.spikes == spikes && origin.delay == delay)
      return unsigned(i);
  auto type = dyn_cast<snn::SpikesType>(spikes.getType());
  std::optional<int64_t> total;
  if (auto argument = dyn_cast<BlockArgument>(spikes))
    if (auto network = dyn_cast<snn::NetworkOp>(argument.getOwner()->getParentOp()))
      total = network.getMaxTotal(argument.getArgNumber());
  allOrigins.push_back({spikes, delay, type && type.getIsSigned(), total});
  return unsigned(allOrigins.size() - 1);
}

void LayerInputs::addWay(SpikeWay way) {
  for (SpikeWay &known : allWays)
    if (known.synapse == way.synapse && known.origin == way.origin && known.firstWeight == way.firstWeight &&
        known.isFlattened == way.isFlattened && known.axes == way.axes) {
      known.copies += way.copies;
      return;
    }
  allWays.push_back(std::move(way));
}

void LayerInputs::addSynapse(Value source, const snn::Convolution &convolution, size_t mostPaths) {
  convolutions.push_back(convolution);
  std::optional<SmallVector<SpikePath, 1>> paths = pathsTo(source, mostPaths);
  if (!paths) // the elements of the source are taken to be free of each other: a bound, but not the least
    paths = {{source, {}}};
  for (const SpikePath &path : *paths) {
    WayBuilder builder(path);
    unsigned origin = originOf(path.origin, builder.steps);
    SpikeWay way = std::move(builder).behind(convolutions.back());
    way.synapse = unsigned(convolutions.size() - 1);
    way.origin = origin;
    addWay(std::move(way));
  }
}

static SmallVector<std::pair<Value, snn::Convolution>> sourcesOf(ArrayRef<snn::SynapseOpInterface> synapses) {
  SmallVector<std::pair<Value, snn::Convolution>> sources;
  for (snn::SynapseOpInterface synapse : synapses)
    sources.push_back({synapse.getSource(), synapse.getConvolution()});
  return sources;
}

LayerInputs::LayerInputs(ArrayRef<snn::SynapseOpInterface> synapses, const Limits &limits)
    : LayerInputs(sourcesOf(synapses), limits) {}

LayerInputs::LayerInputs(ArrayRef<std::pair<Value, snn::Convolution>> synapses, const Limits &limits) {
  for (const auto &[source, convolution] : synapses)
    addSynapse(source, convolution, limits.paths);
  findShared();
  classify();
  if (workOfShared() <= limits.work)
    return;
  for (SpikeOrigin &origin : allOrigins) {
    if (origin.isShared) // a spike that comes by several taps would take up the total once for each
      origin.total.reset();
    origin.isShared = false;
  }
  classify();
}

LayerInputs LayerInputs::separate(ArrayRef<snn::Convolution> synapses, ArrayRef<bool> isSigned) {
  LayerInputs inputs;
  for (auto [conv, sign] : llvm::zip_equal(synapses, isSigned)) {
    SpikeWay way;
    way.synapse = way.origin = unsigned(inputs.allOrigins.size());
    way.channels = conv.inChannels;
    for (unsigned axis = 0; axis < 2; ++axis)
      way.axes[axis] = {conv.kernel[axis], -conv.padding[axis], conv.stride[axis], conv.dilation[axis], {1}};
    inputs.convolutions.push_back(conv);
    inputs.allOrigins.push_back({Value(), 0, sign});
    inputs.allWays.push_back(std::move(way));
  }
  inputs.classify();
  return inputs;
}

bool LayerInputs::isSigned(unsigned synapse) const {
  // What comes to one synapse has one sign: no layer joins spikes of both kinds.
  return llvm::any_of(allWays,
                      [&](const SpikeWay &way) { return way.synapse == synapse && allOrigins[way.origin].isSigned; });
}

int64_t LayerInputs::firstWeight(const SpikeWay &way, int64_t channel, int64_t outChannel) const {
  const snn::Convolution &conv = convolutions[way.synapse];
  return way.firstWeight + channel * way.plane() - outChannel / (conv.outChannels / conv.groups) * conv.fanIn();
}

TapRange LayerInputs::channels(const SpikeWay &way, int64_t outChannel) const {
  int64_t begin = -firstWeight(way, 0, outChannel), end = begin + convolutions[way.synapse].fanIn();
  int64_t first = std::clamp<int64_t>(llvm::divideFloorSigned(begin, way.plane()), 0, way.channels);
  int64_t last = std::clamp<int64_t>(llvm::divideCeilSigned(end, way.plane()), first, way.channels);
  return {first, last};
}

//===----------------------------------------------------------------------===//
// Classes of outputs
//===----------------------------------------------------------------------===//

void LayerInputs::findShared() {
  std::vector<unsigned> ways(allOrigins.size());
  auto isEven = [](const WayAxis &axis) { return llvm::all_equal(axis.counts); };
  for (const SpikeWay &way : allWays) {
    SpikeOrigin &origin = allOrigins[way.origin];
    // Elements of one tap that count differently take up a total one after the other.
    bool isUneven = origin.total && !(isEven(way.axes[0]) && isEven(way.axes[1]));
    origin.isShared |= ++ways[way.origin] > 1 || way.axes[0].overlaps() || way.axes[1].overlaps() || isUneven;
  }
}

static TapRange tapRange(const snn::Convolution &conv, unsigned axis, int64_t output) {
  int64_t in = axis ? conv.inWidth : conv.inHeight, kernel = conv.kernel[axis], dilation = conv.dilation[axis];
  int64_t origin = output * conv.stride[axis] - conv.padding[axis], first = 0, last = kernel;
  while (first < kernel && origin + first * dilation < 0)
    ++first;
  while (last > first && origin + (last - 1) * dilation >= in)
    --last;
  return {first, last};
}

OutputClass LayerInputs::classOf(unsigned axis, int64_t output) const {
  OutputClass one{output, {}, SmallVector<int64_t, 2>(allWays.size()), SmallVector<int64_t, 2>(allOrigins.size())};
  for (const snn::Convolution &conv : convolutions)
    one.taps.push_back(tapRange(conv, axis, output));
  // Windows begin with the first row that any way of their origin meets.
  SmallVector<std::optional<int64_t>, 2> starts(allOrigins.size());
  auto begin = [&](const SpikeWay &way) { return way.axes[axis].first + output * way.axes[axis].outputStride; };
  auto sharedWays = llvm::make_filter_range(llvm::enumerate(allWays), [&](const auto &entry) {
    TapRange range = taps(entry.value(), one, axis);
    return allOrigins[entry.value().origin].isShared && range.first < range.second;
  });
  for (const auto &[i, way] : sharedWays) {
    int64_t start = begin(way) + taps(way, one, axis).first * way.axes[axis].tapStride;
    starts[way.origin] = std::min(starts[way.origin].value_or(start), start);
  }
  for (const auto &[i, way] : sharedWays) {
    const WayAxis &along = way.axes[axis];
    one.begins[i] = begin(way) - *starts[way.origin];
    one.extents[way.origin] =
        std::max(one.extents[way.origin],
                 one.begins[i] + (taps(way, one, axis).second - 1) * along.tapStride + int64_t(along.counts.size()));
  }
  return one;
}

void LayerInputs::classify() {
  for (unsigned axis = 0; axis < 2; ++axis) {
    classes[axis].clear();
    const snn::Convolution &any = convolutions.front();
    for (int64_t output = 0, end = axis ? any.outWidth : any.outHeight; output < end; ++output) {
      OutputClass one = classOf(axis, output);
      if (llvm::none_of(classes[axis],
                        [&](const OutputClass &other) { return other.taps == one.taps && other.begins == one.begins; }))
        classes[axis].push_back(std::move(one));
    }
  }
}

double LayerInputs::workOfShared() const {
  auto windows = [&](unsigned axis, unsigned origin) {
    double sum = 0;
    for (const OutputClass &one : classes[axis])
      sum += double(one.extents[origin]);
    return sum;
  };
  double work = 0, outputs = double(classes[0].size() * classes[1].size());
  for (const SpikeWay &way : allWays) {
    if (!allOrigins[way.origin].isShared)
      continue;
    // So many would not be added up exactly, and what cancels in doubles may not cancel in fact.
    if (way.times() > 0x1p40)
      return HUGE_VAL;
    const snn::Convolution &conv = convolutions[way.synapse];
    double taps = double(std::min(way.channels * way.plane(), conv.fanIn()));
    work += double(conv.outChannels) * (taps * double(way.axes[0].counts.size() * way.axes[1].counts.size()) * outputs +
                                        taps / double(way.plane()) * windows(0, way.origin) * windows(1, way.origin));
  }
  return work;
}

//===- SpikeBounds.cpp - how much can come in one step --------------------===//

#include "compiler/analysis/SpikeBounds.h"
#include "compiler/analysis/SpikePaths.h"

using namespace mlir;
using namespace snnc;

/// Beyond any count that a target could take; products of it and a window stay far below 2^63.
static constexpr int64_t boundLimit = int64_t(1) << 40;

static int64_t times(int64_t bound, int64_t window) {
  return bound > boundLimit / window ? boundLimit : bound * window;
}

static int64_t plus(int64_t a, int64_t b) {
  return std::min(boundLimit, std::min(a, boundLimit) + std::min(b, boundLimit));
}

static std::optional<int64_t> countBound(Value spikes, function_ref<std::optional<int64_t>(Value)> boundOf,
                                         llvm::DenseMap<Value, int64_t> &known);

/// The greatest sum of what comes to one channel of the result: sources that meet there add up.
static std::optional<int64_t> routedBound(snn::SpikeRoutingOpInterface layer,
                                          function_ref<std::optional<int64_t>(Value)> boundOf,
                                          llvm::DenseMap<Value, int64_t> &known) {
  // Where a source begins to add its bound, and where it ends. What ends at a channel does not meet what begins there.
  SmallVector<std::tuple<int64_t, bool, int64_t>, 4> changes;
  for (OpOperand &source : layer->getOpOperands()) {
    std::optional<int64_t> bound = countBound(source.get(), boundOf, known);
    if (!bound)
      return std::nullopt;
    snn::SpikeRoute route = layer.getRoute(source.getOperandNumber());
    std::array<int64_t, 3> frame = frameOf(source.get().getType());
    for (const snn::SpikeRoute::Axis &axis : route.axes)
      bound = times(*bound, axis.window);
    int64_t end = route.firstChannel + (route.flattens ? frame[0] * frame[1] * frame[2] : frame[0]);
    changes.push_back({route.firstChannel, true, *bound});
    changes.push_back({end, false, *bound});
  }
  llvm::sort(changes);
  // Once it has saturated, the greatest stays so, whatever is taken away again.
  int64_t sum = 0, greatest = 0;
  for (auto [channel, begins, bound] : changes) {
    sum = begins ? plus(sum, bound) : sum - std::min(sum, bound);
    greatest = std::max(greatest, sum);
  }
  return greatest;
}

/// With the bounds of the layers without state that are `known` already: merges of merges lead to one value on very
/// many ways.
static std::optional<int64_t> countBound(Value spikes, function_ref<std::optional<int64_t>(Value)> boundOf,
                                         llvm::DenseMap<Value, int64_t> &known) {
  if (auto found = known.find(spikes); found != known.end())
    return found->second;
  Operation *op = spikes.getDefiningOp();
  if (!op || isa<snn::NeuronOpInterface>(op))
    return boundOf(spikes);
  if (isa<snn::EncoderOpInterface>(op)) // by chance, but never more than one in a step
    return 1;
  std::optional<int64_t> result;
  if (auto layer = dyn_cast<snn::StatefulOpInterface>(op); layer && layer.getCountSource())
    result = countBound(layer.getCountSource(), boundOf, known);
  else if (auto layer = dyn_cast<snn::SpikeRoutingOpInterface>(op))
    result = routedBound(layer, boundOf, known);
  if (result)
    known[spikes] = *result;
  return result;
}

std::optional<int64_t> snnc::countBoundOf(Value spikes, function_ref<std::optional<int64_t>(Value)> boundOf) {
  llvm::DenseMap<Value, int64_t> known;
  return countBound(spikes, boundOf, known);
}

std::optional<int64_t> snnc::countBoundOf(Value spikes, Operation **uncapped) {
  return countBoundOf(spikes, [&](Value origin) -> std::optional<int64_t> {
    if (auto argument = dyn_cast<BlockArgument>(origin))
      return cast<snn::NetworkOp>(argument.getOwner()->getParentOp()).getMaxCount(argument.getArgNumber());
    snn::NeuronParameters parameters = cast<snn::NeuronOpInterface>(origin.getDefiningOp()).getNeuronParameters();
    if (parameters.firesOnce())
      return 1;
    if (!parameters.maxCount && uncapped)
      *uncapped = origin.getDefiningOp();
    return parameters.maxCount;
  });
}

LayerInflow::LayerInflow(const LayerInputs &inputs, ArrayRef<int64_t> bounds)
    : inputs(inputs), bounds(bounds.begin(), bounds.end()) {
  for (const snn::Convolution &conv : inputs.synapses())
    free.emplace_back(conv.inChannels);
  for (const SpikeWay &way : inputs.ways()) {
    if (inputs.origins()[way.origin].isShared || inputs.origins()[way.origin].total)
      continue;
    // A flattened map has as many channels as elements.
    int64_t size = inputs.synapses()[way.synapse].kernel[0] * inputs.synapses()[way.synapse].kernel[1];
    int64_t first = way.firstWeight / size, last = first + way.channels * way.plane() / size;
    for (int64_t channel = first; channel < last; ++channel)
      free[way.synapse][channel] += way.times() * double(bounds[way.origin]);
  }
}

namespace {
/// The greatest inflow of one origin. Where it has a total, those with the greatest weights take it up.
class OriginInflow {
public:
  explicit OriginInflow(const SpikeOrigin &origin) : origin(origin) {}

  /// An element, or several of a tap, that may have up to `count` spikes which add `weight` each.
  void add(double weight, double count) {
    if (weight == 0)
      return;
    bool isPositive = weight > 0 || origin.isSigned;
    if (origin.total)
      takers[isPositive].push_back({std::abs(weight), count});
    else
      sums[isPositive] += std::abs(weight) * count;
  }

  void addTo(Inflow &inflow) {
    if (origin.total)
      for (unsigned isPositive : {0, 1})
        sums[isPositive] = greatestSum(takers[isPositive], double(*origin.total));
    inflow.positive += sums[1];
    inflow.negative += sums[origin.isSigned ? 1 : 0];
  }

private:
  struct Taker {
    double weight, count;
  };

  static double greatestSum(std::vector<Taker> &takers, double total) {
    llvm::sort(takers, [](const Taker &a, const Taker &b) { return a.weight > b.weight; });
    double sum = 0;
    for (const Taker &taker : takers) {
      double taken = std::min(total, taker.count);
      sum += taker.weight * taken;
      if ((total -= taken) == 0)
        break;
    }
    return sum;
  }

  const SpikeOrigin &origin;
  double sums[2] = {0, 0}; ///< of negative weights, and of positive ones
  std::vector<Taker> takers[2];
};
} // namespace

/// What comes of an origin that has a total, but is not shared.
void LayerInflow::addLimited(const SpikeWay &way, ArrayRef<double> kernel, int64_t outChannel, const OutputClass &row,
                             const OutputClass &column, Inflow &inflow) const {
  OriginInflow sum(inputs.origins()[way.origin]);
  TapRange rows = inputs.taps(way, row, 0), columns = inputs.taps(way, column, 1);
  double most = way.mostTimes(), count = way.times() / most * double(bounds[way.origin]);
  TapRange range = inputs.channels(way, outChannel);
  for (int64_t channel = range.first; channel < range.second; ++channel)
    for (int64_t ky = rows.first; ky < rows.second; ++ky)
      for (int64_t kx = columns.first; kx < columns.second; ++kx) {
        int64_t index = inputs.firstWeight(way, channel, outChannel) + ky * way.axes[1].taps + kx;
        if (index >= 0 && index < int64_t(kernel.size()))
          sum.add(kernel[index] * most, count);
      }
  sum.addTo(inflow);
}

/// What comes of origins that are neither shared nor have a total: each tap for itself.
void LayerInflow::addFree(unsigned synapse, ArrayRef<double> kernel, int64_t outChannel, TapRange rows,
                          TapRange columns, Inflow &inflow) const {
  const snn::Convolution &conv = inputs.synapses()[synapse];
  int64_t channels = conv.inChannels / conv.groups, group = outChannel / (conv.outChannels / conv.groups);
  Inflow sum;
  for (int64_t channel = 0; channel < channels; ++channel) {
    double count = free[synapse][group * channels + channel], positive = 0, negative = 0;
    for (int64_t ky = rows.first; ky < rows.second && count > 0; ++ky)
      for (int64_t kx = columns.first; kx < columns.second; ++kx) {
        double weight = kernel[(channel * conv.kernel[0] + ky) * conv.kernel[1] + kx];
        (weight > 0 ? positive : negative) += std::abs(weight);
      }
    sum.positive += positive * count;
    sum.negative += negative * count;
  }
  if (inputs.isSigned(synapse))
    sum.positive = sum.negative = sum.positive + sum.negative;
  inflow.positive += sum.positive;
  inflow.negative += sum.negative;
}

/// Adds the weights with which one channel of an origin comes by a way to those that its window has so far. Its plane
/// of weights begins at `first` of the kernel, which may have but a part of it.
static void addToWindow(const SpikeWay &way, ArrayRef<double> kernel, int64_t first, TapRange rows, TapRange columns,
                        std::array<int64_t, 2> begin, int64_t width, MutableArrayRef<double> window) {
  for (int64_t ky = rows.first; ky < rows.second; ++ky)
    for (int64_t kx = columns.first; kx < columns.second; ++kx) {
      int64_t index = first + ky * way.axes[1].taps + kx;
      if (index < 0 || index >= int64_t(kernel.size()) || kernel[index] == 0)
        continue;
      double weight = kernel[index] * double(way.copies);
      int64_t y = begin[0] + ky * way.axes[0].tapStride, x = begin[1] + kx * way.axes[1].tapStride;
      for (auto [row, rowCount] : llvm::enumerate(way.axes[0].counts))
        for (auto [column, columnCount] : llvm::enumerate(way.axes[1].counts))
          window[(y + row) * width + x + column] += weight * rowCount * columnCount;
    }
}

/// What comes of a shared origin: each of its elements with the sum of its weights.
void LayerInflow::addShared(unsigned origin, ArrayRef<ArrayRef<double>> kernels, int64_t outChannel,
                            const OutputClass &row, const OutputClass &column, Inflow &inflow) const {
  TapRange range{INT64_MAX, 0};
  for (const SpikeWay &way : inputs.ways())
    if (TapRange one = inputs.channels(way, outChannel); way.origin == origin && one.first < one.second)
      range = {std::min(range.first, one.first), std::max(range.second, one.second)};
  int64_t width = column.extents[origin];
  OriginInflow sum(inputs.origins()[origin]);
  std::vector<double> window;
  for (int64_t channel = range.first; channel < range.second; ++channel) {
    window.assign(row.extents[origin] * width, 0.0);
    for (auto [i, way] : llvm::enumerate(inputs.ways()))
      if (way.origin == origin)
        addToWindow(way, kernels[way.synapse], inputs.firstWeight(way, channel, outChannel), inputs.taps(way, row, 0),
                    inputs.taps(way, column, 1), {row.begins[i], column.begins[i]}, width, window);
    for (double weight : window)
      sum.add(weight, double(bounds[origin]));
  }
  sum.addTo(inflow);
}

Inflow LayerInflow::of(int64_t outChannel, ArrayRef<ArrayRef<double>> kernels) const {
  Inflow greatest;
  for (const OutputClass &row : inputs.rows())
    for (const OutputClass &column : inputs.columns()) {
      Inflow one;
      for (auto [synapse, kernel] : llvm::enumerate(kernels))
        addFree(unsigned(synapse), kernel, outChannel, row.taps[synapse], column.taps[synapse], one);
      for (const SpikeWay &way : inputs.ways())
        if (const SpikeOrigin &origin = inputs.origins()[way.origin]; origin.total && !origin.isShared)
          addLimited(way, kernels[way.synapse], outChannel, row, column, one);
      for (auto [i, origin] : llvm::enumerate(inputs.origins()))
        if (origin.isShared)
          addShared(unsigned(i), kernels, outChannel, row, column, one);
      if (one.positive > greatest.positive) {
        greatest.positive = one.positive;
        greatest.positiveAt = {row.output, column.output};
      }
      if (one.negative > greatest.negative) {
        greatest.negative = one.negative;
        greatest.negativeAt = {row.output, column.output};
      }
    }
  return greatest;
}

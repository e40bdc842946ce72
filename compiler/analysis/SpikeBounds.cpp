//===- SpikeBounds.cpp - how much can come in one step --------------------===//

#include "compiler/analysis/SpikeBounds.h"

using namespace mlir;
using namespace snnc;

/// Beyond any count that a target could take; products of it and a window stay far below 2^63.
static constexpr int64_t endless = int64_t(1) << 40;

static int64_t times(int64_t bound, int64_t window) { return bound > endless / window ? endless : bound * window; }

std::optional<int64_t> snnc::countBoundOf(Value spikes, function_ref<std::optional<int64_t>(Value)> boundOf) {
  Operation *op = spikes.getDefiningOp();
  if (!op || isa<snn::NeuronOpInterface>(op))
    return boundOf(spikes);
  if (isa<snn::EncoderOpInterface>(op)) // by chance, but never more than one in a step
    return 1;
  std::optional<int64_t> result;
  for (Value source : op->getOperands()) {
    std::optional<int64_t> bound = countBoundOf(source, boundOf);
    if (!bound)
      return std::nullopt;
    result = !result ? *bound : isa<snn::MergeOp>(op) ? std::min(endless, *result + *bound) : std::max(*result, *bound);
  }
  if (auto pool = dyn_cast<snn::SumPool2dOp>(op); pool && result)
    return times(times(*result, pool.getKernel()[0]), pool.getKernel()[1]);
  return result;
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

namespace {
/// The kernel rows (or columns) of a synapse that meet an existing pixel, [first, last).
using TapRange = std::pair<int64_t, int64_t>;

/// The ranges of all synapses at one output row (or column).
struct AxisClass {
  SmallVector<TapRange, 2> ranges;
  int64_t output;
};
} // namespace

static TapRange tapRange(const snn::Convolution &conv, unsigned axis, int64_t output) {
  int64_t in = axis ? conv.inWidth : conv.inHeight, kernel = conv.kernel[axis], dilation = conv.dilation[axis];
  int64_t origin = output * conv.stride[axis] - conv.padding[axis], first = 0, last = kernel;
  while (first < kernel && origin + first * dilation < 0)
    ++first;
  while (last > first && origin + (last - 1) * dilation >= in)
    --last;
  return {first, last};
}

/// The different rows (or columns) of a layer: those of the same ranges get the same at most.
static std::vector<AxisClass> classesOf(ArrayRef<ChannelTaps> synapses, unsigned axis) {
  std::vector<AxisClass> classes;
  const snn::Convolution &any = synapses.front().convolution;
  for (int64_t o = 0, end = axis ? any.outWidth : any.outHeight; o < end; ++o) {
    AxisClass one{{}, o};
    for (const ChannelTaps &synapse : synapses)
      one.ranges.push_back(tapRange(synapse.convolution, axis, o));
    if (llvm::none_of(classes, [&](const AxisClass &other) { return other.ranges == one.ranges; }))
      classes.push_back(std::move(one));
  }
  return classes;
}

/// Adds what a synapse brings to an output pixel of these ranges.
static void addInflow(const ChannelTaps &synapse, TapRange rows, TapRange columns, Inflow &inflow) {
  const snn::Convolution &conv = synapse.convolution;
  int64_t taps = conv.kernel[0] * conv.kernel[1];
  double positive = 0, negative = 0;
  for (int64_t channel = 0; channel < int64_t(synapse.kernel.size()) / taps; ++channel)
    for (int64_t ky = rows.first; ky < rows.second; ++ky)
      for (int64_t kx = columns.first; kx < columns.second; ++kx) {
        double weight = synapse.kernel[(channel * conv.kernel[0] + ky) * conv.kernel[1] + kx];
        (weight > 0 ? positive : negative) += std::abs(weight);
      }
  if (synapse.isSigned)
    positive = negative = positive + negative;
  inflow.positive += positive * double(synapse.countBound);
  inflow.negative += negative * double(synapse.countBound);
}

Inflow snnc::inflowOf(ArrayRef<ChannelTaps> synapses) {
  std::vector<AxisClass> rows = classesOf(synapses, 0), columns = classesOf(synapses, 1);
  Inflow greatest;
  for (const AxisClass &row : rows)
    for (const AxisClass &column : columns) {
      Inflow one;
      for (auto [synapse, y, x] : llvm::zip_equal(synapses, row.ranges, column.ranges))
        addInflow(synapse, y, x, one);
      if (std::max(one.positive, one.negative) > std::max(greatest.positive, greatest.negative)) {
        greatest.y = row.output;
        greatest.x = column.output;
      }
      greatest.positive = std::max(greatest.positive, one.positive);
      greatest.negative = std::max(greatest.negative, one.negative);
    }
  return greatest;
}

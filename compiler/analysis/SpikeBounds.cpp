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
/// The kernel rows (or columns) of an axis that meet an existing pixel, [first, last), and an output where they do.
struct TapRange {
  int64_t first, last, output;
};
} // namespace

/// The different tap ranges of one axis.
static std::vector<TapRange> tapRanges(int64_t in, int64_t out, int64_t kernel, int64_t stride, int64_t before,
                                       int64_t dilation) {
  std::vector<TapRange> ranges;
  for (int64_t o = 0; o < out; ++o) {
    int64_t origin = o * stride - before;
    int64_t first = 0, last = kernel;
    while (first < kernel && origin + first * dilation < 0)
      ++first;
    while (last > first && origin + (last - 1) * dilation >= in)
      --last;
    auto same = [&](const TapRange &range) { return range.first == first && range.last == last; };
    if (llvm::none_of(ranges, same))
      ranges.push_back({first, last, o});
  }
  return ranges;
}

Inflow snnc::inflowOf(const snn::Convolution &conv, ArrayRef<double> kernel, int64_t countBound) {
  auto rows =
      tapRanges(conv.inHeight, conv.outHeight, conv.kernel[0], conv.stride[0], conv.padding[0], conv.dilation[0]);
  auto columns =
      tapRanges(conv.inWidth, conv.outWidth, conv.kernel[1], conv.stride[1], conv.padding[1], conv.dilation[1]);
  int64_t taps = conv.kernel[0] * conv.kernel[1];
  Inflow greatest;
  for (const TapRange &row : rows)
    for (const TapRange &column : columns) {
      double positive = 0, negative = 0;
      for (int64_t channel = 0; channel < int64_t(kernel.size()) / taps; ++channel)
        for (int64_t ky = row.first; ky < row.last; ++ky)
          for (int64_t kx = column.first; kx < column.last; ++kx) {
            double weight = kernel[(channel * conv.kernel[0] + ky) * conv.kernel[1] + kx];
            (weight > 0 ? positive : negative) += weight > 0 ? weight : -weight;
          }
      if (std::max(positive, negative) * double(countBound) > std::max(greatest.positive, greatest.negative)) {
        greatest.y = row.output;
        greatest.x = column.output;
      }
      greatest.positive = std::max(greatest.positive, positive * double(countBound));
      greatest.negative = std::max(greatest.negative, negative * double(countBound));
    }
  return greatest;
}

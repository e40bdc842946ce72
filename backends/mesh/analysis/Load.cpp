//===- Load.cpp - the cycles that a step costs a core ---------------------===//

#include "backends/mesh/analysis/Load.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>
#include <limits>
#include <numeric>

using namespace mlir;
using namespace snnc;

/// Cycles to read the fields of another port, and to start a firing; see RtlTimingTest.
static constexpr double portCycles = 17, firingCycles = 20;

//===----------------------------------------------------------------------===//
// What comes
//===----------------------------------------------------------------------===//

double snnc::meanOf(ArrayRef<double> rates) {
  return rates.empty() ? 0 : std::accumulate(rates.begin(), rates.end(), 0.0) / double(rates.size());
}

std::vector<double> snnc::ratesOf(Value events, unsigned axis, const mesh::Layers &layers) {
  auto type = cast<mesh::EventsType>(events.getType());
  size_t extent = size_t(axis == 0 ? type.getHeight() : type.getWidth());
  DenseF64ArrayAttr rates;
  if (auto population = events.getDefiningOp<mesh::PopulationOp>()) {
    mesh::LayerOp layer = layers.of(population);
    rates = axis == 0 ? layer.getRowRatesAttr() : layer.getColumnRatesAttr();
    if (rates)
      return rates.asArrayRef().slice(size_t(population.getOrigin()[axis + 1]), extent).vec();
  } else if (auto source = events.getDefiningOp<mesh::SourceOp>()) {
    rates = axis == 0 ? source.getRowRatesAttr() : source.getColumnRatesAttr();
  }
  if (!rates)
    return std::vector<double>(extent, 1);
  // Of a window of an input the mean is what is known.
  return size_t(rates.size()) == extent ? rates.asArrayRef().vec()
                                        : std::vector<double>(extent, meanOf(rates.asArrayRef()));
}

/// Adds what an edge brings along one axis, in the receiver's pixels.
static void addEdge(mesh::EdgeAttr edge, unsigned axis, ArrayRef<double> source, bool merges, double weight,
                    std::vector<double> &rates, std::vector<double> &weights) {
  int64_t shift = edge.getShift()[axis], pooled = int64_t(1) << (edge.getShift()[0] + edge.getShift()[1]);
  std::vector<double> own;
  std::vector<int64_t> pixels;
  for (int64_t i = edge.getLow()[axis + 1]; i <= edge.getHigh()[axis + 1] && i < int64_t(source.size()); ++i) {
    size_t place = size_t((i + edge.getOffset()[axis + 1]) >> shift);
    own.resize(std::max(own.size(), place + 1), 0);
    pixels.resize(own.size(), 0);
    own[place] += source[size_t(i)];
    ++pixels[place];
  }
  rates.resize(std::max(rates.size(), own.size()), 0);
  weights.resize(rates.size(), 0);
  for (size_t place = 0; place < own.size(); ++place) {
    if (!pixels[place])
      continue;
    // Of several pixels one at least spikes; without merging each of them sends.
    double mean = own[place] / double(pixels[place]);
    double rate = merges ? 1 - std::pow(1 - std::min(mean, 1.0), double(pooled)) : mean * double(pooled);
    rates[place] += weight * rate;
    weights[place] += weight;
  }
}

Feed snnc::feedOf(mesh::PortOp port, const mesh::Layers &layers, mesh::TargetAttr target) {
  auto weights = port.getWeights().getShapedType();
  int64_t outputs = weights.getDimSize(0) / int64_t(port.getGroups());
  Feed feed{weights.getDimSize(1), port.getGroups() == 1 ? std::numeric_limits<int64_t>::max() / 2 : outputs, {}, {}};
  std::array<FeedAxis *, 2> axes{&feed.rows, &feed.columns};
  for (unsigned axis = 0; axis < 2; ++axis) {
    *axes[axis] = {port.getKernel()[axis], port.getStride()[axis], port.getOffset()[axis], {}};
    for (Attribute attribute :
         llvm::reverse(port.getPools().value_or(ArrayAttr::get(port.getContext(), {})).getValue())) {
      auto pool = cast<mesh::PoolAttr>(attribute);
      axes[axis]->kernel = (axes[axis]->kernel - 1) * pool.getStride()[axis] + pool.getKernel()[axis];
      axes[axis]->stride *= pool.getStride()[axis];
      axes[axis]->offset *= pool.getStride()[axis];
    }
    std::vector<double> sums;
    for (auto [i, source] : llvm::enumerate(port.getSources())) {
      mesh::EdgeAttr edge = port.getEdge(i);
      bool merges = target.getMergeWords() != 0 && !source.getDefiningOp<mesh::SourceOp>();
      addEdge(edge, axis, ratesOf(source, axis, layers), merges, double(edge.getHigh()[0] - edge.getLow()[0] + 1),
              axes[axis]->rates, sums);
    }
    for (auto [rate, sum] : llvm::zip_equal(axes[axis]->rates, sums))
      rate = sum > 0 ? rate / sum : 0;
  }
  return feed;
}

//===----------------------------------------------------------------------===//
// What it costs
//===----------------------------------------------------------------------===//

double FeedAxis::taps(const Interval &outputs) const {
  double sum = 0;
  for (int64_t output = outputs.begin; output < outputs.end; ++output)
    for (int64_t k = 0; k < kernel; ++k)
      if (int64_t place = output * stride + k - offset; place >= 0 && place < int64_t(rates.size()))
        sum += rates[size_t(place)];
  return sum;
}

double FeedAxis::packets(const Interval &outputs) const {
  double sum = 0;
  int64_t first = std::max<int64_t>(0, outputs.begin * stride - offset);
  int64_t last = std::min<int64_t>(int64_t(rates.size()), (outputs.end - 1) * stride + kernel - offset);
  for (int64_t place = first; place < last; ++place)
    sum += rates[size_t(place)];
  return sum;
}

StepCycles snnc::stepCyclesOf(int64_t channels, int64_t lanes, const Interval &rows, const Interval &columns,
                              ArrayRef<Feed> feeds) {
  double groups = double(llvm::divideCeilSigned(channels, lanes)), pixels = double(rows.size() * columns.size());
  double accumulating = 0, spikesOfPixel = 0;
  for (const Feed &feed : feeds) {
    double mean = (meanOf(feed.rows.rates) + meanOf(feed.columns.rates)) / 2;
    if (mean <= 0)
      continue;
    // Packets that come, and words of taps that they have.
    double packets = feed.rows.packets(rows) * feed.columns.packets(columns) / mean * double(feed.inputs) *
                     std::ceil(double(channels) / double(feed.outputs));
    double taps = feed.rows.taps(rows) * feed.columns.taps(columns) / mean * double(feed.inputs);
    accumulating += std::max(packets, taps * groups) + portCycles;
    spikesOfPixel += taps / pixels;
  }
  double words = pixels * groups, visited = words * (1 - std::exp(-spikesOfPixel));
  return {accumulating, firingCycles + std::max(visited, words / 32)};
}

StepCycles snnc::stepCyclesOf(mesh::PopulationOp population, const mesh::Layers &layers, mesh::TargetAttr target) {
  std::vector<Feed> feeds;
  for (auto port : population.getBody().getOps<mesh::PortOp>())
    feeds.push_back(feedOf(port, layers, target));
  mesh::EventsType type = population.getEvents().getType();
  return stepCyclesOf(type.getChannels(), target.getLanes(), {0, type.getHeight()}, {0, type.getWidth()}, feeds);
}

double snnc::cyclesOf(int64_t channels, int64_t lanes, const Interval &rows, const Interval &columns,
                      ArrayRef<Feed> feeds) {
  StepCycles cycles = stepCyclesOf(channels, lanes, rows, columns, feeds);
  return cycles.accumulating + cycles.firing;
}

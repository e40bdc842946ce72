//===- Geometry.cpp - synapses as the convolution of a core ---------------===//

#include "backends/speck/plan/Plan.h"
#include "compiler/diagnostics/Need.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

using namespace mlir;
using namespace snnc;
using namespace snnc::speck;

static const char *axisName(unsigned axis) { return axis == 0 ? "rows" : "columns"; }

static int64_t strideOf(const PlannedLayer &layer, const Contribution &c, unsigned axis) {
  snn::SynapseOpInterface synapse = layer.synapses[c.synapse];
  return synapse.getConvolution().stride[axis] * (c.isInKernel ? c.way[axis].stride : 1);
}

std::vector<Tap> speck::tapsOf(const PlannedLayer &layer, const Contribution &c, unsigned axis) {
  snn::SynapseOpInterface synapse = layer.synapses[c.synapse];
  snn::Convolution convolution = synapse.getConvolution();
  int64_t count = c.isFlat ? c.map[axis] : convolution.kernel[axis];
  std::vector<Tap> taps;
  for (int64_t i = 0; i < count; ++i) {
    int64_t at = c.isFlat ? i : i * convolution.dilation[axis] - convolution.padding[axis];
    if (!c.isInKernel) {
      taps.push_back({at, i});
      continue;
    }
    const Window &way = c.way[axis];
    for (int64_t j = 0; j < way.window; ++j)
      taps.push_back({way.first + at * way.stride + j, i});
  }
  return taps;
}

namespace {
class Geometry {
public:
  explicit Geometry(Plan &plan) : plan(plan), name(plan.target.name) {}

  LogicalResult run() {
    bool refused = false;
    for (PlannedLayer &layer : plan.layers) {
      for (Contribution &contribution : layer.contributions)
        placePool(layer, contribution);
      refused |= failed(fit(layer));
    }
    for (auto [index, layer] : llvm::enumerate(plan.layers))
      refused |= failed(checkWays(index, layer)) || failed(checkLoop(index, layer));
    if (refused)
      return failure();
    plan.usesSensor = fitsSensor();
    for (PlannedLayer &layer : plan.layers)
      refused |= failed(checkSources(layer));
    return failure(refused);
  }

private:
  InFlightDiagnostic refuse(PlannedLayer &layer) {
    isFine = false;
    return layer.neuron->emitError();
  }

  bool refuseMore(PlannedLayer &layer, const std::string &what, int64_t need, int64_t have, StringRef remedy) {
    if (need <= have)
      return false;
    InFlightDiagnostic diagnostic = refuse(layer);
    diagnostic << "has " << need << " " << what << ", a core of target " << name << " has up to " << have << "; "
               << remedy << " would fit";
    noteNeed(diagnostic, what, need, have);
    return true;
  }

  /// Windows of an input are made by the host or the sensor, and pools by the core that they come from; what neither
  /// does becomes a part of the kernel.
  void placePool(const PlannedLayer &layer, Contribution &c) {
    auto isPlain = [](const Window &way) { return way.window == way.stride; };
    if (c.isInput) {
      c.isInKernel = !isPlain(c.way[0]) || !isPlain(c.way[1]);
      return;
    }
    bool isPool = isPlain(c.way[0]) && isPlain(c.way[1]) && c.way[0].stride == c.way[1].stride && c.way[0].first == 0 &&
                  c.way[1].first == 0 && llvm::is_contained({1, 2, 4, 8}, c.way[0].stride) &&
                  c.way[0].stride <= plan.target.greatestPooling;
    c.isInKernel = !isPool;
    c.pooling = isPool ? c.way[0].stride : 1;
  }

  int64_t originSize(const Contribution &c, unsigned axis) const {
    return c.isInput ? plan.inputs[c.source].shape[1 + axis] : plan.layers[c.source].shape[1 + axis];
  }
  /// Of the map that the core gets.
  int64_t mapOf(const Contribution &c, unsigned axis) const {
    if (c.isInKernel)
      return originSize(c, axis);
    return c.isInput ? c.map[axis] : originSize(c, axis) / c.pooling;
  }

  LogicalResult fit(PlannedLayer &layer) {
    isFine = true;
    if (layer.contributions.empty()) {
      refuse(layer) << "gets no spikes, but neurons of target " << name << " act on events alone; a network without it "
                    << "would fit";
      return failure();
    }
    refuseMore(layer, "channels", layer.featuresOut(layer.shape[0]), kFeaturesMax, "fewer channels");
    refuseMore(layer, "input channels", layer.features(), kFeaturesMax, "fewer channels in the layers in front of it");
    for (unsigned axis : {0u, 1u}) {
      CoreAxis &core = layer.axes[axis];
      core.in = mapOf(layer.contributions.front(), axis);
      core.out = layer.shape[1 + axis];
      for (const Contribution &c : layer.contributions)
        if (mapOf(c, axis) != core.in) {
          refuse(layer) << "gets maps of " << core.in << " and of " << mapOf(c, axis) << " " << axisName(axis)
                        << ", a core of target " << name << " gets maps of one size; pools in front of it that give "
                        << "equal sizes would fit";
          break;
        }
      refuseMore(layer, fmt::format("{} of its input", axisName(axis)), core.in, kInputMax,
                 "a pool or crop in front of it");
      refuseMore(layer, axisName(axis), core.out, kOutputMax, "a greater stride, or a pool in front of it");
    }
    for (const Contribution &c : layer.contributions)
      checkCut(layer, c);
    if (isFine)
      chooseKernel(layer);
    return success(isFine);
  }

  /// What a crop or a rest of a pool leaves out reaches the chip all the same, beside the map.
  void checkCut(PlannedLayer &layer, const Contribution &c) {
    for (unsigned axis : {0u, 1u}) {
      int64_t size = originSize(c, axis);
      // The host drops it.
      if (c.isInput && !c.isInKernel)
        continue;
      int64_t there = c.isInKernel ? size : (size + c.pooling - 1) / c.pooling;
      int64_t first = c.isInKernel ? c.way[axis].first : 0;
      int64_t end = c.isInKernel ? first + (c.map[axis] - 1) * c.way[axis].stride + c.way[axis].window : c.map[axis];
      for (const Tap &tap : tapsOf(layer, c, axis))
        for (int64_t out = 0; out < layer.shape[1 + axis]; ++out) {
          int64_t at = tap.at + out * strideOf(layer, c, axis);
          if (at >= 0 && at < there && (at < first || at >= end)) {
            refuse(layer) << "has a padding where " << axisName(axis) << " of '" << plan.layers[c.source].name
                          << "' are left out in front of it (" << size << " become " << c.map[axis]
                          << "), but on target " << name << " their events come all the same; "
                          << (c.isInKernel ? "no crop there, or no padding,"
                                           : "a map that the pool divides, or no padding,")
                          << " would fit";
            return;
          }
        }
    }
  }

  struct Need {
    int64_t stride = 1, first = 0, last = 0; ///< of all taps
  };

  /// The smallest square kernel that holds all taps, with paddings that give the layer's map.
  void chooseKernel(PlannedLayer &layer) {
    std::array<Need, 2> needs;
    for (unsigned axis : {0u, 1u}) {
      Need &need = needs[axis];
      need.stride = strideOf(layer, layer.contributions.front(), axis);
      need.first = INT64_MAX;
      need.last = INT64_MIN;
      for (const Contribution &c : layer.contributions) {
        if (strideOf(layer, c, axis) != need.stride && layer.axes[axis].out > 1) {
          refuse(layer) << "is reached with strides of " << need.stride << " and of " << strideOf(layer, c, axis)
                        << ", a core of target " << name << " has one; equal ones would fit";
          return;
        }
        for (const Tap &tap : tapsOf(layer, c, axis)) {
          need.first = std::min(need.first, tap.at);
          need.last = std::max(need.last, tap.at);
        }
      }
      if (layer.axes[axis].out > 1 && !llvm::is_contained({1, 2, 4, 8}, need.stride)) {
        refuse(layer) << "has a stride of " << need.stride << ", a core of target " << name
                      << " has 1, 2, 4 or 8; one of these would fit";
        return;
      }
    }
    int64_t span = std::max(needs[0].last - needs[0].first, needs[1].last - needs[1].first) + 1;
    if (refuseMore(layer,
                   "rows or columns in its kernel (with pools in front of it that no destination makes, and "
                   "dilation)",
                   span, kKernelMax, "a smaller kernel, or a pool in front of it"))
      return;
    for (layer.kernel = span; layer.kernel <= kKernelMax; ++layer.kernel)
      if (placeTaps(layer, needs))
        return;
    refuse(layer) << "has taps from " << needs[0].first << " to " << needs[0].last << " in rows and " << needs[1].first
                  << " to " << needs[1].last << " in columns, for which target " << name << " has no padding of 0 to "
                  << kPaddingMax << ", alike at both ends, that gives " << layer.axes[0].out << " by "
                  << layer.axes[1].out << "; padding that is alike at both ends would fit";
  }

  static bool placeTaps(PlannedLayer &layer, const std::array<Need, 2> &needs) {
    return placeTaps(layer.axes[0], needs[0], layer.kernel) && placeTaps(layer.axes[1], needs[1], layer.kernel);
  }
  static bool placeTaps(CoreAxis &axis, const Need &need, int64_t kernel) {
    for (int64_t stride : {need.stride, int64_t(1), int64_t(2), int64_t(4), int64_t(8)}) {
      if (!llvm::is_contained({1, 2, 4, 8}, stride) || (axis.out > 1 && stride != need.stride))
        continue;
      for (int64_t padding = std::max<int64_t>(0, -need.first); padding <= kPaddingMax; ++padding) {
        int64_t room = axis.in + 2 * padding - kernel;
        if (need.last + padding >= kernel || room < 0 || room / stride + 1 != axis.out)
          continue;
        axis.stride = stride;
        axis.padding = padding;
        return true;
      }
    }
    return false;
  }

  /// A core has two destinations, and so has every half of a layer.
  LogicalResult checkWays(size_t index, PlannedLayer &layer) {
    size_t ways = plan.waysFrom(false, index).size();
    if (int64_t(ways) <= kDestinations)
      return success();
    InFlightDiagnostic diagnostic = refuse(layer);
    diagnostic << "goes " << ways << " ways, a core of target " << name << " has " << kDestinations
               << " destinations; fewer layers that read it would fit, or a layer of neurons that hands it on";
    noteNeed(diagnostic, "destinations", int64_t(ways), kDestinations);
    return diagnostic;
  }

  /// Channels of a core have all of them a source on the chip, or none: then the host sends to it.
  LogicalResult checkSources(PlannedLayer &layer) {
    size_t inputs = size_t(llvm::count_if(layer.contributions, [](const Contribution &c) { return c.isInput; }));
    if (plan.usesSensor || inputs == 0 || inputs == layer.contributions.size())
      return success();
    return refuse(layer)
           << "takes an input of the network beside spikes of layers, for which the channels of a core of "
           << "target " << name << " want the sensor: one input of up to two channels and 128 by 128, in "
           << "windows of 1, 2 or 4, would fit, or a layer of neurons between the input and this one";
  }

  LogicalResult checkLoop(size_t index, PlannedLayer &layer) {
    llvm::SmallVector<size_t> open{index};
    std::vector<bool> seen(plan.layers.size(), false);
    while (!open.empty())
      for (const Contribution &c : plan.layers[open.pop_back_val()].contributions) {
        if (c.isInput || seen[c.source])
          continue;
        if (c.source == index)
          return refuse(layer) << "feeds itself, and a loop of cores can block target " << name
                               << "; a network without loops would fit";
        seen[c.source] = true;
        open.push_back(c.source);
      }
    return success();
  }

  /// One input of two channels, or of one that both polarities become, whose windows the sensor can make.
  bool fitsSensor() const {
    auto ways = plan.inputs.size() == 1 ? plan.waysFrom(true, 0) : decltype(plan.waysFrom(true, 0))();
    if (ways.empty() || int64_t(ways.size()) > kDestinations || plan.inputs.front().shape[0] > 2)
      return false;
    const Contribution &first = *ways.front().first;
    for (auto [c, layer] : ways)
      for (unsigned axis : {0u, 1u}) {
        const Window &way = c->way[axis], &same = first.way[axis];
        if (c->isInKernel || c->featureShift != 0 || way.first != same.first || way.stride != same.stride ||
            c->map[axis] != first.map[axis] || !llvm::is_contained({1, 2, 4}, way.stride) ||
            way.first + way.stride * c->map[axis] > kSensorSize)
          return false;
      }
    return true;
  }

  Plan &plan;
  std::string name;
  bool isFine = true;
};
} // namespace

LogicalResult speck::fitGeometry(Plan &plan) { return Geometry(plan).run(); }

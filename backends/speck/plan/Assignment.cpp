//===- Assignment.cpp - the core of each layer or half of one -------------===//
//
// Nine cores: every matching of layers to cores is looked at, and of those that fit the least cost is taken. Only where
// none fits are layers cut in two along their output channels.
//
//===----------------------------------------------------------------------===//

#include "backends/speck/plan/Plan.h"
#include "compiler/diagnostics/Need.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallSet.h"
#include <fmt/format.h>
#include <optional>

using namespace mlir;
using namespace snnc;
using namespace snnc::speck;

namespace {
/// Channels of each part of a layer.
using Cut = llvm::SmallVector<int64_t, 2>;

class Assignment {
public:
  explicit Assignment(Plan &plan) : plan(plan), t(plan.target) {
    double all = 0;
    for (const PlannedLayer &layer : plan.layers)
      all += workOf(layer);
    for (const PlannedLayer &layer : plan.layers)
      share.push_back(workOf(layer) / all);
  }

  LogicalResult run() {
    bool refused = false;
    for (PlannedLayer &layer : plan.layers)
      refused |= failed(checkAlone(layer));
    if (int64_t(plan.layers.size()) > kCores) {
      InFlightDiagnostic diagnostic = plan.network.emitError();
      diagnostic << "has " << plan.layers.size() << " layers of neurons, target " << t.name << " has " << kCores
                 << " cores, and a core one layer; fewer layers would fit";
      noteNeed(diagnostic, "cores", int64_t(plan.layers.size()), kCores);
      refused = true;
    }
    if (refused)
      return failure();
    search();
    // The sensor has two destinations; the host sends to any number of cores.
    if (!best && plan.usesSensor && !needsSensor()) {
      plan.usesSensor = false;
      search();
    }
    if (!best)
      return refuseTogether();
    for (auto [layer, tiles] : llvm::zip(plan.layers, best->tiles))
      layer.tiles = tiles;
    return success();
  }

private:
  struct Solution {
    int64_t cost = 0;
    std::vector<std::vector<PlannedTile>> tiles; ///< [layer]
  };

  /// Synaptic operations where every element of its input has a spike.
  static double workOf(const PlannedLayer &layer) {
    const auto &[rows, columns] = layer.axes;
    return double(layer.features()) * double(rows.in * columns.in) * double(layer.shape[0]) *
           double(layer.kernel * layer.kernel) / double(rows.stride * columns.stride);
  }

  bool holds(int64_t core, const PlannedLayer &layer, int64_t channels) const {
    return layer.kernelWords(channels) <= t.kernelWords[size_t(core)] &&
           layer.neuronWords(channels) <= t.neuronWords[size_t(core)] && layer.featuresOut(channels) <= t.biasWords;
  }
  bool fitsSomewhere(const PlannedLayer &layer, int64_t channels) const {
    for (int64_t core = 0; core < kCores; ++core)
      if (holds(core, layer, channels))
        return true;
    return false;
  }

  /// Ways to cut a layer in two: at the greatest power of two, for memories are counted in these, and in the middle.
  static std::vector<Cut> cutsOf(const PlannedLayer &layer) {
    int64_t channels = layer.shape[0];
    if (channels < 2 || layer.step > 1)
      return {};
    int64_t power = int64_t(1) << (ceilLog2(channels) - 1), half = (channels + 1) / 2;
    std::vector<Cut> cuts{{power, channels - power}};
    if (half != power)
      cuts.push_back({half, channels - half});
    return cuts;
  }

  //===--------------------------------------------------------------------===//
  // Search
  //===--------------------------------------------------------------------===//

  void search() {
    for (int64_t more = 0; more <= kCores && !best; ++more)
      tryCuts(0, more, {});
  }

  /// Beside spikes of layers, an input is one of the sensor.
  bool needsSensor() const {
    return llvm::any_of(plan.layers, [](const PlannedLayer &layer) {
      return layer.contributions.front().isInput && !layer.contributions.back().isInput;
    });
  }

  /// Decides whether and where layers from `layer` on are cut, `more` of them.
  void tryCuts(size_t layer, int64_t more, std::vector<Cut> cuts) {
    if (layer == plan.layers.size()) {
      if (more == 0 && hasDestinations(cuts))
        match(cuts);
      return;
    }
    const PlannedLayer &here = plan.layers[layer];
    cuts.push_back({here.shape[0]});
    if (fitsSomewhere(here, here.shape[0]))
      tryCuts(layer + 1, more, cuts);
    if (more == 0)
      return;
    for (const Cut &cut : cutsOf(here))
      if (fitsSomewhere(here, cut[0]) && fitsSomewhere(here, cut[1])) {
        cuts.back() = cut;
        tryCuts(layer + 1, more - 1, cuts);
      }
  }

  /// Every part of a layer reaches every part of the next.
  bool hasDestinations(const std::vector<Cut> &cuts) const {
    for (size_t source = 0; source < plan.layers.size(); ++source)
      if (waysOf(false, source, cuts) > kDestinations)
        return false;
    return !plan.usesSensor || waysOf(true, 0, cuts) <= kDestinations;
  }
  int64_t waysOf(bool isInput, size_t source, const std::vector<Cut> &cuts) const {
    int64_t ways = 0;
    for (auto [layer, cut] : llvm::zip(plan.layers, cuts))
      for (const Contribution &c : layer.contributions)
        ways += c.isInput == isInput && c.source == source ? int64_t(cut.size()) : 0;
    return ways;
  }

  /// In KiWords: the memories that the core does not leave to others. Cores 0 and 1 have a parallel data path,
  /// which the layers with most of the work are led to.
  int64_t costOf(int64_t core, size_t layer, double part) const {
    int64_t words = t.kernelWords[size_t(core)] + t.neuronWords[size_t(core)];
    int64_t gain = core < 2 ? int64_t(share[layer] * part * 128) : 0;
    return words / 1024 - gain;
  }

  /// The least cost of all matchings, by the set of cores that the first parts have taken.
  void match(const std::vector<Cut> &cuts) {
    struct Part {
      size_t layer;
      int64_t first, channels;
    };
    std::vector<Part> parts;
    for (auto [layer, cut] : llvm::enumerate(cuts)) {
      int64_t first = 0;
      for (int64_t channels : cut) {
        parts.push_back({layer, first, channels});
        first += channels;
      }
    }
    if (int64_t(parts.size()) > kCores)
      return;
    constexpr int64_t none = INT64_MAX / 2;
    constexpr size_t sets = size_t(1) << kCores;
    std::vector<std::vector<int64_t>> least(parts.size() + 1, std::vector<int64_t>(sets, none));
    std::vector<std::vector<int8_t>> chosen(parts.size() + 1, std::vector<int8_t>(sets, -1));
    least[0][0] = 0;
    for (auto [i, part] : llvm::enumerate(parts)) {
      const PlannedLayer &layer = plan.layers[part.layer];
      for (int64_t core = 0; core < kCores; ++core) {
        if (!holds(core, layer, part.channels))
          continue;
        int64_t cost = costOf(core, part.layer, double(part.channels) / double(layer.shape[0]));
        for (size_t set = 0; set < sets; ++set)
          if (size_t with = set | size_t(1) << core; with != set && least[i][set] + cost < least[i + 1][with]) {
            least[i + 1][with] = least[i][set] + cost;
            chosen[i + 1][with] = int8_t(core);
          }
      }
    }
    size_t end = size_t(llvm::min_element(least.back()) - least.back().begin());
    if (least.back()[end] >= none / 2 || (best && best->cost <= least.back()[end]))
      return;
    best = Solution{least.back()[end], std::vector<std::vector<PlannedTile>>(plan.layers.size())};
    for (size_t i = parts.size(); i > 0; --i) {
      int64_t core = chosen[i][end];
      auto &tiles = best->tiles[parts[i - 1].layer];
      tiles.insert(tiles.begin(), {parts[i - 1].first, parts[i - 1].channels, core});
      end &= ~(size_t(1) << core);
    }
  }

  //===--------------------------------------------------------------------===//
  // Refusals
  //===--------------------------------------------------------------------===//

  /// A layer that no core holds, cut or not.
  LogicalResult checkAlone(PlannedLayer &layer) {
    int64_t channels = layer.shape[0];
    if (fitsSomewhere(layer, channels))
      return success();
    for (const Cut &cut : cutsOf(layer))
      if (fitsSomewhere(layer, cut[0]) && fitsSomewhere(layer, cut[1]))
        return success();
    int64_t kernel = layer.kernelWords(channels), neurons = layer.neuronWords(channels);
    int64_t mostKernel = *llvm::max_element(t.kernelWords), mostNeurons = *llvm::max_element(t.neuronWords);
    InFlightDiagnostic diagnostic = layer.neuron->emitError();
    diagnostic << "needs " << kernel << " words of kernel memory and " << neurons << " of neuron memory ("
               << formula(layer) << "), target " << t.name << " has no core with both, nor with what half of its "
               << "channels need (up to " << mostKernel << " and " << mostNeurons << ", of different cores); "
               << remedies(layer) << " would fit";
    if (kernel > mostKernel)
      noteNeed(diagnostic, "kernel words", kernel, mostKernel);
    if (neurons > mostNeurons)
      noteNeed(diagnostic, "neuron words", neurons, mostNeurons);
    return diagnostic;
  }

  static std::string formula(const PlannedLayer &layer) {
    int64_t out = layer.featuresOut(layer.shape[0]);
    return fmt::format("{} * 2^({} + {}) and {} * 2^({} + {})", layer.features(), ceilLog2(layer.kernel * layer.kernel),
                       ceilLog2(out), out, ceilLog2(layer.axes[0].out), ceilLog2(layer.axes[1].out));
  }
  static std::string remedies(const PlannedLayer &layer) {
    int64_t power = int64_t(1) << (ceilLog2(layer.shape[0]) - 1);
    return fmt::format(
        "fewer channels (their number counts as a power of two: {}), a smaller kernel, or a pool in front "
        "of it",
        std::max<int64_t>(1, power));
  }

  LogicalResult refuseTogether() {
    InFlightDiagnostic diagnostic = plan.network.emitError();
    diagnostic << "has layers that target " << t.name << " can hold one by one, but not together: its " << kCores
               << " cores hold one layer, or half of one, each, and a core reaches " << kDestinations
               << " others; fewer channels in the layers that few cores hold would fit";
    for (PlannedLayer &layer : plan.layers) {
      std::string cores;
      for (int64_t core = 0; core < kCores; ++core)
        if (holds(core, layer, layer.shape[0]))
          cores += (cores.empty() ? "" : ", ") + std::to_string(core);
      diagnostic.attachNote(layer.neuron->getLoc())
          << "layer '" << layer.name << "' needs " << layer.kernelWords(layer.shape[0])
          << " words of kernel memory and " << layer.neuronWords(layer.shape[0]) << " of neuron memory, which "
          << (cores.empty() ? "it finds in halves alone" : "cores " + cores + " have");
    }
    return diagnostic;
  }

  Plan &plan;
  const TargetDescription &t;
  std::vector<double> share; ///< of each layer, of the work of all
  std::optional<Solution> best;
};
} // namespace

LogicalResult speck::assignCores(Plan &plan) { return Assignment(plan).run(); }

//===- Traps.cpp - what samna does not look at ----------------------------===//

#include "backends/speck/configuration/Validator.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

using namespace snnc;
using namespace snnc::speck;

namespace {
class Finder {
public:
  Finder(const ChipConfiguration &configuration, const TargetDescription &target) : c(configuration), t(target) {}

  std::vector<Trap> run() {
    for (int64_t core = 0; core < kCores; ++core) {
      checkDestinations(core);
      if (!isUntouched(c.layers[size_t(core)]))
        checkNeurons(core, c.layers[size_t(core)]);
    }
    checkSensor();
    checkLoops();
    for (int64_t core = 0; core < kCores; ++core)
      checkSources(core);
    return std::move(traps);
  }

private:
  void add(bool isGrave, std::string what) { traps.push_back({std::move(what), isGrave}); }

  void checkDestinations(int64_t core) {
    const CnnLayer &layer = c.layers[size_t(core)];
    for (auto [i, d] : llvm::enumerate(layer.destinations)) {
      std::string where = fmt::format("core {}, destination {}", core, i);
      if (!d.enable)
        continue;
      if (d.layer == kReadoutCore && !t.hasKillBits())
        continue;
      if (d.layer >= kCores) {
        add(true, fmt::format("{} leads to core {}, there are 0 to 8", where, d.layer));
        continue;
      }
      if (d.pooling == 0)
        add(true, where + " has a pooling of 0; 1 is none");
      else if (d.pooling > t.greatestPooling)
        add(false, fmt::format("{} has a pooling of {}, which samna 0.7.1.0 takes; documents say {} at most", where,
                               d.pooling, t.greatestPooling));
      else
        checkEdge(where, layer, d);
    }
  }

  /// Rows or columns that no whole pool holds are not dropped by the chip, which does not know how large the map of the
  /// next core is: they matter where its kernel reaches into its padding.
  void checkEdge(const std::string &where, const CnnLayer &layer, const Destination &d) {
    const CnnLayer &to = c.layers[size_t(d.layer)];
    for (auto [axis, out, in, padding, stride, map] :
         {std::tuple('x', layer.output.size.x, to.input.size.x, to.padding.x, to.stride.x, to.output.size.x),
          std::tuple('y', layer.output.size.y, to.input.size.y, to.padding.y, to.stride.y, to.output.size.y)}) {
      int64_t last = (map - 1) * stride - padding + to.kernelSize - 1; // of what the last row of the map takes
      if (out % d.pooling != 0 && last >= in)
        add(true, fmt::format("{} pools a map of {} in {} by {}: what is left over reaches core {} in its padding; a "
                              "map that the pool divides, or no padding there",
                              where, out, axis, d.pooling, d.layer));
    }
  }

  void checkNeurons(int64_t core, const CnnLayer &layer) {
    auto core_ = fmt::format("core {}", core);
    if (layer.thresholdLow == 0)
      add(true, core_ + " has a threshold_low of 0, with which the chip's potentials are wrong; -1 at most");
    if (layer.thresholdHigh == 0)
      add(true, core_ + " has a threshold_high of 0: every event makes a spike of each neuron that it reaches");
    if (layer.hasBias() && !layer.leakEnable)
      add(true, core_ + " has biases, and leak_enable is not set: they do not count");
    if (!layer.hasBias() && layer.leakEnable)
      add(false, core_ + " has leak_enable set, and no bias");
    int16_t value = 0, weight = 0;
    for (int16_t one : layer.initialValues.values)
      value = std::max(value, one);
    for (int16_t one : layer.weights.values)
      weight = std::max(weight, one);
    if (value >= layer.thresholdHigh && value > 0)
      add(false, fmt::format("{} has an initial value of {}, its threshold is {}: the first event makes a spike", core_,
                             value, layer.thresholdHigh));
    if (weight > layer.thresholdHigh && !layer.returnToZero)
      add(false, fmt::format("{} has a weight of {}, its threshold is {}: what is left of it waits for the next event, "
                             "whatever its weight",
                             core_, weight, layer.thresholdHigh));
  }

  void checkSensor() {
    const DvsLayer &s = c.sensor;
    for (auto [i, d] : llvm::enumerate(s.destinations))
      if (d.enable && d.layer >= kCores)
        add(true, fmt::format("the sensor, destination {} leads to core {}, there are 0 to 8", i, d.layer));
    if (s.isUsed() && (s.origin.x > s.cut.x || s.origin.y > s.cut.y))
      add(true, fmt::format("the sensor is cut to end at {}, {} and begins at {}, {}", s.cut.x, s.cut.y, s.origin.x,
                            s.origin.y));
  }

  /// Cores that an event can come back to: such loops can block the chip.
  void checkLoops() {
    std::array<uint32_t, kCores> reached{};
    for (int64_t core = 0; core < kCores; ++core)
      for (int64_t to = 0; to < kCores; ++to)
        reached[size_t(core)] |= uint32_t(c.layers[size_t(core)].reaches(to)) << to;
    for (size_t via = 0; via < kCores; ++via)
      for (uint32_t &set : reached)
        if (set >> via & 1)
          set |= reached[via];
    for (size_t core = 0; core < kCores; ++core)
      if (reached[core] >> core & 1)
        add(true, fmt::format("core {} reaches itself, and a loop of cores can block the chip", core));
  }

  void checkSources(int64_t core) {
    const CnnLayer &layer = c.layers[size_t(core)];
    bool isFed = llvm::any_of(c.layers, [&](const CnnLayer &from) { return from.reaches(core); }) ||
                 llvm::any_of(c.sensor.destinations, [&](const auto &d) { return d.enable && d.layer == core; });
    if (isFed && isUntouched(layer))
      add(true, fmt::format("core {} gets events and is not configured", core));
    if (!isFed && !isUntouched(layer))
      add(false, fmt::format("core {} gets events of the host alone", core));
  }

  const ChipConfiguration &c;
  const TargetDescription &t;
  std::vector<Trap> traps;
};
} // namespace

std::vector<Trap> speck::findTraps(const ChipConfiguration &configuration, const TargetDescription &target) {
  return Finder(configuration, target).run();
}

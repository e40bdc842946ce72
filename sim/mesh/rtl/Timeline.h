//===- Timeline.h - when each core did what ---------------------*- C++ -*-===//
#ifndef SNNC_SIM_MESH_RTL_TIMELINE_H
#define SNNC_SIM_MESH_RTL_TIMELINE_H

#include "sim/mesh/chip/Symbols.h"
#include "sim/mesh/cycles/CycleModel.h"

namespace snnc::sim {

/// Keeps what the cores of the cycle model do. The longer it runs, the longer are its bins, so that it never has more
/// than `mostBins` of them.
class TimelineKeeper {
public:
  static constexpr size_t mostBins = 2048;

  TimelineKeeper(const mesh::LoadedImage &loaded, const Symbols &symbols);

  /// Behind each cycle.
  void clock(uint64_t cycle, const CycleModel &model) {
    if (cycle % timeline.binCycles == 0)
      closeBin(model);
  }
  /// A population, by its place in Symbols::populations, has ended a step.
  void endStep(uint32_t population, uint64_t cycle) { timeline.populations[population].ends.push_back(cycle); }
  /// What there is, with the bin that is not full.
  CycleReport::Timeline finish(const CycleModel &model) const;

private:
  using Bin = std::vector<uint32_t>;
  struct Core {
    uint32_t x, y;
    std::vector<uint64_t> counted; ///< at the end of the last bin
  };

  Bin since(const Core &core, const CycleModel &model) const;
  void closeBin(const CycleModel &model);

  std::vector<Core> cores; ///< in use, row by row
  CycleReport::Timeline timeline;
};

/// Packets over the links of the mesh since its reset, but for those that configured the chip.
std::vector<CycleReport::Link> linksOf(const mesh::LoadedImage &loaded, const mesh::FieldCodec &codec,
                                       const CycleModel &model, uint64_t fromHost);

} // namespace snnc::sim

#endif // SNNC_SIM_MESH_RTL_TIMELINE_H

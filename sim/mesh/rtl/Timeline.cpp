//===- Timeline.cpp - when each core did what -----------------------------===//

#include "sim/mesh/rtl/Timeline.h"
#include <tuple>

using namespace snnc;
using namespace snnc::sim;

using mesh::Counter;

static constexpr Counter binned[] = {Counter::CyclesAccumulating, Counter::CyclesFiring, Counter::CyclesSending,
                                     Counter::CyclesStalled};

TimelineKeeper::TimelineKeeper(const mesh::LoadedImage &loaded, const Symbols &symbols) {
  timeline.binCycles = 16;
  timeline.kinds = {"accumulating", "firing", "sending", "stalled"};
  for (const mesh::CoreProgram &core : loaded.program.cores)
    if (core.used())
      cores.push_back({core.x, core.y, std::vector<uint64_t>(std::size(binned), 0)});
  timeline.bins.resize(cores.size());
  for (const PopulationTile &tile : symbols.populations())
    timeline.populations.push_back({symbols.layers()[tile.layer].name, tile.coreX, tile.coreY, tile.slot, {}});
}

TimelineKeeper::Bin TimelineKeeper::since(const Core &core, const CycleModel &model) const {
  Bin bin;
  for (size_t kind = 0; kind < std::size(binned); ++kind)
    bin.push_back(uint32_t(model.counted(core.x, core.y, binned[kind]) - core.counted[kind]));
  return bin;
}

void TimelineKeeper::closeBin(const CycleModel &model) {
  for (auto [core, bins] : llvm::zip_equal(cores, timeline.bins)) {
    bins.push_back(since(core, model));
    for (size_t kind = 0; kind < std::size(binned); ++kind)
      core.counted[kind] += bins.back()[kind];
  }
  if (timeline.bins.empty() || timeline.bins.front().size() < mostBins)
    return;
  for (std::vector<Bin> &bins : timeline.bins) {
    for (size_t i = 0; i < bins.size() / 2; ++i)
      for (size_t kind = 0; kind < std::size(binned); ++kind)
        bins[i][kind] = bins[2 * i][kind] + bins[2 * i + 1][kind];
    bins.resize(bins.size() / 2);
  }
  timeline.binCycles *= 2;
}

CycleReport::Timeline TimelineKeeper::finish(const CycleModel &model) const {
  CycleReport::Timeline result = timeline;
  for (auto [core, bins] : llvm::zip_equal(cores, result.bins))
    bins.push_back(since(core, model));
  return result;
}

std::vector<CycleReport::Link> snnc::sim::linksOf(const mesh::LoadedImage &loaded, const mesh::FieldCodec &codec,
                                                  const CycleModel &model, uint64_t fromHost) {
  static constexpr std::tuple<Counter, int, int> sides[] = {{Counter::FlitsNorth, 0, -1},
                                                            {Counter::FlitsEast, 1, 0},
                                                            {Counter::FlitsSouth, 0, 1},
                                                            {Counter::FlitsWest, -1, 0}};
  // What configures a core comes from the host: east along the first row, then south.
  const mesh::TargetDescription &target = loaded.image.target;
  std::vector<uint64_t> east(target.cols * target.rows, 0), south(east);
  for (uint64_t packet : loaded.image.packets) {
    mesh::PacketHeader header = codec.header(packet);
    for (int64_t x = 0; x < header.coreX; ++x)
      ++east[size_t(x)];
    for (int64_t y = 0; y < header.coreY; ++y)
      ++south[size_t(y * target.cols + header.coreX)];
  }
  std::vector<CycleReport::Link> links;
  if (uint64_t steps = fromHost - std::min<uint64_t>(fromHost, loaded.image.packets.size()))
    links.push_back({-1, 0, 0, 0, steps});
  for (const mesh::CoreProgram &core : loaded.program.cores)
    for (auto [counter, dx, dy] : sides) {
      size_t number = size_t(core.y) * target.cols + core.x;
      uint64_t packets = model.counted(core.x, core.y, counter);
      packets -= counter == Counter::FlitsEast ? east[number] : counter == Counter::FlitsSouth ? south[number] : 0;
      if (packets)
        links.push_back({int32_t(core.x), int32_t(core.y), int32_t(core.x) + dx, int32_t(core.y) + dy, packets});
    }
  return links;
}

//===- SpeckLayout.cpp - how a configuration lies on a Speck chip ---------===//

#include "backends/speck/SpeckLayout.h"

using namespace snnc;
using namespace snnc::speck;

/// A memory of which its layer has the first words.
static ChipLayout::Memory memoryOf(const char *name, int64_t words, int64_t used, const std::string &layer,
                                   const char *holds) {
  ChipLayout::Memory memory{name, uint64_t(words), {}};
  if (used > 0)
    memory.ranges.push_back({0, uint64_t(used), layer, holds, ""});
  return memory;
}

ChipLayout speck::layoutOf(const ChipProgram &program) {
  const TargetDescription &target = program.map.target;
  ChipLayout layout;
  layout.columns = uint32_t(kCores);
  layout.rows = 1;
  layout.host = {-1, 0};
  std::array<const MappedLayer *, kCores> owners{};
  for (const MappedLayer &layer : program.map.layers)
    for (const Tile &tile : layer.tiles) {
      owners[size_t(tile.core)] = &layer;
      layout.tiles.push_back({layer.name,
                              {int32_t(tile.core), 0},
                              0,
                              {uint32_t(tile.first), 0, 0},
                              {uint32_t(tile.channels), uint32_t(layer.shape[1]), uint32_t(layer.shape[2])}});
    }
  for (size_t i = 0; i < owners.size(); ++i) {
    const CnnLayer &core = program.configuration.layers[i];
    std::string name = owners[i] ? owners[i]->name : "";
    int64_t kernel = owners[i] ? kernelWordsOf(core.input.features, core.output.features, core.kernelSize) : 0;
    int64_t neurons = owners[i] ? neuronWordsOf(core.output.features, core.output.size.y, core.output.size.x) : 0;
    ChipLayout::Core shown;
    shown.at = {int32_t(i), 0};
    shown.amounts = {{"kernelWords", uint64_t(kernel), uint64_t(target.kernelWords[i])},
                     {"neuronWords", uint64_t(neurons), uint64_t(target.neuronWords[i])}};
    shown.memories = {memoryOf("kernel", target.kernelWords[i], kernel, name, "weights"),
                      memoryOf("neurons", target.neuronWords[i], neurons, name, "potentials")};
    layout.cores.push_back(std::move(shown));
  }
  return layout;
}

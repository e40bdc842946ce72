//===- TraceDifference.cpp - what led to a difference ---------------------===//

#include "sim/mesh/chip/TraceDifference.h"
#include "sim/mesh/chip/ChipEngine.h"
#include <fmt/format.h>

using namespace snnc;
using namespace snnc::sim;

static llvm::Error trace(const std::shared_ptr<const mesh::LoadedImage> &image, Difference &difference,
                         llvm::ArrayRef<std::vector<SpikeFrame>> steps) {
  auto chip = ChipEngine::create(image);
  if (!chip)
    return chip.takeError();
  const Symbols &symbols = (*chip)->neurons();
  Place place = symbols.placeOf(difference.layerIndex, difference.neuron);
  const PopulationTile &tile = symbols.populations()[symbols.find(place.coreX, place.coreY, place.population)];
  difference.place = place;
  difference.address = tile.potentialBase + place.word;
  difference.lane = (difference.channel - tile.channel) % tile.lanes;
  (*chip)->trace(place, {0, difference.at.step});
  Observer silent(/*wantsCommits=*/false);
  for (uint32_t step = 0; step < steps.size() && step <= difference.at.step; ++step)
    if (auto progress = (*chip)->step(steps[step], /*last=*/false, silent); !progress)
      return progress.takeError();
  difference.eventsKnown = !steps.empty();
  for (const TracedSpike &spike : (*chip)->traced())
    difference.events.push_back(fmt::format("{}: count {}, weight {} (port {}, weight word {})", spike.source,
                                            spike.spike.count, spike.weights[difference.lane], spike.port,
                                            spike.weightWord));
  return llvm::Error::success();
}

DifferenceTracer snnc::sim::traceInImage(std::shared_ptr<const mesh::LoadedImage> image) {
  return [image = std::move(image)](Difference &difference, llvm::ArrayRef<std::vector<SpikeFrame>> steps) {
    return trace(image, difference, steps);
  };
}

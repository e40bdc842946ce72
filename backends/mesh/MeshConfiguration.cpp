//===- MeshConfiguration.cpp - an image and the engines that run it -------===//

#include "backends/mesh/MeshConfiguration.h"
#include "backends/mesh/MeshLayout.h"
#include "backends/mesh/inspect/Inspect.h"
#include "mlir/IR/Verifier.h"
#include "sim/mesh/chip/ChipEngine.h"
#include "sim/mesh/chip/TraceDifference.h"
#include "sim/mesh/rtl/RtlEngine.h"
#include "llvm/Support/raw_ostream.h"
#include <fmt/format.h>

using namespace mlir;
using namespace snnc;
using namespace snnc::mesh;

std::string MeshConfiguration::summary() const {
  return fmt::format("{} layers on the {} cores of {}: {} packets configure the chip", image->image.layers.size(),
                     image->program.cores.size(), image->image.target.name, image->image.packets.size());
}

llvm::Expected<std::unique_ptr<sim::Engine>> MeshConfiguration::makeEngine(StringRef name,
                                                                           const EngineOptions &options) const {
  if (name == "chip" && !options.cycles) {
    sim::ChipOptions chip;
    chip.coverage = options.coverage;
    return sim::ChipEngine::create(image, chip);
  }
  sim::RtlOptions rtl;
  rtl.cycleModel = name == "chip";
  rtl.timeline = options.timeline && rtl.cycleModel;
  rtl.model.waveform = options.waveform;
  rtl.model.vcd = options.vcd;
  rtl.waveformFrom = options.waveformFrom;
  rtl.waveformTo = options.waveformTo;
  rtl.overlapSamples = options.overlapSamples;
  return sim::RtlEngine::create(image, rtl);
}

std::optional<ChipLayout> MeshConfiguration::layout() const { return layoutOf(*image); }

sim::DifferenceTracer MeshConfiguration::tracer() const { return sim::traceInImage(image); }

std::vector<WaveformSignal> MeshConfiguration::waveformSignals(const sim::Place &place) const {
  std::vector<WaveformSignal> signals{{"chip.clk"}};
  auto addText = [&](const std::string &name) { signals.push_back({"text." + name, 0, /*isText=*/true}); };
  for (const char *name : {"step", "sends", "takes"})
    addText(std::string("host.") + name);
  std::string core = fmt::format("core_{}_{}.", place.coreX, place.coreY);
  for (const char *name : {"takes", "commits", "sends"})
    addText(core + name);
  unsigned packetBits = llvm::cantFail(FieldLayout::create(image->image.target)).packetBits;
  std::string tile = fmt::format("chip.chip.mesh.g_row[{}].g_col[{}].local_", place.coreY, place.coreX);
  for (const char *side : {"out", "in"}) {
    signals.push_back({tile + side + "_valid"});
    signals.push_back({tile + side + "_ready"});
    signals.push_back({tile + side, packetBits});
  }
  return signals;
}

uint64_t MeshConfiguration::waveformTime(uint64_t cycle) const { return sim::waveformTime(cycle); }

llvm::Expected<std::string> MeshConfiguration::inspect(MLIRContext &context) const {
  llvm::Expected<OwningOpRef<ModuleOp>> module = inspectImage(*image, &context);
  if (!module)
    return module.takeError();
  if (failed(verify(**module)))
    return llvm::createStringError("the image is no program that the compiler could have made");
  std::string text;
  llvm::raw_string_ostream stream(text);
  (*module)->print(stream);
  return text;
}

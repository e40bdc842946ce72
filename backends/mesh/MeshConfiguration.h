//===- MeshConfiguration.h - an image and the engines that run it -*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_MESHCONFIGURATION_H
#define SNNC_BACKENDS_MESH_MESHCONFIGURATION_H

#include "backends/mesh/explain/Explain.h"
#include "backends/mesh/image/Program.h"
#include "compiler/target/Target.h"

namespace snnc::mesh {

class MeshConfiguration final : public Configuration {
public:
  MeshConfiguration(const Backend &owner, std::shared_ptr<const LoadedImage> image)
      : owner(owner), image(std::move(image)) {}

  const Backend &backend() const override { return owner; }
  std::string targetName() const override { return image->image.target.name; }
  std::string summary() const override;
  llvm::Expected<std::unique_ptr<sim::Engine>> makeEngine(llvm::StringRef name,
                                                          const EngineOptions &options) const override;
  /// A window is no encoder of data: the engines apply it.
  std::string encoderOf(unsigned input) const override {
    const mesh::NetworkInput &from = image->image.inputs[input];
    return llvm::cantFail(from.window()) ? "" : from.encoder;
  }
  sim::DifferenceTracer tracer() const override;
  std::vector<WaveformSignal> waveformSignals(const sim::Place &place) const override;
  uint64_t waveformTime(uint64_t cycle) const override;
  std::optional<ChipLayout> layout() const override;
  llvm::Expected<std::string> inspect(mlir::MLIRContext &context) const override;
  llvm::Expected<Explanation> explainNeuron(llvm::StringRef layer, llvm::ArrayRef<uint32_t> neuron) const override {
    return mesh::explainNeuron(*image, layer, neuron);
  }
  llvm::Expected<Explanation> explainAddress(uint32_t column, uint32_t row, uint32_t address) const override {
    return mesh::explainAddress(*image, column, row, address);
  }

private:
  const Backend &owner;
  std::shared_ptr<const LoadedImage> image;
};

} // namespace snnc::mesh

#endif // SNNC_BACKENDS_MESH_MESHCONFIGURATION_H

//===- Explain.h - what is where on a mesh chip, and why --------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_EXPLAIN_EXPLAIN_H
#define SNNC_BACKENDS_MESH_EXPLAIN_EXPLAIN_H

#include "backends/mesh/image/Program.h"
#include "compiler/target/Explanation.h"

namespace snnc::mesh {

/// What `mapping` of a program.json says: why each layer is cut and each core placed so, what else would cost, and what
/// limits the speed. Fails where there is no such part.
llvm::Expected<Explanation> explainMapping(const nlohmann::ordered_json &program);

/// Core, population, state word and lane of a neuron (channel, row, column) of a layer, its parameters, and the weights
/// that feed it. Fails where the image has no such layer or neuron, with the nearest.
llvm::Expected<Explanation> explainNeuron(const LoadedImage &loaded, llvm::StringRef layer,
                                          llvm::ArrayRef<uint32_t> neuron);

/// What a core keeps in a state word and in a weight word of this address.
llvm::Expected<Explanation> explainAddress(const LoadedImage &loaded, uint32_t column, uint32_t row, uint32_t address);

} // namespace snnc::mesh

#endif // SNNC_BACKENDS_MESH_EXPLAIN_EXPLAIN_H

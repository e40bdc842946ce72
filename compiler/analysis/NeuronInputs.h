//===- NeuronInputs.h - the synapses of a layer of neurons ------*- C++ -*-===//
#ifndef SNNC_COMPILER_ANALYSIS_NEURONINPUTS_H
#define SNNC_COMPILER_ANALYSIS_NEURONINPUTS_H

#include "dialect/snn/Elements.h"
#include "dialect/snn/SnnOps.h"

namespace snnc {

/// The synapses whose currents add up to the current of `neuron`: one, or those under `snn.merge`, in order. Reports
/// where something else makes a current, and where there are more than 1,024: merges of merges double them.
mlir::FailureOr<llvm::SmallVector<snn::SynapseOpInterface>> synapsesOf(snn::NeuronOpInterface neuron);

/// The weights of a synapse in the order of `SynapseOpInterface`, ones where it has none.
std::vector<double> weightsOf(snn::SynapseOpInterface synapse);

/// The weights of a synapse kernel by kernel, shifted where they are in integers, ones where it has none: without a
/// copy of all of them.
class KernelReader {
public:
  explicit KernelReader(snn::SynapseOpInterface synapse);
  int64_t numWeights() const { return count; }
  int64_t fanIn() const { return size; }
  /// Copies the kernel of output channel `c`.
  void read(int64_t c, llvm::MutableArrayRef<double> kernel) const;

private:
  std::optional<snn::ElementsView> weights;
  int64_t count, size;
  double factor; ///< of the shift
};

} // namespace snnc

#endif // SNNC_COMPILER_ANALYSIS_NEURONINPUTS_H

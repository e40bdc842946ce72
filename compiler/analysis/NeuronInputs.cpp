//===- NeuronInputs.cpp - the synapses of a layer of neurons --------------===//

#include "compiler/analysis/NeuronInputs.h"
#include "compiler/analysis/IntegerForm.h"
#include "dialect/snn/Elements.h"

using namespace mlir;
using namespace snnc;

/// Far more than the ports of any core: merges of merges double them.
static constexpr size_t mostSynapses = 1024;

FailureOr<SmallVector<snn::SynapseOpInterface>> snnc::synapsesOf(snn::NeuronOpInterface neuron) {
  SmallVector<snn::SynapseOpInterface> synapses;
  SmallVector<Value> open{neuron.getNeuronCurrent()};
  while (!open.empty()) {
    Value current = open.pop_back_val();
    if (auto synapse = current.getDefiningOp<snn::SynapseOpInterface>()) {
      if (synapses.size() == mostSynapses)
        return neuron->emitError() << "the current of a layer of neurons comes from more than " << mostSynapses
                                   << " synapses, each counted as often as merges lead to it; fewer merges of currents "
                                      "would fit";
      synapses.push_back(synapse);
    } else if (auto merge = current.getDefiningOp<snn::MergeOp>()) {
      for (Value source : llvm::reverse(merge.getSources()))
        open.push_back(source);
    } else if (std::optional<std::string> why =
                   current.getDefiningOp() ? whyNoIntegerForm(current.getDefiningOp()) : std::nullopt) {
      return current.getDefiningOp()->emitError() << *why;
    } else {
      InFlightDiagnostic diagnostic = neuron->emitError()
                                      << "the current of a layer of neurons must come from synapses, or from a merge "
                                         "of their currents";
      if (Operation *producer = current.getDefiningOp())
        diagnostic.attachNote(producer->getLoc()) << "it comes from this " << producer->getName();
      else
        diagnostic.attachNote(current.getLoc()) << "it is an input of the network";
      return diagnostic;
    }
  }
  return synapses;
}

std::vector<double> snnc::weightsOf(snn::SynapseOpInterface synapse) {
  if (ElementsAttr weights = synapse.getSynapseWeights())
    return snn::valuesOf<double>(weights);
  return std::vector<double>(synapse.getConvolution().numWeights(), 1.0);
}

KernelReader::KernelReader(snn::SynapseOpInterface synapse)
    : size(synapse.getConvolution().fanIn()), factor(double(int64_t(1) << synapse.getWeightShift())) {
  ElementsAttr attribute = synapse.getSynapseWeights();
  if (attribute)
    weights = snn::ElementsView::of(attribute);
  count = attribute ? (weights ? weights->size() : 0) : synapse.getConvolution().numWeights();
}

void KernelReader::read(int64_t c, MutableArrayRef<double> kernel) const {
  if (weights)
    weights->read<double>(c * size, kernel);
  else
    std::fill(kernel.begin(), kernel.end(), 1.0);
  if (factor != 1)
    for (double &weight : kernel)
      weight *= factor;
}

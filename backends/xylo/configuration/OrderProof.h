//===- OrderProof.h - where the order of spikes cannot matter ---*- C++ -*-===//
#ifndef SNNC_BACKENDS_XYLO_CONFIGURATION_ORDERPROOF_H
#define SNNC_BACKENDS_XYLO_CONFIGURATION_ORDERPROOF_H

#include "backends/xylo/configuration/LayerMap.h"

namespace snnc::xylo {

/// Neurons whose synaptic currents stay within 16 bits whatever spikes come: no sum of them is held, so that the order
/// in which the spikes of a step are added does not matter.
struct OrderProof {
  std::vector<bool> hidden, outputs;
};

/// With X the sum of the weights of one sign, each times the most spikes that can come through it in a step, a current
/// that keeps all but 2^-dash of itself stays below X * 2^dash. A neuron fires at most as often as its threshold fits
/// into 16 bits, and 31 times.
OrderProof proveOrder(const CoreProgram &program);

} // namespace snnc::xylo

#endif // SNNC_BACKENDS_XYLO_CONFIGURATION_ORDERPROOF_H

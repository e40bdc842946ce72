//===- Reference.h - runs a network as the dialect defines it ---*- C++ -*-===//
//
// The interpreter of the dialect snn, step by step and layer by layer, without any chip in mind: in IEEE float32 where
// currents are f32, in integers modulo 2 to the width of the current where they are integers. Spikes are kept as events
// and only they are worked on; neurons that leak, or have a bias, are all visited in every step, others only where
// there is something for them to do.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_REFERENCE_REFERENCE_H
#define SNNC_SIM_REFERENCE_REFERENCE_H

#include "dialect/snn/SnnOps.h"
#include "sim/engine/Engine.h"
#include <memory>

namespace snnc::sim {

/// An engine that runs `network`: "float" or "integer", as its currents are. It keeps nothing of the IR.
///
/// Layers are in the order of the network's text; a layer without a name is "layer" with its place in that order.
/// Inputs have their `snn.name`, else "input" (the second "input1"); outputs are "output", "output1" and so on.
///
/// In float a network may take and return tensors: such an input or output is real. What an encoder gives is the input
/// instead of what it takes.
///
/// Fails for networks that no engine can run: an input or output of integers that is no spikes, more than three axes,
/// currents both in f32 and in integers.
///
/// A network without any current, of max pools alone, is the same in both: it runs in integers where `integers` is set.
llvm::Expected<std::unique_ptr<Engine>> createReference(snn::NetworkOp network, bool integers = false);

} // namespace snnc::sim

#endif // SNNC_SIM_REFERENCE_REFERENCE_H

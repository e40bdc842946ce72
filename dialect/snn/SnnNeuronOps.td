//===- SnnNeuronOps.td - current to spikes -----------------*- tablegen -*-===//
//
// Neurons: the operations that keep a membrane potential.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_DIALECT_SNN_SNNNEURONOPS_TD
#define SNNC_DIALECT_SNN_SNNNEURONOPS_TD

include "dialect/snn/SnnOpBase.td"

def Snn_IntegrateFireOp : Snn_LayerOp<"integrate_fire", [Snn_NeuronOpInterface]> {
  let summary = "integrate-and-fire neurons, with or without a leak";
  let description = [{
    One neuron for each value of the current, each with a membrane potential v and its last count a, both 0 at first.
    In each step, for a current i:

    1. `reset = subtract`: `v = (i + v) - a * subtract`; `reset = zero`: `v = i + (a == 0 ? v : 0)`. With a `decay` d the
       potential of the last step leaks first: `v = i + d * (v - a * subtract)`, or `v = i + (a == 0 ? d * v : 0)`;
    2. with a `lower_bound`: `v = max(v, lower_bound)`;
    3. the neuron fires where `v >= threshold` (`compare = ge`) or `v > threshold` (`gt`). `spikes = many` and
       `reset = subtract`: the count is `floor(v / threshold)` with `ge`, and `ceil(v / threshold) - 1` with `gt`: as
       often as a neuron would that fires, subtracts the threshold and looks again. Else the count is 1. A neuron whose
       v is not above 0 does not fire. `signed_spikes` makes the transfer linear: the count is v / threshold without its
       fraction, for both signs; it has no effect where the reset is to zero.

    Without `subtract` it is the threshold. The subtraction belongs to the next step, before the lower bound acts on the
    sum. A network in integers does the same modulo 2 to the width of its current, and may bound the count by
    `max_count` and, once the spikes are subtracted, the potential that is stored by `upper`. `scale` says how the
    integers came about: integer threshold / float threshold, for each channel. It has no effect.

    With a `current_decay` e the neuron keeps a synaptic current j, 0 at first, that is what it integrates in the place
    of i: `j = e * j + i`.

    In integers a decay m counts 1/4096, and what it leaves of a value is `D(v, m) = sign(v) * floor(|v| * m / 4096)`: it
    goes towards 0, and comes to rest there. Both potential and current decay at the end of the step that stores them,
    after `upper` has bounded the potential; what is stored is what is left.

    C is the leading extent of the current. `layer` names the neurons in records and reports.

    (C1) The spikes have the shape of the current and are signed with `signed_spikes` only.
    (C2) `threshold`, `lower_bound`, `subtract`, `decay` and `current_decay` have the shape [C] and the element type of
         the current; `scale` has the shape [C] and is f32 or f64.
    (C3) Values are finite, and as many as the shape says.
    (C4) The threshold is greater than 0.
    (C5) `subtract` is given only where spikes are subtracted.
    (C6) `max_count`, `upper` and `scale` are given only where the current is in integers; `max_count` is at least 1,
         `scale` is greater than 0.
    (C7) `upper` is at least the threshold - 1 and is a value of the current's element type.
    (C8) `signed_spikes` is given only where `compare = ge` and `spikes = many`, and without a decay.
    (C9) Decays are from 0 to 1, in integers from 0 to 4096.

    ```mlir
    %0 = snn.integrate_fire %c layer = "conv1" threshold(dense<1.0> : tensor<4xf32>)
           lower_bound(dense<-1.0> : tensor<4xf32>) : tensor<4x6x6xf32> -> !snn.spikes<4x6x6>
    %1 = snn.integrate_fire %c threshold(dense<1.0> : tensor<4xf32>) reset = zero compare = gt spikes = one
           : tensor<4x6x6xf32> -> !snn.spikes<4x6x6>
    %2 = snn.integrate_fire %i threshold(dense<[100, 90, 80, 70]> : tensor<4xi16>) subtract(dense<50> : tensor<4xi16>)
           max_count = 3 upper = 20000 scale(dense<64.0> : tensor<4xf32>) : tensor<4x6x6xi16> -> !snn.spikes<4x6x6>
    %4 = snn.integrate_fire %i threshold(dense<100> : tensor<4xi16>) decay(dense<3890> : tensor<4xi16>)
           current_decay(dense<3072> : tensor<4xi16>) : tensor<4x6x6xi16> -> !snn.spikes<4x6x6>
    %3 = snn.integrate_fire %c threshold(dense<1.0> : tensor<4xf32>) signed_spikes
           : tensor<4x6x6xf32> -> !snn.spikes<4x6x6, signed>
    ```
  }];
  let arguments = (ins Snn_Current:$current, OptionalAttr<StrAttr>:$layer, ElementsAttr:$threshold,
      OptionalAttr<ElementsAttr>:$lower_bound, OptionalAttr<ElementsAttr>:$subtract,
      OptionalAttr<ElementsAttr>:$decay, OptionalAttr<ElementsAttr>:$current_decay,
      DefaultValuedAttr<Snn_ResetAttr, "::snnc::snn::Reset::Subtract">:$reset,
      DefaultValuedAttr<Snn_CompareAttr, "::snnc::snn::Compare::GreaterOrEqual">:$compare,
      DefaultValuedAttr<Snn_SpikesPerStepAttr, "::snnc::snn::SpikesPerStep::Many">:$spikes_per_step,
      OptionalAttr<I64Attr>:$max_count, OptionalAttr<I64Attr>:$upper, OptionalAttr<ElementsAttr>:$scale,
      UnitAttr:$signed_spikes);
  let results = (outs Snn_SpikesType:$spikes);
  let assemblyFormat = [{
    $current (`layer` `=` $layer^)? `threshold` `(` $threshold `)` (`lower_bound` `(` $lower_bound^ `)`)?
    (`subtract` `(` $subtract^ `)`)? (`decay` `(` $decay^ `)`)? (`current_decay` `(` $current_decay^ `)`)?
    (`reset` `=` `` $reset^)? (`compare` `=` `` $compare^)? (`spikes` `=` `` $spikes_per_step^)?
    (`signed_spikes` $signed_spikes^)? (`max_count` `=` $max_count^)? (`upper` `=` $upper^)? (`scale` `(` $scale^ `)`)? attr-dict
    `:` type($current) `->` qualified(type($spikes))
  }];
  let builders = [OpBuilder<(ins "::mlir::Value":$current, "const ::snnc::snn::NeuronParameters &":$parameters,
      CArg<"::mlir::StringAttr", "{}">:$layer)>];
  let hasCanonicalizeMethod = 1;
  let extraClassDeclaration = [{
    ::llvm::LogicalResult verifyConstraints();
    ::mlir::Value getNeuronCurrent() { return getCurrent(); }
    ::mlir::Value getNeuronSpikes() { return getSpikes(); }
    ::snnc::snn::NeuronParameters getNeuronParameters();
    ::llvm::StringRef getLayerName() { return getLayer().value_or(""); }
    ::snnc::snn::NeuronOpInterface cloneNeuron(::mlir::OpBuilder &builder, ::mlir::Value current,
        const ::snnc::snn::NeuronParameters &parameters);
  }];
}

def Snn_IntegrateOp : Snn_LayerOp<"integrate", [Snn_NeuronOpInterface]> {
  let summary = "neurons that do not fire: a readout of potentials";
  let description = [{
    One neuron for each value of the current i, with a membrane potential v that is 0 at first and is the result. In each
    step `v = decay * v + i`; with a `current_decay` e the neuron keeps a synaptic current j, 0 at first:
    `j = e * j + i` and `v = decay * v + j`. An absent `decay` is 1.

    In integers decays count 1/4096 and round towards 0, as those of `snn.integrate_fire`, at the end of the step: the
    result is the potential before it decays. `scale` says what the integers are worth: a potential of v is v / scale, and
    that is what engines report. It is one number for all channels, for potentials of a readout are compared with each
    other. `range` is the greatest magnitude of a potential; `snn-prove-bounds` sets it to what it has proved.

    A commit record has the result as the potential after integration, a count of 0, and what is left of the potential as
    the one that is stored.

    C is the leading extent of the current. `layer` names the neurons in records and reports.

    (C1) The potentials have the type of the current, which has a channel axis.
    (C2) `decay`, `current_decay` and `range` have the shape [C] and the element type of the current; `scale` has the shape
         [C] and is f32 or f64.
    (C3) Values are finite, and as many as the shape says.
    (C4) `range` and `scale` are given only where the current is in integers; they are greater than 0, and all values of
         `scale` are equal.
    (C5) Decays are from 0 to 1, in integers from 0 to 4096.

    ```mlir
    %0 = snn.integrate %c layer = "readout" decay(dense<0.9> : tensor<4xf32>) : tensor<4x6x6xf32>
    %1 = snn.integrate %i decay(dense<3686> : tensor<4xi16>) current_decay(dense<2048> : tensor<4xi16>)
           range(dense<20000> : tensor<4xi16>) scale(dense<64.0> : tensor<4xf32>) : tensor<4x6x6xi16>
    ```
  }];
  let arguments = (ins Snn_Current:$current, OptionalAttr<StrAttr>:$layer, OptionalAttr<ElementsAttr>:$decay,
      OptionalAttr<ElementsAttr>:$current_decay, OptionalAttr<ElementsAttr>:$range, OptionalAttr<ElementsAttr>:$scale);
  let results = (outs Snn_Current:$potential);
  let assemblyFormat = [{
    $current (`layer` `=` $layer^)? (`decay` `(` $decay^ `)`)? (`current_decay` `(` $current_decay^ `)`)?
    (`range` `(` $range^ `)`)? (`scale` `(` $scale^ `)`)? attr-dict `:` type($current)
  }];
  let extraClassDeclaration = [{
    ::llvm::LogicalResult verifyConstraints();
    ::mlir::Value getNeuronCurrent() { return getCurrent(); }
    ::mlir::Value getNeuronSpikes() { return getPotential(); }
    ::snnc::snn::NeuronParameters getNeuronParameters();
    ::llvm::StringRef getLayerName() { return getLayer().value_or(""); }
    ::snnc::snn::NeuronOpInterface cloneNeuron(::mlir::OpBuilder &builder, ::mlir::Value current,
        const ::snnc::snn::NeuronParameters &parameters);
  }];
}

#endif // SNNC_DIALECT_SNN_SNNNEURONOPS_TD

//===- SnnLeakyNeuronOps.td - neurons that leak, thresholds -*- tablegen -*-===//
//
// Neurons beyond integrate-and-fire: with a leak, a potential to which they are reset, parameters that differ from
// neuron to neuron; integrators that do not spike; thresholds without memory. They run in float; no target has them.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_DIALECT_SNN_SNNLEAKYNEURONOPS_TD
#define SNNC_DIALECT_SNN_SNNLEAKYNEURONOPS_TD

include "dialect/snn/SnnOpBase.td"

def Snn_Decay : I32EnumAttr<"Decay", "how a time constant becomes the factor of one step", [
    I32EnumAttrCase<"Euler", 0, "euler">, I32EnumAttrCase<"Exact", 1, "exact">]> {
  let cppNamespace = "::snnc::snn";
  let genSpecializedAttr = 0;
}
def Snn_DecayOrder : I32EnumAttr<"DecayOrder", "when in a step the state decays", [
    I32EnumAttrCase<"BeforeInput", 0, "before_input">, I32EnumAttrCase<"AfterInput", 1, "after_input">,
    I32EnumAttrCase<"AfterOutput", 2, "after_output">]> {
  let cppNamespace = "::snnc::snn";
  let genSpecializedAttr = 0;
}

def Snn_DecayAttr : EnumAttr<Snn_Dialect, Snn_Decay, "decay">;
def Snn_DecayOrderAttr : EnumAttr<Snn_Dialect, Snn_DecayOrder, "decay_order">;

/// What the leaky layers have in common.
class Snn_LeakyOp<string mnemonic> : Snn_LayerOp<mnemonic, [Snn_StatefulOpInterface]> {
  dag integration = (ins Snn_Current:$current, OptionalAttr<StrAttr>:$layer,
      DefaultValuedAttr<F64Attr, "1.0">:$dt, DefaultValuedAttr<Snn_DecayAttr, "::snnc::snn::Decay::Euler">:$decay,
      DefaultValuedAttr<Snn_DecayOrderAttr, "::snnc::snn::DecayOrder::BeforeInput">:$order, UnitAttr:$unscaled,
      OptionalAttr<ElementsAttr>:$tau, OptionalAttr<ElementsAttr>:$resistance, OptionalAttr<ElementsAttr>:$leak,
      OptionalAttr<ElementsAttr>:$initial);
  let extraClassDeclaration = [{
    ::llvm::LogicalResult verifyConstraints();
    ::llvm::StringRef getLayerName() { return getLayer().value_or(""); }
    /// How the state takes up the current.
    ::snnc::snn::LeakyIntegration getIntegration();
  }];
}

def Snn_LeakyIntegrateOp : Snn_LeakyOp<"leaky_integrate"> {
  let summary = "a leaky integrator, which does not spike";
  let description = [{
    One state v for each value of the current x, `initial` at first (0 where absent). A synapse with a time constant is
    one, and so is a readout of potentials. In each step, with the factor a:

    * `tau` absent: nothing leaks, a = 1;
    * `decay = euler`: `a = 1 - dt / tau`; `decay = exact`: `a = exp(-dt / tau)`.

    The input is `u = (1 - a) * resistance * x`; without `tau` it is `u = dt * resistance * x`, and where `unscaled` is
    set it is `u = resistance * x`. An absent `resistance` is 1. The state moves towards `leak`, which is 0 where absent:

    * `order = before_input`: `v = a * v + (1 - a) * leak + u`, which is the result;
    * `order = after_input`: `v = a * (v + u) + (1 - a) * leak`, which is the result;
    * `order = after_output`: the result is `v + u`, and then `v = a * (v + u) + (1 - a) * leak`.

    In Euler form `before_input` is computed as `v + dt / tau * ((leak - v) + resistance * x)`, or with `unscaled` as
    `(v + dt / tau * (leak - v)) + resistance * x`. A commit record has the result as the potential after integration,
    v as the one that is stored, and no spikes.

    C is the leading extent of the current.

    (C1) The current is f32 and has a channel axis; the result has its type.
    (C2) `tau`, `resistance`, `leak` and `initial` are f32 of the shape [C] or of that of the current: one value for
         each channel or for each neuron.
    (C3) Values are finite, and as many as the shape says; `dt` is finite and greater than 0.
    (C4) `tau` is greater than 0.

    ```mlir
    %0 = snn.leaky_integrate %c layer = "readout" dt = 1.000000e-03 decay = exact tau(dense<0.02> : tensor<4xf32>)
           : tensor<4x6x6xf32> -> tensor<4x6x6xf32>
    %1 = snn.leaky_integrate %c order = after_output unscaled tau(dense<5.0> : tensor<4xf32>)
           leak(dense<0.1> : tensor<4xf32>) : tensor<4x6x6xf32> -> tensor<4x6x6xf32>
    ```
  }];
  let arguments = integration;
  let results = (outs Snn_Current:$potential);
  let assemblyFormat = [{
    $current (`layer` `=` $layer^)? (`dt` `=` $dt^)? (`decay` `=` `` $decay^)? (`order` `=` `` $order^)?
    (`unscaled` $unscaled^)? (`tau` `(` $tau^ `)`)? (`resistance` `(` $resistance^ `)`)? (`leak` `(` $leak^ `)`)?
    (`initial` `(` $initial^ `)`)? attr-dict `:` type($current) `->` type($potential)
  }];
}

def Snn_LeakyIntegrateFireOp : Snn_LeakyOp<"leaky_integrate_fire"> {
  let summary = "neurons with a leak, or with parameters that differ from neuron to neuron";
  let description = [{
    The state v of `snn.leaky_integrate` as a membrane potential. In each step:

    1. v takes up the current as there, `order` among them; p is what `snn.leaky_integrate` would give;
    2. with a `lower_bound`: `p = max(p, lower_bound)`;
    3. the neuron fires where `p >= threshold` (`compare = ge`) or `p > threshold` (`gt`). `spikes = many` and
       `reset = subtract`: the count is `floor(p / threshold)` with `ge`, and `ceil(p / threshold) - 1` with `gt`. Else
       it is 1;
    4. where it fires n times: `reset = subtract`: `v = p - n * subtract`; `reset = zero`: `v = reset_potential`. Where
       it does not, v = p.

    With `delayed_reset` step 4 leaves v = p, and the reset is done in the next step between 1 and 2, on what it has
    integrated: `p = p - n * subtract`, or `p = reset_potential`, whereby the input of that step is lost.

    Absent `subtract` is the threshold, absent `reset_potential` 0.

    (C1) The current is f32 and has a channel axis; the spikes are unsigned and have its shape.
    (C2) Parameters are f32 of the shape [C] or of that of the current: one value for each channel or for each neuron.
    (C3) Values are finite, and as many as the shape says; `dt` is finite and greater than 0.
    (C4) `tau` is greater than 0.
    (C5) With `spikes = many` the threshold is greater than 0.
    (C6) `subtract` is given only where spikes are subtracted, `reset_potential` only where they are not.
    (C7) `order` is not `after_output`: what fires is the state.

    ```mlir
    %0 = snn.leaky_integrate_fire %c layer = "lif" tau(dense<5.0> : tensor<4xf32>) threshold(dense<1.0> : tensor<4xf32>)
           reset = zero compare = gt spikes = one reset_potential(dense<-0.25> : tensor<4xf32>)
           : tensor<4x6x6xf32> -> !snn.spikes<4x6x6>
    %1 = snn.leaky_integrate_fire %c decay = exact unscaled tau(dense<5.0> : tensor<4xf32>)
           threshold(dense<1.0> : tensor<4x6x6xf32>) lower_bound(dense<-1.0> : tensor<4xf32>) delayed_reset
           : tensor<4x6x6xf32> -> !snn.spikes<4x6x6>
    ```
  }];
  let arguments = !con(integration, (ins ElementsAttr:$threshold, OptionalAttr<ElementsAttr>:$lower_bound,
      OptionalAttr<ElementsAttr>:$subtract, OptionalAttr<ElementsAttr>:$reset_potential,
      DefaultValuedAttr<Snn_ResetAttr, "::snnc::snn::Reset::Subtract">:$reset,
      DefaultValuedAttr<Snn_CompareAttr, "::snnc::snn::Compare::GreaterOrEqual">:$compare,
      DefaultValuedAttr<Snn_SpikesPerStepAttr, "::snnc::snn::SpikesPerStep::Many">:$spikes_per_step,
      UnitAttr:$delayed_reset));
  let results = (outs Snn_SpikesType:$spikes);
  let assemblyFormat = [{
    $current (`layer` `=` $layer^)? (`dt` `=` $dt^)? (`decay` `=` `` $decay^)? (`order` `=` `` $order^)?
    (`unscaled` $unscaled^)? (`tau` `(` $tau^ `)`)? (`resistance` `(` $resistance^ `)`)? (`leak` `(` $leak^ `)`)?
    (`initial` `(` $initial^ `)`)? `threshold` `(` $threshold `)` (`lower_bound` `(` $lower_bound^ `)`)?
    (`subtract` `(` $subtract^ `)`)? (`reset` `=` `` $reset^)? (`compare` `=` `` $compare^)?
    (`spikes` `=` `` $spikes_per_step^)? (`reset_potential` `(` $reset_potential^ `)`)?
    (`delayed_reset` $delayed_reset^)? attr-dict `:` type($current) `->` qualified(type($spikes))
  }];
}

def Snn_ThresholdOp : Snn_LayerOp<"threshold"> {
  let summary = "a spike where the current is above a threshold";
  let description = [{
    `result[...] = 1` where the current is above the threshold (`compare = gt`) or at or above it (`ge`), else 0. There
    is no state: the next step begins anew.

    (C1) The current is f32 and has a channel axis; the result is unsigned spikes of its shape.
    (C2) `threshold` is f32 of the shape [C] or of that of the current.
    (C3) Values are finite, and as many as the shape says.

    ```mlir
    %0 = snn.threshold %c threshold(dense<0.3> : tensor<4xf32>) compare = gt : tensor<4x6x6xf32> -> !snn.spikes<4x6x6>
    ```
  }];
  let arguments = (ins Snn_Current:$current, ElementsAttr:$threshold,
      DefaultValuedAttr<Snn_CompareAttr, "::snnc::snn::Compare::GreaterOrEqual">:$compare);
  let results = (outs Snn_SpikesType:$spikes);
  let assemblyFormat = [{
    $current `threshold` `(` $threshold `)` (`compare` `=` `` $compare^)? attr-dict
    `:` type($current) `->` qualified(type($spikes))
  }];
  let extraClassDeclaration = [{ ::llvm::LogicalResult verifyConstraints(); }];
}

#endif // SNNC_DIALECT_SNN_SNNLEAKYNEURONOPS_TD

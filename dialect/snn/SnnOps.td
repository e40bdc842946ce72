//===- SnnOps.td - the operations of a spiking network -----*- tablegen -*-===//
//
// Network, synapses, pools and neurons. The semantics of a time step is in each description, the constraints are
// numbered, and every example is part of a test (tests/dialect/snn/ops.mlir).
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_DIALECT_SNN_SNNOPS_TD
#define SNNC_DIALECT_SNN_SNNOPS_TD

include "dialect/snn/SnnDialect.td"
include "dialect/snn/SnnEnums.td"
include "dialect/snn/SnnInterfaces.td"
include "dialect/snn/SnnTypes.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/IR/CommonAttrConstraints.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/FunctionInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

/// Checks the numbered constraints. It stands before the type inference among the traits: both would report the same
/// mistake, and this one says which constraint is broken.
def Snn_NumberedConstraints : NativeOpTrait<"NumberedConstraints"> {
  let cppNamespace = "::snnc::snn";
}

class Snn_LayerOp<string mnemonic, list<Trait> traits = []>
    : Snn_Op<mnemonic, !listconcat([Pure, Snn_NumberedConstraints, InferTypeOpAdaptorWithIsCompatible], traits)>;

//===----------------------------------------------------------------------===//
// Network
//===----------------------------------------------------------------------===//

def Snn_NetworkOp : Snn_Op<"network", [IsolatedFromAbove, FunctionOpInterface, SingleBlock,
    DeclareOpInterfaceMethods<RegionKindInterface>,
    DeclareOpInterfaceMethods<OpAsmOpInterface, ["getDefaultDialect"]>]> {
  let summary = "a spiking network";
  let description = [{
    A graph region that is evaluated once per time step, from the network's inputs to its outputs.

    (C1) Arguments and results are spikes or tensors of f32, i16 or i32.
    (C2) No value depends on itself within one step: every cycle passes a `snn.delay`.
    (C3) No two neuron layers have the same name.
    (C4) Every cycle passes a layer of neurons: without one, counts would add up without bound.

    ```mlir
    snn.network @digits(%in: !snn.spikes<2x34x34> {snn.max_count = 15, snn.name = "input"}) -> !snn.spikes<2x34x34>
        attributes {snn.step_us = 1000, snn.steps = 300} {
      snn.output %in : !snn.spikes<2x34x34>
    }
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttrOf<FunctionType>:$function_type,
      OptionalAttr<StrAttr>:$sym_visibility, OptionalAttr<DictArrayAttr>:$arg_attrs,
      OptionalAttr<DictArrayAttr>:$res_attrs);
  let regions = (region SizedRegion<1>:$body);
  let builders = [OpBuilder<(ins "::llvm::StringRef":$name, "::mlir::FunctionType":$type)>];
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::Region *getCallableRegion() { return &getBody(); }
    ::llvm::ArrayRef<::mlir::Type> getArgumentTypes() { return getFunctionType().getInputs(); }
    ::llvm::ArrayRef<::mlir::Type> getResultTypes() { return getFunctionType().getResults(); }

    /// The terminator.
    OutputOp getOutput();
    /// Greatest spike count of input `index` in a step.
    int64_t getMaxCount(unsigned index);
    /// Duration of a step in microseconds, and steps of a sample, where the network says so.
    std::optional<int64_t> getStepUs();
    std::optional<int64_t> getSteps();
  }];
}

def Snn_OutputOp : Snn_Op<"output", [Pure, Terminator, HasParent<"NetworkOp">]> {
  let summary = "what the network returns";
  let description = [{
    (C1) Operands have the types of the network's results.

    ```mlir
    snn.network @passthrough(%in: !snn.spikes<10>) -> !snn.spikes<10> {
      snn.output %in : !snn.spikes<10>
    }
    ```
  }];
  let arguments = (ins Variadic<Snn_SpikesOrCurrent>:$outputs);
  let assemblyFormat = "attr-dict ($outputs^ `:` qualified(type($outputs)))?";
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Synapses
//===----------------------------------------------------------------------===//

class Snn_SynapseOp<string mnemonic> : Snn_LayerOp<mnemonic, [Snn_SynapseOpInterface]> {
  let results = (outs Snn_Current:$current);
  let extraClassDeclaration = [{
    ::llvm::LogicalResult verifyConstraints();
    ::mlir::ElementsAttr getSynapseWeights() { return getWeightsAttr(); }
    ::mlir::ElementsAttr getSynapseBias() { return getBiasAttr(); }
    ::snnc::snn::Convolution getConvolution();
    ::snnc::snn::SynapseOpInterface cloneSynapse(::mlir::OpBuilder &builder, ::mlir::Value source,
        ::mlir::ElementsAttr weights, ::mlir::ElementsAttr bias, ::mlir::Type currentElementType);
  }];
  let hasCanonicalizeMethod = 1;
}

def Snn_IdentityOp : Snn_SynapseOp<"identity"> {
  let summary = "one synapse a neuron: the current is the input at the same place";
  let description = [{
    `current[c, y, x] = weights[c] * source[c, y, x] + bias[c]`; without `weights` the factor is 1. The default
    synaptic output of a spiking layer. C is the leading extent of the source.

    (C1) The source has a channel axis; `weights` and `bias` have the shape [C].
    (C2) `weights` are f32 where the current is, else i8 or i16; `bias` has the current's element type.
    (C3) Values are finite, and as many as the shape says.
    (C4) The current has the shape of the source; if the source is a tensor, also its element type.

    ```mlir
    %0 = snn.identity %spikes : !snn.spikes<2x8x8> -> tensor<2x8x8xf32>
    %1 = snn.identity %spikes weights(dense<[0.5, 2.0]> : tensor<2xf32>) bias(dense<0.1> : tensor<2xf32>)
           : !snn.spikes<2x8x8> -> tensor<2x8x8xf32>
    ```
  }];
  let arguments = (ins Snn_SpikesOrCurrent:$source, OptionalAttr<ElementsAttr>:$weights, OptionalAttr<ElementsAttr>:$bias);
  let assemblyFormat = [{
    $source (`weights` `(` $weights^ `)`)? (`bias` `(` $bias^ `)`)? attr-dict
    `:` qualified(type($source)) `->` type($current)
  }];
  let hasFolder = 1;
}

def Snn_Conv2dOp : Snn_SynapseOp<"conv2d"> {
  let summary = "two-dimensional convolution";
  let description = [{
    The cross-correlation of a source [CI, H, W] with weights [CO, CI / groups, KH, KW]:
    `current[o, y, x] = bias[o] + sum(c, ky, kx) weights[o, c, ky, kx] *
    source[g + c, y * stride[0] + ky * dilation[0] - top, x * stride[1] + kx * dilation[1] - left]`, where g is the first
    channel of the group of o, and what lies outside the source is 0. `padding` is [top, left, bottom, right]; it need
    not be symmetric, as the 'same' padding of an even kernel is not. The extent of the current is
    `floor((H + top + bottom - dilation[0] * (KH - 1) - 1) / stride[0]) + 1`, and likewise across.

    (C1) `source` has rank 3 and `weights` have rank 4.
    (C2) `stride` and `dilation` are two numbers of at least 1.
    (C3) `padding` is four numbers of at least 0.
    (C4) `groups` is at least 1 and divides CI and CO.
    (C5) The second extent of `weights` is CI / groups.
    (C6) The dilated kernel fits into the padded source.
    (C7) `bias` has the shape [CO].
    (C8) `weights` are f32 where the current is, else i8 or i16; `bias` has the current's element type.
    (C9) Values are finite, and as many as the shape says.
    (C10) The current has the shape above; if the source is a tensor, also its element type.

    ```mlir
    %0 = snn.conv2d %spikes weights(dense<0.5> : tensor<4x2x3x3xf32>) : !snn.spikes<2x8x8> -> tensor<4x6x6xf32>
    %1 = snn.conv2d %spikes weights(dense<1> : tensor<4x1x2x2xi8>) bias(dense<3> : tensor<4xi16>) stride = [2, 2]
           padding = [0, 0, 1, 1] dilation = [2, 2] groups = 2 : !snn.spikes<2x8x8> -> tensor<4x4x4xi16>
    ```
  }];
  let arguments = (ins Snn_SpikesOrCurrent:$source, ElementsAttr:$weights, OptionalAttr<ElementsAttr>:$bias,
      DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$stride,
      DefaultValuedAttr<DenseI64ArrayAttr, "{0, 0, 0, 0}">:$padding,
      DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$dilation,
      DefaultValuedAttr<I64Attr, "1">:$groups);
  let assemblyFormat = [{
    $source `weights` `(` $weights `)` (`bias` `(` $bias^ `)`)? (`stride` `=` $stride^)? (`padding` `=` $padding^)?
    (`dilation` `=` $dilation^)? (`groups` `=` $groups^)? attr-dict `:` qualified(type($source)) `->` type($current)
  }];
}

def Snn_LinearOp : Snn_SynapseOp<"linear"> {
  let summary = "all-to-all connection";
  let description = [{
    `current[o] = bias[o] + sum(i) weights[o, i] * source[i]` for a source [I] and weights [O, I].

    (C1) `source` has rank 1 and `weights` have rank 2.
    (C2) The second extent of `weights` is I.
    (C3) `bias` has the shape [O].
    (C4) `weights` are f32 where the current is, else i8 or i16; `bias` has the current's element type.
    (C5) Values are finite, and as many as the shape says.
    (C6) The current has the shape [O]; if the source is a tensor, also its element type.

    ```mlir
    %0 = snn.linear %spikes weights(dense<0.5> : tensor<10x64xf32>) bias(dense<0.0> : tensor<10xf32>)
           : !snn.spikes<64> -> tensor<10xf32>
    ```
  }];
  let arguments = (ins Snn_SpikesOrCurrent:$source, ElementsAttr:$weights, OptionalAttr<ElementsAttr>:$bias);
  let assemblyFormat = [{
    $source `weights` `(` $weights `)` (`bias` `(` $bias^ `)`)? attr-dict
    `:` qualified(type($source)) `->` type($current)
  }];
}

//===----------------------------------------------------------------------===//
// Layers without weights
//===----------------------------------------------------------------------===//

def Snn_SumPool2dOp : Snn_LayerOp<"sum_pool2d"> {
  let summary = "sum over windows";
  let description = [{
    `result[c, y, x] = sum(ky < kernel[0], kx < kernel[1]) source[c, y * stride[0] + ky, x * stride[1] + kx]`. Without
    `stride` it is the kernel. Every window is full: the extent is `floor((H - kernel[0]) / stride[0]) + 1`, and
    likewise across. A pool of spikes is spikes.

    (C1) `source` has rank 3.
    (C2) `kernel` and `stride` are two numbers of at least 1.
    (C3) The kernel fits into the source.
    (C4) The result is of the source's kind and has the shape above.

    ```mlir
    %0 = snn.sum_pool2d %spikes kernel = [2, 2] : !snn.spikes<4x6x6> -> !snn.spikes<4x3x3>
    %1 = snn.sum_pool2d %current kernel = [3, 3] stride = [1, 1] : tensor<4x6x6xf32> -> tensor<4x4x4xf32>
    ```
  }];
  let arguments = (ins Snn_SpikesOrCurrent:$source, DenseI64ArrayAttr:$kernel, OptionalAttr<DenseI64ArrayAttr>:$stride);
  let results = (outs Snn_SpikesOrCurrent:$result);
  let assemblyFormat = [{
    $source `kernel` `=` $kernel (`stride` `=` $stride^)? attr-dict
    `:` qualified(type($source)) `->` qualified(type($result))
  }];
  let hasFolder = 1;
  let hasCanonicalizeMethod = 1;
  let extraClassDeclaration = [{
    ::llvm::LogicalResult verifyConstraints();
    /// The stride, or the kernel where there is none.
    ::llvm::ArrayRef<int64_t> getStrideOrKernel() { return getStride() ? *getStride() : getKernel(); }
  }];
}

def Snn_FlattenOp : Snn_LayerOp<"flatten"> {
  let summary = "all axes in one";
  let description = [{
    The same values, row by row, on one axis: the value at [c, y, x] of [C, H, W] goes to (c * H + y) * W + x.

    (C1) The result is of the source's kind and has one axis with as many values.

    ```mlir
    %0 = snn.flatten %spikes : !snn.spikes<4x3x3> -> !snn.spikes<36>
    ```
  }];
  let arguments = (ins Snn_SpikesOrCurrent:$source);
  let results = (outs Snn_SpikesOrCurrent:$result);
  let assemblyFormat = "$source attr-dict `:` qualified(type($source)) `->` qualified(type($result))";
  let hasFolder = 1;
  let extraClassDeclaration = [{ ::llvm::LogicalResult verifyConstraints(); }];
}

def Snn_MergeOp : Snn_LayerOp<"merge"> {
  let summary = "sum of branches";
  let description = [{
    `result[...] = sources[0][...] + sources[1][...] + ...`, added in this order. Counts of spikes add, and so do
    currents; a neuron whose current is a merge has several synapses.

    (C1) There are at least two sources.
    (C2) All sources have the same type.
    (C3) The result has the type of the sources.

    ```mlir
    %0 = snn.merge %a, %b : !snn.spikes<4x6x6>, !snn.spikes<4x6x6> -> !snn.spikes<4x6x6>
    %1 = snn.merge %c, %d, %c : tensor<8xf32>, tensor<8xf32>, tensor<8xf32> -> tensor<8xf32>
    ```
  }];
  let arguments = (ins Variadic<Snn_SpikesOrCurrent>:$sources);
  let results = (outs Snn_SpikesOrCurrent:$result);
  let assemblyFormat = "$sources attr-dict `:` qualified(type($sources)) `->` qualified(type($result))";
  let extraClassDeclaration = [{ ::llvm::LogicalResult verifyConstraints(); }];
}

def Snn_ConcatenateOp : Snn_LayerOp<"concatenate"> {
  let summary = "branches one behind the other along the channel axis";
  let description = [{
    The channels of the first source, then those of the second, and so on. The channel is the leading axis; vectors are
    put end to end.

    (C1) There is at least one source.
    (C2) All sources are of one kind: spikes of the same sign, or tensors of the same element type.
    (C3) All sources have the same extents but for the leading one.
    (C4) The result is of the sources' kind, and its leading extent the sum of theirs.

    ```mlir
    %0 = snn.concatenate %a, %e : !snn.spikes<4x6x6>, !snn.spikes<2x6x6> -> !snn.spikes<6x6x6>
    %1 = snn.concatenate %c, %f : tensor<8xf32>, tensor<3xf32> -> tensor<11xf32>
    ```
  }];
  let arguments = (ins Variadic<Snn_SpikesOrCurrent>:$sources);
  let results = (outs Snn_SpikesOrCurrent:$result);
  let assemblyFormat = "$sources attr-dict `:` qualified(type($sources)) `->` qualified(type($result))";
  let hasFolder = 1;
  let extraClassDeclaration = [{ ::llvm::LogicalResult verifyConstraints(); }];
}

def Snn_DelayOp : Snn_LayerOp<"delay"> {
  let summary = "the spikes of some steps before";
  let description = [{
    The frame of spikes that `source` was `steps` steps ago, and no spikes in the first `steps` steps of a sample. The
    only operation through which a cycle may lead: its result does not depend on its source within a step.

    (C1) `steps` is at least 1 and at most 65535.
    (C2) The result has the type of the source.

    ```mlir
    %0 = snn.delay %spikes : !snn.spikes<4x6x6> -> !snn.spikes<4x6x6>
    %1 = snn.delay %spikes steps = 3 : !snn.spikes<4x6x6> -> !snn.spikes<4x6x6>
    ```
  }];
  let arguments = (ins Snn_SpikesType:$source, DefaultValuedAttr<I64Attr, "1">:$steps);
  let results = (outs Snn_SpikesType:$result);
  let assemblyFormat = [{
    $source (`steps` `=` $steps^)? attr-dict `:` qualified(type($source)) `->` qualified(type($result))
  }];
  let hasCanonicalizeMethod = 1;
  let extraClassDeclaration = [{
    static constexpr int64_t kMaxSteps = 65535;
    ::llvm::LogicalResult verifyConstraints();
  }];
}

//===----------------------------------------------------------------------===//
// Neurons
//===----------------------------------------------------------------------===//

def Snn_IntegrateFireOp : Snn_LayerOp<"integrate_fire", [Snn_NeuronOpInterface]> {
  let summary = "integrate-and-fire neurons";
  let description = [{
    One neuron for each value of the current, each with a membrane potential v and its last count a, both 0 at first.
    In each step, for a current i:

    1. `reset = subtract`: `v = (i + v) - a * subtract`; `reset = zero`: `v = i + (a == 0 ? v : 0)`;
    2. with a `lower_bound`: `v = max(v, lower_bound)`;
    3. the neuron fires where `v >= threshold` (`compare = ge`) or `v > threshold` (`gt`). `spikes = many` and
       `reset = subtract`: the count is `floor(v / threshold)` with `ge`, and `ceil(v / threshold) - 1` with `gt`: as
       often as a neuron would that fires, subtracts the threshold and looks again. Else the count is 1. A neuron whose
       v is not above 0 does not fire.

    Without `subtract` it is the threshold. The subtraction belongs to the next step, before the lower bound acts on the
    sum. A network in integers does the same modulo 2 to the width of its current, and may bound the count by
    `max_count` and, once the spikes are subtracted, the potential that is stored by `upper`. `scale` says how the
    integers came about: integer threshold / float threshold, for each channel. It has no effect.

    C is the leading extent of the current. `layer` names the neurons in records and reports.

    (C1) The spikes are unsigned and have the shape of the current.
    (C2) `threshold`, `lower_bound` and `subtract` have the shape [C] and the element type of the current; `scale` has
         the shape [C] and is f32 or f64.
    (C3) Values are finite, and as many as the shape says.
    (C4) The threshold is greater than 0.
    (C5) `subtract` is given only where spikes are subtracted.
    (C6) `max_count`, `upper` and `scale` are given only where the current is in integers; `max_count` is at least 1,
         `scale` is greater than 0.
    (C7) `upper` is at least the threshold - 1 and is a value of the current's element type.

    ```mlir
    %0 = snn.integrate_fire %c layer = "conv1" threshold(dense<1.0> : tensor<4xf32>)
           lower_bound(dense<-1.0> : tensor<4xf32>) : tensor<4x6x6xf32> -> !snn.spikes<4x6x6>
    %1 = snn.integrate_fire %c threshold(dense<1.0> : tensor<4xf32>) reset = zero compare = gt spikes = one
           : tensor<4x6x6xf32> -> !snn.spikes<4x6x6>
    %2 = snn.integrate_fire %i threshold(dense<[100, 90, 80, 70]> : tensor<4xi16>) subtract(dense<50> : tensor<4xi16>)
           max_count = 3 upper = 20000 scale(dense<64.0> : tensor<4xf32>) : tensor<4x6x6xi16> -> !snn.spikes<4x6x6>
    ```
  }];
  let arguments = (ins Snn_Current:$current, OptionalAttr<StrAttr>:$layer, ElementsAttr:$threshold,
      OptionalAttr<ElementsAttr>:$lower_bound, OptionalAttr<ElementsAttr>:$subtract,
      DefaultValuedAttr<Snn_ResetAttr, "::snnc::snn::Reset::Subtract">:$reset,
      DefaultValuedAttr<Snn_CompareAttr, "::snnc::snn::Compare::GreaterOrEqual">:$compare,
      DefaultValuedAttr<Snn_SpikesPerStepAttr, "::snnc::snn::SpikesPerStep::Many">:$spikes_per_step,
      OptionalAttr<I64Attr>:$max_count, OptionalAttr<I64Attr>:$upper, OptionalAttr<ElementsAttr>:$scale);
  let results = (outs Snn_SpikesType:$spikes);
  let assemblyFormat = [{
    $current (`layer` `=` $layer^)? `threshold` `(` $threshold `)` (`lower_bound` `(` $lower_bound^ `)`)?
    (`subtract` `(` $subtract^ `)`)? (`reset` `=` `` $reset^)? (`compare` `=` `` $compare^)? (`spikes` `=` `` $spikes_per_step^)?
    (`max_count` `=` $max_count^)? (`upper` `=` $upper^)? (`scale` `(` $scale^ `)`)? attr-dict
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

#endif // SNNC_DIALECT_SNN_SNNOPS_TD

//===- SnnSynapseOps.td - spikes to current ----------------*- tablegen -*-===//
//
// Synapses: the operations with weights.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_DIALECT_SNN_SNNSYNAPSEOPS_TD
#define SNNC_DIALECT_SNN_SNNSYNAPSEOPS_TD

include "dialect/snn/SnnOpBase.td"

class Snn_SynapseOp<string mnemonic> : Snn_LayerOp<mnemonic, [Snn_SynapseOpInterface]> {
  let results = (outs Snn_Current:$current);
  let extraClassDeclaration = [{
    ::llvm::LogicalResult verifyConstraints();
    ::mlir::ElementsAttr getSynapseWeights() { return getWeightsAttr(); }
    ::mlir::ElementsAttr getSynapseBias() { return getBiasAttr(); }
    int64_t getWeightShift() { return int64_t(getShift()); }
    void setWeightShift(int64_t shift) { setShift(shift); }
    ::snnc::snn::Convolution getConvolution();
    ::snnc::snn::SynapseOpInterface cloneSynapse(::mlir::OpBuilder &builder, ::mlir::Value source,
        ::mlir::ElementsAttr weights, ::mlir::ElementsAttr bias, ::mlir::Type currentElementType);
  }];
  let hasCanonicalizeMethod = 1;
}

def Snn_IdentityOp : Snn_SynapseOp<"identity"> {
  let summary = "one synapse a neuron: the current is the input at the same place";
  let description = [{
    `current[c, y, x] = weights[c] * 2^shift * source[c, y, x] + bias[c]`; without `weights` the factor is 2^shift. The default
    synaptic output of a spiking layer. C is the leading extent of the source.

    (C1) The source has a channel axis; `weights` and `bias` have the shape [C].
    (C2) `weights` are f32 where the current is, else i8 or i16; `bias` has the current's element type.
    (C3) Values are finite, and as many as the shape says.
    (C4) The current has the shape of the source; if the source is a tensor, also its element type.
    (C5) `shift` is 0 to 7, and 0 where the current is f32.

    ```mlir
    %0 = snn.identity %spikes : !snn.spikes<2x8x8> -> tensor<2x8x8xf32>
    %1 = snn.identity %spikes weights(dense<[0.5, 2.0]> : tensor<2xf32>) bias(dense<0.1> : tensor<2xf32>)
           : !snn.spikes<2x8x8> -> tensor<2x8x8xf32>
    ```
  }];
  let arguments = (ins Snn_SpikesOrCurrent:$source, OptionalAttr<ElementsAttr>:$weights, OptionalAttr<ElementsAttr>:$bias,
      DefaultValuedAttr<I64Attr, "0">:$shift);
  let assemblyFormat = [{
    $source (`weights` `(` $weights^ `)`)? (`bias` `(` $bias^ `)`)? (`shift` `=` $shift^)? attr-dict
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

    A source of rank 2, [CI, W], is one row: the current is [CO, ...] then. That is a one-dimensional convolution.

    (C1) `source` has rank 3, or rank 2 where the current has one row; `weights` have rank 4.
    (C2) `stride` and `dilation` are two numbers of at least 1.
    (C3) `padding` is four numbers of at least 0.
    (C4) `groups` is at least 1 and divides CI and CO.
    (C5) The second extent of `weights` is CI / groups.
    (C6) The dilated kernel fits into the padded source.
    (C7) `bias` has the shape [CO].
    (C8) `weights` are f32 where the current is, else i8 or i16; `bias` has the current's element type.
    (C9) Values are finite, and as many as the shape says.
    (C10) The current has the shape above; if the source is a tensor, also its element type.
    (C11) `shift` is 0 to 7, and 0 where the current is f32: weights count 2^shift times, the bias once.

    ```mlir
    %0 = snn.conv2d %spikes weights(dense<0.5> : tensor<4x2x3x3xf32>) : !snn.spikes<2x8x8> -> tensor<4x6x6xf32>
    %1 = snn.conv2d %spikes weights(dense<1> : tensor<4x1x2x2xi8>) bias(dense<3> : tensor<4xi16>) stride = [2, 2]
           padding = [0, 0, 1, 1] dilation = [2, 2] groups = 2 shift = 3 : !snn.spikes<2x8x8> -> tensor<4x4x4xi16>
    %2 = snn.conv2d %row weights(dense<0.5> : tensor<4x2x1x3xf32>) : !snn.spikes<2x8> -> tensor<4x6xf32>
    ```
  }];
  let arguments = (ins Snn_SpikesOrCurrent:$source, ElementsAttr:$weights, OptionalAttr<ElementsAttr>:$bias,
      DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$stride,
      DefaultValuedAttr<DenseI64ArrayAttr, "{0, 0, 0, 0}">:$padding,
      DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$dilation,
      DefaultValuedAttr<I64Attr, "1">:$groups, DefaultValuedAttr<I64Attr, "0">:$shift);
  let assemblyFormat = [{
    $source `weights` `(` $weights `)` (`bias` `(` $bias^ `)`)? (`stride` `=` $stride^)? (`padding` `=` $padding^)?
    (`dilation` `=` $dilation^)? (`groups` `=` $groups^)? (`shift` `=` $shift^)? attr-dict `:` qualified(type($source)) `->` type($current)
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
    (C7) `shift` is 0 to 7, and 0 where the current is f32: weights count 2^shift times, the bias once.

    ```mlir
    %0 = snn.linear %spikes weights(dense<0.5> : tensor<10x64xf32>) bias(dense<0.0> : tensor<10xf32>)
           : !snn.spikes<64> -> tensor<10xf32>
    ```
  }];
  let arguments = (ins Snn_SpikesOrCurrent:$source, ElementsAttr:$weights, OptionalAttr<ElementsAttr>:$bias,
      DefaultValuedAttr<I64Attr, "0">:$shift);
  let assemblyFormat = [{
    $source `weights` `(` $weights `)` (`bias` `(` $bias^ `)`)? (`shift` `=` $shift^)? attr-dict
    `:` qualified(type($source)) `->` type($current)
  }];
}

#endif // SNNC_DIALECT_SNN_SNNSYNAPSEOPS_TD

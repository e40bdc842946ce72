//===- SnnEncoderOps.td - from data to spikes --------------*- tablegen -*-===//
//
// Encoders. They stand first in a network and run outside of the engines; see EncoderOpInterface.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_DIALECT_SNN_SNNENCODEROPS_TD
#define SNNC_DIALECT_SNN_SNNENCODEROPS_TD

include "dialect/snn/SnnOpBase.td"

class Snn_EncoderOp<string mnemonic> : Snn_LayerOp<mnemonic, [Snn_EncoderOpInterface]> {
  string encoderClass = [{
    ::llvm::LogicalResult verifyConstraints();
    ::mlir::Value getEncoderInput() { return getSource(); }
    ::mlir::Value getEncoderResult() { return getResult(); }
    ::mlir::DictionaryAttr getEncoderDescription();
  }];
  let extraClassDeclaration = encoderClass;
}

def Snn_Img2SpikeOp : Snn_EncoderOp<"img2spike"> {
  let summary = "an image as random spikes whose rate is the brightness";
  let description = [{
    In each of `tw` steps of 1 ms a pixel spikes where `u < p`, for a uniform draw u in [0, 1) of its own and
    `p = pixel / norm * max_rate / 1000`. With `negative_spikes`, `p = |pixel| / norm * max_rate / 1000`, and the spike
    has the pixel's sign. `squeeze` takes away the axes of extent 1, but for the last one where all are. `max_rate` is in
    spikes a second. The draws are those of `snnc::sim::UniformDraws`, element by element of the result.

    (C1) `source` is an argument of the network, and nothing else reads it.
    (C2) `tw` is at least 1; `max_rate` is finite and at least 0, `norm` finite and not 0.
    (C3) The result is spikes of the source's shape (squeezed), signed with `negative_spikes` only.

    ```mlir
    snn.network @image(%image: tensor<1x28x28xf32> {snn.name = "input"}) -> !snn.spikes<28x28> {
      %0 = snn.img2spike %image {max_rate = 500.0, squeeze, tw = 20} : tensor<1x28x28xf32> -> !snn.spikes<28x28>
      snn.output %0 : !snn.spikes<28x28>
    }
    ```
  }];
  let arguments = (ins Snn_Real:$source, DefaultValuedAttr<I64Attr, "100">:$tw,
      DefaultValuedAttr<F64Attr, "1000.0">:$max_rate, DefaultValuedAttr<F64Attr, "255.0">:$norm, UnitAttr:$squeeze,
      UnitAttr:$negative_spikes);
  let results = (outs Snn_SpikesType:$result);
  let assemblyFormat = "$source attr-dict `:` type($source) `->` qualified(type($result))";
}

def Snn_Sig2SpikeOp : Snn_EncoderOp<"sig2spike"> {
  let summary = "samples of a signal as random spikes, or as currents";
  let description = [{
    The source is one sample of each channel of the signal; it is taken for `tw` steps, then the next one. A channel
    spikes where `u * norm_level < value`, for a uniform draw u in [0, 1) of its own in each step. With
    `spk_out = false` the value itself is the result, a current. The draws are those of `snnc::sim::UniformDraws`.

    (C1) `source` is an argument of the network, and nothing else reads it.
    (C2) `source` has rank 1.
    (C3) `tw` is at least 1; `norm_level` is finite.
    (C4) The result has the shape of the source: unsigned spikes, with `spk_out = false` f32.

    ```mlir
    snn.network @signal(%x: tensor<3xf32> {snn.name = "input"}) -> !snn.spikes<3> {
      %0 = snn.sig2spike %x {norm_level = 2.0, tw = 4} : tensor<3xf32> -> !snn.spikes<3>
      snn.output %0 : !snn.spikes<3>
    }
    snn.network @current(%x: tensor<3xf32> {snn.name = "input"}) -> tensor<3xf32> {
      %0 = snn.sig2spike %x {spk_out = false} : tensor<3xf32> -> tensor<3xf32>
      snn.output %0 : tensor<3xf32>
    }
    ```
  }];
  let arguments = (ins Snn_Real:$source, DefaultValuedAttr<I64Attr, "1">:$tw,
      DefaultValuedAttr<F64Attr, "1.0">:$norm_level, DefaultValuedAttr<BoolAttr, "true">:$spk_out);
  let results = (outs Snn_SpikesOrReal:$result);
  let assemblyFormat = "$source attr-dict `:` type($source) `->` qualified(type($result))";
}

#endif // SNNC_DIALECT_SNN_SNNENCODEROPS_TD

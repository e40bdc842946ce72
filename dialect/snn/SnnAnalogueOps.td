//===- SnnAnalogueOps.td - layers of analogue networks -----*- tablegen -*-===//
//
// What a network computes on real numbers before it is converted to a spiking one. They run in float only.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_DIALECT_SNN_SNNANALOGUEOPS_TD
#define SNNC_DIALECT_SNN_SNNANALOGUEOPS_TD

include "dialect/snn/SnnOpBase.td"

def Snn_AvgPool2dOp : Snn_PoolOp<"avg_pool2d"> {
  let summary = "mean over windows";
  let description = [{
    The mean of the values of each window, which is their sum in the order of rows and columns, divided by their number.
    Without `stride` it is the kernel. With `ceil_mode` the extent is rounded up as that of `snn.sum_pool2d`, and a
    window that hangs over the edge is the mean of what lies inside. The source may be spikes, as in a spiking network
    that was trained with such a pool.

    (C1) `source` has rank 3.
    (C2) `kernel` and `stride` are two numbers of at least 1.
    (C3) The kernel fits into the source, or with `ceil_mode` there is a window in it.
    (C4) The result is f32 and has the shape of the windows.

    ```mlir
    %0 = snn.avg_pool2d %spikes kernel = [2, 2] : !snn.spikes<4x6x6> -> tensor<4x3x3xf32>
    %1 = snn.avg_pool2d %current kernel = [4, 4] stride = [2, 3] ceil_mode : tensor<4x6x6xf32> -> tensor<4x2x2xf32>
    ```
  }];
  let arguments = (ins Snn_SpikesOrReal:$source, DenseI64ArrayAttr:$kernel, OptionalAttr<DenseI64ArrayAttr>:$stride,
      UnitAttr:$ceil_mode);
  let results = (outs Snn_Real:$result);
  let assemblyFormat = [{
    $source `kernel` `=` $kernel (`stride` `=` $stride^)? (`ceil_mode` $ceil_mode^)? attr-dict
    `:` qualified(type($source)) `->` type($result)
  }];
  let hasFolder = 1;
}

def Snn_BatchNorm2dOp : Snn_LayerOp<"batch_norm2d"> {
  let summary = "normalisation of each channel by what training has seen";
  let description = [{
    `result[c, y, x] = source[c, y, x] * alpha[c] + (bias[c] - mean[c] * alpha[c])` with
    `alpha[c] = weights[c] / sqrt(variance[c] + epsilon)`, computed in f32. Without `weights` they are 1, without `bias`
    it is 0.

    (C1) `source` has rank 3.
    (C2) Parameters are f32 and have the shape [C].
    (C3) Values are finite, and as many as the shape says.
    (C4) `variance` + `epsilon` is greater than 0.
    (C5) The result has the type of the source.

    ```mlir
    %0 = snn.batch_norm2d %current mean(dense<0.5> : tensor<4xf32>) variance(dense<2.0> : tensor<4xf32>)
           weights(dense<1.5> : tensor<4xf32>) bias(dense<0.1> : tensor<4xf32>) epsilon = 1.0e-3
           : tensor<4x6x6xf32> -> tensor<4x6x6xf32>
    ```
  }];
  let arguments = (ins Snn_Real:$source, ElementsAttr:$mean, ElementsAttr:$variance,
      OptionalAttr<ElementsAttr>:$weights, OptionalAttr<ElementsAttr>:$bias,
      DefaultValuedAttr<F64Attr, "1.0e-5">:$epsilon);
  let results = (outs Snn_Real:$result);
  let assemblyFormat = [{
    $source `mean` `(` $mean `)` `variance` `(` $variance `)` (`weights` `(` $weights^ `)`)? (`bias` `(` $bias^ `)`)?
    (`epsilon` `=` $epsilon^)? attr-dict `:` type($source) `->` type($result)
  }];
  let extraClassDeclaration = [{ ::llvm::LogicalResult verifyConstraints(); }];
}

/// A function of each value of a tensor.
class Snn_ElementwiseOp<string mnemonic> : Snn_LayerOp<mnemonic> {
  let results = (outs Snn_Real:$result);
}

def Snn_ReluOp : Snn_ElementwiseOp<"relu"> {
  let summary = "rectifier: max(x, 0)";
  let description = [{
    `result = max(source, 0)` for each value.

    (C1) The result has the type of the source.

    ```mlir
    %0 = snn.relu %current : tensor<4x6x6xf32> -> tensor<4x6x6xf32>
    ```
  }];
  let arguments = (ins Snn_Real:$source);
  let assemblyFormat = "$source attr-dict `:` type($source) `->` type($result)";
  let hasFolder = 1;
  let extraClassDeclaration = [{ ::llvm::LogicalResult verifyConstraints(); }];
}

def Snn_NeuromorphicReluOp : Snn_ElementwiseOp<"neuromorphic_relu"> {
  let summary = "rectifier rounded to whole numbers: a stand-in for spike counts";
  let description = [{
    `y = max(source, 0)` for each value; with `quantize` the whole number below or at y. With `stochastic_rounding` too,
    the nearest whole number, the even one of two: what training draws by chance, evaluation rounds. `fanout` is how many
    synapses each unit of the result stands for; the sum of all results times `fanout` is a statistic that the float
    engine keeps under the name `layer`.

    (C1) `fanout` is at least 1.
    (C2) The result has the type of the source.

    ```mlir
    %0 = snn.neuromorphic_relu %current : tensor<4x6x6xf32> -> tensor<4x6x6xf32>
    %1 = snn.neuromorphic_relu %current {fanout = 9, layer = "relu1", stochastic_rounding = true}
           : tensor<4x6x6xf32> -> tensor<4x6x6xf32>
    ```
  }];
  let arguments = (ins Snn_Real:$source, DefaultValuedAttr<BoolAttr, "true">:$quantize,
      DefaultValuedAttr<I64Attr, "1">:$fanout, DefaultValuedAttr<BoolAttr, "false">:$stochastic_rounding,
      OptionalAttr<StrAttr>:$layer);
  let assemblyFormat = "$source attr-dict `:` type($source) `->` type($result)";
  let extraClassDeclaration = [{ ::llvm::LogicalResult verifyConstraints(); }];
}

def Snn_QuantizeOp : Snn_ElementwiseOp<"quantize"> {
  let summary = "the whole number below";
  let description = [{
    `result = floor(source)` for each value.

    (C1) The result has the type of the source.

    ```mlir
    %0 = snn.quantize %current : tensor<4x6x6xf32> -> tensor<4x6x6xf32>
    ```
  }];
  let arguments = (ins Snn_Real:$source);
  let assemblyFormat = "$source attr-dict `:` type($source) `->` type($result)";
  let hasFolder = 1;
  let extraClassDeclaration = [{ ::llvm::LogicalResult verifyConstraints(); }];
}

#endif // SNNC_DIALECT_SNN_SNNANALOGUEOPS_TD

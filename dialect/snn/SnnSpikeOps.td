//===- SnnSpikeOps.td - layers without weights -------------*- tablegen -*-===//
//
// Pools, crops, branches and delays: what moves and adds spikes or currents.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_DIALECT_SNN_SNNSPIKEOPS_TD
#define SNNC_DIALECT_SNN_SNNSPIKEOPS_TD

include "dialect/snn/SnnOpBase.td"

defvar Snn_Routing = DeclareOpInterfaceMethods<Snn_SpikeRoutingOpInterface>;

def Snn_SumPool2dOp : Snn_PoolOp<"sum_pool2d", [Snn_Routing]> {
  let summary = "sum over windows";
  let description = [{
    `result[c, y, x] = sum(ky < kernel[0], kx < kernel[1]) source[c, y * stride[0] + ky, x * stride[1] + kx]`. Without
    `stride` it is the kernel. The extent is `floor((H - kernel[0]) / stride[0]) + 1`, and likewise across: every window
    is full, and a pool of spikes is spikes.

    With `ceil_mode` the extent is rounded up, and the last window is left out if it would start behind the source. A
    window that hangs over the edge is the mean of what lies inside, times the kernel's area: as if the source went on
    as it is on average. That may be a fraction, so that a pool of spikes with such a window is a current.

    (C1) `source` has rank 3.
    (C2) `kernel` and `stride` are two numbers of at least 1.
    (C3) The kernel fits into the source, or with `ceil_mode` there is a window in it.
    (C4) The result is of the source's kind, but f32 for spikes where a window hangs over the edge, and has the shape
         above.
    (C5) In integers no window hangs over the edge.

    ```mlir
    %0 = snn.sum_pool2d %spikes kernel = [2, 2] : !snn.spikes<4x6x6> -> !snn.spikes<4x3x3>
    %1 = snn.sum_pool2d %current kernel = [3, 3] stride = [1, 1] : tensor<4x6x6xf32> -> tensor<4x4x4xf32>
    %2 = snn.sum_pool2d %spikes kernel = [4, 4] ceil_mode : !snn.spikes<4x6x6> -> tensor<4x2x2xf32>
    ```
  }];
  let arguments = (ins Snn_SpikesOrCurrent:$source, DenseI64ArrayAttr:$kernel, OptionalAttr<DenseI64ArrayAttr>:$stride,
      UnitAttr:$ceil_mode);
  let results = (outs Snn_SpikesOrCurrent:$result);
  let assemblyFormat = [{
    $source `kernel` `=` $kernel (`stride` `=` $stride^)? (`ceil_mode` $ceil_mode^)? attr-dict
    `:` qualified(type($source)) `->` qualified(type($result))
  }];
  let hasFolder = 1;
}

def Snn_SpikingMaxPool2dOp : Snn_PoolOp<"spiking_max_pool2d", [Snn_StatefulOpInterface]> {
  let summary = "the input of the pixel that has spiked most";
  let description = [{
    Each pixel has a count c of all its spikes since the sample began, those of this step included. A window, which may
    lie over a padding of zeros, passes its input x if a pixel that spikes now is among those that have spiked most:
    `result = max(x over the window)` where `max(c over the pixels with x > 0) >= max(c over the window)`, else 0. Ties
    pass. Without `stride` it is the kernel, without `padding` there is none; `padding` is [top, left, bottom, right].
    The extent is `floor((H + top + bottom - kernel[0]) / stride[0]) + 1`, and likewise across.

    The windows are in the records of engines as neurons are: their potential, integrated and stored, is the greatest
    count of their pixels after the step. `layer` names them.

    (C1) `source` is unsigned and has rank 3.
    (C2) `kernel` and `stride` are two numbers of at least 1.
    (C3) `padding` is four numbers of at least 0.
    (C4) The kernel fits into the padded source.
    (C5) The result is unsigned spikes and has the shape above.

    ```mlir
    %0 = snn.spiking_max_pool2d %spikes kernel = [2, 2] {layer = "pool"} : !snn.spikes<4x6x6> -> !snn.spikes<4x3x3>
    %1 = snn.spiking_max_pool2d %spikes kernel = [3, 3] stride = [2, 2] padding = [1, 1, 1, 1]
           : !snn.spikes<4x6x6> -> !snn.spikes<4x3x3>
    ```
  }];
  let arguments = (ins Snn_SpikesType:$source, DenseI64ArrayAttr:$kernel, OptionalAttr<DenseI64ArrayAttr>:$stride,
      DefaultValuedAttr<DenseI64ArrayAttr, "{0, 0, 0, 0}">:$padding, OptionalAttr<StrAttr>:$layer);
  let results = (outs Snn_SpikesType:$result);
  let assemblyFormat = [{
    $source `kernel` `=` $kernel (`stride` `=` $stride^)? (`padding` `=` $padding^)? attr-dict
    `:` qualified(type($source)) `->` qualified(type($result))
  }];
  let extraClassDeclaration = [{
    ::llvm::LogicalResult verifyConstraints();
    ::llvm::ArrayRef<int64_t> getStrideOrKernel() { return getStride() ? *getStride() : getKernel(); }
    ::llvm::StringRef getLayerName() { return getLayer().value_or(""); }
    ::mlir::Value getCountSource() { return getSource(); }
  }];
}

def Snn_Crop2dOp : Snn_LayerOp<"crop2d", [Snn_Routing]> {
  let summary = "crop a frame: leave out rows and columns at its borders";
  let description = [{
    `result[c, y, x] = source[c, y + top, x + left]` for `cropping` = [top, left, bottom, right]: so many rows and
    columns are taken away at each edge.

    (C1) `source` has rank 3.
    (C2) `cropping` is four numbers of at least 0.
    (C3) At least one row and one column are left.
    (C4) The result is of the source's kind and has the shape [C, H - top - bottom, W - left - right].

    ```mlir
    %0 = snn.crop2d %spikes cropping = [1, 0, 2, 3] : !snn.spikes<4x6x6> -> !snn.spikes<4x3x3>
    %1 = snn.crop2d %current cropping = [0, 0, 0, 1] : tensor<4x6x6xf32> -> tensor<4x6x5xf32>
    ```
  }];
  let arguments = (ins Snn_SpikesOrCurrent:$source, DenseI64ArrayAttr:$cropping);
  let results = (outs Snn_SpikesOrCurrent:$result);
  let assemblyFormat = [{
    $source `cropping` `=` $cropping attr-dict `:` qualified(type($source)) `->` qualified(type($result))
  }];
  let hasFolder = 1;
  let hasCanonicalizeMethod = 1;
  let extraClassDeclaration = [{ ::llvm::LogicalResult verifyConstraints(); }];
}

def Snn_FlattenOp : Snn_LayerOp<"flatten", [Snn_Routing]> {
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

def Snn_MergeOp : Snn_LayerOp<"merge", [Snn_Routing]> {
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

def Snn_ConcatenateOp : Snn_LayerOp<"concatenate", [Snn_Routing]> {
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

def Snn_DelayOp : Snn_LayerOp<"delay", [Snn_Routing]> {
  let summary = "the spikes or the current of some steps before";
  let description = [{
    What `source` was `steps` steps ago; no spikes, or a current of 0, in the first `steps` steps of a sample. The only
    operation through which a cycle may lead: its result does not depend on its source within a step.

    (C1) `steps` is at least 1 and at most 65535.
    (C2) The result has the type of the source.

    ```mlir
    %0 = snn.delay %spikes : !snn.spikes<4x6x6> -> !snn.spikes<4x6x6>
    %1 = snn.delay %spikes steps = 3 : !snn.spikes<4x6x6> -> !snn.spikes<4x6x6>
    %2 = snn.delay %current : tensor<8xf32> -> tensor<8xf32>
    ```
  }];
  let arguments = (ins Snn_SpikesOrCurrent:$source, DefaultValuedAttr<I64Attr, "1">:$steps);
  let results = (outs Snn_SpikesOrCurrent:$result);
  let assemblyFormat = [{
    $source (`steps` `=` $steps^)? attr-dict `:` qualified(type($source)) `->` qualified(type($result))
  }];
  let hasCanonicalizeMethod = 1;
  let extraClassDeclaration = [{
    static constexpr int64_t kMaxSteps = 65535;
    ::llvm::LogicalResult verifyConstraints();
  }];
}

#endif // SNNC_DIALECT_SNN_SNNSPIKEOPS_TD

//===- SnnExpandCeilPools.td - windows over the edge -------*- tablegen -*-===//
include "mlir/Pass/PassBase.td"

def SnnExpandCeilPools : Pass<"snn-expand-ceil-pools", "::mlir::ModuleOp"> {
  let summary = "make windows that hang over the edge full ones, whose weights are greater";
  let description = [{
    A window of `snn.sum_pool2d` with `ceil_mode` that hangs over the edge is the mean of what lies inside times the
    kernel's area: the sum of what lies inside times a factor, which is a number of the window. In front of a synapse
    that factor belongs into the weights. This pass splits such a pool of spikes into up to four: the full windows, the
    last row, the last column, the corner. Each is a pool of full windows behind a crop, with a synapse of its own, whose
    padding puts it where it was, and whose currents add up.

    Where the factors are whole numbers (windows of 2 or 4 that hang over by half) the current is the same to the bit, as
    far as its sums are exact; with others as far as a product of floats is. A neuron then has several synapses, whose
    inflows the proof adds up pixel by pixel. A pool that is read by anything but synapses (behind a flattening, linear
    ones), neurons and merges stays as it is.

    Before:
    ```mlir
    %0 = snn.sum_pool2d %in kernel = [2, 2] ceil_mode : !snn.spikes<1x4x5> -> tensor<1x2x3xf32>
    %1 = snn.conv2d %0 weights(dense<0.5> : tensor<1x1x2x2xf32>) : tensor<1x2x3xf32> -> tensor<1x1x2xf32>
    ```
    After:
    ```mlir
    %0 = snn.crop2d %in cropping = [0, 0, 0, 1] : !snn.spikes<1x4x5> -> !snn.spikes<1x4x4>
    %1 = snn.sum_pool2d %0 kernel = [2, 2] : !snn.spikes<1x4x4> -> !snn.spikes<1x2x2>
    %2 = snn.conv2d %1 weights(dense<0.5> : tensor<1x1x2x2xf32>) padding = [0, 0, 0, 1] : !snn.spikes<1x2x2> -> tensor<1x1x2xf32>
    %3 = snn.crop2d %in cropping = [0, 4, 0, 0] : !snn.spikes<1x4x5> -> !snn.spikes<1x4x1>
    %4 = snn.sum_pool2d %3 kernel = [2, 1] : !snn.spikes<1x4x1> -> !snn.spikes<1x2x1>
    %5 = snn.conv2d %4 weights(dense<1.0> : tensor<1x1x2x2xf32>) padding = [0, 2, 0, 0] : !snn.spikes<1x2x1> -> tensor<1x1x2xf32>
    %6 = snn.merge %2, %5 : tensor<1x1x2xf32>, tensor<1x1x2xf32> -> tensor<1x1x2xf32>
    ```
  }];
}

//===- ConvertSnnToSpeck.td - integer network to Speck cores -*- tablegen -*-===//
include "mlir/Pass/PassBase.td"

def ConvertSnnToSpeck : Pass<"convert-snn-to-speck", "::mlir::ModuleOp"> {
  let summary = "map a network in integers to the cores of a Speck chip";
  let description = [{
    Each layer of neurons becomes the convolution of a core: kernels become square, dilation and groups become zeros, a
    linear layer on a flattened map a kernel as large as the map. Pools whose windows are 1, 2 or 4 on a side are made by
    the destination of the core in front; others become a part of the kernel. Where branches meet or stand side by side,
    each is input channels of its own, which the `shift` of its destination says.

    Layers are matched to the nine cores at least cost, of all matchings. Where there is none, layers are cut in two along
    their output channels: both halves get the same events and lead to the same core with other shifts, so that the
    spikes are those of the layer in one.

    A network input goes to cores by the host, or, where it is one of up to two channels and 128 by 128, by the chip's
    own sensor: `sensor`. With the readout core of Speck2f the last layer gets three features of zeros behind each channel.

    Neurons have one threshold a layer. Where the chip's neurons are other than the network's, a warning and `deviations`
    of the layer say so.

    Before:
    ```mlir
    snn.network @net(%in: !snn.spikes<2x8x8> {snn.max_count = 15}) -> !snn.spikes<4x4x4> {
      %0 = snn.conv2d %in weights(dense<127> : tensor<4x2x3x3xi8>) padding = [1, 1, 1, 1] : !snn.spikes<2x8x8> -> tensor<4x8x8xi32>
      %1 = snn.integrate_fire %0 layer = "spike1" threshold(dense<300> : tensor<4xi32>) ... -> !snn.spikes<4x8x8>
      ...
    ```
    After:
    ```mlir
    speck.program @net target(#speck.target<...>) sensor {
      speck.input "input" [2, 8, 8] bound 15 to [#speck.route<core = 7, shift = 0, ...>]
      speck.layer @spike1 [4, 8, 8] scale 3.000000e+02 : f64
      speck.core 7 of @spike1 first 0 channels 4 step 1 input [2, 8, 8] stride [1, 1] padding [1, 1] threshold 300 low -300
          bias [0, 0, 0, 0] weights dense<127> : tensor<4x2x3x3xi8> to [#speck.to<core = 8, pooling = 2, shift = 0>]
      ...
    ```
  }];
  let dependentDialects = ["::snnc::speck::SpeckDialect"];
}

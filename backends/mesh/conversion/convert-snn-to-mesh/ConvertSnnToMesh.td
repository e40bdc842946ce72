//===- ConvertSnnToMesh.td - integer network to populations -------*- tablegen -*-===//
include "mlir/Pass/PassBase.td"

def ConvertSnnToMesh : Pass<"convert-snn-to-mesh", "::mlir::ModuleOp"> {
  let summary = "lower an integer network to populations, ports and edges";
  let description = [{
    Each layer of neurons with the synapse that feeds it becomes one population, whose port is a convolution: a linear
    connection over a flattened map of H by W pixels is the convolution whose kernel is the map, an identity a 1x1
    convolution; groups and dilation become zero weights. Pools and flattening are addresses: they become the box,
    offset and shift of the edges. A neuron that fires above its threshold fires at threshold + 1 and subtracts the
    threshold: in integers that is the same.

    The network must be quantised and proved (`snn-quantize`, `snn-prove-bounds`), and the module carry `snn.target`.
    What the target cannot do is refused with the layer, the reason and a substitute.

    Before:
    ```mlir
    snn.network @net(%in: !snn.spikes<1x4x4>) -> !snn.spikes<2x2x2> {
      %0 = snn.conv2d %in weights(dense<1> : tensor<2x1x3x3xi8>) : !snn.spikes<1x4x4> -> tensor<2x2x2xi16>
      %1 = snn.integrate_fire %0 layer = "spike" threshold(dense<10> : tensor<2xi16>)
             lower_bound(dense<-10> : tensor<2xi16>) max_count = 3 upper = 30000 : tensor<2x2x2xi16> -> !snn.spikes<2x2x2>
      snn.output %1 : !snn.spikes<2x2x2>
    }
    ```
    After:
    ```mlir
    mesh.program @net target(#mesh.target<...>) {
      mesh.layer @spike [2, 2, 2] max_count 3 upper 30000
      %0 = mesh.source "input" bound 15 : !mesh.events<1x4x4>
      %1 = mesh.population @spike origin [0, 0, 0] threshold [10, 10] {
        mesh.port (%0) edges [#mesh.edge<low = [0, 0, 0], high = [0, 3, 3], offset = [0, 0, 0], shift = [0, 0]>]
            kernel [3, 3] stride [1, 1] offset [0, 0] weights dense<1> : tensor<2x1x3x3xi8> : !mesh.events<1x4x4>
      } : !mesh.events<2x2x2>
      mesh.sink "output" [2, 2, 2] (%1) edges [...] : !mesh.events<2x2x2>
    }
    ```
  }];
  let dependentDialects = ["::snnc::mesh::MeshDialect"];
}

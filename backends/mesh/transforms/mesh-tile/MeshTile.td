//===- MeshTile.td - populations that fit a core -----------*- tablegen -*-===//
include "mlir/Pass/PassBase.td"

def MeshTile : Pass<"mesh-tile", "::snnc::mesh::ProgramOp"> {
  let summary = "split populations that fit no core, by channel and by space";
  let description = [{
    A population that needs more than a core has is split into rectangular tiles of whole channel groups, as few as
    possible; pools before its kernel are folded into it, with one kernel for each border class where one is not exact
    everywhere. Every edge is then cut to what reaches a neuron of its receiver: neighbouring tiles get overlapping
    boxes, and an edge that reaches none is dropped. Tiles share the weights of their layer, and differ in the channels
    that they use.

    A tile has weights from each of its input channels to each of its channels, also where these connect in groups. Such
    layers are cut further, by channel, as long as their weights become fewer and the chip has populations to spare.

    A neuron's weights must lie in one core, for no partial sums travel: a layer whose single group does not fit is
    refused with need and have.

    With `share-work` layers are split further while cores are free: as few tiles as possible, of which the
    one that a step costs most cycles has as few as possible. What a step costs is estimated from the rates of
    layers and sources, or as if every neuron spiked in every step, and from what the RTL does in a cycle.

    `tiles` says how layers are cut, as `CHANNELSxROWSxCOLUMNS:LAYER`: each of the three is a number of parts of equal
    work, or where the parts begin, as `0/3/5`.

    With `seed` not 0 the tiles are random: any rectangles that fit, for tests. No record depends on them.

    Before:
    ```mlir
    %a = mesh.population @spike1 origin [0, 0, 0] threshold [10] {
      mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [0, 7, 7], offset = [0, 0, 0], shift = [0, 0]>]
          kernel [3, 3] stride [1, 1] offset [1, 1] weights dense<1> : tensor<1x1x3x3xi8> : !mesh.events<1x8x8>
    } : !mesh.events<1x8x8>
    ```
    After, where a core holds half of it:
    ```mlir
    %a = mesh.population @spike1 origin [0, 0, 0] threshold [10] {
      mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [0, 4, 7], offset = [0, 0, 0], shift = [0, 0]>]
          kernel [3, 3] stride [1, 1] offset [1, 1] weights dense<1> : tensor<1x1x3x3xi8> : !mesh.events<1x8x8>
    } : !mesh.events<1x4x8>
    %b = mesh.population @spike1 origin [0, 4, 0] threshold [10] {
      mesh.port(%in) edges [#mesh.edge<low = [0, 3, 0], high = [0, 7, 7], offset = [0, 0, 0], shift = [0, 0]>]
          kernel [3, 3] stride [1, 1] offset [-3, 1] weights dense<1> : tensor<1x1x3x3xi8> : !mesh.events<1x8x8>
    } : !mesh.events<1x4x8>
    ```
  }];
  let options = [Option<"seed", "seed", "uint64_t", "0", "seed of random tiles; 0: as few tiles as possible">,
                 Option<"shareWork", "share-work", "bool", "false", "share the work of layers among all cores">,
                 ListOption<"tiles", "tiles", "std::string", "CHANNELSxROWSxCOLUMNS:LAYER: how layers are cut">];
}

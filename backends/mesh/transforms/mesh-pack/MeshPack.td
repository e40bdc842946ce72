//===- MeshPack.td - populations into clusters -------------*- tablegen -*-===//
include "mlir/Pass/PassBase.td"

def MeshPack : Pass<"mesh-pack", "::snnc::mesh::ProgramOp"> {
  let summary = "decide which populations share a core";
  let description = [{
    Gives each population a `cluster`, the populations that will share a core, and a `slot` in it, so that each cluster
    fits the resources of a core and there are no more clusters than cores. A population that fits no core, or a
    program that needs more cores than there are, is refused with need and have, and with a change of the target that
    was tried and holds it.

    With `fewest` clusters are as few as possible: proved so by trying for small programs, else first fit in order of
    falling demand. The remark tells a bound that no packing is below.

    With `traffic` populations that send each other most packets share a core, as far as it holds them.

    `together` names layers of one tile each that share a core, as `LAYER=OTHER`. `places` gives the cores of tiles, as
    `COLUMN:ROW:CHANNEL:Y:X:LAYER` with the tile's origin; `mesh-place` has to be told them as well.

    With `seed` not 0 the clusters are random, for tests. No record depends on them.

    Before:
    ```mlir
    %a = mesh.population @spike1 origin [0, 0, 0] threshold [10] { ... } : !mesh.events<1x4x4>
    ```
    After:
    ```mlir
    %a = mesh.population @spike1 origin [0, 0, 0] threshold [10]
        attributes {cluster = 0 : i64, slot = 0 : i64} { ... } : !mesh.events<1x4x4>
    ```
  }];
  let options = [Option<"seed", "seed", "uint64_t", "0", "seed of random clusters; 0: spread by load">,
                 Option<"fewest", "fewest", "bool", "false", "as few cores as possible">,
                 Option<"traffic", "traffic", "bool", "false", "as few packets between cores as possible">,
                 ListOption<"together", "together", "std::string", "LAYER=OTHER: layers that share a core">,
                 ListOption<"places", "places", "std::string", "COLUMN:ROW:CHANNEL:Y:X:LAYER: the core of a tile">];
}

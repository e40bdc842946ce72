//===- MeshPlace.td - clusters onto the mesh ---------------*- tablegen -*-===//
include "mlir/Pass/PassBase.td"

def MeshPlace : Pass<"mesh-place", "::snnc::mesh::ProgramOp"> {
  let summary = "decide which core of the mesh each cluster takes";
  let description = [{
    Replaces the `cluster` of each population by a `core`, so that the sum of packets times hops is small: up to 16
    clusters a search of all placements proves the least one, where it ends within 300,000 nodes (always on meshes of
    up to 9 cores); else, and on larger meshes, simulated annealing from the cheapest of several simple orders. The
    remark tells the sum, a bound that none is below, whether it is proved to be the least, the greatest
    distance and the packets over the busiest link.

    A search of `effort` 2 takes ten and of 3 a hundred times as long as that of 1; one of 0 exchanges near clusters
    while that helps. The same effort and `search-seed` find the same placement, unless Ctrl-C ends the search with the
    best so far, which a warning tells.

    `pins` put layers where they are wanted: `COLUMN:ROW:LAYER` gives the core of a layer all of whose tiles share one.
    What shares its core with it goes there too; the others are placed around it.

    `places` do the same for tiles, named by their origins, for which `mesh-pack` was given the same ones.

    With `seed` not 0 each cluster takes a random core, for tests. No record depends on it.

    Before: `attributes {cluster = 0 : i64, slot = 0 : i64}`

    After: `attributes {core = array<i64: 0, 0>, slot = 0 : i64}`
  }];
  let options = [Option<"seed", "seed", "uint64_t", "0", "seed of a random placement; 0: few packets times hops">,
                 Option<"effort", "effort", "unsigned", "1", "how long to search, 0 to 3">,
                 Option<"searchSeed", "search-seed", "uint64_t", "0", "seed of the search">,
                 ListOption<"pins", "pins", "std::string", "COLUMN:ROW:LAYER: the core of a layer">,
                 ListOption<"places", "places", "std::string", "COLUMN:ROW:CHANNEL:Y:X:LAYER: the core of a tile">];
}

//===- MeshOps.td - programs, populations, ports -----------*- tablegen -*-===//
#ifndef SNNC_DIALECT_MESH_MESHOPS_TD
#define SNNC_DIALECT_MESH_MESHOPS_TD

include "dialect/mesh/MeshAttributes.td"
include "dialect/mesh/MeshTypes.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/IR/SymbolInterfaces.td"

class Mesh_Op<string mnemonic, list<Trait> traits = []> : Op<Mesh_Dialect, mnemonic, traits>;

def ProgramOp : Mesh_Op<"program", [IsolatedFromAbove, Symbol, SymbolTable, NoTerminator, SingleBlock, NoRegionArguments,
                                    HasOnlyGraphRegion, RegionKindInterface]> {
  let summary = "a network as populations on the cores of one chip";
  let description = [{
    ```mlir
    mesh.program @digits target(#mesh.target<...>) {
      mesh.layer @spike1 [8, 2, 2] max_count 7 upper 20000
      %in = mesh.source "input" bound 15 : !mesh.events<2x34x34>
      %a = mesh.population @spike1 origin [0, 0, 0] threshold [100, ...] {
        mesh.port (%in) edges [#mesh.edge<...>] kernel [5, 5] stride [2, 2] offset [1, 1]
            weights dense_resource<w> : tensor<8x2x5x5xi8> : !mesh.events<2x34x34>
      } : !mesh.events<8x16x16>
      mesh.sink "output" [8, 16, 16] (%a) edges [#mesh.edge<...>] : !mesh.events<8x16x16>
    }
    ```

    `placement` says how good the places of the cores are, as `mesh-place` found them: `packet_hops` of a step, `least`,
    which no placement is below, by which `bound`, whether that is `proved` to be all that can be had, and whether all of this is
    only so with what was `pinned`. No image holds it.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, Mesh_TargetAttr:$target, OptionalAttr<DictionaryAttr>:$placement);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$sym_name `target` `(` $target `)` attr-dict-with-keyword $body";
  let builders = [OpBuilder<(ins "::llvm::StringRef":$name, "TargetAttr":$target)>];
  let skipDefaultBuilders = 1;
  let hasVerifier = 1;
}

def LayerOp : Mesh_Op<"layer", [Symbol, HasParent<"ProgramOp">]> {
  let summary = "a layer of neurons in network coordinates, and what all its tiles share";
  let description = [{
    `shape` is (channels, height, width). `max_count` caps the spikes of a neuron in a step and `upper` its stored
    potential: one number a layer, for by tile they would make the mapping visible in the records. A `max_count` of 0 is a
    readout: its neurons, which leak, do not fire, and its populations send their potentials to the host.

    With `max_pool` the layer is one of spiking max pooling: its neurons are windows over pixels, which its populations
    keep, neighbouring tiles some pixels twice. Its ports feed the pixels, of which none gets more than `max_count` spikes
    in a step; `upper` is 0, and its populations have no parameters.

    `row_rates` and `column_rates` are the share of the neurons of each row and column that are expected to spike in a
    step, where recordings have told it. `tiling` is what `mesh-tile` went by: `state_words` and `weight_words` of the
    layer in one tile, `fewest` tiles that fit the cores, and `cycles` that a step would cost one core if it had it all. No
    image holds either.

    ```mlir
    mesh.layer @spike1 [8, 16, 16] max_count 7 upper 20000
        row_rates [0.1, 0.2] column_rates [0.15, 0.15]
    mesh.layer @cut [8, 16, 16] max_count 7 upper 20000
        {tiling = {cycles = 900 : i64, fewest = 1 : i64, state_words = 257 : i64, weight_words = 50 : i64}}
    mesh.layer @gate [4, 1, 1] max_count 1 upper 20000 reset_to_zero
    mesh.layer @readout [10, 1, 1] max_count 0 upper 32767
    mesh.layer @pool [8, 8, 8] max_count 7 upper 0
        max_pool #mesh.max_pool<kernel = [3, 3], stride = [2, 2], padding = [1, 1], extent = [16, 16]>
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, DenseI64ArrayAttr:$shape, I64Attr:$max_count, I64Attr:$upper,
                       UnitAttr:$reset_to_zero, OptionalAttr<Mesh_MaxPoolAttr>:$max_pool,
                       OptionalAttr<DenseF64ArrayAttr>:$row_rates, OptionalAttr<DenseF64ArrayAttr>:$column_rates,
                       OptionalAttr<DictionaryAttr>:$tiling);
  let assemblyFormat = [{
    $sym_name $shape `max_count` $max_count `upper` $upper (`reset_to_zero` $reset_to_zero^)?
    (`max_pool` $max_pool^)? (`row_rates` $row_rates^)? (`column_rates` $column_rates^)? attr-dict
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    bool isReadout() { return getMaxCount() == 0; }
  }];
}

def SourceOp : Mesh_Op<"source", [HasParent<"ProgramOp">]> {
  let summary = "an input of the network: events that the host sends";
  let description = [{
    `bound` is the greatest spike count of one channel and pixel in a step; a signed input has counts from -bound on.
    `total`, where it is given, is the greatest sum of all counts of a step, each without its sign.
    `encoder` is what the host makes spikes with, from the data of the input: `type` and parameters of a layer of the
    layer list. A `Window` is what it sends of an input that is larger than the coordinates of packets: `extent` rows and
    columns from `first` on, in pixels of 2 to the power of `shift`; edges count in these. Rates are
    those of its channels and pixels, as a layer's.

    ```mlir
    %in = mesh.source "input" bound 15 : !mesh.events<2x34x34>
    %sparse = mesh.source "sparse" bound 15 total 600 : !mesh.events<2x34x34>
    %image = mesh.source "image" bound 1 signed : !mesh.events<1x28x28>
    %signal = mesh.source "signal" bound 1
        encoder {channels_in = 3 : i64, norm_level = 1.0 : f64, spk_out = true, tw = 4 : i64, type = "Sig2SpikeLayer"}
        : !mesh.events<3x1x1>
    ```
  }];
  let arguments = (ins StrAttr:$name, I64Attr:$bound, OptionalAttr<I64Attr>:$total, UnitAttr:$is_signed,
                       OptionalAttr<DictionaryAttr>:$encoder,
                       OptionalAttr<DenseF64ArrayAttr>:$row_rates, OptionalAttr<DenseF64ArrayAttr>:$column_rates);
  let results = (outs Mesh_EventsType:$events);
  let assemblyFormat = [{
    $name `bound` $bound (`total` $total^)? (`signed` $is_signed^)? (`encoder` $encoder^)? (`row_rates` $row_rates^)?
    (`column_rates` $column_rates^)? attr-dict `:` qualified(type($events))
  }];
  let hasVerifier = 1;
}

def PopulationOp : Mesh_Op<"population", [HasParent<"ProgramOp">, NoTerminator, SingleBlock, NoRegionArguments,
                                          HasOnlyGraphRegion, RegionKindInterface,
                                          DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "a tile of a layer's neurons and the synapses that feed it: what is tiled, packed, placed, scheduled";
  let description = [{
    Its region holds its ports. `origin` (channel, y, x) is the tile's place in `layer`, the result type its extent.
    Channel parameters are one number for each channel of the tile; absent: `lower_bound` is -threshold, `bias` is 0,
    `subtract` is the threshold. With `decay` potentials leak, with `current_decay` beside it neurons keep a synaptic
    current: numbers in 1/4096, as `snn.integrate_fire` has them. A tile of a max pool has none, its `threshold` is empty. `cluster` names the populations that share a core, from packing to placement, and `slot`
    the place in that core; `core` (x, y) takes the place of `cluster`. Before allocation are absent `state_base`,
    `list_base`, `first_destination` and `first_credit`.

    ```mlir
    %a = mesh.population @spike1 origin [0, 0, 0] threshold [10, 12] {
      mesh.port (%in) edges [#mesh.edge<low = [0, 0, 0], high = [0, 3, 3], offset = [0, 0, 0], shift = [0, 0]>]
          kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<2x1x1x1xi8> : !mesh.events<1x4x4>
    } : !mesh.events<2x4x4>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$layer, DenseI64ArrayAttr:$origin, DenseI64ArrayAttr:$threshold,
    OptionalAttr<DenseI64ArrayAttr>:$lower_bound, OptionalAttr<DenseI64ArrayAttr>:$bias,
    OptionalAttr<DenseI64ArrayAttr>:$subtract, OptionalAttr<DenseI64ArrayAttr>:$decay,
    OptionalAttr<DenseI64ArrayAttr>:$current_decay,
    OptionalAttr<I64Attr>:$cluster, OptionalAttr<DenseI64ArrayAttr>:$core, OptionalAttr<I64Attr>:$slot,
    OptionalAttr<I64Attr>:$state_base, OptionalAttr<I64Attr>:$list_base,
    OptionalAttr<I64Attr>:$first_destination, OptionalAttr<I64Attr>:$first_credit);
  let results = (outs Mesh_EventsType:$events);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $layer `origin` $origin `threshold` $threshold (`lower_bound` $lower_bound^)? (`bias` $bias^)?
    (`subtract` $subtract^)? (`decay` $decay^)? (`current_decay` $current_decay^)? attr-dict-with-keyword $body `:` qualified(type($events))
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    // What depends on its layer takes this too: see `Layers`.
    /// Words of channel parameters of one group of lanes.
    int64_t getParameterWords(LayerOp layer);
    /// What its ports feed.
    Plane getPlane(LayerOp layer);
    bool hasLowerBound() { return getLowerBoundAttr() != nullptr; }
    bool hasBias() { return getBiasAttr() != nullptr; }
    bool hasSubtract() { return getSubtractAttr() != nullptr; }
    bool hasDecay() { return getDecayAttr() != nullptr; }
    bool hasCurrent() { return getCurrentDecayAttr() != nullptr; }
    /// Words of the spike list, and of the state memory: parameters, currents and potentials, or frames and counts.
    int64_t getListWords(TargetAttr target, LayerOp layer);
    int64_t getStateWords(TargetAttr target, LayerOp layer);
    /// Weight words of all its ports.
    int64_t getWeightWords(TargetAttr target);
    /// In-edges over all its ports.
    int64_t getInEdges();
  }];
}

def PortOp : Mesh_Op<"port", [HasParent<"PopulationOp">]> {
  let summary = "an input of a population: a connection, shared by all tiles of its source";
  let description = [{
    The connection is a convolution over the mapped coordinates of its edges: `iy = y + offset`, then
    `oy = floor((iy - ky) / stride)`. A linear layer is the convolution whose kernel is the whole map and whose output
    is one pixel. Between edges and kernel there may be `pools`, from the source on, until `mesh-tile` folds them.
    `weights` is (output channels, input channels of a group, kernel height, kernel width), of the whole layer; the
    population uses the output channels from `first_channel` on. Channels connect within their one of `groups`. Events
    come with their input channel less `first_input`; those of the groups that the population's channels are in are all
    that the port has weights for. Where it is `packed`, a lane of a weight word holds two weights of half the bits. A
    port with pools that overlap is not: folding adds its weights up. Every weight counts 2 to the `weight_shift` times. `index` and `weight_base` are absent before
    allocation.

    ```mlir
    mesh.port (%a) edges [#mesh.edge<low = [4, 0, 0], high = [7, 5, 5], offset = [-4, 0, 0], shift = [0, 0]>]
        kernel [3, 3] stride [1, 1] offset [1, 1] weights dense_resource<w> : tensor<8x1x3x3xi8>
        {first_channel = 4, first_input = 4, groups = 8} : !mesh.events<8x6x6>
    ```
  }];
  let arguments = (ins Variadic<Mesh_EventsType>:$sources, TypedArrayAttrBase<Mesh_EdgeAttr, "edges">:$edges,
    DenseI64ArrayAttr:$kernel, DenseI64ArrayAttr:$stride, DenseI64ArrayAttr:$offset, ElementsAttr:$weights,
    DefaultValuedAttr<I64Attr, "0">:$first_channel, DefaultValuedAttr<I64Attr, "0">:$first_input,
    DefaultValuedAttr<I64Attr, "1">:$groups, OptionalAttr<TypedArrayAttrBase<Mesh_PoolAttr, "pools">>:$pools,
    OptionalAttr<I64Attr>:$index, OptionalAttr<I64Attr>:$weight_base, UnitAttr:$packed,
    DefaultValuedAttr<I64Attr, "0">:$weight_shift);
  let assemblyFormat = [{
    `(` $sources `)` `edges` $edges `kernel` $kernel `stride` $stride `offset` $offset `weights` $weights attr-dict
    `:` qualified(type($sources))
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    EdgeAttr getEdge(unsigned i) { return ::llvm::cast<EdgeAttr>(getEdges()[i]); }
    /// Input channels [first, second) of the layer that the population's channels connect to.
    std::pair<int64_t, int64_t> getTakenInputs();
    /// Channels that events of the port may have.
    int64_t getInputChannels() { return getTakenInputs().second - getFirstInput(); }
    int64_t getWeightWords(TargetAttr target);
    /// Whether a window of its pools is longer than the step to the next: then folding adds weights up.
    bool anyPoolOverlaps();
  }];
}

def SinkOp : Mesh_Op<"sink", [HasParent<"ProgramOp">]> {
  let summary = "an output of the network: events that the host receives";
  let description = [{
    `shape` (channels, height, width) is the output's extent; the edges say where each source lies in it. What comes from
    a readout are potentials: one of v is worth v / `scale`, which is given with them and with nothing else.

    ```mlir
    mesh.sink "output" [10, 1, 1] (%e) edges [#mesh.edge<...>] : !mesh.events<10x1x1>
    mesh.sink "readout" [10, 1, 1] (%r) edges [#mesh.edge<...>] scale 64.0 : !mesh.events<10x1x1>
    ```
  }];
  let arguments = (ins StrAttr:$name, DenseI64ArrayAttr:$shape, Variadic<Mesh_EventsType>:$sources,
                       TypedArrayAttrBase<Mesh_EdgeAttr, "edges">:$edges, OptionalAttr<F64Attr>:$scale);
  let assemblyFormat = [{
    $name $shape `(` $sources `)` `edges` $edges (`scale` $scale^)? attr-dict `:` qualified(type($sources))
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    EdgeAttr getEdge(unsigned i) { return ::llvm::cast<EdgeAttr>(getEdges()[i]); }
  }];
}

#endif // SNNC_DIALECT_MESH_MESHOPS_TD

//===- MeshAttributes.td - targets and edges ---------------*- tablegen -*-===//
#ifndef SNNC_DIALECT_MESH_MESHATTRIBUTES_TD
#define SNNC_DIALECT_MESH_MESHATTRIBUTES_TD

include "dialect/mesh/MeshDialect.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/OpAsmInterface.td"

class Mesh_Attr<string name, string attrMnemonic, list<Trait> traits = []> : AttrDef<Mesh_Dialect, name, traits> {
  let mnemonic = attrMnemonic;
}

def Mesh_KindAttr : Mesh_Attr<"Kind", "kind"> {
  let summary = "a size of core by name";
  let description = [{
    `#mesh.kind<name = "large", populations = 8, ports = 32, destinations = 128, credits = 128, weight_words = 16384,
    state_words = 2048>`
  }];
  let parameters = (ins StringRefParameter<"name">:$name, "int64_t":$populations, "int64_t":$ports,
    "int64_t":$destinations, "int64_t":$credits, "int64_t":$weight_words, "int64_t":$state_words);
  let assemblyFormat = "`<` struct(params) `>`";
}

def Mesh_TargetAttr : Mesh_Attr<"Target", "target", [DeclareAttrInterfaceMethods<OpAsmAttrInterface, ["getAlias"]>]> {
  let summary = "the limits of a mesh of integrate-and-fire cores";
  let description = [{
    Every number that a pass may plan with; passes know no chip by name. The first group is what the chip has, the
    second (`*_max`) is how far its fields reach. Cores are numbered row by row. Where there are several kinds of core,
    `kind_of` says of each core which of `kinds` it is, counted from 1; 0 is the size that stands here. Cores in `faulty`
    hold nothing; links between the pairs of neighbours in `faulty_links` carry nothing. Where `leak` is set potentials can decay, where `current` is set neurons can keep a synaptic current, and
    ports shift weights by up to `weight_shift` bits. Where `readout` is set populations can send their
    potentials to the host. `max_pool` and `counters` say that cores have spiking max pools and count for READ.
    Spikes of one step that a pool brings to one pixel are added up before they are sent, `merge_words` pixels at a time.
    One packet can go to several cores: each router knows the ways of `multicast_groups` sets of cores.

    It is printed once, as `#NAME_target`, and named so from there on.
  }];
  let parameters = (ins StringRefParameter<"name of the target">:$name,
    "int64_t":$cols, "int64_t":$rows, "int64_t":$lanes, "int64_t":$state_bits, "int64_t":$weight_bits,
    "int64_t":$count_max, "int64_t":$populations, "int64_t":$ports, "int64_t":$destinations, "int64_t":$credits,
    "int64_t":$weight_words, "int64_t":$state_words, "int64_t":$router_fifo, "int64_t":$core_fifo,
    "int64_t":$kernel_max, "int64_t":$stride_max, "int64_t":$coordinate_max, "int64_t":$channel_max,
    "int64_t":$offset_max, "int64_t":$shift_max, OptionalParameter<"::mlir::ArrayAttr">:$kinds,
    OptionalParameter<"::mlir::DenseI64ArrayAttr">:$kind_of, OptionalParameter<"::mlir::DenseI64ArrayAttr">:$faulty,
    OptionalParameter<"::mlir::DenseI64ArrayAttr">:$faulty_links,
    DefaultValuedParameter<"bool", "false">:$leak, DefaultValuedParameter<"bool", "false">:$current,
    DefaultValuedParameter<"int64_t", "0">:$weight_shift, DefaultValuedParameter<"bool", "false">:$readout,
    DefaultValuedParameter<"bool", "true">:$max_pool, DefaultValuedParameter<"bool", "true">:$counters,
    DefaultValuedParameter<"int64_t", "0">:$merge_words, DefaultValuedParameter<"int64_t", "0">:$multicast_groups);
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// The kind of a core, 0 where it has the size of the mesh itself, and whether it can hold anything.
    int64_t kindOf(int64_t core) const { return getKindOf() ? getKindOf()[core] : 0; }
    bool isFaulty(int64_t core) const;
    int64_t getCores() const { return getCols() * getRows(); }
    /// Digits of a potential that a readout sends: each is as wide as a spike count.
    int64_t getPlaces() const {
      int64_t digit = ::llvm::Log2_64_Ceil(uint64_t(getCountMax()) + 1);
      return (getStateBits() + digit - 1) / digit;
    }
    /// Greatest and lowest value of a state field.
    int64_t getStateMax() const { return (int64_t(1) << (getStateBits() - 1)) - 1; }
    int64_t getStateMin() const { return -(int64_t(1) << (getStateBits() - 1)); }
    /// Greatest magnitude of a weight: the range is kept symmetric.
    int64_t getWeightMax() const { return (int64_t(1) << (getWeightBits() - 1)) - 1; }
    /// The same of weights of which a lane of a word holds two.
    int64_t getPackedWeightMax() const { return (int64_t(1) << (getWeightBits() / 2 - 1)) - 1; }
    /// Memory words that hold so many words of weights.
    static int64_t memoryWords(int64_t words, bool packed) { return packed ? (words + 1) / 2 : words; }
    /// Channel groups that so many channels take.
    int64_t groupsOf(int64_t channels) const { return (channels + getLanes() - 1) / getLanes(); }
  }];
}

def Mesh_EdgeAttr : Mesh_Attr<"Edge", "edge"> {
  let summary = "how events of a source reach a port";
  let description = [{
    The box `low`..`high` (channel, y, x; both included) in the source's coordinates is kept, the rest is dropped; then
    `offset` (channel, y, x) is added; then y and x are shifted right by `shift` (y, x). In this order it is crop,
    channel split, concatenation, halo and pooling by 1, 2, 4 and 8. A delayed edge makes spikes of step t count in
    t + 1. `destination` is the entry at the sender's core (or the index of the host's edge) and `credit` the entry at
    the receiver's core (or the index of the output edge); -1 before they are allocated.

    `#mesh.edge<low = [0, 0, 0], high = [7, 15, 15], offset = [0, 0, 0], shift = [1, 1]>`
  }];
  let parameters = (ins ArrayRefParameter<"int64_t">:$low, ArrayRefParameter<"int64_t">:$high,
    ArrayRefParameter<"int64_t">:$offset, ArrayRefParameter<"int64_t">:$shift,
    DefaultValuedParameter<"bool", "false">:$delayed,
    DefaultValuedParameter<"int64_t", "-1">:$destination, DefaultValuedParameter<"int64_t", "-1">:$credit,
    DefaultValuedParameter<"int64_t", "-1">:$multicast);
  let assemblyFormat = [{
    `<` `low` `=` `[` $low `]` `,` `high` `=` `[` $high `]` `,` `offset` `=` `[` $offset `]` `,`
    `shift` `=` `[` $shift `]` (`delayed` `=` $delayed^)? (`destination` `=` $destination^)? (`credit` `=` $credit^)?
    (`multicast` `=` $multicast^)? `>`
  }];
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    EdgeAttr withDestination(int64_t destination) const;
    EdgeAttr withCredit(int64_t credit) const;
    EdgeAttr withMulticast(int64_t group) const;
    /// Whether both carry the same spikes of a sender, whoever gets them.
    bool carriesSameAs(EdgeAttr other) const;
    /// Extent (channels, height, width) that the mapped events can reach at the receiver: highest coordinate + 1.
    ::llvm::SmallVector<int64_t, 3> getMappedExtent() const;
  }];
}

def Mesh_PoolAttr : Mesh_Attr<"Pool", "pool"> {
  let summary = "a sum pool between the events of a port and its kernel";
  let description = [{
    Windows of `kernel` (y, x) at `stride`, of which there are `extent` (y, x), all full. No core pools so: `mesh-tile`
    folds the pool into the port's kernel.

    `#mesh.pool<kernel = [3, 3], stride = [2, 2], extent = [4, 4]>`
  }];
  let parameters = (ins ArrayRefParameter<"int64_t">:$kernel, ArrayRefParameter<"int64_t">:$stride,
    ArrayRefParameter<"int64_t">:$extent);
  let assemblyFormat = [{
    `<` `kernel` `=` `[` $kernel `]` `,` `stride` `=` `[` $stride `]` `,` `extent` `=` `[` $extent `]` `>`
  }];
  let genVerifyDecl = 1;
}

def Mesh_MaxPoolAttr : Mesh_Attr<"MaxPool", "max_pool"> {
  let summary = "the windows of a layer of spiking max pooling";
  let description = [{
    Window (oy, ox) takes the pixels `oy * stride - padding + k` for k in [0, kernel), each number being of (y, x), as
    far as they lie in [0, extent); the others count as 0. `extent` ends with the last pixel that a window takes.

    `#mesh.max_pool<kernel = [3, 3], stride = [2, 2], padding = [1, 1], extent = [15, 15]>`
  }];
  let parameters = (ins ArrayRefParameter<"int64_t">:$kernel, ArrayRefParameter<"int64_t">:$stride,
    ArrayRefParameter<"int64_t">:$padding, ArrayRefParameter<"int64_t">:$extent);
  let assemblyFormat = [{
    `<` `kernel` `=` `[` $kernel `]` `,` `stride` `=` `[` $stride `]` `,` `padding` `=` `[` $padding `]` `,`
    `extent` `=` `[` $extent `]` `>`
  }];
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// Pixels [first, second) of an axis (0: rows) that the windows [begin, end) need: at least one, for a core keeps no
    /// empty memory.
    std::pair<int64_t, int64_t> getPixels(unsigned axis, int64_t begin, int64_t end) const;
    /// As many pixels as windows in so many rows or columns can need, wherever they are.
    int64_t getMostPixels(unsigned axis, int64_t windows) const;
    /// What extent `windows` at these numbers leave of one of `pixels`.
    static int64_t getUsedExtent(int64_t pixels, int64_t windows, int64_t kernel, int64_t stride, int64_t padding);
  }];
}

#endif // SNNC_DIALECT_MESH_MESHATTRIBUTES_TD

//===- SpeckOps.td - a network on the cores of a Speck chip -*- tablegen -*-===//
#ifndef SNNC_DIALECT_SPECK_SPECKOPS_TD
#define SNNC_DIALECT_SPECK_SPECKOPS_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/OpBase.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/IR/SymbolInterfaces.td"

def Speck_Dialect : Dialect {
  let name = "speck";
  let cppNamespace = "::snnc::speck";
  let summary = "layers of neurons on the cores of a Speck chip";
  let description = [{
    A Speck chip has nine cores, each of which computes one convolution and its integrate-and-fire neurons, event by
    event. A program says which core computes which channels of which layer, with all numbers of the chip's
    configuration: it is one to one with the emitted files.
  }];
  let useDefaultAttributePrinterParser = 1;
  let extraClassDeclaration = [{
    /// Of the bytecode, as that of the dialect snn.
    static constexpr uint64_t kBytecodeVersion = 1;
  }];
}

class Speck_Attr<string name, string attrMnemonic, list<Trait> traits = []> : AttrDef<Speck_Dialect, name, traits> {
  let mnemonic = attrMnemonic;
  let assemblyFormat = "`<` struct(params) `>`";
}

def Speck_TargetAttr : Speck_Attr<"Target", "target", [DeclareAttrInterfaceMethods<OpAsmAttrInterface, ["getAlias"]>]> {
  let summary = "the limits of a Speck chip";
  let description = [{
    `module` is the module of samna whose SpeckConfiguration the chip takes. `kernel_words` and `neuron_words` are the
    memories of each core, lower bounds are
    `lower_bound_factor` times as deep as in the network. With `readout` outputs leave through the readout core. `pattern` is the JSON that the user's
    samna dumped, or empty.
  }];
  let parameters = (ins StringRefParameter<"name of the target">:$name, StringRefParameter<"module of samna">:$module,
    ArrayRefParameter<"int64_t">:$kernel_words, ArrayRefParameter<"int64_t">:$neuron_words, "int64_t":$bias_words,
    "int64_t":$greatest_pooling, "int64_t":$lower_bound_factor, "bool":$readout, StringRefParameter<"JSON that samna dumped">:$pattern);
  let assemblyFormat = [{
    `<` `name` `=` $name `,` `module` `=` $module `,` `kernel_words` `=` `[` $kernel_words `]` `,`
    `neuron_words` `=` `[` $neuron_words `]` `,` `bias_words` `=` $bias_words `,`
    `greatest_pooling` `=` $greatest_pooling `,` `lower_bound_factor` `=` $lower_bound_factor `,` `readout` `=` $readout `,` `pattern` `=` $pattern `>`
  }];
}

def Speck_DestinationAttr : Speck_Attr<"Destination", "to"> {
  let summary = "where the spikes of a core go";
  let description = [{
    A spike of feature f at (x, y) becomes an event of feature f + `shift` at (x / pooling, y / pooling) of `core`.
  }];
  let parameters = (ins "int64_t":$core, "int64_t":$pooling, "int64_t":$shift);
}

def Speck_RouteAttr : Speck_Attr<"Route", "route"> {
  let summary = "where the events of a network input go";
  let description = [{
    Windows of `pooling` (y, x) of the frame from `origin` on are a map of `size`, and channel c is feature c + `shift`
    of `core`.
  }];
  let parameters = (ins "int64_t":$core, "int64_t":$shift, "int64_t":$origin_y, "int64_t":$origin_x,
    "int64_t":$pooling_y, "int64_t":$pooling_x, "int64_t":$size_y, "int64_t":$size_x);
}

class Speck_Op<string mnemonic, list<Trait> traits = []> : Op<Speck_Dialect, mnemonic, traits>;

def Speck_ProgramOp : Speck_Op<"program", [IsolatedFromAbove, Symbol, SymbolTable, NoTerminator, SingleBlock,
                                           NoRegionArguments, HasOnlyGraphRegion, RegionKindInterface]> {
  let summary = "a network on a Speck chip";
  let description = [{
    With `sensor` the chip's own sensor is led to the cores that take the network's input.

    ```mlir
    speck.program @net target(#speck.target<...>) sensor {
      speck.input "input" [2, 8, 8] bound 15 to [#speck.route<...>]
      speck.layer @spike1 [4, 8, 8] scale 1.270000e+02 : f64
      speck.core 0 of @spike1 first 0 channels 4 step 1 input [2, 8, 8] stride [1, 1] padding [1, 1] threshold 127 low -127
          bias [0, 0, 0, 0] weights dense<1> : tensor<4x2x3x3xi8> to [#speck.to<core = 1, pooling = 2, shift = 0>]
      ...
      speck.output "output" [10, 1, 1] of @spike2
    }
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, Speck_TargetAttr:$target, UnitAttr:$sensor);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$sym_name `target` `(` $target `)` (`sensor` $sensor^)? attr-dict-with-keyword $body";
  let builders = [OpBuilder<(ins "::llvm::StringRef":$name, "TargetAttr":$target, "bool":$sensor)>];
  let skipDefaultBuilders = 1;
  let hasVerifier = 1;
}

def Speck_InputOp : Speck_Op<"input", [HasParent<"ProgramOp">]> {
  let summary = "an input of the network, and the cores that take its events";
  let description = [{
    `shape` is (channels, rows, columns). `bound` is the greatest spike count of an element in a step, `encoder` what
    makes spikes of the input's data, as JSON.

    ```mlir
    speck.input "input" [2, 8, 8] bound 15 to [#speck.route<...>]
    ```
  }];
  let arguments = (ins StrAttr:$name, DenseI64ArrayAttr:$shape, I64Attr:$bound, OptionalAttr<StrAttr>:$encoder,
                       TypedArrayAttrBase<Speck_RouteAttr, "routes">:$routes);
  let assemblyFormat = "$name $shape `bound` $bound (`encoder` $encoder^)? `to` $routes attr-dict";
  let hasVerifier = 1;
}

def Speck_LayerOp : Speck_Op<"layer", [Symbol, HasParent<"ProgramOp">]> {
  let summary = "a layer of neurons of the network";
  let description = [{
    `scale` says by how much potentials are greater than those of the float network, `deviations` what is other than in
    the network; these have no effect.

    ```mlir
    speck.layer @spike1 [4, 8, 8] scale 1.270000e+02 : f64 deviations ["..."]
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, DenseI64ArrayAttr:$shape, F64Attr:$scale,
                       OptionalAttr<StrArrayAttr>:$deviations);
  let assemblyFormat = "$sym_name $shape `scale` $scale (`deviations` $deviations^)? attr-dict";
  let hasVerifier = 1;
}

def Speck_CoreOp : Speck_Op<"core", [HasParent<"ProgramOp">, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "a core, and the channels of a layer that it computes";
  let description = [{
    `input` is (channels, rows, columns) of what comes, `stride` and `padding` are of rows and of columns. Weights are
    [feature][channel][row][column] of a square kernel. Feature `step` * i is channel `first` + i of the layer; features
    between them have weights of 0. `monitor` tells the host of its spikes.

    ```mlir
    speck.core 0 of @spike1 first 0 channels 4 step 1 input [2, 8, 8] stride [1, 1] padding [1, 1] threshold 127 low -127
        bias [0, 0, 0, 0] weights dense<1> : tensor<4x2x3x3xi8> to [#speck.to<core = 1, pooling = 2, shift = 0>]
    ```
  }];
  let arguments = (ins I64Attr:$core, FlatSymbolRefAttr:$layer, I64Attr:$first, I64Attr:$channels, I64Attr:$step,
    DenseI64ArrayAttr:$input, DenseI64ArrayAttr:$stride, DenseI64ArrayAttr:$padding, I64Attr:$threshold, I64Attr:$low,
    UnitAttr:$resets_to_zero, UnitAttr:$monitor, DenseI64ArrayAttr:$bias, ElementsAttr:$weights,
    TypedArrayAttrBase<Speck_DestinationAttr, "destinations">:$destinations);
  let assemblyFormat = [{
    $core `of` $layer `first` $first `channels` $channels `step` $step `input` $input `stride` $stride `padding` $padding
    `threshold` $threshold `low` $low (`to_zero` $resets_to_zero^)? (`monitor` $monitor^)? `bias` $bias
    `weights` $weights `to` $destinations attr-dict
  }];
  let hasVerifier = 1;
}

def Speck_OutputOp : Speck_Op<"output", [HasParent<"ProgramOp">, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "an output of the network, and the layer whose spikes it is";
  let description = [{
    ```mlir
    speck.output "output" [10, 1, 1] of @spike2
    ```
  }];
  let arguments = (ins StrAttr:$name, DenseI64ArrayAttr:$shape, FlatSymbolRefAttr:$layer);
  let assemblyFormat = "$name $shape `of` $layer attr-dict";
  let hasVerifier = 1;
}

#endif // SNNC_DIALECT_SPECK_SPECKOPS_TD

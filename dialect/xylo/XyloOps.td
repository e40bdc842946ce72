//===- XyloOps.td - a network on a Xylo core ---------------*- tablegen -*-===//
#ifndef SNNC_DIALECT_XYLO_XYLOOPS_TD
#define SNNC_DIALECT_XYLO_XYLOOPS_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/OpBase.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/IR/SymbolInterfaces.td"

def Xylo_Dialect : Dialect {
  let name = "xylo";
  let cppNamespace = "::snnc::xylo";
  let summary = "layers of neurons on one Xylo core";
  let description = [{
    A Xylo core is a population of hidden neurons with any synapses among them, and a population of output neurons behind
    it. A program says which of these neurons are which layer of the network, with all numbers of the chip's
    configuration: it is one to one with the emitted files.
  }];
  let useDefaultAttributePrinterParser = 1;
  let extraClassDeclaration = [{
    /// Of the bytecode, as that of the dialect snn.
    static constexpr uint64_t kBytecodeVersion = 1;
  }];
}

def Xylo_TargetAttr : AttrDef<Xylo_Dialect, "Target", [DeclareAttrInterfaceMethods<OpAsmAttrInterface, ["getAlias"]>]> {
  let mnemonic = "target";
  let summary = "the limits of a Xylo chip";
  let description = [{
    `module` is the module of samna whose XyloConfiguration the chip takes. The first `input_window` hidden neurons take
    inputs, the last `output_window` reach outputs. A hidden neuron has up to `fan_out` hidden targets, and all of them
    together `hidden_synapses`. Weights of a matrix are shifted by up to `weight_shift` bits.
  }];
  let parameters = (ins StringRefParameter<"name of the target">:$name, StringRefParameter<"module of samna">:$module,
    "int64_t":$inputs, "int64_t":$hidden, "int64_t":$outputs, "int64_t":$synapses, "int64_t":$input_window,
    "int64_t":$output_window, "int64_t":$fan_out, "int64_t":$hidden_synapses, "int64_t":$weight_shift);
  let assemblyFormat = "`<` struct(params) `>`";
}

class Xylo_Op<string mnemonic, list<Trait> traits = []> : Op<Xylo_Dialect, mnemonic, traits>;

def ProgramOp : Xylo_Op<"program", [IsolatedFromAbove, Symbol, SymbolTable, NoTerminator, SingleBlock, NoRegionArguments,
                                    HasOnlyGraphRegion, RegionKindInterface]> {
  let summary = "a network on a Xylo core";
  let description = [{
    Weights of the three matrices (from inputs, among hidden neurons, to outputs) are shifted to the left by the bits of
    their matrix. Without `bias` the biases of neurons do not count.

    ```mlir
    xylo.program @net target(#xylo.target<...>) shifts [4, 4, 3] {
      xylo.input "input" [2, 1, 1] first 0 bound 15
      xylo.layer @lif1 [3, 1, 1] hidden first 0 delay 0 current_dash [2, 2, 2] potential_dash [3, 3, 3]
          threshold [1000, 1000, 1000] bias [0, 0, 0] scale dense<1000.0> : tensor<3xf64>
      xylo.layer @lif2 [1, 1, 1] readout first 0 delay 1 current_dash [1] potential_dash [3] threshold [900] bias [0]
          scale dense<900.0> : tensor<1xf64>
      xylo.synapses "input" to @lif1 dense<1> : tensor<2x3xi8>
      xylo.synapses @lif1 to @lif2 dense<2> : tensor<3x1xi8>
      xylo.output "output" [1, 1, 1] neurons [0]
    }
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, Xylo_TargetAttr:$target, DenseI64ArrayAttr:$shifts, UnitAttr:$has_bias);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $sym_name `target` `(` $target `)` `shifts` $shifts (`bias` $has_bias^)? attr-dict-with-keyword $body
  }];
  let builders = [OpBuilder<(ins "::llvm::StringRef":$name, "TargetAttr":$target,
      "::llvm::ArrayRef<int64_t>":$shifts, "bool":$hasBias)>];
  let skipDefaultBuilders = 1;
  let hasVerifier = 1;
}

def InputOp : Xylo_Op<"input", [HasParent<"ProgramOp">]> {
  let summary = "an input of the network, and the input channels of the core that it takes";
  let description = [{
    `shape` is (channels, rows, columns); the first element takes channel `first`, the others follow. `bound` is the
    greatest spike count of an element in a step, `encoder` what makes spikes of the input's data, as JSON.

    ```mlir
    xylo.input "input" [2, 1, 1] first 0 bound 15
    ```
  }];
  let arguments = (ins StrAttr:$name, DenseI64ArrayAttr:$shape, I64Attr:$first, I64Attr:$bound,
                       OptionalAttr<StrAttr>:$encoder);
  let assemblyFormat = "$name $shape `first` $first `bound` $bound (`encoder` $encoder^)? attr-dict";
  let hasVerifier = 1;
}

def LayerOp : Xylo_Op<"layer", [Symbol, HasParent<"ProgramOp">]> {
  let summary = "a layer of the network, and the neurons that it takes";
  let description = [{
    The first element takes neuron `first` of the hidden or of the output population, the others follow. The core computes
    the layer `delay` steps later than the network does. Parameters have one number for each neuron: a dash is the number
    of bits by which a synaptic current or a potential is shifted to get what it loses in a step. `scale` says of each
    channel by how much potentials are greater than those of the float network.

    `wanted` says what the decays of the network leave of a current and of a potential in a step, at the channel where
    the core is farthest from it, `got` what those of the core leave; `deviations` what else is other than in the network.
    They have no effect.

    ```mlir
    xylo.layer @lif1 [2, 1, 1] hidden first 0 delay 0 current_dash [2, 2] potential_dash [3, 3] threshold [1000, 900]
        bias [0, 0] scale dense<[1000.0, 900.0]> : tensor<2xf64> wanted dense<[0.8, 0.9]> : tensor<2xf64>
        got dense<[0.75, 0.875]> : tensor<2xf64>
        deviations ["its neurons fire several times in a step"]
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, DenseI64ArrayAttr:$shape, UnitAttr:$is_readout, I64Attr:$first,
    I64Attr:$delay, DenseI64ArrayAttr:$current_dash, DenseI64ArrayAttr:$potential_dash, DenseI64ArrayAttr:$threshold,
    DenseI64ArrayAttr:$bias, ElementsAttr:$scale, OptionalAttr<ElementsAttr>:$wanted,
    OptionalAttr<ElementsAttr>:$got, OptionalAttr<StrArrayAttr>:$deviations);
  let assemblyFormat = [{
    $sym_name $shape (`readout` $is_readout^):(`hidden`)? `first` $first `delay` $delay `current_dash` $current_dash
    `potential_dash` $potential_dash `threshold` $threshold `bias` $bias `scale` $scale (`wanted` $wanted^)?
    (`got` $got^)? (`deviations` $deviations^)? attr-dict
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    int64_t getNumNeurons() { return getShape()[0] * getShape()[1] * getShape()[2]; }
  }];
}

def SynapsesOp : Xylo_Op<"synapses", [HasParent<"ProgramOp">, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "the weights from an input or a layer of hidden neurons to a layer";
  let description = [{
    Weights [source element][target element]; the source is an input by its name, or a layer. Spikes of an input reach hidden neurons in the same step, those of hidden
    neurons reach their targets one step later.

    ```mlir
    xylo.synapses @lif1 to @lif2 dense<2> : tensor<3x1xi8>
    ```
  }];
  let arguments = (ins AnyAttrOf<[StrAttr, FlatSymbolRefAttr]>:$source, FlatSymbolRefAttr:$target, ElementsAttr:$weights);
  let assemblyFormat = "$source `to` $target $weights attr-dict";
  let hasVerifier = 1;
}

def OutputOp : Xylo_Op<"output", [HasParent<"ProgramOp">]> {
  let summary = "an output of the network, and the output neuron of each of its elements";
  let description = [{
    ```mlir
    xylo.output "output" [2, 1, 1] neurons [0, 1]
    ```
  }];
  let arguments = (ins StrAttr:$name, DenseI64ArrayAttr:$shape, DenseI64ArrayAttr:$neurons);
  let assemblyFormat = "$name $shape `neurons` $neurons attr-dict";
  let hasVerifier = 1;
}

#endif // SNNC_DIALECT_XYLO_XYLOOPS_TD

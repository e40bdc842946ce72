//===- SnnOps.td - the operations of a spiking network -----*- tablegen -*-===//
//
// Network and output, and the files of the layers. The semantics of a time step is in each description, the constraints
// are numbered, and every example is part of a test (tests/dialect/snn/ops.mlir).
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_DIALECT_SNN_SNNOPS_TD
#define SNNC_DIALECT_SNN_SNNOPS_TD

include "dialect/snn/SnnAnalogueOps.td"
include "dialect/snn/SnnEncoderOps.td"
include "dialect/snn/SnnLeakyNeuronOps.td"
include "dialect/snn/SnnNeuronOps.td"
include "dialect/snn/SnnOpBase.td"
include "dialect/snn/SnnSpikeOps.td"
include "dialect/snn/SnnSynapseOps.td"

def Snn_NetworkOp : Snn_Op<"network", [IsolatedFromAbove, FunctionOpInterface, SingleBlock,
    DeclareOpInterfaceMethods<RegionKindInterface>,
    DeclareOpInterfaceMethods<OpAsmOpInterface, ["getDefaultDialect"]>]> {
  let summary = "a spiking network";
  let description = [{
    A graph region that is evaluated once per time step, from the network's inputs to its outputs.

    (C1) Arguments and results are spikes or tensors of f32, i16 or i32.
    (C2) No value depends on itself within one step: every cycle passes a `snn.delay`.
    (C3) No two layers that keep state have the same name.
    (C4) Every cycle passes a layer that keeps state and hands no counts on: neurons fire as their thresholds and caps
         let them. Through spiking max pools, other pools, branches and delays alone counts would add up without bound.
    (C5) No two inputs and no two outputs have the same name (`snn.name`).

    ```mlir
    snn.network @digits(%in: !snn.spikes<2x34x34> {snn.max_count = 15, snn.name = "input"}) -> !snn.spikes<2x34x34>
        attributes {snn.step_us = 1000, snn.steps = 300} {
      snn.output %in : !snn.spikes<2x34x34>
    }
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttrOf<FunctionType>:$function_type,
      OptionalAttr<StrAttr>:$sym_visibility, OptionalAttr<DictArrayAttr>:$arg_attrs,
      OptionalAttr<DictArrayAttr>:$res_attrs);
  let regions = (region SizedRegion<1>:$body);
  let builders = [OpBuilder<(ins "::llvm::StringRef":$name, "::mlir::FunctionType":$type)>];
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::Region *getCallableRegion() { return &getBody(); }
    ::llvm::ArrayRef<::mlir::Type> getArgumentTypes() { return getFunctionType().getInputs(); }
    ::llvm::ArrayRef<::mlir::Type> getResultTypes() { return getFunctionType().getResults(); }

    /// The terminator.
    OutputOp getOutput();
    /// Greatest spike count of an element of input `index` in a step.
    int64_t getMaxCount(unsigned index);
    /// Greatest sum of the spike counts of all its elements in a step, where the network says so.
    std::optional<int64_t> getMaxTotal(unsigned index);
    /// Duration of a step in microseconds, and steps of a sample, where the network says so.
    std::optional<int64_t> getStepUs();
    /// Microseconds of a step that time constants count, where the network's file or --dt says so.
    std::optional<int64_t> getDtUs();
    std::optional<int64_t> getSteps();
  }];
}

def Snn_OutputOp : Snn_Op<"output", [Pure, Terminator, HasParent<"NetworkOp">]> {
  let summary = "what the network returns";
  let description = [{
    (C1) Operands have the types of the network's results.

    ```mlir
    snn.network @passthrough(%in: !snn.spikes<10>) -> !snn.spikes<10> {
      snn.output %in : !snn.spikes<10>
    }
    ```
  }];
  let arguments = (ins Variadic<Snn_SpikesOrCurrent>:$outputs);
  let assemblyFormat = "attr-dict ($outputs^ `:` qualified(type($outputs)))?";
  let hasVerifier = 1;
}

#endif // SNNC_DIALECT_SNN_SNNOPS_TD

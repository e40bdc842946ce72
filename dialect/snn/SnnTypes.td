//===- SnnTypes.td - frames of spike counts and currents ---*- tablegen -*-===//
//
// The spikes type, and the constraints that name what an operation takes.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_DIALECT_SNN_SNNTYPES_TD
#define SNNC_DIALECT_SNN_SNNTYPES_TD

include "dialect/snn/SnnDialect.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinTypeInterfaces.td"
include "mlir/IR/CommonTypeConstraints.td"

def Snn_SpikesType : TypeDef<Snn_Dialect, "Spikes"> {
  let mnemonic = "spikes";
  let summary = "a frame of spike counts of one time step";
  let description = [{
    Spike counts of one time step, one for each neuron, laid out as `C x H x W` or `N`. A count is a natural number;
    with `signed` it is an integer. How large a count may be is not part of the type.

    ```
    !snn.spikes<2x34x34>
    !snn.spikes<10, signed>
    ```

    Constraints: (C1) there is at least one axis; (C2) every extent is at least 1.
  }];
  let parameters = (ins ArrayRefParameter<"int64_t">:$shape, "bool":$isSigned);
  let builders = [TypeBuilder<(ins "::llvm::ArrayRef<int64_t>":$shape), [{ return $_get($_ctxt, shape, false); }]>];
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    int64_t getRank() const { return getShape().size(); }
    int64_t getNumElements() const;
    /// The same counts in another layout.
    SpikesType cloneWithShape(::llvm::ArrayRef<int64_t> shape) const { return get(getContext(), shape, getIsSigned()); }
  }];
}

def Snn_Current : StaticShapeTensorOf<[F32, I16, I32]>;
def Snn_SpikesOrCurrent : AnyTypeOf<[Snn_SpikesType, Snn_Current], "spikes, or a tensor of f32, i16 or i32">;
def Snn_Real : StaticShapeTensorOf<[F32]>;
def Snn_SpikesOrReal : AnyTypeOf<[Snn_SpikesType, Snn_Real], "spikes, or a tensor of f32">;

#endif // SNNC_DIALECT_SNN_SNNTYPES_TD

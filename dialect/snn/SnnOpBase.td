//===- SnnOpBase.td - what all operations share ------------*- tablegen -*-===//
//
// The includes of the operations' files and the base classes of layers.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_DIALECT_SNN_SNNOPBASE_TD
#define SNNC_DIALECT_SNN_SNNOPBASE_TD

include "dialect/snn/SnnDialect.td"
include "dialect/snn/SnnEnums.td"
include "dialect/snn/SnnInterfaces.td"
include "dialect/snn/SnnTypes.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/IR/CommonAttrConstraints.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/FunctionInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

/// Checks the numbered constraints. It stands before the type inference among the traits: both would report the same
/// mistake, and this one says which constraint is broken.
def Snn_NumberedConstraints : NativeOpTrait<"NumberedConstraints"> {
  let cppNamespace = "::snnc::snn";
}

class Snn_LayerOp<string mnemonic, list<Trait> traits = []>
    : Snn_Op<mnemonic, !listconcat([Pure, Snn_NumberedConstraints, InferTypeOpAdaptorWithIsCompatible], traits)>;

/// A layer with windows over the rows and columns of its source.
class Snn_PoolOp<string mnemonic, list<Trait> traits = []> : Snn_LayerOp<mnemonic, traits> {
  let extraClassDeclaration = [{
    ::llvm::LogicalResult verifyConstraints();
    /// The stride, or the kernel where there is none.
    ::llvm::ArrayRef<int64_t> getStrideOrKernel() { return getStride() ? *getStride() : getKernel(); }
  }];
  let hasCanonicalizeMethod = 1;
}

#endif // SNNC_DIALECT_SNN_SNNOPBASE_TD

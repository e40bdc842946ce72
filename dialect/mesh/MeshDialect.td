//===- MeshDialect.td - populations on cores ---------------*- tablegen -*-===//
#ifndef SNNC_DIALECT_MESH_MESHDIALECT_TD
#define SNNC_DIALECT_MESH_MESHDIALECT_TD

include "mlir/IR/OpBase.td"

def Mesh_Dialect : Dialect {
  let name = "mesh";
  let cppNamespace = "::snnc::mesh";
  let summary = "populations of neurons on the cores of a chip";
  let description = [{
    A program is a set of populations: rectangular tiles of a layer's neurons together with the synapses that feed
    them. Each phase of the mapper adds facts as attributes: which core and slot (`mesh-pack`, `mesh-place`), which
    memory words and table entries (`mesh-allocate`). What is absent has not been decided; `mesh-verify` says what each
    phase must have decided. The physical form, with all facts, is one to one with the image of the chip.
  }];
  let useDefaultTypePrinterParser = 1;
  let useDefaultAttributePrinterParser = 1;
  let extraClassDeclaration = [{
    /// Of the bytecode, as that of the dialect snn.
    static constexpr uint64_t kBytecodeVersion = 2;
  }];
}

#endif // SNNC_DIALECT_MESH_MESHDIALECT_TD

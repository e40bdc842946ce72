//===- MeshTypes.td - streams of spike events --------------*- tablegen -*-===//
#ifndef SNNC_DIALECT_MESH_MESHTYPES_TD
#define SNNC_DIALECT_MESH_MESHTYPES_TD

include "dialect/mesh/MeshDialect.td"
include "mlir/IR/AttrTypeBase.td"

def Mesh_EventsType : TypeDef<Mesh_Dialect, "Events"> {
  let mnemonic = "events";
  let summary = "the spikes of a tile of neurons, as events";
  let description = [{
    `!mesh.events<8x16x16>`: events with a spike count at (channel, y, x) of a tile of 8 channels and 16 by 16 pixels.
  }];
  let parameters = (ins ArrayRefParameter<"int64_t">:$shape);
  let assemblyFormat = "`<` custom<DimensionList>($shape) `>`";
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    int64_t getChannels() const { return getShape()[0]; }
    int64_t getHeight() const { return getShape()[1]; }
    int64_t getWidth() const { return getShape()[2]; }
  }];
}

#endif // SNNC_DIALECT_MESH_MESHTYPES_TD

//===- TargetInterfaces.td - what passes ask of a chip -----*- tablegen -*-===//
#ifndef SNNC_COMPILER_TARGET_TARGETINTERFACES_TD
#define SNNC_COMPILER_TARGET_TARGETINTERFACES_TD

include "mlir/IR/OpBase.td"

def TargetAttrInterface : AttrInterface<"TargetAttrInterface"> {
  let description = [{
    The limits of a chip, as the attribute `snn.target` of a module. Passes in front of a chip's own phases plan with
    these answers alone and know no chip.
  }];
  let cppNamespace = "::snnc";
  let methods = [
    InterfaceMethod<"The chip's name, for diagnostics.", "::llvm::StringRef", "getTargetName">,
    InterfaceMethod<"The numbers that a network in integers must keep to.", "::snnc::TargetLimits", "getLimits">,
    InterfaceMethod<[{
      Why the chip cannot compute this layer of dialect snn, and what could stand in its place; nothing where it can, or
      where that only shows when the layer is mapped. The text reads on from the layer's name ("has ...").
    }], "std::optional<std::string>", "whyNot", (ins "::mlir::Operation *":$layer)>,
    InterfaceMethod<[{
      What relays can take of the chip in all: a delay that takes more is refused before they are made.
    }], "::snnc::RelayCapacity", "getRelayCapacity">,
    InterfaceMethod<[{
      Words of state that a relay of spikes of this shape takes at least.
    }], "int64_t", "getRelayStateWords", (ins "::llvm::ArrayRef<int64_t>":$shape)>,
    InterfaceMethod<[{
      Reports, from the shapes of its layers alone, every need of a network that the chip cannot meet, before anything is
      quantised; fails where there is one. `weightBits` are those that the network will be quantised to, 0: the target's.
    }], "::llvm::LogicalResult", "checkNeeds", (ins "::mlir::Operation *":$network, "int64_t":$weightBits)>,
    InterfaceMethod<[{
      The same needs as a table: what each layer takes at least of what the chip has, and what all layers take together.
      Empty where a chip does not say.
    }], "std::vector<::snnc::ResourceNeed>", "getNeeds", (ins "::mlir::Operation *":$network, "int64_t":$weightBits),
        /*methodBody=*/"", /*defaultImplementation=*/"return {};">,
  ];
}

#endif // SNNC_COMPILER_TARGET_TARGETINTERFACES_TD

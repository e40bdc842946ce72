//===- SnnEnums.td - choices of the integrate-and-fire neuron -*- tablegen -*-//
//
// How a neuron is reset, when it fires and how often in a step.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_DIALECT_SNN_SNNENUMS_TD
#define SNNC_DIALECT_SNN_SNNENUMS_TD

include "dialect/snn/SnnDialect.td"
include "mlir/IR/EnumAttr.td"

def Snn_Reset : I32EnumAttr<"Reset", "what a spike does to the potential", [
    I32EnumAttrCase<"Subtract", 0, "subtract">, I32EnumAttrCase<"Zero", 1, "zero">]> {
  let cppNamespace = "::snnc::snn";
  let genSpecializedAttr = 0;
}
def Snn_Compare : I32EnumAttr<"Compare", "when a neuron fires", [
    I32EnumAttrCase<"GreaterOrEqual", 0, "ge">, I32EnumAttrCase<"Greater", 1, "gt">]> {
  let cppNamespace = "::snnc::snn";
  let genSpecializedAttr = 0;
}
def Snn_SpikesPerStep : I32EnumAttr<"SpikesPerStep", "how often a neuron may fire in a step", [
    I32EnumAttrCase<"Many", 0, "many">, I32EnumAttrCase<"One", 1, "one">]> {
  let cppNamespace = "::snnc::snn";
  let genSpecializedAttr = 0;
}

def Snn_ResetAttr : EnumAttr<Snn_Dialect, Snn_Reset, "reset">;
def Snn_CompareAttr : EnumAttr<Snn_Dialect, Snn_Compare, "compare">;
def Snn_SpikesPerStepAttr : EnumAttr<Snn_Dialect, Snn_SpikesPerStep, "spikes_per_step">;

#endif // SNNC_DIALECT_SNN_SNNENUMS_TD

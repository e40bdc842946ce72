//===- SnnSetTarget.td - choose the chip -------------------*- tablegen -*-===//
include "mlir/Pass/PassBase.td"

def SnnSetTarget : Pass<"snn-set-target", "::mlir::ModuleOp"> {
  let summary = "write the target that the passes behind plan with into the module";
  let description = [{
    Before: `module { ... }`

    After: `module attributes {snn.target = #chip.target<...>} { ... }`

    A target that the module has already wins: what was compiled for one chip is not compiled on for another.
  }];
  // It takes the targets of the tool: there is nothing to make it from without them.
  let constructor = "::snnc::createSnnSetTarget(targets)";
  let options = [Option<"name", "name", "std::string", "", "name of a known target, or a target file (.json); empty: the "
                        "default target">];
}

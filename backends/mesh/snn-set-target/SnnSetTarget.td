//===- SnnSetTarget.td - choose the chip ------------------*- tablegen -*-===//
include "mlir/Pass/PassBase.td"

def SnnSetTarget : Pass<"snn-set-target", "::mlir::ModuleOp"> {
  let summary = "write the target that the passes behind plan with into the module";
  let description = [{
    Before: `module { ... }`

    After: `module attributes {snn.target = #mesh.target<name = "mesh4x4", ...>} { ... }`

    A target that the module has already wins: what was compiled for one chip is not compiled on for another.
  }];
  let dependentDialects = ["::snnc::mesh::MeshDialect"];
  let options = [Option<"name", "name", "std::string", "\"mesh4x4\"", "name of a known target, or a target file (.json)">];
}

//===- TinyDialect.td - the limits of the tiny chip --------*- tablegen -*-===//
#ifndef SNNC_TESTS_BACKENDS_TINY_TINYDIALECT_TD
#define SNNC_TESTS_BACKENDS_TINY_TINYDIALECT_TD

include "compiler/target/TargetInterfaces.td"
include "mlir/IR/AttrTypeBase.td"

def Tiny_Dialect : Dialect {
  let name = "tiny";
  let cppNamespace = "::snnc::tiny";
  let summary = "a chip of one core and three limits";
  let useDefaultAttributePrinterParser = 1;
}

def Tiny_TargetAttr : AttrDef<Tiny_Dialect, "Target", [DeclareAttrInterfaceMethods<TargetAttrInterface>]> {
  let mnemonic = "target";
  let summary = "the limits of the tiny chip";
  let description = [{
    `#tiny.target<name = "tiny", neurons = 64, weights = 1024, max_count = 7>`
  }];
  let parameters = (ins StringRefParameter<"name of the target">:$name, "int64_t":$neurons, "int64_t":$weights,
    "int64_t":$max_count);
  let assemblyFormat = "`<` struct(params) `>`";
}

#endif // SNNC_TESTS_BACKENDS_TINY_TINYDIALECT_TD

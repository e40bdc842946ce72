//===- CoreDialect.td - populations on cores ---------------*- tablegen -*-===//
#ifndef SNNC_DIALECT_CORE_COREDIALECT_TD
#define SNNC_DIALECT_CORE_COREDIALECT_TD

include "mlir/IR/OpBase.td"

def Core_Dialect : Dialect {
  let name = "core";
  let cppNamespace = "::snnc::core";
  let summary = "populations of neurons on the cores of a chip";
  let description = [{
    A program is a set of populations: rectangular tiles of a layer's neurons together with the synapses that feed
    them. Each phase of the mapper adds facts as attributes: which core and slot (`core-pack`, `core-place`), which
    memory words and table entries (`core-allocate`). What is absent has not been decided; `core-verify` says what each
    phase must have decided. The physical form, with all facts, is one to one with the image of the chip.
  }];
  let useDefaultTypePrinterParser = 1;
  let useDefaultAttributePrinterParser = 1;
}

#endif // SNNC_DIALECT_CORE_COREDIALECT_TD

//===- Generate.h - texts made from the field table -------------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_FIELDS_GENERATE_H
#define SNNC_BACKENDS_MESH_FIELDS_GENERATE_H

#include "backends/mesh/fields/FieldSpec.h"

namespace snnc::mesh {

/// `chip_pkg`: the parameters of `target` and every field of the RTL.
std::string generateSystemVerilogPackage(const TargetDescription &target, const FieldLayout &layout);

/// The structs and enumerations of Fields.h, the same for every target.
std::string generateCppHeader(const FieldTable &table);

/// docs/fields.md, with the places of `target`.
std::string generateMarkdown(const TargetDescription &target, const FieldLayout &layout);

} // namespace snnc::mesh

#endif // SNNC_BACKENDS_MESH_FIELDS_GENERATE_H

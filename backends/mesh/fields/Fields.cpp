//===- Fields.cpp - packets and table entries, and their codec ------------===//

#include "backends/mesh/fields/Fields.h"

using namespace snnc::mesh;

llvm::Expected<FieldCodec> FieldCodec::create(const TargetDescription &target) {
  llvm::Expected<FieldLayout> layout = FieldLayout::create(target);
  if (!layout)
    return layout.takeError();
  return FieldCodec(std::move(*layout));
}

llvm::Error FieldCodec::misfit(const FieldPlace &place, const std::string &owner, int64_t value) {
  return llvm::createStringError("field " + place.spec->name + " of the " + owner + " cannot hold " +
                                 llvm::Twine(value) + ": it has " + llvm::Twine(place.bits) + " bits" +
                                 (place.spec->isSigned ? " with sign" : ""));
}

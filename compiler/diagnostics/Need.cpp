//===- Need.cpp - the numbers behind "does not fit" -----------------------===//

#include "compiler/diagnostics/Need.h"
#include "mlir/IR/BuiltinAttributes.h"

using namespace mlir;
using namespace snnc;

/// Marks the metadata entries, which other libraries may add to as well; name, need and have follow.
static constexpr llvm::StringLiteral needMark = "snnc.need";

void snnc::noteNeed(InFlightDiagnostic &diagnostic, StringRef what, int64_t need, int64_t have) {
  if (Diagnostic *underlying = diagnostic.getUnderlyingDiagnostic()) {
    auto &metadata = underlying->getMetadata();
    metadata.push_back(DiagnosticArgument(needMark));
    // An attribute outlives the text that it is made of.
    metadata.push_back(DiagnosticArgument(StringAttr::get(underlying->getLocation()->getContext(), what)));
    metadata.push_back(DiagnosticArgument(need));
    metadata.push_back(DiagnosticArgument(have));
  }
}

InFlightDiagnostic snnc::withNeed(InFlightDiagnostic diagnostic, StringRef what, int64_t need, int64_t have) {
  noteNeed(diagnostic, what, need, have);
  return diagnostic;
}

std::vector<Need> snnc::needsOf(Diagnostic &diagnostic) {
  using Kind = DiagnosticArgument::DiagnosticArgumentKind;
  std::vector<Need> needs;
  auto &metadata = diagnostic.getMetadata();
  for (size_t i = 0; i + 3 < metadata.size(); ++i)
    if (metadata[i].getKind() == Kind::String && metadata[i].getAsString() == needMark)
      needs.push_back({cast<StringAttr>(metadata[i + 1].getAsAttribute()).str(), metadata[i + 2].getAsInteger(),
                       metadata[i + 3].getAsInteger()});
  return needs;
}

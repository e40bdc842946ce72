//===- Template.h - a configuration laid over the vendor's own --*- C++ -*-===//
//
// The JSON of samna has every field of a version, named as that version names it. The user's own library dumps one
// (`SpeckConfiguration().to_json()`); what snnc sets is laid over it, by names without case and underscores.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_BACKENDS_SPECK_CONFIGURATION_TEMPLATE_H
#define SNNC_BACKENDS_SPECK_CONFIGURATION_TEMPLATE_H

#include "backends/speck/configuration/ChipConfiguration.h"

namespace snnc::speck {

/// The file that samna's `from_json` reads. Fails where the template has no field for what is set.
llvm::Expected<std::string> layOver(llvm::StringRef templateText, const ChipConfiguration &configuration);

/// Whether every field that a configuration may set is there; `where` names the template in errors.
llvm::Error checkTemplate(llvm::StringRef templateText, llvm::StringRef where);

} // namespace snnc::speck

#endif // SNNC_BACKENDS_SPECK_CONFIGURATION_TEMPLATE_H

//===- SpeckLayout.h - how a configuration lies on a Speck chip -*- C++ -*-===//
#ifndef SNNC_BACKENDS_SPECK_SPECKLAYOUT_H
#define SNNC_BACKENDS_SPECK_SPECKLAYOUT_H

#include "backends/speck/configuration/LayerMap.h"
#include "compiler/target/ChipLayout.h"

namespace snnc::speck {

/// The nine cores side by side. They are no grid: each reaches each, so there are no links between neighbours to show.
ChipLayout layoutOf(const ChipProgram &program);

} // namespace snnc::speck

#endif // SNNC_BACKENDS_SPECK_SPECKLAYOUT_H

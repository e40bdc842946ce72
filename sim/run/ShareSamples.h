//===- ShareSamples.h - samples shared out among threads --------*- C++ -*-===//
#ifndef SNNC_SIM_RUN_SHARESAMPLES_H
#define SNNC_SIM_RUN_SHARESAMPLES_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include <cstdint>

namespace snnc::sim {

/// Calls `work(thread, index)` once for each index in [0, count), with threads numbered from 0; each takes the next
/// index when it is done with one. After a failure no further index is begun. Of several failures that of the lowest
/// index is returned, whichever thread was quicker.
llvm::Error shareSamples(unsigned threads, uint64_t count,
                         llvm::function_ref<llvm::Error(unsigned thread, uint64_t index)> work);

} // namespace snnc::sim

#endif // SNNC_SIM_RUN_SHARESAMPLES_H

//===- EventTable.h - events as a text table --------------------*- C++ -*-===//
#ifndef SNNC_SIM_DATA_EVENTTABLE_H
#define SNNC_SIM_DATA_EVENTTABLE_H

#include "sim/data/Stimulus.h"

namespace snnc::sim {

/// `.csv` of lines `t_us,x,y,p`: microseconds, column, row and polarity (the channel), whole numbers of at least 0 in
/// any order of time. The first line may name the columns, in this order. One sample, without a label.
llvm::Expected<std::unique_ptr<Stimulus>> openEventTable(llvm::StringRef path, const InputInfo &input,
                                                         const StimulusOptions &options);

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_EVENTTABLE_H

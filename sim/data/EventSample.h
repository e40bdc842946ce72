//===- EventSample.h - one recording as frames ------------------*- C++ -*-===//
#ifndef SNNC_SIM_DATA_EVENTSAMPLE_H
#define SNNC_SIM_DATA_EVENTSAMPLE_H

#include "sim/data/Stimulus.h"

namespace snnc::sim {

/// One sample of a recording: where it lies and what it shows.
struct EventFile {
  std::string path;
  uint64_t sample = 0; ///< in a file of several
  bool isOneOfSeveral = false;
  std::optional<uint32_t> label;

  std::string name() const;
};

/// Opens a sample. It is read twice, once for its length and its order, once for its frames, so that only the frames
/// that may still change are in memory; short ones are kept from the first time.
llvm::Expected<std::unique_ptr<SampleStream>> openEventSample(const EventFile &file, const InputInfo &input,
                                                              const StimulusOptions &options);

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_EVENTSAMPLE_H

//===- WaveformSignal.h - what to look at in a waveform ---------*- C++ -*-===//
#ifndef SNNC_COMPILER_TARGET_WAVEFORMSIGNAL_H
#define SNNC_COMPILER_TARGET_WAVEFORMSIGNAL_H

#include <string>

namespace snnc {

/// A signal of a waveform of a chip, by its whole name.
struct WaveformSignal {
  std::string name;
  unsigned bits = 1;
  bool isText = false; ///< its values are words
};

} // namespace snnc

#endif // SNNC_COMPILER_TARGET_WAVEFORMSIGNAL_H

//===- WaveformView.h - signals to look at, for viewers ---------*- C++ -*-===//
#ifndef SNNC_COMPILER_DRIVER_WAVEFORMVIEW_H
#define SNNC_COMPILER_DRIVER_WAVEFORMVIEW_H

#include "compiler/target/WaveformSignal.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>

namespace snnc::driver {

/// What a view shows: signals of a file that lies beside it, and a time that its cursor stands at.
struct WaveformView {
  std::string file; ///< name of the waveform
  std::vector<WaveformSignal> signals;
  std::optional<uint64_t> cursor;
};

/// A save file of GTKWave: `gtkwave waves.gtkw`.
std::string renderGtkwave(const WaveformView &view);
/// A command file of Surfer: `surfer --command-file waves.sucl waves.fst`.
std::string renderSurfer(const WaveformView &view);

} // namespace snnc::driver

#endif // SNNC_COMPILER_DRIVER_WAVEFORMVIEW_H

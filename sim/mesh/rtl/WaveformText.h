//===- WaveformText.h - what a waveform's bits mean, beside them -*- C++ -*-===//
//
// Packets of 51 bits and words of lanes are not read by eye. Once the model has closed its FST file, the file is
// written again with a scope `text` of string variables, which GTKWave and Surfer show as they are:
//
//   text.host.sends, text.host.takes        packets at the host port, one while it is valid
//   text.host.step                          the step that the host has begun to feed
//   text.core_X_Y.takes, text.core_X_Y.sends   packets between a core and its router
//   text.core_X_Y.commits                   the commit record of a cycle, by layer and neuron
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_MESH_RTL_WAVEFORMTEXT_H
#define SNNC_SIM_MESH_RTL_WAVEFORMTEXT_H

#include "sim/mesh/chip/Symbols.h"
#include "sim/mesh/model/ModelInterface.h"

namespace snnc::sim {

/// The time of a cycle, counted from 1, at its rising edge: a model has two times a cycle, and spends four in reset.
inline uint64_t waveformTime(uint64_t cycle) { return 2 * (cycle + 3) + 1; }

/// What the signals do not say, as the engine sees it while the clock runs.
class WaveformLog {
public:
  struct Entry {
    uint64_t time; ///< of the waveform
    int core;      ///< number in the image's program; -1: the host
    std::string text;
  };

  void addStep(uint64_t time, Moment at);
  void addCommit(uint64_t time, int core, const Symbols &symbols, const PopulationTile &tile, Moment at,
                 const snnc_rtl_commit &record);
  llvm::ArrayRef<Entry> entries() const { return list; }

private:
  std::vector<Entry> list; ///< by time
};

/// "SPIKE to spike2 (core 1,0 port 0): count 1, channel 3, y 4, x 5".
std::string describePacket(uint64_t packet, const mesh::FieldCodec &codec, const mesh::LoadedImage &image,
                           const Symbols &symbols);

/// Adds the text to a closed FST file. On failure the file is as it was.
llvm::Error addText(const std::string &path, const mesh::LoadedImage &image, const Symbols &symbols,
                    const mesh::FieldCodec &codec, const WaveformLog &log);

} // namespace snnc::sim

#endif // SNNC_SIM_MESH_RTL_WAVEFORMTEXT_H

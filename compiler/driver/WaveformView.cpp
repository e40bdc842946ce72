//===- WaveformView.cpp - signals to look at, for viewers -----------------===//

#include "compiler/driver/WaveformView.h"
#include <fmt/format.h>

using namespace snnc;
using namespace snnc::driver;

// Flags of a trace in GTKWave: how its values are shown.
static constexpr unsigned rightJustified = 0x20, hexadecimal = 0x2, binary = 0x8, ascii = 0x800;

static unsigned flagsOf(const WaveformSignal &signal) {
  return rightJustified | (signal.isText ? ascii : signal.bits > 1 ? hexadecimal : binary);
}

std::string driver::renderGtkwave(const WaveformView &view) {
  std::string text = fmt::format("[*] snnc\n[dumpfile] \"{}\"\n[savefile] \"{}.gtkw\"\n", view.file,
                                 llvm::StringRef(view.file).rsplit('.').first.str());
  if (view.cursor) {
    // Cursor and some cycles around it; the first number is the zoom, a power of 2.
    uint64_t before = 200;
    text += fmt::format("[timestart] {}\n*-5.0 {}", *view.cursor > before ? *view.cursor - before : 0, *view.cursor);
    for (unsigned marker = 0; marker < 26; ++marker)
      text += " -1";
    text += "\n";
  }
  text += "[signals_width] 260\n";
  for (const WaveformSignal &signal : view.signals)
    text += fmt::format("@{:x}\n{}{}\n", flagsOf(signal), signal.name,
                        signal.bits > 1 ? fmt::format("[{}:0]", signal.bits - 1) : "");
  return text;
}

std::string driver::renderSurfer(const WaveformView &view) {
  std::string text;
  for (const WaveformSignal &signal : view.signals)
    text += "variable_add " + signal.name + "\n";
  text += "zoom_fit\n";
  if (view.cursor)
    text += fmt::format("cursor_set {}\ngoto_cursor\n", *view.cursor);
  return text;
}

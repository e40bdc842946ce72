//===- WaveformText.cpp - what a waveform's bits mean, beside them --------===//

#include "sim/mesh/rtl/WaveformText.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FileSystem.h"
#include <fmt/format.h>
#include <fstapi.h>
#include <map>

using namespace snnc;
using namespace snnc::sim;

//===----------------------------------------------------------------------===//
// In words
//===----------------------------------------------------------------------===//

void WaveformLog::addStep(uint64_t time, Moment at) {
  list.push_back({time, -1, fmt::format("sample {} step {}", at.sample, at.step)});
}

void WaveformLog::addCommit(uint64_t time, int core, const Symbols &symbols, const PopulationTile &tile, Moment at,
                            const snnc_rtl_commit &record) {
  std::string text = fmt::format("{} sample {} step {}", symbols.layers()[tile.layer].name, at.sample, at.step);
  if (record.word == SNNC_RTL_FIRED) {
    list.push_back({time, core, text + " ends"});
    return;
  }
  text += fmt::format(" word {:#x}:", tile.potentialBase + record.word);
  WordNeurons neurons = tile.neurons(record.word);
  const Shape &shape = tile.layerShape;
  for (uint32_t lane = 0; lane < neurons.n; ++lane) {
    uint32_t neuron = neurons.first + lane * neurons.stride;
    text += fmt::format(" [{},{},{}] {}", neuron / (shape.height * shape.width), neuron / shape.width % shape.height,
                        neuron % shape.width, record.integrated[lane]);
    if (record.count[lane] != 0 || record.stored[lane] != record.integrated[lane])
      text += fmt::format(" fires {} leaves {}", record.count[lane], record.stored[lane]);
  }
  list.push_back({time, core, text});
}

/// The layer of a population of a core, where one runs there.
static std::string layerAt(const Symbols &symbols, int64_t x, int64_t y, int64_t slot) {
  int index = symbols.find(uint32_t(x), uint32_t(y), uint32_t(slot));
  return index < 0 ? "nothing" : symbols.layers()[symbols.populations()[index].layer].name;
}

/// Where a packet goes to, or comes from.
static std::string describeEnd(uint64_t packet, const mesh::PacketHeader &header, const mesh::FieldCodec &codec,
                               const mesh::LoadedImage &image, const Symbols &symbols) {
  auto kind = mesh::PacketKind(header.kind);
  if (header.toHost)
    return fmt::format("from core {},{} to the host", header.coreX, header.coreY);
  const mesh::TargetDescription &target = image.program.target;
  std::string layer;
  if (header.coreX < target.cols && header.coreY < target.rows) {
    const mesh::CoreProgram &core = image.program.core(uint32_t(header.coreX), uint32_t(header.coreY));
    if (kind == mesh::PacketKind::Spike && size_t(header.port) < core.ports.size() && core.ports[header.port])
      layer = layerAt(symbols, header.coreX, header.coreY, core.ports[header.port]->population);
    else if (kind == mesh::PacketKind::End && codec.payload<mesh::EndPayload>(packet).target < target.populations)
      layer = layerAt(symbols, header.coreX, header.coreY, codec.payload<mesh::EndPayload>(packet).target);
  }
  std::string place = fmt::format("core {},{}", header.coreX, header.coreY);
  if (kind == mesh::PacketKind::Spike)
    place += fmt::format(" port {}", header.port);
  return layer.empty() ? "to " + place : fmt::format("to {} ({})", layer, place);
}

std::string sim::describePacket(uint64_t packet, const mesh::FieldCodec &codec, const mesh::LoadedImage &image,
                                const Symbols &symbols) {
  mesh::PacketHeader header = codec.header(packet);
  // The port's lowest bit tells the two kinds of WRITE, which come in this order.
  bool isSecond = mesh::PacketKind(header.kind) == mesh::PacketKind::WriteData && (header.port & 1);
  const mesh::PayloadLayout *layout = nullptr;
  for (const mesh::PayloadLayout &kind : codec.layout().kinds)
    if (kind.spec->value == header.kind && (!layout || isSecond))
      layout = &kind;
  if (!layout)
    return fmt::format("packet of unknown kind {}", header.kind);
  std::string text = fmt::format("{} {}:", llvm::StringRef(layout->spec->name).upper(),
                                 describeEnd(packet, header, codec, image, symbols));
  for (const mesh::FieldPlace &field : layout->fields) {
    uint64_t value = (packet >> field.shift) & ((uint64_t(1) << field.bits) - 1);
    text += fmt::format("{}{} {}", text.back() == ':' ? " " : ", ", field.spec->name, value);
  }
  return text;
}

//===----------------------------------------------------------------------===//
// The file
//===----------------------------------------------------------------------===//

namespace {
/// A packet port of the chip: its signals, and the variable that says what they mean.
struct PacketPort {
  fstHandle valid = 0, ready = 0, packet = 0; ///< of the file that is read
  fstHandle text = 0;                         ///< of the file that is written
  std::string shown;
};

struct CommitText {
  fstHandle text = 0;
  std::string shown;
  uint64_t until = 0; ///< time at which it goes
};

/// Copies a file change by change, and says beside it what the changes mean.
class Copier {
public:
  Copier(const mesh::LoadedImage &image, const Symbols &symbols, const mesh::FieldCodec &codec, const WaveformLog &log)
      : image(image), symbols(symbols), codec(codec), log(log) {}
  ~Copier() {
    if (writer)
      fstWriterClose(writer);
    if (reader)
      fstReaderClose(reader);
  }

  bool run(const std::string &from, const std::string &to);

private:
  void copyHierarchy();
  void addVariables();
  fstHandle addString(const char *name) {
    return fstWriterCreateVar(writer, FST_VT_GEN_STRING, FST_VD_IMPLICIT, 0, name, 0);
  }
  PacketPort addPort(const char *name, const std::string &valid, const std::string &ready, const std::string &packet);
  void change(uint64_t time, fstHandle handle, const unsigned char *value);
  void endTime();
  void show(fstHandle variable, std::string &shown, const std::string &text);
  bool isSet(fstHandle handle) const { return handle && values.at(handle) == "1"; }

  const mesh::LoadedImage &image;
  const Symbols &symbols;
  const mesh::FieldCodec &codec;
  const WaveformLog &log;
  void *reader = nullptr, *writer = nullptr;
  llvm::StringMap<fstHandle> byName;       ///< of the file that is read
  std::map<fstHandle, fstHandle> written;  ///< by the handle of the file that is read
  std::map<fstHandle, std::string> values; ///< of the signals of packet ports
  std::vector<PacketPort> ports;
  std::vector<CommitText> commits; ///< of each core, behind them the host's step
  size_t logged = 0;
  uint64_t now = 0;
  bool hasTime = false;
};
} // namespace

void Copier::copyHierarchy() {
  std::vector<std::string> scopes;
  while (fstHier *entry = fstReaderIterateHier(reader))
    switch (entry->htyp) {
    case FST_HT_SCOPE:
      fstWriterSetScope(writer, fstScopeType(entry->u.scope.typ), entry->u.scope.name, entry->u.scope.component);
      scopes.push_back(entry->u.scope.name);
      break;
    case FST_HT_UPSCOPE:
      fstWriterSetUpscope(writer);
      scopes.pop_back();
      break;
    case FST_HT_VAR: {
      auto &var = entry->u.var;
      auto alias = written.find(var.handle);
      fstHandle handle = fstWriterCreateVar(writer, fstVarType(var.typ), fstVarDir(var.direction), var.length, var.name,
                                            alias == written.end() ? 0 : alias->second);
      written.try_emplace(var.handle, handle);
      llvm::StringRef name = llvm::StringRef(var.name).split(' ').first; // without its bits
      byName.try_emplace(llvm::join(scopes, ".") + "." + name.str(), var.handle);
      break;
    }
    case FST_HT_ATTRBEGIN:
      fstWriterSetAttrBegin(writer, fstAttrType(entry->u.attr.typ), entry->u.attr.subtype, entry->u.attr.name,
                            entry->u.attr.arg);
      break;
    case FST_HT_ATTREND:
      fstWriterSetAttrEnd(writer);
      break;
    }
}

PacketPort Copier::addPort(const char *name, const std::string &valid, const std::string &ready,
                           const std::string &packet) {
  PacketPort port{byName.lookup(valid), byName.lookup(ready), byName.lookup(packet), addString(name), ""};
  for (fstHandle handle : {port.valid, port.ready, port.packet})
    values[handle];
  return port;
}

void Copier::addVariables() {
  fstWriterSetScope(writer, FST_ST_VCD_MODULE, "text", nullptr);
  fstWriterSetScope(writer, FST_ST_VCD_MODULE, "host", nullptr);
  std::string chip = "chip.";
  ports.push_back(addPort("sends", chip + "host_in_valid", chip + "host_in_ready", chip + "host_in_packet"));
  ports.push_back(addPort("takes", chip + "host_out_valid", chip + "host_out_ready", chip + "host_out_packet"));
  fstHandle step = addString("step");
  fstWriterSetUpscope(writer);
  for (const mesh::CoreProgram &core : image.program.cores) {
    fstWriterSetScope(writer, FST_ST_VCD_MODULE, fmt::format("core_{}_{}", core.x, core.y).c_str(), nullptr);
    std::string tile = fmt::format("chip.chip.mesh.g_row[{}].g_col[{}].local_", core.y, core.x);
    ports.push_back(addPort("takes", tile + "out_valid", tile + "out_ready", tile + "out"));
    ports.push_back(addPort("sends", tile + "in_valid", tile + "in_ready", tile + "in"));
    commits.push_back({addString("commits"), "", UINT64_MAX});
    fstWriterSetUpscope(writer);
  }
  commits.push_back({step, "", UINT64_MAX});
  fstWriterSetUpscope(writer);
}

void Copier::show(fstHandle variable, std::string &shown, const std::string &text) {
  if (shown == text)
    return;
  shown = text;
  fstWriterEmitVariableLengthValueChange(writer, variable, text.data(), uint32_t(text.size()));
}

/// All changes of a time have been copied.
void Copier::endTime() {
  for (PacketPort &port : ports) {
    std::string text;
    uint64_t packet = 0;
    if (isSet(port.valid) && !llvm::StringRef(values.at(port.packet)).getAsInteger(2, packet))
      text = describePacket(packet, codec, image, symbols) + (isSet(port.ready) ? "" : " (waits)");
    show(port.text, port.shown, text);
  }
  std::map<size_t, std::string> texts;
  for (; logged < log.entries().size() && log.entries()[logged].time <= now; ++logged) {
    const WaveformLog::Entry &entry = log.entries()[logged];
    std::string &text = texts[entry.core < 0 ? commits.size() - 1 : size_t(entry.core)];
    text += (text.empty() ? "" : "; ") + entry.text;
  }
  for (size_t i = 0; i < commits.size(); ++i) {
    if (auto text = texts.find(i); text != texts.end()) {
      show(commits[i].text, commits[i].shown, text->second);
      commits[i].until = i + 1 == commits.size() ? UINT64_MAX : now + 2; // a cycle; a step stays
    } else if (now >= commits[i].until) {
      show(commits[i].text, commits[i].shown, "");
    }
  }
}

void Copier::change(uint64_t time, fstHandle handle, const unsigned char *value) {
  if (!hasTime || time != now) {
    if (hasTime)
      endTime();
    now = time;
    hasTime = true;
    fstWriterEmitTimeChange(writer, time);
  }
  fstWriterEmitValueChange(writer, written.at(handle), value);
  if (auto kept = values.find(handle); kept != values.end())
    kept->second = reinterpret_cast<const char *>(value);
}

bool Copier::run(const std::string &from, const std::string &to) {
  reader = fstReaderOpen(from.c_str());
  if (!reader || !(writer = fstWriterCreate(to.c_str(), /*use_compressed_hier=*/1)))
    return false;
  fstWriterSetPackType(writer, FST_WR_PT_LZ4);
  fstWriterSetTimescale(writer, fstReaderGetTimescale(reader));
  fstWriterSetDate(writer, ""); // the same input gives the same bytes
  fstWriterSetVersion(writer, "snnc");
  copyHierarchy();
  addVariables();
  fstReaderSetFacProcessMaskAll(reader);
  fstReaderIterBlocks(
      reader,
      [](void *self, uint64_t time, fstHandle handle, const unsigned char *value) {
        static_cast<Copier *>(self)->change(time, handle, value);
      },
      this, /*vcdhandle=*/nullptr);
  if (hasTime)
    endTime();
  fstWriterClose(std::exchange(writer, nullptr));
  return true;
}

llvm::Error sim::addText(const std::string &path, const mesh::LoadedImage &image, const Symbols &symbols,
                         const mesh::FieldCodec &codec, const WaveformLog &log) {
  std::string whole = path + ".text";
  if (!Copier(image, symbols, codec, log).run(path, whole)) {
    llvm::sys::fs::remove(whole);
    return llvm::createStringError("cannot write the waveform '" + path + "' with its text");
  }
  if (std::error_code code = llvm::sys::fs::rename(whole, path))
    return llvm::createStringError(code, "cannot replace '" + path + "': " + code.message());
  return llvm::Error::success();
}

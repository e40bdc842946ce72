//===- GenerateSystemVerilog.cpp - chip_pkg from the field table ----------===//

#include "backends/mesh/fields/Generate.h"
#include "llvm/ADT/StringRef.h"
#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <map>
#include <set>

using namespace snnc::mesh;

static std::string upper(llvm::StringRef name) {
  std::string result;
  for (char c : name) {
    if (c >= 'A' && c <= 'Z')
      result += '_';
    result += c >= 'a' && c <= 'z' ? char(c - 'a' + 'A') : c;
  }
  return result;
}

/// A packed struct member; yosys reads no `signed` member, so users cast with $signed.
static std::string member(unsigned bits, llvm::StringRef name) {
  return fmt::format("    logic [{}:0] {};\n", bits - 1, name.str());
}

static void addPackets(std::string &out, const FieldLayout &layout) {
  const FieldTable &table = FieldTable::get();
  out += "  typedef enum logic [2:0] {\n";
  std::set<unsigned> seen;
  std::string list;
  for (const PacketKindSpec &kind : table.kinds) {
    if (!seen.insert(kind.value).second)
      continue;
    // Two forms of WRITE share a kind; the name is what they have in common.
    llvm::StringRef name = kind.name;
    name = name.starts_with("write_") ? "write" : name;
    list += fmt::format("{}    KIND_{} = 3'd{}", list.empty() ? "" : ",\n", upper(name), kind.value);
  }
  out += list + "\n  } packet_kind_t;\n\n  typedef struct packed {\n";
  for (const FieldPlace &field : layout.header)
    out += member(field.bits, field.spec->name);
  out += member(layout.payloadBits, "payload") + "  } packet_t;\n\n";
  for (const PayloadLayout &kind : layout.kinds) {
    unsigned used = 0;
    for (const FieldPlace &field : kind.fields)
      used += field.bits;
    out += fmt::format("  // {}\n  typedef struct packed {{\n", kind.spec->doc);
    if (used < layout.payloadBits)
      out += member(layout.payloadBits - used, "unused");
    for (const FieldPlace &field : kind.fields)
      out += member(field.bits, field.spec->name);
    out += fmt::format("  }} {}_payload_t;\n\n", kind.spec->name);
  }
}

/// The struct covers whole words: the highest member is the top of the last word. Before it, for each field the word
/// that it stands in, for readers that need no more than the first words, and its lowest bit there.
static void addTable(std::string &out, const TableLayout &table) {
  std::string name = upper(table.spec->name);
  out += fmt::format("  // {}\n  localparam int {}_ENTRY_WORDS = {};\n  localparam int {}_ENTRY_STRIDE_BITS = {};\n",
                     table.spec->doc, name, table.words, name, table.strideBits);
  for (const FieldPlace &field : table.fields)
    out += fmt::format("  localparam int {0}_{1}_WORD = {2};\n  localparam int {0}_{1}_SHIFT = {3};\n", name,
                       upper(field.spec->name), field.word, field.shift);
  out += "  typedef struct packed {\n";
  unsigned next = table.words * 16, unusedCount = 0;
  for (size_t i = table.fields.size(); i-- > 0;) {
    const FieldPlace &field = table.fields[i];
    unsigned top = field.word * 16 + field.shift + field.bits;
    if (top < next)
      out += member(next - top, fmt::format("unused_{}", unusedCount++));
    out += member(field.bits, field.spec->name);
    next = field.word * 16 + field.shift;
  }
  out += fmt::format("  }} {}_entry_t;\n\n", table.spec->name);
}

/// For each number of a core a function of its place: cores may be of several kinds.
static void addSizes(std::string &out, const TargetDescription &target) {
  CoreSize::visit(target, [&](const char *name, const uint32_t &base) {
    std::string function = upper(name);
    std::transform(function.begin(), function.end(), function.begin(), ::tolower);
    function += "_of";
    out += fmt::format("  function automatic int {}(int x, int y);\n    {} = {};\n", function, function, base);
    for (uint32_t core = 0; core < target.kindOf.size(); ++core) {
      if (!target.kindOf[core])
        continue;
      uint32_t x = core % target.cols, y = core / target.cols, size = 0;
      CoreSize::visit(target.sizeOf(x, y), [&](const char *key, const uint32_t &value) {
        if (llvm::StringRef(key) == name)
          size = value;
      });
      out += fmt::format("    if (x == {} && y == {}) {} = {};\n", x, y, function, size);
    }
    out += "  endfunction\n";
  });
}

std::string snnc::mesh::generateSystemVerilogPackage(const TargetDescription &target, const FieldLayout &layout) {
  const FieldTable &table = FieldTable::get();
  std::string out = fmt::format(
      "// Generated from rtl/fields.json for target {}: do not edit.\n"
      "// No module uses every constant.\n/* verilator lint_off UNUSEDPARAM */\n/* verilator lint_off UNUSEDSIGNAL */\n"
      "package chip_pkg;\n",
      target.name);
  std::set<std::string> defined;
  std::map<std::string, uint32_t> parameters;
  TargetDescription::visit(target, [&](const char *name, const uint32_t &value) { parameters[name] = value; });
  TargetDescription::visitFeatures(target, [&](const char *name, const uint32_t &value) { parameters[name] = value; });
  const CoreSize largest = target.largest();
  CoreSize::visit(largest, [&](const char *name, const uint32_t &value) { parameters[name] = value; });
  for (const auto &[name, value] : parameters) {
    defined.insert(upper(name));
    out += fmt::format("  localparam int {} = {};\n", upper(name), value);
  }
  out += fmt::format("  // A decay counts 1/2^DECAY_BITS.\n  localparam int DECAY_BITS = {};\n\n",
                     TargetDescription::decayBits);
  for (const WidthSpec &width : table.widths)
    if (defined.insert(upper(width.name) + "_BITS").second)
      out += fmt::format("  localparam int {}_BITS = {};\n", upper(width.name), layout.width(width.name));
  out +=
      fmt::format("  // Digits of a potential that a readout sends.\n  localparam int PLACES = {};\n", target.places());
  out += fmt::format("  localparam int PAYLOAD_BITS = {};\n  localparam int PACKET_BITS = {};\n\n", layout.payloadBits,
                     layout.packetBits);
  addPackets(out, layout);
  for (const ConstantSpec &select : table.selects)
    out += fmt::format("  localparam int SELECT_{} = {};\n", upper(select.name), select.value);
  out += "\n";
  for (const ConstantSpec &kind : table.populationKinds)
    out += fmt::format("  localparam int POPULATION_KIND_{} = {};\n", upper(kind.name), kind.value);
  out += "\n";
  for (const ConstantSpec &counter : table.counters)
    out += fmt::format("  localparam int COUNTER_{} = {};\n", upper(counter.name), counter.value);
  out += "\n";
  for (const TableLayout &entry : layout.tables)
    addTable(out, entry);
  addSizes(out, target);
  out += "endpackage\n/* verilator lint_on UNUSEDPARAM */\n/* verilator lint_on UNUSEDSIGNAL */\n";
  return out;
}

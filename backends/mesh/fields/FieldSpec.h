//===- FieldSpec.h - the bit fields of the mesh chip ------------*- C++ -*-===//
//
// rtl/fields.json as a structure, and its widths worked out for one target. The generators (SystemVerilog package, C++
// header, reference page) and the codec of packets and tables all stand on this.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_BACKENDS_MESH_FIELDS_FIELDSPEC_H
#define SNNC_BACKENDS_MESH_FIELDS_FIELDSPEC_H

#include "backends/mesh/target/TargetDescription.h"
#include <map>
#include <string>
#include <vector>

namespace snnc::mesh {

/// A field as written in the table: its width is a number or the name of a width.
struct FieldSpec {
  std::string name, width, doc;
  bool isSigned = false;
};

struct WidthSpec {
  enum class Rule { Bits, Clog2, Clog2OfNext, Of, PlacesOf } rule;
  std::string name, parameter, doc;
  unsigned bits = 0, least = 0;
};

struct ConstantSpec {
  std::string name, doc;
  unsigned value;
};

struct PacketKindSpec {
  std::string name, doc;
  unsigned value;
  std::string feature; ///< that a chip must have for it; empty: all have it
  std::vector<FieldSpec> payload;
};

struct TableSpec {
  std::string name, count, select, doc;
  std::vector<FieldSpec> fields;
};

struct RecordSpec {
  std::string name, doc;
  std::vector<std::string> words;
};

/// The whole of rtl/fields.json.
struct FieldTable {
  std::vector<WidthSpec> widths;
  std::vector<FieldSpec> header;
  std::vector<PacketKindSpec> kinds;
  std::vector<ConstantSpec> selects, populationKinds, counters;
  std::vector<TableSpec> tables;
  unsigned magic = 0;
  std::vector<ConstantSpec> imageHeader;
  std::vector<RecordSpec> imageRecords;
  std::string packetDoc, tablesDoc, imageDoc;

  /// The table that is built into this program.
  static const FieldTable &get();
};

/// A field with its place for one target: `word` is 0 in packets.
struct FieldPlace {
  const FieldSpec *spec;
  unsigned word, shift, bits;
};

struct TableLayout {
  const TableSpec *spec;
  unsigned count;      ///< entries
  unsigned words;      ///< 16-bit words of an entry
  unsigned strideBits; ///< log2 of the distance of two entries, in words
  std::vector<FieldPlace> fields;
};

struct PayloadLayout {
  const PacketKindSpec *spec;
  std::vector<FieldPlace> fields;
};

/// All places for one target.
struct FieldLayout {
  std::map<std::string, unsigned> widths;
  unsigned payloadBits = 0, packetBits = 0;
  std::vector<FieldPlace> header; ///< shifts count from bit 0 of the packet
  std::vector<PayloadLayout> kinds;
  std::vector<TableLayout> tables;

  /// Fails where a packet would be wider than the 64 bits that a file gives it, or a field wider than a table word.
  static llvm::Expected<FieldLayout> create(const TargetDescription &target);

  unsigned width(const std::string &name) const { return widths.at(name); }
};

} // namespace snnc::mesh

#endif // SNNC_BACKENDS_MESH_FIELDS_FIELDSPEC_H

//===- Fields.h - packets and table entries, and their codec ----*- C++ -*-===//
//
// The structs are generated from rtl/fields.json; the codec places their fields for one target.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_BACKENDS_MESH_FIELDS_FIELDS_H
#define SNNC_BACKENDS_MESH_FIELDS_FIELDS_H

#include "backends/mesh/fields/FieldSpec.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"

namespace snnc::mesh {

#include "backends/mesh/fields/Fields.h.inc"

/// Reads and writes packets and table entries of one target.
class FieldCodec {
public:
  static llvm::Expected<FieldCodec> create(const TargetDescription &target);

  const FieldLayout &layout() const { return places; }
  template <typename Entry> const TableLayout &table() const { return places.tables[Entry::index]; }

  /// The words of a table entry. Fails with the field's name where a value does not fit: nothing is cut off.
  template <typename Entry> llvm::Expected<llvm::SmallVector<uint16_t, 16>> encode(const Entry &entry) const {
    const TableLayout &table = places.tables[Entry::index];
    llvm::SmallVector<uint16_t, 16> words(table.words, 0);
    const FieldPlace *place = table.fields.data();
    llvm::Error failure = llvm::Error::success();
    Entry::visit(entry, [&](const int64_t &value) {
      if (!failure && !fits(*place, value))
        failure = misfit(*place, table.spec->name + " table", value);
      words[place->word] |= uint16_t(mask(*place, value) << place->shift);
      ++place;
    });
    if (failure)
      return std::move(failure);
    return words;
  }

  template <typename Entry> Entry decode(llvm::ArrayRef<uint16_t> words) const {
    Entry entry;
    const FieldPlace *place = places.tables[Entry::index].fields.data();
    Entry::visit(entry, [&](int64_t &value) {
      value = extract(*place, words[place->word]);
      ++place;
    });
    return entry;
  }

  /// A packet; the kind is the payload's.
  template <typename Payload> llvm::Expected<uint64_t> packet(PacketHeader header, const Payload &payload) const {
    const PayloadLayout &layout = places.kinds[Payload::index];
    header.kind = layout.spec->value;
    uint64_t bits = 0;
    llvm::Error failure = llvm::Error::success();
    auto put = [&](const FieldPlace &place, int64_t value) {
      if (!failure && !fits(place, value))
        failure = misfit(place, layout.spec->name + " packet", value);
      bits |= mask(place, value) << place.shift;
    };
    const FieldPlace *place = places.header.data();
    PacketHeader::visit(header, [&](const int64_t &value) { put(*place++, value); });
    place = layout.fields.data();
    Payload::visit(payload, [&](const int64_t &value) { put(*place++, value); });
    if (failure)
      return std::move(failure);
    return bits;
  }

  /// The same of values that have been checked against the fields.
  template <typename Payload> uint64_t checkedPacket(const PacketHeader &header, const Payload &payload) const {
    return llvm::cantFail(packet(header, payload));
  }

  PacketHeader header(uint64_t packet) const {
    PacketHeader header;
    const FieldPlace *place = places.header.data();
    PacketHeader::visit(header, [&](int64_t &value) { value = extract(*place++, packet); });
    return header;
  }

  template <typename Payload> Payload payload(uint64_t packet) const {
    Payload payload;
    const FieldPlace *place = places.kinds[Payload::index].fields.data();
    Payload::visit(payload, [&](int64_t &value) { value = extract(*place++, packet); });
    return payload;
  }

private:
  explicit FieldCodec(FieldLayout layout) : places(std::move(layout)) {}

  static uint64_t mask(const FieldPlace &place, int64_t value) {
    return uint64_t(value) & ((uint64_t(1) << place.bits) - 1);
  }
  static bool fits(const FieldPlace &place, int64_t value) {
    int64_t span = int64_t(1) << place.bits;
    return place.spec->isSigned ? value >= -span / 2 && value < span / 2 : value >= 0 && value < span;
  }
  static int64_t extract(const FieldPlace &place, uint64_t word) {
    uint64_t value = (word >> place.shift) & ((uint64_t(1) << place.bits) - 1);
    if (place.spec->isSigned && (value >> (place.bits - 1)))
      return int64_t(value) - (int64_t(1) << place.bits);
    return int64_t(value);
  }
  static llvm::Error misfit(const FieldPlace &place, const std::string &owner, int64_t value);

  FieldLayout places;
};

} // namespace snnc::mesh

#endif // SNNC_BACKENDS_MESH_FIELDS_FIELDS_H

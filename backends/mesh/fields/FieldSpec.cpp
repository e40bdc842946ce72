//===- FieldSpec.cpp - the bit fields of the mesh chip --------------------===//

#include "backends/mesh/fields/FieldSpec.h"
#include "llvm/Support/MathExtras.h"
#include <nlohmann/json.hpp>

using namespace snnc::mesh;
using nlohmann::json;

static const char fieldsText[] =
#include "backends/mesh/fields/fields.json.inc"
    ;

static std::string text(const json &object, const char *key) { return object.value(key, std::string()); }

static std::vector<FieldSpec> readFields(const json &list) {
  std::vector<FieldSpec> fields;
  for (const json &entry : list) {
    const json &bits = entry["bits"];
    fields.push_back({text(entry, "name"), bits.is_string() ? bits.get<std::string>() : std::to_string(bits.get<int>()),
                      text(entry, "doc"), entry.value("signed", false)});
  }
  return fields;
}

static std::vector<ConstantSpec> readConstants(const json &list) {
  std::vector<ConstantSpec> constants;
  for (const json &entry : list)
    constants.push_back({text(entry, "name"), text(entry, "doc"), entry.value("value", 0u)});
  return constants;
}

static WidthSpec readWidth(const json &entry) {
  WidthSpec width{WidthSpec::Rule::Bits, text(entry, "name"), "", text(entry, "doc"), 0, entry.value("least", 0u)};
  if (entry.contains("bits")) {
    width.bits = entry["bits"].get<unsigned>();
  } else if (entry.contains("clog2")) {
    width.rule = WidthSpec::Rule::Clog2;
    width.parameter = text(entry, "clog2");
  } else if (entry.contains("clog2_of_next")) {
    width.rule = WidthSpec::Rule::Clog2OfNext;
    width.parameter = text(entry, "clog2_of_next");
  } else if (entry.contains("places_of")) {
    width.rule = WidthSpec::Rule::PlacesOf;
    width.parameter = text(entry, "places_of");
  } else {
    width.rule = WidthSpec::Rule::Of;
    width.parameter = text(entry, "of");
  }
  return width;
}

const FieldTable &FieldTable::get() {
  static const FieldTable table = [] {
    json document = json::parse(fieldsText);
    FieldTable result;
    for (const json &entry : document["widths"])
      result.widths.push_back(readWidth(entry));
    const json &packet = document["packet"];
    result.packetDoc = text(packet, "doc");
    result.header = readFields(packet["header"]);
    for (const json &kind : packet["kinds"])
      result.kinds.push_back({text(kind, "name"), text(kind, "doc"), kind["value"].get<unsigned>(),
                              text(kind, "feature"), readFields(kind["payload"])});
    result.selects = readConstants(document["selects"]);
    result.populationKinds = readConstants(document["population_kinds"]);
    result.counters = readConstants(document["counters"]);
    result.tablesDoc = text(document["tables"], "doc");
    for (const json &entry : document["tables"]["entries"])
      result.tables.push_back({text(entry, "name"), text(entry, "count"), text(entry, "select"), text(entry, "doc"),
                               readFields(entry["fields"])});
    const json &image = document["image"];
    result.imageDoc = text(image, "doc");
    result.magic = image["magic"].get<unsigned>();
    result.imageHeader = readConstants(image["header"]);
    for (const json &record : image["records"])
      result.imageRecords.push_back(
          {text(record, "name"), text(record, "doc"), record["words"].get<std::vector<std::string>>()});
    return result;
  }();
  return table;
}

static std::map<std::string, unsigned> parametersOf(const TargetDescription &target) {
  std::map<std::string, unsigned> parameters;
  TargetDescription::visit(target, [&](const char *name, const uint32_t &value) { parameters[name] = value; });
  TargetDescription::visitFeatures(target, [&](const char *name, const uint32_t &value) { parameters[name] = value; });
  // Fields reach the largest core.
  const CoreSize largest = target.largest();
  CoreSize::visit(largest, [&](const char *name, const uint32_t &value) { parameters[name] = value; });
  return parameters;
}

static unsigned bitsOf(const WidthSpec &width, const std::map<std::string, unsigned> &parameters,
                       const TargetDescription &target) {
  switch (width.rule) {
  case WidthSpec::Rule::Bits:
    return width.bits;
  case WidthSpec::Rule::Clog2:
    return std::max(width.least, llvm::Log2_32_Ceil(parameters.at(width.parameter)));
  case WidthSpec::Rule::Clog2OfNext:
    return std::max(width.least, llvm::Log2_32_Ceil(parameters.at(width.parameter) + 1));
  case WidthSpec::Rule::Of:
    return parameters.at(width.parameter);
  case WidthSpec::Rule::PlacesOf:
    return std::max(width.least, llvm::Log2_32_Ceil(target.places()));
  }
  llvm_unreachable("all rules are handled");
}

llvm::Expected<FieldLayout> FieldLayout::create(const TargetDescription &target) {
  const FieldTable &table = FieldTable::get();
  std::map<std::string, unsigned> parameters = parametersOf(target);
  FieldLayout layout;
  for (const WidthSpec &width : table.widths)
    layout.widths[width.name] = bitsOf(width, parameters, target);
  auto bits = [&](const FieldSpec &field) -> unsigned {
    auto known = layout.widths.find(field.width);
    return known != layout.widths.end() ? known->second : std::stoul(field.width);
  };
  // Packets list their fields from the top: places are given from the last field up.
  auto placeFromTop = [&](const std::vector<FieldSpec> &fields, unsigned lowest, unsigned &total) {
    std::vector<FieldPlace> places(fields.size());
    unsigned shift = lowest;
    for (size_t i = fields.size(); i-- > 0;) {
      places[i] = {&fields[i], 0, shift, bits(fields[i])};
      shift += places[i].bits;
    }
    total = std::max(total, shift);
    return places;
  };
  // A kind that only some chips have does not widen the packets of others.
  for (const PacketKindSpec &kind : table.kinds) {
    unsigned unused = 0;
    bool isThere = kind.feature.empty() || parameters.at(kind.feature) != 0;
    layout.kinds.push_back({&kind, placeFromTop(kind.payload, 0, isThere ? layout.payloadBits : unused)});
  }
  layout.header = placeFromTop(table.header, layout.payloadBits, layout.packetBits);
  if (layout.packetBits > 64)
    return llvm::createStringError("target '" + llvm::Twine(target.name) + "': a packet needs " +
                                   llvm::Twine(layout.packetBits) + " bits, an image holds 64");
  for (const TableSpec &spec : table.tables) {
    TableLayout entry{&spec, parameters.at(spec.count), 0, 0, {}};
    unsigned word = 0, used = 0;
    for (const FieldSpec &field : spec.fields) {
      unsigned width = bits(field);
      if (width > 16)
        return llvm::createStringError("target '" + llvm::Twine(target.name) + "': field " + field.name + " of the " +
                                       spec.name + " table needs " + llvm::Twine(width) + " bits, a table word has 16");
      if (used + width > 16) {
        ++word;
        used = 0;
      }
      entry.fields.push_back({&field, word, used, width});
      used += width;
    }
    entry.words = word + 1;
    entry.strideBits = llvm::Log2_32_Ceil(entry.words);
    layout.tables.push_back(std::move(entry));
  }
  return layout;
}

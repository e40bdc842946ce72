//===- GenerateMarkdown.cpp - reference page of the field table -----------===//

#include "backends/mesh/fields/Generate.h"
#include <fmt/format.h>

using namespace snnc::mesh;

static std::string bitRange(const FieldPlace &field) {
  return field.bits == 1 ? fmt::format("{}", field.shift)
                         : fmt::format("{}:{}", field.shift + field.bits - 1, field.shift);
}

/// A width that depends on the target is named; the table of widths says how to compute it.
static std::string widthOf(const FieldSpec &field) {
  bool isNumber = field.width.find_first_not_of("0123456789") == std::string::npos;
  return isNumber ? field.width : "`" + field.width + "`";
}

static std::string fieldRow(const FieldPlace &field, const std::string &word) {
  return fmt::format("| `{}` | {}{} | {} | {}{} |\n", field.spec->name, word, bitRange(field), widthOf(*field.spec),
                     field.spec->doc, field.spec->isSigned ? " (signed)" : "");
}

static std::string formula(const WidthSpec &width) {
  switch (width.rule) {
  case WidthSpec::Rule::Bits:
    return fmt::format("{}", width.bits);
  case WidthSpec::Rule::Clog2:
    return fmt::format("max({}, ceil(log2({})))", width.least, width.parameter);
  case WidthSpec::Rule::Clog2OfNext:
    return fmt::format("max({}, ceil(log2({} + 1)))", width.least, width.parameter);
  case WidthSpec::Rule::Of:
    return width.parameter;
  case WidthSpec::Rule::PlacesOf:
    return fmt::format("max({}, ceil(log2(ceil(stateBits / `{}`))))", width.least, width.parameter);
  }
  return "";
}

static std::string widths(const FieldTable &table, const FieldLayout &layout) {
  std::string out = "\n## Widths\nFields whose width depends on the target name it in the column *width*. Names "
                    "without backquotes are "
                    "numbers of the target, as its JSON has them; of `populations`, `ports`, `destinations`, "
                    "`credits`, `weightWords` "
                    "and `stateWords` the greatest among the cores of the mesh, where it has several kinds.\n\n"
                    "| width | bits here | of any target | meaning |\n| --- | --- | --- | --- |\n";
  for (const WidthSpec &width : table.widths)
    out += fmt::format("| `{}` | {} | {} | {} |\n", width.name, layout.width(width.name), formula(width), width.doc);
  return out;
}

static std::string constants(const std::string &title, const std::vector<ConstantSpec> &list) {
  std::string out = fmt::format("\n## {}\n| name | value | meaning |\n| --- | --- | --- |\n", title);
  for (const ConstantSpec &constant : list)
    out += fmt::format("| `{}` | {} | {} |\n", constant.name, constant.value, constant.doc);
  return out;
}

static std::string image(const FieldTable &table) {
  std::string out = fmt::format("\n## Image file\n{}\n\n| header word | meaning |\n| --- | --- |\n", table.imageDoc);
  for (const ConstantSpec &word : table.imageHeader)
    out += fmt::format("| `{}` | {} |\n", word.name, word.doc);
  out += "\n| record | words | meaning |\n| --- | --- | --- |\n";
  for (const RecordSpec &record : table.imageRecords) {
    std::string words;
    for (const std::string &word : record.words)
      words += (words.empty() ? "" : ", ") + word;
    out += fmt::format("| `{}` | {} | {} |\n", record.name, words, record.doc);
  }
  return out;
}

std::string snnc::mesh::generateMarkdown(const TargetDescription &target, const FieldLayout &layout) {
  const FieldTable &table = FieldTable::get();
  std::string out = fmt::format(
      "# Bit fields of the mesh chip\n\nGenerated from `rtl/fields.json` (`./dev reference`), with the widths of "
      "target `{}`; other targets "
      "may have wider fields. In C++ the names are written in camelCase, in SystemVerilog as "
      "here. How an image is read "
      "with them: [image format](image-format.md).\n",
      target.name);
  out += widths(table, layout);
  out +=
      fmt::format("\n## Packets: {} bits\n{} The payload field is as wide as the widest payload of the kinds that the "
                  "target has.\n\n| header field | bits | width | meaning |\n| --- | --- | --- | --- |\n",
                  layout.packetBits, table.packetDoc);
  for (const FieldPlace &field : layout.header)
    out += fieldRow(field, "");
  for (const PayloadLayout &kind : layout.kinds) {
    out += fmt::format("\n### `{}` (kind {})\n{}{}\n\n| payload field | bits | width | meaning |\n"
                       "| --- | --- | --- | --- |\n",
                       kind.spec->name, kind.spec->value, kind.spec->doc,
                       kind.spec->feature.empty() ? ""
                                                  : fmt::format(". Of targets whose `{}` is true", kind.spec->feature));
    for (const FieldPlace &field : kind.fields)
      out += fieldRow(field, "");
  }
  out += constants("Selects of WRITE", table.selects) + constants("Population kinds", table.populationKinds) +
         constants("Counters of READ", table.counters);
  out += fmt::format("\n## Tables\n{}\n", table.tablesDoc);
  for (const TableLayout &entry : layout.tables) {
    out +=
        fmt::format("\n### {} table: {} entries of {} words, stride {}\n{}\n\n| field | word | bits | width | meaning "
                    "|\n| --- | --- | --- | --- | --- |\n",
                    entry.spec->name, entry.count, entry.words, 1u << entry.strideBits, entry.spec->doc);
    for (const FieldPlace &field : entry.fields)
      out += fieldRow(field, fmt::format("{} | ", field.word));
  }
  return out + image(table);
}

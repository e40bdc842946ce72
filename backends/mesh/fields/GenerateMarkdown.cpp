//===- GenerateMarkdown.cpp - reference page of the field table -----------===//

#include "backends/mesh/fields/Generate.h"
#include <fmt/format.h>

using namespace snnc::mesh;

static std::string bitRange(const FieldPlace &field) {
  return field.bits == 1 ? fmt::format("{}", field.shift)
                         : fmt::format("{}:{}", field.shift + field.bits - 1, field.shift);
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
  std::string out =
      fmt::format("# Bit fields of the mesh chip\n\nGenerated from `rtl/fields.json`, with the widths of target `{}`; "
                  "other targets "
                  "may have wider fields. In C++ the names are written in camelCase, in SystemVerilog as here.\n\n"
                  "## Packets: {} bits\n{}\n\n| header field | bits | meaning |\n| --- | --- | --- |\n",
                  target.name, layout.packetBits, table.packetDoc);
  for (const FieldPlace &field : layout.header)
    out += fmt::format("| `{}` | {} | {} |\n", field.spec->name, bitRange(field), field.spec->doc);
  for (const PayloadLayout &kind : layout.kinds) {
    out += fmt::format("\n### `{}` (kind {})\n{}\n\n| payload field | bits | meaning |\n| --- | --- | --- |\n",
                       kind.spec->name, kind.spec->value, kind.spec->doc);
    for (const FieldPlace &field : kind.fields)
      out += fmt::format("| `{}` | {} | {} |\n", field.spec->name, bitRange(field), field.spec->doc);
  }
  out += constants("Selects of WRITE", table.selects) + constants("Population kinds", table.populationKinds) +
         constants("Counters of READ", table.counters);
  out += fmt::format("\n## Tables\n{}\n", table.tablesDoc);
  for (const TableLayout &entry : layout.tables) {
    out += fmt::format("\n### {} table: {} entries of {} words, stride {}\n{}\n\n| field | word | bits | meaning |\n"
                       "| --- | --- | --- | --- |\n",
                       entry.spec->name, entry.count, entry.words, 1u << entry.strideBits, entry.spec->doc);
    for (const FieldPlace &field : entry.fields)
      out += fmt::format("| `{}` | {} | {} | {}{} |\n", field.spec->name, field.word, bitRange(field), field.spec->doc,
                         field.spec->isSigned ? " (signed)" : "");
  }
  return out + image(table);
}

//===- GenerateCpp.cpp - C++ structs from the field table -----------------===//

#include "backends/mesh/fields/Generate.h"
#include "llvm/ADT/StringExtras.h"
#include <fmt/format.h>
#include <set>

using namespace snnc::mesh;

static std::string camel(llvm::StringRef name) {
  std::string result = llvm::convertToCamelFromSnakeCase(name);
  return result;
}
static std::string pascal(llvm::StringRef name) {
  return llvm::convertToCamelFromSnakeCase(name, /*capitalizeFirst=*/true);
}

static std::string structOf(llvm::StringRef name, llvm::StringRef doc, llvm::StringRef identity,
                            const std::vector<FieldSpec> &fields) {
  std::string out = fmt::format("/// {}\nstruct {} {{\n  {}\n", doc.str(), name.str(), identity.str());
  std::string visits;
  for (const FieldSpec &field : fields) {
    out += fmt::format("  int64_t {} = 0; ///< {}\n", camel(field.name), field.doc);
    visits += fmt::format("    visit(self.{});\n", camel(field.name));
  }
  out += fmt::format("  /// Visits the fields in the order of the table.\n"
                     "  template <typename Self, typename Visitor> static void visit(Self &self, Visitor &&visit) {{\n"
                     "{}  }}\n}};\n\n",
                     visits);
  return out;
}

static std::string enumOf(llvm::StringRef name, const std::vector<ConstantSpec> &constants) {
  std::string out = fmt::format("enum class {} : uint8_t {{\n", name.str());
  for (const ConstantSpec &constant : constants)
    out += fmt::format("  {} = {}, ///< {}\n", pascal(constant.name), constant.value, constant.doc);
  return out + "};\n\n";
}

std::string snnc::mesh::generateCppHeader(const FieldTable &table) {
  std::string out = "// Generated from rtl/fields.json: do not edit.\n\n";
  std::vector<ConstantSpec> kinds;
  for (const PacketKindSpec &kind : table.kinds)
    kinds.push_back({kind.name, kind.doc, kind.value});
  out += enumOf("PacketKind", kinds) + enumOf("Select", table.selects) +
         enumOf("PopulationKind", table.populationKinds) + enumOf("Counter", table.counters);
  out += structOf("PacketHeader", "The header of a packet.", "", table.header);
  for (size_t i = 0; i < table.kinds.size(); ++i)
    out += structOf(pascal(table.kinds[i].name) + "Payload", table.kinds[i].doc,
                    fmt::format("static constexpr unsigned index = {};", i), table.kinds[i].payload);
  for (size_t i = 0; i < table.tables.size(); ++i)
    out += structOf(pascal(table.tables[i].name) + "Entry", table.tables[i].doc,
                    fmt::format("static constexpr unsigned index = {};", i), table.tables[i].fields);
  out += fmt::format("/// The first word of an image: the bytes `SNNC`.\nconstexpr uint32_t imageMagic = {}u;\n"
                     "/// 32-bit words of the image header.\nconstexpr unsigned imageHeaderWords = {};\n",
                     table.magic, table.imageHeader.size());
  return out;
}

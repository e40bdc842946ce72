//===- TargetDescription.cpp - the limits of a mesh chip ------------------===//

#include "backends/mesh/target/TargetDescription.h"
#include "support/json/Json.h"
#include "support/preset/Preset.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>

using namespace snnc;
using namespace snnc::mesh;
using nlohmann::json;

static const char schemaText[] =
#include "backends/mesh/target/target.schema.json.inc"
    ;

static const Preset presets[] = {
    {
        "fpga2x2",
#include "backends/mesh/targets/fpga2x2.json.inc"
    },
    {
        "mesh16x16",
#include "backends/mesh/targets/mesh16x16.json.inc"
    },
    {
        "mesh2x2",
#include "backends/mesh/targets/mesh2x2.json.inc"
    },
    {
        "mesh4x4",
#include "backends/mesh/targets/mesh4x4.json.inc"
    },
    {
        "mesh8x8",
#include "backends/mesh/targets/mesh8x8.json.inc"
    },
    {
        "mixed4x4",
#include "backends/mesh/targets/mixed4x4.json.inc"
    },
};

llvm::ArrayRef<llvm::StringRef> mesh::presetNames() {
  static const std::vector<llvm::StringRef> names = namesOf(presets);
  return names;
}

llvm::StringRef mesh::presetText(llvm::StringRef name) { return textOf(presets, name); }

/// A number of a target file is itself, or an object that says where it comes from.
static uint32_t numberOf(const json &entry) {
  const json &value = entry.is_object() ? entry["value"] : entry;
  return value.is_boolean() ? uint32_t(value.get<bool>()) : value.get<uint32_t>();
}

/// The core [x, y] of a target file; the mesh says what it may be.
static llvm::Expected<uint32_t> coreOf(const json &place, const TargetDescription &target, llvm::StringRef where) {
  uint32_t x = place[0].get<uint32_t>(), y = place[1].get<uint32_t>();
  if (x >= target.cols || y >= target.rows)
    return llvm::createStringError(where + ": core [" + llvm::Twine(x) + ", " + llvm::Twine(y) + "] is outside of " +
                                   llvm::Twine(target.cols) + " columns and " + llvm::Twine(target.rows) + " rows");
  return y * target.cols + x;
}

/// Faulty links; cores that the host does not reach without them count as faulty.
static llvm::Error readLinks(const json &document, TargetDescription &target, llvm::StringRef where) {
  for (const json &link : document.value("faultyLinks", json::array())) {
    llvm::Expected<uint32_t> a = coreOf(link[0], target, where), b = coreOf(link[1], target, where);
    if (!a || !b)
      return llvm::joinErrors(a.takeError(), b.takeError());
    auto [first, second] = std::minmax(*a, *b);
    bool isVertical = second == first + target.cols;
    if (!isVertical && (second != first + 1 || second % target.cols == 0))
      return llvm::createStringError(where + ": faultyLinks: there is no link between [" +
                                     llvm::Twine(*a % target.cols) + ", " + llvm::Twine(*a / target.cols) + "] and [" +
                                     llvm::Twine(*b % target.cols) + ", " + llvm::Twine(*b / target.cols) +
                                     "]: each core has one to its neighbours");
    target.faultyLinks.push_back({first, isVertical});
  }
  llvm::sort(target.faultyLinks);
  target.faultyLinks.erase(std::unique(target.faultyLinks.begin(), target.faultyLinks.end()), target.faultyLinks.end());
  for (uint32_t core = 0; core < target.cols * target.rows; ++core)
    if (!target.hasWay(0, core) || !target.hasWay(core, 0)) // the host is at core 0
      target.faulty.push_back(core);
  return llvm::Error::success();
}

/// Kinds of core, and which core is of which kind.
static llvm::Error readKinds(const json &document, TargetDescription &target, llvm::StringRef where) {
  const json kinds = document.value("coreKinds", json::object());
  for (const auto &[name, size] : kinds.items()) {
    CoreKind kind;
    kind.name = name;
    CoreSize::visit(kind, [&, &size = size](const char *key, uint32_t &member) { member = numberOf(size[key]); });
    target.kinds.push_back(kind);
  }
  for (const json &entry : document.value("kindOf", json::array())) {
    llvm::Expected<uint32_t> core = coreOf(entry["core"], target, where);
    if (!core)
      return core.takeError();
    std::string name = entry["kind"].get<std::string>();
    auto kind = llvm::find_if(target.kinds, [&](const CoreKind &k) { return k.name == name; });
    if (kind == target.kinds.end())
      return llvm::createStringError(where + ": unknown core kind '" + name + "'; coreKinds names " +
                                     llvm::Twine(target.kinds.size()) + " kinds");
    target.kindOf.resize(size_t(target.cols) * target.rows, 0);
    target.kindOf[*core] = uint32_t(kind - target.kinds.begin()) + 1;
  }
  for (const json &place : document.value("faultyCores", json::array())) {
    llvm::Expected<uint32_t> core = coreOf(place, target, where);
    if (!core)
      return core.takeError();
    target.faulty.push_back(*core);
  }
  if (llvm::Error error = readLinks(document, target, where))
    return error;
  llvm::sort(target.faulty);
  target.faulty.erase(std::unique(target.faulty.begin(), target.faulty.end()), target.faulty.end());
  if (target.faulty.size() == size_t(target.cols) * target.rows)
    return llvm::createStringError(where + ": all " + llvm::Twine(target.faulty.size()) +
                                   " cores are faulty, or the host reaches them over faulty links only");
  return llvm::Error::success();
}

/// A number out of the range that the schema gives it, said with need and have: the schema alone says that one of two
/// forms was expected. Nothing where there is none.
static std::string whyOutOfRange(const json &numbers, const json &schema, const std::string &place) {
  for (const auto &[key, entry] : numbers.items()) {
    auto known = schema.find(key);
    if (known == schema.end() || !known->contains("oneOf") || !(*known)["oneOf"][0].contains("minimum"))
      continue;
    const json &range = (*known)["oneOf"][0], value = entry.is_object() ? entry.value("value", json()) : entry;
    int64_t least = range["minimum"].get<int64_t>(), greatest = range["maximum"].get<int64_t>();
    // Compared as a real number: a whole one may be beyond 64 bits.
    if (!value.is_number() ||
        (value.is_number_integer() && value.get<double>() >= double(least) && value.get<double>() <= double(greatest)))
      continue;
    return place + key + " is " + value.dump() + ", must be a whole number from " + std::to_string(least) + " to " +
           std::to_string(greatest);
  }
  return "";
}

static std::string whyOutOfRange(const json &document) {
  json schema = json::parse(schemaText)["properties"];
  std::string why = whyOutOfRange(document, schema, "");
  if (auto kinds = document.find("coreKinds"); kinds != document.end() && kinds->is_object())
    for (const auto &[name, kind] : kinds->items())
      if (why.empty() && kind.is_object())
        why = whyOutOfRange(kind, schema["coreKinds"]["additionalProperties"]["properties"],
                            "core kind '" + name + "': ");
  return why;
}

llvm::Expected<TargetDescription> TargetDescription::parse(llvm::StringRef text, llvm::StringRef where) {
  llvm::Expected<json> document = parseJson(text, where);
  if (!document)
    return document.takeError();
  if (std::string why = document->is_object() ? whyOutOfRange(*document) : ""; !why.empty())
    return llvm::createStringError(where + ": " + why);
  if (llvm::Error error = checkJson(*document, where, schemaText))
    return std::move(error);
  TargetDescription target;
  target.name = (*document)["name"].get<std::string>();
  visit(target, [&](const char *key, uint32_t &member) { member = numberOf((*document)[key]); });
  visitFeatures(target, [&](const char *key, uint32_t &member) {
    if (document->contains(key))
      member = numberOf((*document)[key]);
  });
  if (target.current && !target.leak)
    return llvm::createStringError(where +
                                   ": current is true, but leak is not: the decay of a synaptic current is made by "
                                   "what decays potentials; with \"leak\": true it would fit");
  if (target.readout && !target.leak)
    return llvm::createStringError(where + ": readout is true, but leak is not: the potentials of a readout leak, or "
                                           "nothing bounds them; with \"leak\": true it would fit");
  if (target.leak && target.stateBits < 14)
    return llvm::createStringError(where + ": leak is true and stateBits is " + llvm::Twine(target.stateBits) +
                                   ", but a decay counts 1/4096, which needs 14 bits of state");
  // What the schema cannot say: the count field is used whole, so that a packet's field cannot hold a forbidden count.
  if ((target.countMax & (target.countMax + 1)) != 0)
    return llvm::createStringError(where + ": countMax is " + llvm::Twine(target.countMax) +
                                   ", but must be 2^k - 1 (1, 3, 7 or 15)");
  if ((target.mergeWords & (target.mergeWords - 1)) != 0 || target.mergeWords == 1)
    return llvm::createStringError(where + ": mergeWords is " + llvm::Twine(target.mergeWords) +
                                   ", but must be 0 or a power of two from 2 to 128");
  if (llvm::Error error = readKinds(*document, target, where))
    return std::move(error);
  return target;
}

/// Whether a feature is a number, not a thing that is there or not.
static bool isNumber(llvm::StringRef feature) {
  return feature == "weightShift" || feature == "mergeWords" || feature == "multicastGroups";
}

static json describeHardware(const TargetDescription &target) {
  json document = {{"format", TargetDescription::format.str()}, {"version", 1}};
  TargetDescription::visit(target, [&](const char *key, const uint32_t &member) { document[key] = member; });
  // Where a feature is as in a file that does not name it, it is not named.
  json usual;
  const TargetDescription unnamed;
  TargetDescription::visitFeatures(unnamed, [&](const char *key, const uint32_t &member) { usual[key] = member; });
  TargetDescription::visitFeatures(target, [&](llvm::StringRef key, const uint32_t &member) {
    if (usual[key.str()] != json(member))
      document[key.str()] = isNumber(key) ? json(member) : json(member != 0);
  });
  for (const CoreKind &kind : target.kinds)
    CoreSize::visit(kind,
                    [&](const char *key, const uint32_t &member) { document["coreKinds"][kind.name][key] = member; });
  for (auto [core, kind] : llvm::enumerate(target.kindOf))
    if (kind)
      document["kindOf"].push_back(
          {{"core", {core % target.cols, core / target.cols}}, {"kind", target.kinds[kind - 1].name}});
  return document;
}

std::string TargetDescription::canonicalJson() const {
  json document = describeHardware(*this);
  document["name"] = name;
  for (uint32_t core : faulty)
    document["faultyCores"].push_back({core % cols, core / cols});
  for (const FaultyLink &link : faultyLinks) {
    uint32_t other = link.core + (link.isVertical ? cols : 1);
    document["faultyLinks"].push_back({{link.core % cols, link.core / cols}, {other % cols, other / cols}});
  }
  return document.dump();
}

std::string TargetDescription::hardwareJson() const { return describeHardware(*this).dump(); }

uint32_t TargetDescription::places() const {
  uint32_t digit = llvm::Log2_32_Ceil(countMax + 1);
  return (stateBits + digit - 1) / digit;
}

const CoreSize &TargetDescription::sizeOf(uint32_t x, uint32_t y) const {
  uint32_t kind = kindOf.empty() ? 0 : kindOf[size_t(y) * cols + x];
  return kind ? static_cast<const CoreSize &>(kinds[kind - 1]) : *this;
}

CoreSize TargetDescription::largest() const {
  CoreSize size;
  for (uint32_t y = 0; y < rows; ++y)
    for (uint32_t x = 0; x < cols; ++x) {
      std::vector<uint32_t> numbers;
      CoreSize::visit(sizeOf(x, y), [&](const char *, const uint32_t &member) { numbers.push_back(member); });
      const uint32_t *next = numbers.data();
      CoreSize::visit(size, [&](const char *, uint32_t &member) { member = std::max(member, *next++); });
    }
  return size;
}

bool TargetDescription::isFaulty(uint32_t x, uint32_t y) const {
  return std::binary_search(faulty.begin(), faulty.end(), y * cols + x);
}

bool TargetDescription::hasWay(uint32_t from, uint32_t to) const {
  auto works = [&](uint32_t a, uint32_t b) {
    return !std::binary_search(faultyLinks.begin(), faultyLinks.end(),
                               FaultyLink{std::min(a, b), a + cols == b || b + cols == a});
  };
  for (uint32_t step; from % cols != to % cols; from = step)
    if (step = from % cols < to % cols ? from + 1 : from - 1; !works(from, step))
      return false;
  for (uint32_t step; from != to; from = step)
    if (step = from < to ? from + cols : from - cols; !works(from, step))
      return false;
  return true;
}

llvm::Expected<TargetDescription> mesh::loadTarget(llvm::StringRef nameOrPath) {
  if (llvm::StringRef text = presetText(nameOrPath); !text.empty())
    return TargetDescription::parse(text, nameOrPath);
  if (!nameOrPath.contains('/') && !nameOrPath.ends_with(".json"))
    return llvm::createStringError("unknown target '" + nameOrPath + "'; known: " + llvm::join(presetNames(), ", ") +
                                   ", or the path of a target file (.json)");
  llvm::Expected<std::string> text = readTextFile(nameOrPath);
  if (!text)
    return text.takeError();
  return TargetDescription::parse(*text, nameOrPath);
}

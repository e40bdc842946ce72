//===- PlacementFile.cpp - cores of tiles, as a file ----------------------===//

#include "compiler/driver/PlacementFile.h"
#include "support/json/Json.h"
#include <fmt/format.h>

using namespace snnc;

static constexpr llvm::StringLiteral schema = R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "type": "object",
  "required": ["format", "version"],
  "properties": {
    "format": {"enum": ["snnc.placement", "snnc.program"]},
    "version": {"const": 1},
    "tiles": {"$ref": "#/definitions/tiles"},
    "populations": {"$ref": "#/definitions/tiles"},
    "options": {"type": "object", "properties": {"tiles": {"type": "array", "items": {"type": "string"}}}}
  },
  "oneOf": [{"required": ["tiles"]}, {"required": ["populations"]}],
  "definitions": {
    "tiles": {
      "type": "array",
      "items": {
        "type": "object", "required": ["layer", "core"],
        "properties": {
          "layer": {"type": "string"},
          "core": {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "integer", "minimum": 0}},
          "origin": {"type": "array", "minItems": 3, "maxItems": 3, "items": {"type": "integer", "minimum": 0}}
        }
      }
    }
  }
})";

llvm::Expected<driver::Placement> driver::readPlacement(llvm::StringRef path) {
  llvm::Expected<std::string> text = readTextFile(path);
  if (!text)
    return text.takeError();
  llvm::Expected<nlohmann::json> document = parseJson(*text, path, schema);
  if (!document)
    return document.takeError();
  Placement placement;
  if (document->contains("options"))
    placement.tiles = (*document)["options"].value("tiles", std::vector<std::string>());
  for (const nlohmann::json &tile : (*document)[document->contains("tiles") ? "tiles" : "populations"]) {
    std::vector<int64_t> origin = tile.value("origin", std::vector<int64_t>{0, 0, 0});
    placement.places.push_back(fmt::format("{}:{}:{}:{}:{}:{}", tile["core"][0].get<int64_t>(), tile["core"][1].get<int64_t>(),
                                 origin[0], origin[1], origin[2], tile["layer"].get<std::string>()));
  }
  return std::move(placement);
}

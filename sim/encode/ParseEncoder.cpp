//===- ParseEncoder.cpp - an encoder's description ------------------------===//

#include "sim/encode/Encoders.h"
#include "support/json/Json.h"
#include <cmath>

using namespace snnc;
using namespace snnc::sim;
using json = nlohmann::json;

/// Ranges are those of the layers: see the operations of the dialect.
static const char schema[] = R"({
  "oneOf": [
    {"type": "object", "additionalProperties": false,
     "required": ["type", "image_shape", "tw", "max_rate", "norm", "negative_spikes"],
     "properties": {
       "type": {"const": "Img2SpikeLayer"},
       "image_shape": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer", "minimum": 1}},
       "tw": {"type": "integer", "minimum": 1, "maximum": 4294967295},
       "max_rate": {"type": "number", "minimum": 0}, "norm": {"type": "number"},
       "negative_spikes": {"type": "boolean"}}},
    {"type": "object", "additionalProperties": false,
     "required": ["type", "channels_in", "tw", "norm_level", "spk_out"],
     "properties": {
       "type": {"const": "Sig2SpikeLayer"},
       "channels_in": {"type": "integer", "minimum": 1},
       "tw": {"type": "integer", "minimum": 1, "maximum": 4294967295},
       "norm_level": {"type": "number"}, "spk_out": {"type": "boolean"}}}
  ]})";

uint64_t NetworkEncoder::steps(uint64_t length) const {
  if (const auto *image = std::get_if<ImageEncoder>(&encoder))
    return image->tw;
  return length * std::get<SignalEncoder>(encoder).tw;
}

llvm::Expected<NetworkEncoder> sim::parseEncoder(llvm::StringRef text, llvm::StringRef where) {
  llvm::Expected<json> object = parseJson(text, where, schema);
  if (!object)
    return object.takeError();
  NetworkEncoder result;
  auto steps = (*object)["tw"].get<uint32_t>();
  if ((*object)["type"] == "Sig2SpikeLayer") {
    result.encoder = SignalEncoder{steps, (*object)["norm_level"].get<double>(), (*object)["spk_out"].get<bool>()};
    result.dataShape = {(*object)["channels_in"].get<int64_t>()};
    return result;
  }
  ImageEncoder image{steps, (*object)["max_rate"].get<double>(), (*object)["norm"].get<double>(),
                     (*object)["negative_spikes"].get<bool>()};
  if (image.norm == 0)
    return llvm::createStringError(where + ": norm is 0, it divides");
  result.encoder = image;
  result.dataShape = (*object)["image_shape"].get<std::vector<int64_t>>();
  return result;
}

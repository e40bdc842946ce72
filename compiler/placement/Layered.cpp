//===- Layered.cpp - clusters of a network of which only shapes are known ---===//

#include "compiler/placement/Layered.h"
#include "support/json/Json.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <cmath>

using namespace snnc;
using namespace snnc::placement;
using llvm::divideCeilSigned;

static constexpr llvm::StringLiteral schema = R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "type": "object",
  "required": ["format", "version", "layers"],
  "additionalProperties": false,
  "properties": {
    "format": {"const": "snnc.shapes"},
    "version": {"const": 1},
    "layers": {
      "type": "array", "minItems": 1,
      "items": {
        "type": "object", "required": ["shape"], "additionalProperties": false,
        "properties": {
          "shape": {"type": "array", "minItems": 1, "maxItems": 3,
                    "items": {"type": "integer", "minimum": 1, "maximum": 1073741824}},
          "kernel": {"$ref": "#/definitions/pair"},
          "stride": {"$ref": "#/definitions/pair"},
          "padding": {"type": "array", "minItems": 2, "maxItems": 2,
                      "items": {"type": "integer", "minimum": 0, "maximum": 1048576}},
          "rate": {"type": "number", "exclusiveMinimum": 0, "maximum": 1048576}
        }
      }
    }
  },
  "definitions": {
    "pair": {"type": "array", "minItems": 2, "maxItems": 2,
             "items": {"type": "integer", "minimum": 1, "maximum": 1048576}}
  }
})";

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

static LayerShape parseLayer(const nlohmann::json &entry) {
  LayerShape layer;
  const nlohmann::json &shape = entry["shape"];
  for (size_t axis = 0; axis < shape.size(); ++axis)
    layer.extents[axis] = shape[axis].get<int64_t>();
  layer.rate = entry.value("rate", 1.0);
  if (entry.contains("kernel")) {
    Window window;
    auto read = [&](const char *name, std::array<int64_t, 2> &pair) {
      if (entry.contains(name))
        pair = {entry[name][0].get<int64_t>(), entry[name][1].get<int64_t>()};
    };
    read("kernel", window.kernel);
    read("stride", window.stride);
    read("padding", window.padding);
    layer.window = window;
  }
  return layer;
}

/// Empty where the window makes the layer's rows and columns of those before.
static std::string whyNoFit(const LayerShape &before, const LayerShape &layer) {
  for (size_t axis = 0; axis < 2; ++axis) {
    const Window &window = *layer.window;
    int64_t room = before.extents[axis + 1] + 2 * window.padding[axis] - window.kernel[axis];
    int64_t extent = room < 0 ? 0 : room / window.stride[axis] + 1;
    if (layer.extents[axis + 1] != extent)
      return std::string(axis ? "columns" : "rows") + " of its shape are " + std::to_string(layer.extents[axis + 1]) +
             ", its window makes " + std::to_string(extent) + " of " + std::to_string(before.extents[axis + 1]);
  }
  return "";
}

llvm::Expected<LayeredNetwork> snnc::placement::parseShapes(llvm::StringRef text, llvm::StringRef where) {
  llvm::Expected<nlohmann::json> document = parseJson(text, where, schema);
  if (!document)
    return document.takeError();
  LayeredNetwork network;
  for (const nlohmann::json &entry : (*document)["layers"]) {
    auto fail = [&](const std::string &why) {
      return llvm::createStringError(where + ": layer " + llvm::Twine(network.layers.size()) + ": " + why);
    };
    LayerShape layer = parseLayer(entry);
    if (!layer.window && (entry.contains("stride") || entry.contains("padding")))
      return fail("has no kernel; without one it sees all of the layer before, and takes no stride and no padding");
    if (layer.window) {
      if (network.layers.empty())
        return fail("is the first, and has a kernel, but nothing before it");
      if (std::string why = whyNoFit(network.layers.back(), layer); !why.empty())
        return fail(why);
    }
    // Beyond it no product of extents can be counted.
    constexpr double mostNeurons = 1e15;
    if (double(layer.extents[0]) * double(layer.extents[1]) * double(layer.extents[2]) > mostNeurons)
      return fail("has more than 10^15 neurons");
    network.layers.push_back(layer);
  }
  return network;
}

LayeredNetwork snnc::placement::denseLayers(int64_t layers, int64_t clusters, int64_t neuronsOfCluster) {
  LayerShape layer;
  layer.extents = {clusters * neuronsOfCluster, 1, 1};
  layer.rate = 1 / double(neuronsOfCluster);
  return {std::vector<LayerShape>(size_t(layers), layer)};
}

//===----------------------------------------------------------------------===//
// Clusters
//===----------------------------------------------------------------------===//

namespace {
/// Boundaries of even parts: part i is [at(i), at(i + 1)).
struct Parts {
  int64_t extent = 1, count = 1;

  int64_t at(int64_t part) const { return int64_t(__int128(extent) * part / count); }
  /// The part that holds a position.
  int64_t of(int64_t position) const {
    int64_t part = std::min(count - 1, int64_t(__int128(position) * count / extent));
    while (at(part) > position)
      --part;
    while (at(part + 1) <= position)
      ++part;
    return part;
  }
};

/// How a layer is cut, and the number of its first cluster; channels vary slowest.
struct Cut {
  std::array<Parts, 3> axes;
  int64_t first = 0;

  int64_t tiles() const { return axes[0].count * axes[1].count * axes[2].count; }
};

struct Range {
  int64_t begin, end;
};
} // namespace

/// Every count of channels and of rows in a tile that makes another number of parts is tried.
static Cut cutLayer(const LayerShape &layer, int64_t limit) {
  auto [channels, rows, columns] = layer.extents;
  auto next = [](int64_t extent, int64_t size) { // the greatest smaller size that makes more parts
    return std::min(size - 1, divideCeilSigned(extent, divideCeilSigned(extent, size) + 1));
  };
  Cut best;
  int64_t bestTiles = INT64_MAX, bestBorder = INT64_MAX;
  for (int64_t height = std::min(rows, limit); height >= 1; height = next(rows, height)) {
    for (int64_t width = std::min(columns, limit / height); width >= 1; width = next(columns, width)) {
      int64_t deep = std::min(channels, limit / (height * width));
      Cut cut;
      cut.axes = {Parts{channels, divideCeilSigned(channels, deep)}, Parts{rows, divideCeilSigned(rows, height)},
                  Parts{columns, divideCeilSigned(columns, width)}};
      int64_t border = cut.axes[0].count * (cut.axes[1].count * columns + cut.axes[2].count * rows);
      if (std::pair(cut.tiles(), border) < std::pair(bestTiles, bestBorder)) {
        best = cut;
        bestTiles = cut.tiles();
        bestBorder = border;
      }
    }
  }
  return best;
}

/// What of the layer before the positions [begin, end) of an axis see.
static Range seenBy(const LayerShape &layer, size_t axis, Range of, int64_t extentBefore) {
  if (!layer.window || axis == 0)
    return {0, extentBefore};
  const Window &window = *layer.window;
  int64_t begin = of.begin * window.stride[axis - 1] - window.padding[axis - 1];
  int64_t end = (of.end - 1) * window.stride[axis - 1] - window.padding[axis - 1] + window.kernel[axis - 1];
  return {std::clamp<int64_t>(begin, 0, extentBefore), std::clamp<int64_t>(end, 0, extentBefore)};
}

/// The flows into one tile, from each tile of the layer before that it sees something of.
static void addFlows(const LayerShape &before, const Cut &sources, int32_t to, const std::array<Range, 3> &seen,
                     std::vector<Flow> &flows) {
  for (const Range &range : seen)
    if (range.begin >= range.end)
      return; // all of it is padding
  std::array<Range, 3> parts;
  for (size_t axis = 0; axis < 3; ++axis)
    parts[axis] = {sources.axes[axis].of(seen[axis].begin), sources.axes[axis].of(seen[axis].end - 1) + 1};
  auto overlap = [&](size_t axis, int64_t part) {
    return std::min(sources.axes[axis].at(part + 1), seen[axis].end) -
           std::max(sources.axes[axis].at(part), seen[axis].begin);
  };
  for (int64_t channel = parts[0].begin; channel < parts[0].end; ++channel)
    for (int64_t row = parts[1].begin; row < parts[1].end; ++row)
      for (int64_t column = parts[2].begin; column < parts[2].end; ++column) {
        int64_t from = sources.first + (channel * sources.axes[1].count + row) * sources.axes[2].count + column;
        double neurons = double(overlap(0, channel)) * double(overlap(1, row)) * double(overlap(2, column));
        flows.push_back({int32_t(from), to, std::max(1.0, std::round(neurons * before.rate))});
      }
}

/// Of 16 bytes each.
static constexpr size_t mostFlows = size_t(1) << 28;

llvm::Expected<Clusters> snnc::placement::clusterLayers(const LayeredNetwork &network, int64_t neuronsOfCluster) {
  Clusters clusters;
  std::vector<Cut> cuts;
  int64_t count = 0;
  for (const LayerShape &layer : network.layers) {
    cuts.push_back(cutLayer(layer, neuronsOfCluster));
    cuts.back().first = count;
    count += cuts.back().tiles();
    clusters.neurons += layer.extents[0] * layer.extents[1] * layer.extents[2];
    if (count > INT32_MAX)
      return llvm::createStringError("the network takes more than " + llvm::Twine(INT32_MAX) + " cores of " +
                                     llvm::Twine(neuronsOfCluster) + " neurons; larger cores would fit");
  }
  clusters.count = uint32_t(count);
  for (size_t i = 1; i < network.layers.size(); ++i) {
    const LayerShape &layer = network.layers[i], &before = network.layers[i - 1];
    const std::array<Parts, 3> &axes = cuts[i].axes;
    int64_t to = cuts[i].first;
    for (int64_t channel = 0; channel < axes[0].count; ++channel)
      for (int64_t row = 0; row < axes[1].count; ++row)
        for (int64_t column = 0; column < axes[2].count; ++column) {
          std::array<int64_t, 3> part{channel, row, column};
          std::array<Range, 3> seen;
          for (size_t axis = 0; axis < 3; ++axis)
            seen[axis] =
                seenBy(layer, axis, {axes[axis].at(part[axis]), axes[axis].at(part[axis] + 1)}, before.extents[axis]);
          addFlows(before, cuts[i - 1], int32_t(to++), seen, clusters.flows);
          if (clusters.flows.size() > mostFlows)
            return llvm::createStringError("the clusters exchange more than " + llvm::Twine(mostFlows) +
                                           " flows; larger cores (more neurons each) would fit");
        }
  }
  return clusters;
}

Problem snnc::placement::onGrid(const Clusters &clusters, int32_t columns, int32_t rows) {
  Problem problem{columns, rows, {}, std::vector<int32_t>(clusters.count, 0), clusters.flows, {}};
  for (int32_t row = 0; row < rows; ++row)
    for (int32_t column = 0; column < columns; ++column)
      problem.sites.push_back({column, row, 0});
  return problem;
}

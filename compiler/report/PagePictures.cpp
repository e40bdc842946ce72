//===- PagePictures.cpp - the drawings of report.html ---------------------===//

#include "compiler/report/Html.h"
#include "compiler/report/Page.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>
#include <fmt/format.h>
#include <map>

using namespace snnc;
using namespace snnc::report;
using json = nlohmann::ordered_json;

//===----------------------------------------------------------------------===//
// Network
//===----------------------------------------------------------------------===//

namespace {
struct Point {
  double x, y;
};
constexpr double nodeWidth = 360, nodeHeight = 46, columnStep = 390, rankStep = 74, margin = 20;

/// More nodes than these are not drawn, and not listed: nobody would find anything among them.
constexpr size_t mostDrawn = 600, mostListed = 2000;

class GraphPicture {
public:
  explicit GraphPicture(const json &report) : report(report), network(report["network"]) {
    for (const json &node : network["nodes"]) {
      widest = std::max(widest, std::abs(node["position"].get<double>()));
      ranks = std::max(ranks, node["rank"].get<double>() + 1);
    }
  }

  std::string draw() const {
    double width = 2 * widest * columnStep + nodeWidth + 2 * margin + 60, height = ranks * rankStep + margin;
    std::string svg =
        fmt::format("<div class=\"scroll\"><svg class=\"graph\" role=\"img\" aria-label=\"The layers of "
                    "the network from the inputs at the top to the outputs at the bottom\" width=\"{0:.0f}\" "
                    "height=\"{1:.0f}\" viewBox=\"0 0 {0:.0f} {1:.0f}\">\n",
                    width, height);
    svg += "<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" "
           "orient=\"auto\"><path class=\"arrow\" d=\"M0 0 L8 4 L0 8 z\"/></marker></defs>\n";
    for (const json &edge : network["edges"])
      svg += drawEdge(edge, width);
    for (const json &node : network["nodes"])
      svg += drawNode(node);
    return svg + "</svg></div>\n";
  }

private:
  Point placeOf(const json &node) const {
    return {(node["position"].get<double>() + widest) * columnStep + nodeWidth / 2 + margin,
            node["rank"].get<double>() * rankStep + nodeHeight / 2 + margin / 2};
  }

  std::string drawEdge(const json &edge, double width) const {
    const json &from = network["nodes"][edge["from"].get<size_t>()], &to = network["nodes"][edge["to"].get<size_t>()];
    Point a = placeOf(from), b = placeOf(to);
    bool delayed = edge["delayed"].get<bool>();
    const char *kind = delayed ? "edge delayed" : "edge";
    // What skips ranks goes around the nodes between, and so does what leads back.
    if (b.y - a.y <= rankStep + 1 && b.y > a.y)
      return fmt::format("<path class=\"{0}\" marker-end=\"url(#arrow)\" d=\"M{1:.1f} {2:.1f} C{1:.1f} {3:.1f} {4:.1f} "
                         "{3:.1f} {4:.1f} {5:.1f}\"/>\n",
                         kind, a.x, a.y + nodeHeight / 2, (a.y + b.y) / 2, b.x, b.y - nodeHeight / 2);
    double side = std::min(width - 8, std::max(a.x, b.x) + nodeWidth / 2 + 28);
    return fmt::format(
        "<path class=\"{0}\" marker-end=\"url(#arrow)\" d=\"M{1:.1f} {2:.1f} C{3:.1f} {2:.1f} {3:.1f} {2:.1f} {3:.1f} "
        "{4:.1f} S{3:.1f} {5:.1f} {6:.1f} {5:.1f}\"/>\n",
        kind, a.x + nodeWidth / 2, a.y, side, (a.y + b.y) / 2, b.y, b.x + nodeWidth / 2);
  }

  std::string drawNode(const json &node) const {
    Point at = placeOf(node);
    std::string kind = node["kind"].get<std::string>(), label = node["name"].get<std::string>(),
                operation = node["operation"].get<std::string>();
    std::string layer = node.contains("layer") ? node["layer"].get<std::string>() : "";
    std::string first = operation.empty() ? kind : operation;
    std::string second = extents(node["shape"]);
    if (node.contains("details") && !node["details"].get<std::string>().empty())
      second += (second.empty() ? "" : " · ") + node["details"].get<std::string>();
    std::string svg =
        fmt::format("<g class=\"node {}\"{} transform=\"translate({:.1f} {:.1f})\"><title>{} {}: {}</title>", kind,
                    layer.empty() ? "" : " data-layer=\"" + escape(layer) + "\"", at.x - nodeWidth / 2,
                    at.y - nodeHeight / 2, escape(first), escape(label), escape(second));
    svg += fmt::format("<rect width=\"{}\" height=\"{}\" rx=\"6\"/>", nodeWidth, nodeHeight);
    if (kind == "neurons")
      svg += fmt::format("<rect class=\"c{}\" width=\"8\" height=\"{}\" rx=\"3\"/>",
                         layer.empty() ? 7 : colourOf(report, layer), nodeHeight);
    svg +=
        fmt::format("<text x=\"16\" y=\"19\"><tspan class=\"op\">{}</tspan> <tspan class=\"strong\">{}</tspan></text>",
                    escape(first), escape(shorten(label, 30)));
    svg += fmt::format("<text x=\"16\" y=\"37\" class=\"small\">{}</text></g>\n", escape(shorten(second, 50)));
    return svg;
  }

  const json &report, &network;
  double widest = 0, ranks = 0;
};
} // namespace

std::string report::renderNetwork(const json &report) {
  const json &network = report["network"];
  if (network.is_null())
    return "<p class=\"note\">There is no network to draw: its file could not be read.</p>\n";
  size_t nodes = network["nodes"].size();
  std::string html = nodes <= mostDrawn
                         ? GraphPicture(report).draw()
                         : fmt::format("<p class=\"note\">{} nodes are too many to draw.</p>\n", number(nodes));
  std::map<std::string, std::pair<uint64_t, std::map<std::string, bool>>> tiles;
  if (!report["chip"].is_null())
    for (const json &tile : report["chip"]["tiles"]) {
      auto &[count, cores] = tiles[tile["layer"].get<std::string>()];
      ++count;
      cores[tile["core"].dump()] = true;
    }
  Table table("Layers", {"operation", "name", "layer", "result", "#weights", "#fan-in", "#tiles", "#cores", "details"});
  for (const json &node :
       llvm::make_range(network["nodes"].begin(), network["nodes"].begin() + ptrdiff_t(std::min(nodes, mostListed)))) {
    std::string kind = node["kind"].get<std::string>(), operation = node["operation"].get<std::string>();
    bool isNeurons = kind == "neurons";
    auto own = tiles.find(node["name"].get<std::string>());
    bool isPlaced = isNeurons && own != tiles.end();
    table.row({escape(operation.empty() ? kind : operation), name(node["name"].get<std::string>()),
               node.contains("layer") ? layerName(node["layer"].get<std::string>()) : "", extents(node["shape"]),
               node.contains("weights") ? number(node["weights"].get<uint64_t>()) : "",
               node.contains("fan_in") ? number(node["fan_in"].get<uint64_t>()) : "",
               isPlaced ? number(own->second.first) : "", isPlaced ? number(own->second.second.size()) : "",
               node.contains("details") ? escape(node["details"].get<std::string>()) : ""});
  }
  std::string rest = nodes > mostListed ? fmt::format("<p class=\"note\">{} more are in report.json.</p>\n",
                                                      number(nodes - mostListed))
                                        : "";
  return "<div class=\"beside\">\n" + html + table.str() + "</div>\n" + rest;
}

//===----------------------------------------------------------------------===//
// Floor plan
//===----------------------------------------------------------------------===//

namespace {
constexpr double cellWidth = 168, cellHeight = 132, gap = 48;

class FloorPlan {
public:
  explicit FloorPlan(const json &report) : report(report), chip(report["chip"]) {
    isMeasured = !report["schedule"].is_null() && !report["schedule"]["links"].empty();
    for (const json &link : links())
      most = std::max(most, link["packets"].get<double>());
    for (const json &tile : chip["tiles"])
      layersOf[tile["core"].dump()].push_back(tile["layer"].get<std::string>());
  }

  std::string draw() const {
    double width = (chip["columns"].get<double>() + 1) * (cellWidth + gap),
           height = chip["rows"].get<double>() * (cellHeight + gap);
    std::string svg =
        fmt::format("<div class=\"scroll\"><svg class=\"plan\" role=\"img\" aria-label=\"The cores of the "
                    "chip, what they hold, and the packets between them\" style=\"max-width:{0:.0f}px;"
                    "min-width:{2:.0f}px\" viewBox=\"0 0 {0:.0f} {1:.0f}\">\n",
                    width, height, width * 0.6);
    for (const json &link : links())
      svg += drawLink(link);
    svg += drawHost();
    for (const json &each : chip["cores"])
      svg += drawCore(each);
    return svg + "</svg></div>\n";
  }

  bool isMeasured = false;

private:
  const json &links() const { return isMeasured ? report["schedule"]["links"] : chip["links"]; }

  /// The middle of a core; the host takes the column in front of the first.
  static Point middle(const json &at) {
    return {(at[0].get<double>() + 1) * (cellWidth + gap) + cellWidth / 2 + gap / 4,
            at[1].get<double>() * (cellHeight + gap) + cellHeight / 2 + gap / 4};
  }

  std::string drawLink(const json &link) const {
    Point a = middle(link["from"]), b = middle(link["to"]);
    double dx = b.x > a.x ? 1 : b.x < a.x ? -1 : 0, dy = b.y > a.y ? 1 : b.y < a.y ? -1 : 0;
    // Both directions of a way stand side by side, between the edges of the cores.
    a = {a.x + dx * cellWidth / 2 - dy * 9, a.y + dy * cellHeight / 2 + dx * 9};
    b = {b.x - dx * (cellWidth / 2 + 7) - dy * 9, b.y - dy * (cellHeight / 2 + 7) + dx * 9};
    double share = most > 0 ? link["packets"].get<double>() / most : 0;
    auto level = unsigned(std::min(4.0, std::floor(share * 5)));
    return fmt::format(
        "<g class=\"link l{}\"><title>{},{} to {},{}: {} packets</title><path d=\"M{:.1f} {:.1f} L{:.1f} "
        "{:.1f}\" stroke-width=\"{:.1f}\"/><path class=\"head\" d=\"M{:.1f} {:.1f} l{:.1f} {:.1f} l{:.1f} "
        "{:.1f} z\"/></g>\n",
        level, link["from"][0].get<int>(), link["from"][1].get<int>(), link["to"][0].get<int>(),
        link["to"][1].get<int>(), number(link["packets"].get<uint64_t>()), a.x, a.y, b.x, b.y, 1.5 + 5 * share,
        b.x + 7 * dx, b.y + 7 * dy, -7 * dx - 5 * dy, -7 * dy + 5 * dx, 10 * dy, -10 * dx);
  }

  std::string drawHost() const {
    Point at = middle(chip["host"]);
    return fmt::format("<g class=\"host\"><rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{}\" height=\"{}\" rx=\"6\"/><text "
                       "x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">host</text></g>\n",
                       at.x - cellWidth / 2, at.y - cellHeight / 2, cellWidth, cellHeight, at.x, at.y + 5);
  }

  std::string drawCore(const json &each) const {
    Point at = middle(each["core"]);
    auto own = layersOf.find(each["core"].dump());
    bool isUsed = own != layersOf.end(), isUsable = each["usable"].get<bool>();
    std::string place = fmt::format("{},{}", each["core"][0].get<int>(), each["core"][1].get<int>());
    std::string svg = fmt::format("<g class=\"tile {}\" data-core=\"{}\" transform=\"translate({:.1f} {:.1f})\">",
                                  !isUsable ? "faulty"
                                  : isUsed  ? "used"
                                            : "free",
                                  place, at.x - cellWidth / 2, at.y - cellHeight / 2);
    std::string title = "core " + place;
    for (const json &amount : each["amounts"])
      title += fmt::format("\n{}: {} of {}", amount["resource"].get<std::string>(), amount["used"].get<uint64_t>(),
                           amount["available"].get<uint64_t>());
    svg += "<title>" + escape(title) + "</title>";
    svg += fmt::format("<rect width=\"{}\" height=\"{}\" rx=\"6\"/><text x=\"8\" y=\"16\" class=\"small\">{}{}</text>",
                       cellWidth, cellHeight, place,
                       !isUsable ? " faulty"
                       : each["kind"].get<std::string>().empty()
                           ? ""
                           : " " + escape(shorten(each["kind"].get<std::string>(), 12)));
    if (!isUsed)
      return svg + "</g>\n";
    svg += drawLayers(own->second);
    double y = 51;
    for (const json &amount : each["amounts"]) {
      double available = amount["available"].get<double>();
      double share = available > 0 ? std::min(1.0, amount["used"].get<double>() / available) : 0;
      svg += fmt::format("<rect class=\"track\" x=\"88\" y=\"{0:.1f}\" width=\"72\" height=\"6\"/><rect class=\"{3}\" "
                         "x=\"88\" y=\"{0:.1f}\" width=\"{1:.1f}\" height=\"6\"/><text x=\"8\" y=\"{4:.1f}\" "
                         "class=\"tiny\">{2}</text>",
                         y, 72 * share, escape(shorten(amount["resource"].get<std::string>(), 14)),
                         share > 0.9 ? "full" : "amount", y + 6.5);
      y += 11;
    }
    return svg + "</g>\n";
  }

  /// A coloured field for each layer, with as much of the names as there is room for.
  std::string drawLayers(const std::vector<std::string> &layers) const {
    std::vector<std::string> unique;
    for (const std::string &layer : layers)
      if (!llvm::is_contained(unique, layer))
        unique.push_back(layer);
    std::string svg;
    double width = (cellWidth - 16) / double(unique.size());
    for (auto [index, layer] : llvm::enumerate(unique)) {
      double x = 8 + double(index) * width;
      auto room = size_t(std::max(0.0, (width - 6) / 6.6));
      svg +=
          fmt::format("<g data-layer=\"{}\"><rect class=\"c{}\" x=\"{:.1f}\" y=\"24\" width=\"{:.1f}\" height=\"18\" "
                      "rx=\"2\"/>",
                      escape(layer), colourOf(report, layer), x, std::max(1.0, width - 2));
      if (room > 0)
        svg += fmt::format("<text class=\"on c{}\" x=\"{:.1f}\" y=\"37\">{}</text>", colourOf(report, layer), x + 3,
                           escape(room < layer.size() ? shorten(layer, room > 1 ? room - 1 : 1) : layer));
      svg += "</g>";
    }
    return svg;
  }

  const json &report, &chip;
  double most = 0;
  std::map<std::string, std::vector<std::string>> layersOf;
};
} // namespace

std::string report::renderChip(const json &report) {
  const json &chip = report["chip"];
  if (chip.is_null())
    return report["problems"].empty() ? "<p class=\"note\">This target does not tell how it uses its cores.</p>\n"
                                      : "<p class=\"note\">The network did not reach the chip.</p>\n";
  FloorPlan plan(report);
  std::string html = plan.isMeasured
                         ? "<p>Links by the packets that went over them in sample 0, as the model of the clock counts "
                           "them; those that configured the chip are left out.</p>\n"
                         : "<p>Links by the packets of a step in which every neuron spikes once; with "
                           "<code>--input</code> they are counted.</p>\n";
  html +=
      "<p class=\"legend\">few packets <span class=\"swatch l0\"></span><span class=\"swatch l1\"></span><span "
      "class=\"swatch l2\"></span><span class=\"swatch l3\"></span><span class=\"swatch l4\"></span> many; wider is "
      "more. <span class=\"swatch free\"></span> free <span class=\"swatch faulty\"></span> faulty <span "
      "class=\"swatch full\"></span> more than 90 % in use</p>\n";
  html += plan.draw();
  std::vector<std::string> headings{"core", "layers"};
  if (!chip["cores"].empty())
    for (const json &amount : chip["cores"][0]["amounts"])
      headings.push_back(escape(amount["resource"].get<std::string>()));
  Table table("What each core holds", headings);
  for (const json &each : chip["cores"]) {
    std::string layers;
    std::vector<std::string> seen;
    for (const json &tile : chip["tiles"])
      if (tile["core"] == each["core"] && !llvm::is_contained(seen, tile["layer"].get<std::string>())) {
        seen.push_back(tile["layer"].get<std::string>());
        layers += (layers.empty() ? "" : ", ") + layerName(seen.back());
      }
    if (seen.empty())
      continue;
    std::vector<std::string> cells{fmt::format("<span class=\"core\" data-core=\"{0},{1}\">{0},{1}</span>",
                                               each["core"][0].get<int>(), each["core"][1].get<int>()),
                                   layers};
    for (const json &amount : each["amounts"])
      cells.push_back(bar(amount["used"].get<uint64_t>(), amount["available"].get<uint64_t>()));
    table.row(cells);
  }
  html += table.str();
  Table tiles("Neurons of each layer by core", {"layer", "core", "#slot", "first channel, row, column", "shape"});
  for (const json &tile : chip["tiles"])
    tiles.row({layerName(tile["layer"].get<std::string>()),
               fmt::format("<span class=\"core\" data-core=\"{0},{1}\">{0},{1}</span>", tile["core"][0].get<int>(),
                           tile["core"][1].get<int>()),
               std::to_string(tile["slot"].get<int>()),
               fmt::format("{}, {}, {}", tile["origin"][0].get<int>(), tile["origin"][1].get<int>(),
                           tile["origin"][2].get<int>()),
               extents(tile["shape"])});
  return html + fold("Tiles", chip["tiles"].size() <= 40, tiles.str());
}

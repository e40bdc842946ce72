//===- PageRuns.cpp - what engines did, in report.html --------------------===//

#include "compiler/report/Html.h"
#include "compiler/report/Page.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>
#include <fmt/format.h>

using namespace snnc;
using namespace snnc::report;
using json = nlohmann::ordered_json;

static std::string range(const json &row, const char *key, const char *format) {
  double least = row[key]["least"].get<double>(), greatest = row[key]["greatest"].get<double>();
  std::string low = fmt::format(fmt::runtime(format), least), high = fmt::format(fmt::runtime(format), greatest);
  return low == high ? low : low + " to " + high;
}

//===----------------------------------------------------------------------===//
// Quantisation
//===----------------------------------------------------------------------===//

/// Both histograms of a layer's weights: bars for integers, a line for float, on a scale of roots so that few show.
static std::string drawHistogram(const json &report, const json &row) {
  const json &histogram = row["histogram"];
  constexpr double width = 300, height = 90, bottom = 74;
  std::vector<double> values[2];
  double most = 1;
  for (auto [index, key] : {std::pair(0, "float"), std::pair(1, "integer")})
    for (const json &count : histogram[key]) {
      values[index].push_back(std::sqrt(count.get<double>()));
      most = std::max(most, values[index].back());
    }
  double step = width / double(values[0].size());
  std::string bars, line;
  for (size_t i = 0; i < values[0].size(); ++i) {
    double x = double(i) * step, y = bottom * values[1][i] / most;
    if (y > 0)
      bars += fmt::format("<rect class=\"c{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>",
                          colourOf(report, row["layer"].get<std::string>()), x + 0.5, bottom - y, step - 1, y);
  }
  // The first point is a move, each other one a step up or down and then to the right.
  for (size_t i = 0; i < values[0].size(); ++i) {
    double top = bottom - bottom * values[0][i] / most;
    line += i == 0 ? fmt::format("M0 {:.1f}", top) : fmt::format(" V{:.1f}", top);
    line += fmt::format(" H{:.1f}", double(i + 1) * step);
  }
  double limit = histogram["limit"].get<double>();
  return fmt::format(
      "<figure data-layer=\"{0}\"><figcaption>{1}</figcaption><svg class=\"histogram\" role=\"img\" "
      "aria-label=\"Weights of {0}\" width=\"{2}\" height=\"{3}\" viewBox=\"0 0 {2} {3}\">{4}<path "
      "class=\"line\" d=\"{5}\"/><path class=\"axis\" d=\"M0 {6} H{2}\"/><text class=\"tiny\" x=\"0\" "
      "y=\"87\">{7:.3g}</text><text class=\"tiny\" x=\"{8}\" y=\"87\" text-anchor=\"middle\">0</text><text "
      "class=\"tiny\" x=\"{2}\" y=\"87\" text-anchor=\"end\">{9:.3g}</text></svg></figure>\n",
      escape(row["layer"].get<std::string>()), layerName(row["layer"].get<std::string>()), width, height, bars, line,
      bottom, -limit, width / 2, limit);
}

/// What calibration's recordings have shown, layer by layer.
static std::string calibrationTable(const json &rows) {
  Table table("What quantisation did to the recordings of the calibration",
              {"layer", "#spikes float", "#spikes integer", "#potentials, dB", "#silent float", "#silent integer",
               "#capped integer", "#diverges at step", "#right with this layer alone"});
  for (const json &row : rows) {
    if (!row.contains("calibration"))
      continue;
    const json &run = row["calibration"];
    table.row({layerName(row["layer"].get<std::string>()), number(run["spikes"]["float"].get<uint64_t>()),
               number(run["spikes"]["integer"].get<uint64_t>()), number(run["potential_snr_db"], 1),
               number(run["silent_neurons"]["float"].get<uint64_t>()),
               number(run["silent_neurons"]["integer"].get<uint64_t>()),
               number(run["saturated_neurons"]["integer"].get<uint64_t>()),
               run["first_divergence"].is_null() ? "–" : number(run["first_divergence"]["step"], 0),
               number(run["correct_alone"], 0)});
  }
  return table.str();
}

/// Time constants as they were trained and as the target keeps them.
static std::string leakTable(const json &report) {
  Table table("Leak: steps after which 1/e is left, of the channel that is off most",
              {"layer", "of", "#as trained", "#in integers", "#least leak of a potential at its threshold"});
  auto steps = [](const json &value) {
    return value.is_null() ? "endless" : fmt::format("{:.4g}", value.get<double>());
  };
  for (const json &row : report["quantisation"])
    for (auto [key, what] : {std::pair("decay", "potentials"), std::pair("current_decay", "synaptic currents")})
      if (row.contains(key))
        table.row({layerName(row["layer"].get<std::string>()), what, steps(row[key]["steps"]["float"]),
                   steps(row[key]["steps"]["integer"]),
                   row.contains("least_leak") ? number(row["least_leak"], 2) : "–"});
  std::string html = table.str();
  if (const json &rest = report["rest"]; rest.is_object())
    html += rest["steps"].is_null()
                ? "<p>Rest is not ensured once no spike comes in: " + name(rest["why"].get<std::string>()) + "</p>\n"
                : fmt::format("<p>No neuron is active {} steps behind the last input spike.</p>\n",
                              rest["steps"].get<int64_t>());
  return html;
}

std::string report::renderQuantisation(const json &report) {
  const json &rows = report["quantisation"];
  if (rows.empty())
    return "<p class=\"note\">The network was not quantised here.</p>\n";
  Table table("Each layer in integers", {"layer", "#bits", "scale", "threshold", "#weights", "#became 0", "#clipped",
                                         "#weights, dB", "#cap", "#error of bias", "#of lower bound"});
  std::string pictures;
  for (const json &row : rows) {
    uint64_t weights = row["weights"].get<uint64_t>();
    auto share = [&](const char *key) {
      return fmt::format("{} ({})", number(row[key].get<uint64_t>()), percent(row[key].get<uint64_t>(), weights));
    };
    table.row({layerName(row["layer"].get<std::string>()), std::to_string(row["bits"].get<int64_t>()),
               range(row, "scale", "{:.4g}"), range(row, "threshold", "{:.0f}"), number(weights),
               share("zeroed_weights"), share("clipped_weights"), number(row["weight_snr_db"], 1),
               number(row["max_count"].get<uint64_t>()), number(row["parameter_error"]["bias"], 4),
               number(row["parameter_error"]["lower_bound"], 4)});
    if (row.contains("histogram"))
      pictures += drawHistogram(report, row);
  }
  std::string html =
      "<p>Scale: what an integer is divided by to be in the numbers of the network as trained. Weights in "
      "dB: their power over that of their rounding error. Errors are in thresholds.</p>\n" +
      table.str();
  if (!report["comparison"].is_null() && !report["comparison"]["float_to_integer"].empty()) {
    Table costs("Float to integer on the input",
                {"layer", "#spikes float", "#spikes integer", "#ratio", "#counts that differ",
                 "#mean error of potentials", "#greatest", "first difference"});
    for (const auto &[layer, cost] : report["comparison"]["float_to_integer"].items()) {
      const json &first = cost["first_divergence"];
      costs.row({layerName(layer), number(cost["spikes_float"].get<uint64_t>()),
                 number(cost["spikes_integer"].get<uint64_t>()), number(cost["spike_ratio"], 3),
                 percent(cost["different_counts"].get<uint64_t>(), cost["neuron_steps"].get<uint64_t>()),
                 number(cost["mean_potential_error"], 4), number(cost["max_potential_error"], 3),
                 first.is_null() ? "none"
                                 : fmt::format("sample {}, step {}", first["sample"].get<uint64_t>(),
                                               first["step"].get<uint64_t>())});
    }
    html += costs.str();
  }
  html += leakTable(report) + calibrationTable(rows);
  if (!pictures.empty())
    html +=
        "<h3>Weights</h3>\n<p>Bars: in integers, divided by the scale of their channel. Line: in float. Heights are "
        "roots of counts, so that few are seen beside many.</p>\n<div class=\"figures\">\n" +
        pictures + "</div>\n";
  html += "<div id=\"weights-view\" hidden></div>\n";
  return html;
}

//===----------------------------------------------------------------------===//
// Comparison
//===----------------------------------------------------------------------===//

static std::string difference(const json &rung) {
  const json &found = rung["first_difference"];
  if (found.is_null())
    return "";
  std::string html = fmt::format("<div class=\"difference\"><h3>First difference of {} and {}</h3>\n",
                                 escape(rung["a"].get<std::string>()), escape(rung["b"].get<std::string>()));
  if (found.contains("layer"))
    html += fmt::format("<p>In {}, step {} of sample {}", layerName(found["layer"].get<std::string>()),
                        found["step"].get<uint64_t>(), found["sample"].get<uint64_t>());
  if (found.contains("layer") && found.contains("core"))
    html += fmt::format(", on core <span class=\"core\" data-core=\"{0},{1}\">{0},{1}</span>",
                        found["core"][0].get<int>(), found["core"][1].get<int>());
  if (found.contains("layer"))
    html += ": a click shows it in the other sections.</p>\n";
  if (found.contains("a") && found["a"].is_object() && found["b"].is_object()) {
    Table table("The neuron on both sides",
                {"", "#" + escape(rung["a"].get<std::string>()), "#" + escape(rung["b"].get<std::string>())});
    for (auto [key, what] : {std::pair("integrated", "potential after integration"), std::pair("count", "spikes"),
                             std::pair("stored", "potential stored")})
      table.row({what, number(found["a"][key], 0), number(found["b"][key], 0)},
                found["a"][key] == found["b"][key] ? "" : "class=\"bad\"");
    html += table.str();
  }
  if (rung.contains("text"))
    html += "<pre dir=\"ltr\">" + escape(rung["text"].get<std::string>()) + "</pre>\n";
  return html + "</div>\n";
}

/// Of engines whose neurons are their chip's own: how far they are from the network's.
static std::string statistics(const json &comparison) {
  if (!comparison.contains("statistics"))
    return "";
  Table table("Engines with neurons of their own",
              {"engines", "layer", "#spikes of one", "#of the other", "#counts differ"});
  for (const json &pair : comparison["statistics"]) {
    std::string a = pair["a"].get<std::string>(), b = pair["b"].get<std::string>();
    for (const auto &[layer, cost] : pair["layers"].items())
      table.row({escape(a + ", " + b), layerName(layer), number(cost["spikes_" + a].get<uint64_t>()),
                 number(cost["spikes_" + b].get<uint64_t>()),
                 percent(cost["different_counts"].get<uint64_t>(), cost["neuron_steps"].get<uint64_t>())});
  }
  return table.str();
}

std::string report::renderComparison(const json &report) {
  const json &comparison = report["comparison"];
  if (comparison.is_null())
    return report["problems"].empty()
               ? "<p class=\"note\">Nothing was compared: <code>snnc report … --input X</code> runs the engines side "
                 "by side.</p>\n"
               : "<p class=\"note\">The network does not compile, so there is nothing to compare.</p>\n";
  Table table("Engines in lockstep", {"engine", "engine", "result", "#records"});
  std::string differences;
  for (const json &rung : comparison["rungs"]) {
    bool isEqual = rung["equal"].get<bool>(), isDifferent = !rung["first_difference"].is_null();
    table.row({escape(rung["a"].get<std::string>()), escape(rung["b"].get<std::string>()),
               isEqual       ? "<span class=\"good\">✓ equal</span>"
               : isDifferent ? "<span class=\"bad\">✗ different</span>"
                             : "nothing compared",
               number(rung["records"].get<uint64_t>())});
    differences += difference(rung);
  }
  std::string html = table.str() + differences;
  if (comparison["rungs"].empty())
    html += "<p class=\"note\">No two engines are compared for equality.</p>\n";
  html += statistics(comparison);
  Table coverage("What the input has reached", {"part", "#reached", "#of", "#share"});
  Table events("What came about", {"event", "#times"});
  for (const auto &[part, value] : comparison["coverage"].items()) {
    std::string what = part;
    std::replace(what.begin(), what.end(), '_', ' ');
    if (value.is_object())
      coverage.row({escape(what), number(value["reached"].get<uint64_t>()), number(value["all"].get<uint64_t>()),
                    percent(value["reached"].get<uint64_t>(), value["all"].get<uint64_t>())});
    else
      events.row({escape(what), number(value.get<uint64_t>())});
  }
  for (const auto &[layer, capped] : comparison["capped_counts"].items())
    if (!capped.is_null() && capped.get<uint64_t>() > 0)
      events.row({"spike counts held down in " + layerName(layer), number(capped.get<uint64_t>())});
  return html + coverage.str() + events.str();
}

//===----------------------------------------------------------------------===//
// Schedule
//===----------------------------------------------------------------------===//

/// Cycles in which a core had nothing to do.
static uint64_t idleOf(const json &each) {
  auto idle = each["counters"].find("cycles_idle");
  return idle == each["counters"].end() ? 0 : idle->get<uint64_t>();
}

/// The core with the least rest, of all or of those that hold a layer; null where there is none.
static const json *busiestOf(const json &cores, const std::string &layer = "") {
  const json *busiest = nullptr;
  for (const json &each : cores) {
    bool holds = layer.empty() || llvm::any_of(each["layers"], [&](const json &own) { return own == layer; });
    if (holds && (!busiest || idleOf(each) < idleOf(*busiest)))
      busiest = &each;
  }
  return busiest;
}

static std::string coreWithLayers(const json &each) {
  std::string layers;
  for (const json &layer : each["layers"])
    layers += (layers.empty() ? "" : ", ") + layerName(layer.get<std::string>());
  return fmt::format("core <span class=\"core\" data-core=\"{0},{1}\">{0},{1}</span> ({2})", each["core"][0].get<int>(),
                     each["core"][1].get<int>(), layers);
}

/// From the busiest core on, what each waits for most, until a core comes again or the host is reached: who holds up
/// whom.
static std::string waitsInTurn(const json &schedule) {
  const json *at = busiestOf(schedule["cores"]);
  if (!at || (*at)["waits"].empty())
    return "";
  uint64_t cycles = schedule["cycles"].get<uint64_t>();
  std::string html =
      "<h3>Who waits for whom</h3>\n<p>From the busiest core on, what each waits for most in sample 0.</p>\n<ol>\n";
  std::vector<const json *> seen;
  while (at && !llvm::is_contained(seen, at) && !(*at)["waits"].empty()) {
    seen.push_back(at);
    const json &wait = (*at)["waits"][0];
    html += fmt::format("<li>{} rests {} of the cycles, and waits most for {} ({})</li>\n", coreWithLayers(*at),
                        percent(std::min(idleOf(*at), cycles), cycles), name(wait["for"].get<std::string>()),
                        percent(wait["cycles"].get<uint64_t>(), cycles));
    at = wait["layer"].is_null() ? nullptr : busiestOf(schedule["cores"], wait["layer"].get<std::string>());
  }
  html += "</ol>\n";
  if ((*seen.back())["waits"][0]["layer"].is_null())
    html += "<p>In the end it is the host.</p>\n";
  else if (at && llvm::is_contained(seen, at))
    html += fmt::format("<p>That is {} again: the circuit is closed.</p>\n", coreWithLayers(*at));
  return html;
}

/// What each core did with its clock cycles.
static std::string renderMeasured(const json &report) {
  const json &schedule = report["schedule"];
  if (schedule.is_null()) {
    if (!report["problems"].empty())
      return "<p class=\"note\">The network does not compile, so nothing is scheduled.</p>\n";
    return report["comparison"].is_null()
               ? "<p class=\"note\">No cycles were counted: <code>snnc report … --input X</code> does.</p>\n"
               : "<p class=\"note\">No cycles were counted: no engine of this target has a clock, or engines "
                 "differ.</p>\n";
  }
  uint64_t cycles = schedule["cycles"].get<uint64_t>(), steps = schedule["steps"].get<uint64_t>();
  std::string html = fmt::format("<p>Sample 0 took {} cycles, {} a step, as the model of the clock counts them; the "
                                 "cycles that configured the chip are among them.</p>\n",
                                 number(cycles), steps ? number(cycles / steps) : "–");
  html += "<div id=\"timeline-view\" hidden></div>\n";
  std::vector<std::string> headings{"core", "layers"};
  static constexpr std::pair<const char *, const char *> shares[] = {{"cycles_accumulating", "accumulating"},
                                                                     {"cycles_firing", "firing"},
                                                                     {"cycles_sending", "sending"},
                                                                     {"cycles_stalled", "stalled"},
                                                                     {"cycles_idle", "idle"}};
  for (auto [key, what] : shares)
    headings.push_back("#" + std::string(what));
  headings.push_back("waits most for");
  Table table("What each core did with its cycles", headings);
  Table counts("Counters of each core", {"core", "#spikes in", "#spikes out", "#synaptic operations"});
  for (const json &each : schedule["cores"]) {
    std::string layers;
    for (const json &layer : each["layers"])
      layers += (layers.empty() ? "" : ", ") + layerName(layer.get<std::string>());
    std::string at = fmt::format("<span class=\"core\" data-core=\"{0},{1}\">{0},{1}</span>",
                                 each["core"][0].get<int>(), each["core"][1].get<int>());
    std::vector<std::string> cells{at, layers};
    for (auto [key, what] : shares)
      cells.push_back(each["counters"].contains(key) ? percent(each["counters"][key].get<uint64_t>(), cycles) : "–");
    std::string waits;
    for (const json &wait : each["waits"]) {
      if (&wait - &each["waits"][0] == 3)
        break;
      waits += fmt::format("{}{} ({})", waits.empty() ? "" : ", ", name(wait["for"].get<std::string>()),
                           percent(wait["cycles"].get<uint64_t>(), cycles));
    }
    cells.push_back(waits);
    table.row(cells);
    auto counter = [&](const char *key) {
      return each["counters"].contains(key) ? number(each["counters"][key].get<uint64_t>()) : "–";
    };
    counts.row({at, counter("spikes_in"), counter("spikes_out"), counter("synaptic_operations")});
  }
  return html + table.str() + waitsInTurn(schedule) + counts.str();
}

/// What the mapping went by, what else would cost, what limits the speed.
static std::string renderMapping(const json &report) {
  if (report["mapping"].is_null())
    return "";
  return fold("Why it is mapped so, and what limits the speed, by the expected work of a step", /*isOpen=*/true,
              "<pre class=\"mapping\">" + escape(report["mapping"]["text"].get<std::string>()) + "</pre>\n");
}

std::string report::renderSchedule(const json &report) { return renderMapping(report) + renderMeasured(report); }

//===- PageSections.cpp - the tables of report.html -----------------------===//

#include "compiler/report/Html.h"
#include "compiler/report/Page.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>
#include <set>

using namespace snnc;
using namespace snnc::report;
using json = nlohmann::ordered_json;

static std::string note(const std::string &html) { return "<p class=\"note\">" + html + "</p>\n"; }

static std::string noRun(const json &report) {
  if (!report["problems"].empty())
    return note("The network does not compile, so there is nothing to run.");
  return note(
      "Nothing was run: <code>snnc report … --input X</code> with event recordings or arrays fills this section.");
}

static std::string text(const json &value) { return value.is_null() ? "" : value.get<std::string>(); }

static std::string core(const json &at) {
  return fmt::format("<span class=\"core\" data-core=\"{0},{1}\">{0},{1}</span>", at[0].get<int>(), at[1].get<int>());
}

//===----------------------------------------------------------------------===//
// Verdict
//===----------------------------------------------------------------------===//

namespace {
/// The lines of a verdict: what holds, what does not, what is not known.
class Verdict {
public:
  void good(const std::string &html) { add("good", "✓", "yes", html); }
  void bad(const std::string &html) { add("bad", "✗", "no", html); }
  void unknown(const std::string &html) { add("open", "–", "not known", html); }
  std::string str() const { return "<ul class=\"verdict\">\n" + items + "</ul>\n"; }

private:
  void add(const char *kind, const char *sign, const char *said, const std::string &html) {
    items += fmt::format("<li class=\"{}\"><span aria-label=\"{}\">{}</span> {}</li>\n", kind, said, sign, html);
  }
  std::string items;
};
} // namespace

/// The core and resource that is nearest to its limit.
static std::string fullest(const json &chip) {
  double most = -1;
  std::string html;
  for (const json &each : chip["cores"])
    for (const json &amount : each["amounts"]) {
      double available = amount["available"].get<double>();
      double share = available > 0 ? amount["used"].get<double>() / available : 0;
      if (share <= most)
        continue;
      most = share;
      html = fmt::format("fullest: core {} with {:.0f} % of its {}", core(each["core"]), 100 * share,
                         escape(amount["resource"].get<std::string>()));
    }
  return html;
}

static void judgeChip(const json &report, Verdict &verdict) {
  const json &chip = report["chip"];
  if (chip.is_null())
    return;
  uint64_t used = 0, usable = 0;
  std::set<std::pair<int, int>> cores;
  for (const json &tile : chip["tiles"])
    cores.insert({tile["core"][0].get<int>(), tile["core"][1].get<int>()});
  used = cores.size();
  for (const json &each : chip["cores"])
    usable += each["usable"].get<bool>();
  verdict.good(fmt::format("it takes {} of {} cores; {}", used, usable, fullest(chip)));
}

static void judgeComparison(const json &report, Verdict &verdict) {
  const json &comparison = report["comparison"];
  if (comparison.is_null())
    return verdict.unknown("not verified here: no input was given");
  std::string different, equal;
  for (const json &rung : comparison["rungs"]) {
    std::string pair = escape(rung["a"].get<std::string>()) + " and " + escape(rung["b"].get<std::string>());
    if (rung["equal"].get<bool>())
      equal += (equal.empty() ? "" : ", ") + pair;
    else
      different += (different.empty() ? "" : ", ") + pair;
  }
  if (!different.empty())
    verdict.bad("<a href=\"#comparison\">" + different + " differ</a>");
  if (!equal.empty())
    verdict.good(fmt::format("{} are <a href=\"#comparison\">equal</a> in all of {} records ({} {}, {} steps)", equal,
                             number(comparison["records"].get<uint64_t>()), comparison["samples"].get<uint64_t>(),
                             comparison["samples"] == 1 ? "sample" : "samples",
                             number(comparison["steps"].get<uint64_t>())));
  if (different.empty() && equal.empty())
    verdict.unknown("no two engines are compared for equality");
  std::string right;
  for (const auto &[engine, correct] : comparison["correct"].items())
    if (!correct.is_null())
      right += fmt::format("{}{} {} of {}", right.empty() ? "" : ", ", escape(engine), correct.get<uint64_t>(),
                           comparison["samples"].get<uint64_t>());
  if (!right.empty())
    verdict.good("predictions that are right: " + right);
}

/// Of the model of the clock: how long a step took, and the core that had least rest.
static void judgeSchedule(const json &report, Verdict &verdict) {
  const json &schedule = report["schedule"];
  if (schedule.is_null() || schedule["cores"].empty() || schedule["cycles"] == 0 || schedule["steps"] == 0)
    return;
  auto rest = [](const json &each) {
    auto idle = each["counters"].find("cycles_idle");
    return idle == each["counters"].end() ? UINT64_MAX : idle->get<uint64_t>();
  };
  const json &busiest =
      *llvm::min_element(schedule["cores"], [&](const json &a, const json &b) { return rest(a) < rest(b); });
  if (rest(busiest) == UINT64_MAX)
    return;
  uint64_t cycles = schedule["cycles"].get<uint64_t>();
  std::string layers;
  for (const json &layer : busiest["layers"])
    layers += (layers.empty() ? "" : ", ") + layerName(layer.get<std::string>());
  verdict.good(fmt::format("{} <a href=\"#schedule\">cycles</a> a step; the busiest core, {} with {}, rests {} of them",
                           number(cycles / schedule["steps"].get<uint64_t>()), core(busiest["core"]), layers,
                           percent(std::min(rest(busiest), cycles), cycles)));
}

static void judgeQuantisation(const json &report, Verdict &verdict) {
  const json *worst = nullptr;
  for (const json &row : report["quantisation"])
    if (!row["weight_snr_db"].is_null() && (!worst || row["weight_snr_db"] < (*worst)["weight_snr_db"]))
      worst = &row;
  if (worst)
    verdict.good(fmt::format("<a href=\"#quantisation\">quantised</a>: the least exact weights are those of {}, {:.1f} "
                             "dB above their rounding error",
                             layerName((*worst)["layer"].get<std::string>()), (*worst)["weight_snr_db"].get<double>()));
}

std::string report::renderVerdict(const json &report) {
  Verdict verdict;
  const std::string target = name(text(report["run"]["target"]));
  if (report["problems"].empty())
    verdict.good("compiles for " + target);
  else
    verdict.bad(fmt::format("does not compile for {}: {} {}", target, report["problems"].size(),
                            report["problems"].size() == 1 ? "problem" : "problems"));
  judgeChip(report, verdict);
  if (report["problems"].empty())
    judgeComparison(report, verdict);
  judgeQuantisation(report, verdict);
  judgeSchedule(report, verdict);
  std::string html = verdict.str();
  if (!report["warnings"].empty()) {
    html += "<h3>Warnings</h3>\n<ul>\n";
    for (const json &warning : report["warnings"])
      html += "<li>" + name(warning.get<std::string>()) + "</li>\n";
    html += "</ul>\n";
  }
  return html;
}

std::string report::renderOrigin(const json &report) {
  std::string html = "<h3>How it came about</h3>\n<p>Command: <code class=\"command\">" +
                     escape(text(report["run"]["command"])) + "</code></p>\n";
  if (!report["run"]["assumptions"].empty()) {
    html += "<p>Of the network's file was assumed:</p>\n<ul>\n";
    for (const json &assumption : report["run"]["assumptions"])
      html += "<li>" + name(assumption.get<std::string>()) + "</li>\n";
    html += "</ul>\n";
  }
  if (report["run"]["hashes"].is_object()) {
    Table table("SHA-256 of the files", {"file", "hash"});
    for (const auto &[file, hash] : report["run"]["hashes"].items())
      table.row({name(file), "<code>" + escape(hash.get<std::string>()) + "</code>"});
    html += table.str();
  }
  return html;
}

/// The message of a problem, with the name of its layer once.
static std::string say(const json &problem) {
  const std::string &message = problem["message"].get_ref<const std::string &>();
  if (problem["layer"].is_null())
    return name(message);
  std::string layer = problem["layer"].get<std::string>();
  size_t at = message.find("'" + layer + "'");
  if (at == std::string::npos)
    return layerName(layer) + ": " + name(message);
  return name(message.substr(0, at + 1)) + layerName(layer) + name(message.substr(at + 1 + layer.size()));
}

/// What is needed over what there is, as two bars of one scale.
static std::string drawNeed(const json &need) {
  double most = std::max({need["need"].get<double>(), need["have"].get<double>(), 1.0});
  bool fits = need["need"] <= need["have"];
  std::string html;
  for (auto [key, what, kind] :
       {std::tuple("need", "needed", fits ? "good" : "bad"), std::tuple("have", "there is", "open")})
    html += fmt::format("<div class=\"need\"><span>{} {}</span><span class=\"track {}\"><span style=\"width:{:.2f}%\">"
                        "</span></span><span class=\"n\">{}</span></div>\n",
                        escape(need["what"].get<std::string>()), what, kind, 100 * need[key].get<double>() / most,
                        number(need[key].get<uint64_t>()));
  return html;
}

/// What each layer takes at least, and all of them.
static std::string renderNeeds(const json &needs) {
  Table table("What the layers take at least", {"layer", "resource", "#need", "#have", "#excess", "from"});
  for (const json &need : needs) {
    int64_t excess = need["need"].get<int64_t>() - need["have"].get<int64_t>();
    table.row({need["layer"].is_null() ? "all" : layerName(need["layer"].get<std::string>()),
               escape(need["resource"].get<std::string>()), number(need["need"].get<uint64_t>()),
               number(need["have"].get<uint64_t>()),
               excess > 0 ? "<span class=\"bad\">" + number(uint64_t(excess)) + "</span>" : "–",
               escape(need["formula"].get<std::string>())});
  }
  return table.str();
}

std::string report::renderProblems(const json &report) {
  if (report["problems"].empty())
    return "";
  std::string html = "<h3 id=\"problems\">Why it does not compile</h3>\n<ol class=\"problems\">\n";
  for (const json &problem : report["problems"]) {
    html += "<li>" + say(problem);
    if (!problem["file"].get<std::string>().empty())
      html += " <small>" + name(problem["file"].get<std::string>()) + "</small>";
    for (const json &need : problem["needs"])
      html += drawNeed(need);
    for (const json &extra : problem["notes"])
      html += "<br><small>" + name(extra.get<std::string>()) + "</small>";
    html += "</li>\n";
  }
  html += "</ol>\n";
  if (!report["remedies"].empty()) {
    html += "<p>Tried: it compiles with</p>\n<ul>\n";
    for (const json &remedy : report["remedies"])
      html += "<li>" + name(remedy.get<std::string>()) + "</li>\n";
    html += "</ul>\n";
  }
  html += renderNeeds(report["needs"]);
  if (!report["unchecked"].empty()) {
    std::string phases;
    for (const json &phase : report["unchecked"])
      phases += (phases.empty() ? "" : ", ") + escape(phase.get<std::string>());
    html += "<p>Because of that these phases were not reached: " + phases + ".</p>\n";
  }
  return html;
}

//===----------------------------------------------------------------------===//
// Passes
//===----------------------------------------------------------------------===//

std::string report::renderPhases(const json &report) {
  const json &phases = report["phases"]["list"];
  std::string html;
  if (!report["phases"]["note"].is_null())
    html += note(name(report["phases"]["note"].get<std::string>()));
  if (phases.empty())
    return html.empty() ? note("There is no phase to show: the network could not be read.") : html;
  html += "<div id=\"phase-view\" hidden></div>\n";
  Table list("The network behind each phase",
             {"phase", "changed", "#operations", "#lines", "passes, as snn-opt takes them"});
  std::vector<std::string> headings{"operation"};
  std::set<std::string> kinds;
  for (const json &phase : phases) {
    uint64_t operations = 0;
    for (const auto &[kind, count] : phase["operations"].items()) {
      operations += count.get<uint64_t>();
      kinds.insert(kind);
    }
    std::string own = escape(phase["name"].get<std::string>());
    headings.push_back("#" + own);
    list.row({own, phase["changed"].get<bool>() ? "yes" : "no", number(operations),
              number(phase["lines"].get<uint64_t>()),
              "<code>" + escape(phase["passes"].get<std::string>()) + "</code>"},
             "data-phase=\"" + own + "\"");
  }
  Table counts("Operations of each kind behind each phase", headings);
  for (const std::string &kind : kinds) {
    std::vector<std::string> cells{"<code>" + escape(kind) + "</code>"};
    for (const json &phase : phases)
      cells.push_back(phase["operations"].contains(kind) ? number(phase["operations"][kind].get<uint64_t>()) : "");
    counts.row(cells);
  }
  return html + list.str() + counts.str();
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

/// One memory as a strip of ranges, each as wide as it has words.
static std::string strip(const json &report, const json &memory) {
  double words = memory["words"].get<double>();
  if (words <= 0)
    return "";
  std::string html = "<span class=\"strip\">";
  for (const json &range : memory["ranges"]) {
    std::string layer = range["layer"].get<std::string>(), holds = range["holds"].get<std::string>();
    uint64_t first = range["first"].get<uint64_t>(), size = range["words"].get<uint64_t>();
    html += fmt::format("<span class=\"fill c{} {}\" data-layer=\"{}\" style=\"left:{:.3f}%;width:{:.3f}%\" "
                        "title=\"{}: {}, words {} to {}\"></span>",
                        colourOf(report, layer), holds == "parameters" || holds == "counts" ? "light" : "",
                        escape(layer), 100 * double(first) / words, 100 * double(size) / words, escape(layer),
                        escape(holds), first, first + size - 1);
  }
  return html + "</span>";
}

std::string report::renderMemory(const json &report) {
  const json &chip = report["chip"];
  if (chip.is_null())
    return note(report["problems"].empty() ? "This target does not tell how it uses its memories."
                                           : "The network did not reach the chip.");
  std::string html =
      "<p>Each strip is a memory, as long as it has words; light: parameters and counters. The table below "
      "says who owns which words.</p>\n<div class=\"memories\">\n";
  Table table("Words by their owners",
              {"core", "memory", "#first word", "#last word", "#words", "layer", "holds", "first word, lane by lane"});
  size_t ranges = 0;
  for (const json &each : chip["cores"]) {
    if (llvm::all_of(each["memories"], [](const json &memory) { return memory["ranges"].empty(); }))
      continue;
    html += "<div class=\"memory\"><strong>core " + core(each["core"]) + "</strong>\n";
    for (const json &memory : each["memories"]) {
      std::string own = escape(memory["memory"].get<std::string>());
      html += "<div class=\"strip-line\"><span>" + own + "</span>" + strip(report, memory) + "</div>\n";
      for (const json &range : memory["ranges"]) {
        uint64_t first = range["first"].get<uint64_t>(), words = range["words"].get<uint64_t>();
        table.row({core(each["core"]), own, number(first), number(first + words - 1), number(words),
                   layerName(range["layer"].get<std::string>()), escape(range["holds"].get<std::string>()),
                   "<code>" + escape(range["first_word"].get<std::string>()) + "</code>"});
        ++ranges;
      }
    }
    html += "</div>\n";
  }
  return html + "</div>\n" + fold("Words by their owners", ranges <= 60, table.str());
}

//===----------------------------------------------------------------------===//
// Spikes
//===----------------------------------------------------------------------===//

static std::string samplesTable(const json &activity) {
  std::vector<std::string> headings{"#sample", "name", "#steps", "label"};
  for (const json &engine : activity["engines"])
    headings.push_back(escape(engine["engine"].get<std::string>()) + " says");
  Table table("Samples and predictions", headings);
  auto labelOf = [&](const json &label) -> std::string {
    if (label.is_null())
      return "–";
    const json &names = activity["label_names"];
    size_t number = label.get<size_t>();
    std::string own = std::to_string(number);
    if (number < names.size() && names[number] != own)
      own += " (" + name(names[number].get<std::string>()) + ")";
    return own;
  };
  size_t index = 0;
  for (const json &sample : activity["samples"]) {
    std::vector<std::string> cells{std::to_string(index++), name(sample["name"].get<std::string>()),
                                   number(sample["steps"].get<uint64_t>()), labelOf(sample["label"])};
    for (const json &engine : activity["engines"])
      cells.push_back(labelOf(sample["predictions"][engine["engine"].get<std::string>()]));
    table.row(cells);
  }
  return table.str();
}

std::string report::renderSpikes(const json &report) {
  const json &activity = report["activity"];
  if (activity.is_null())
    return noRun(report);
  std::string html = "<div id=\"raster-view\" hidden></div>\n<div id=\"potential-view\" hidden></div>\n";
  const json &engines = activity["engines"];
  const json &last = engines.back();
  uint64_t steps = 0;
  for (const json &sample : activity["samples"])
    steps += sample["steps"].get<uint64_t>();
  std::vector<std::string> headings{"layer", "shape", "#neurons"};
  for (const json &engine : engines)
    headings.push_back("#spikes " + escape(engine["engine"].get<std::string>()));
  headings.push_back("#spikes of a neuron a step, " + escape(last["engine"].get<std::string>()));
  headings.push_back("#neurons without a spike, " + escape(last["engine"].get<std::string>()));
  Table table("Spikes of each layer", headings);
  for (const json &layer : last["layers"]) {
    uint64_t neurons = 1;
    for (const json &extent : layer["shape"])
      neurons *= extent.get<uint64_t>();
    std::vector<std::string> cells{layerName(layer["layer"].get<std::string>()), extents(layer["shape"]),
                                   number(neurons)};
    for (const json &engine : engines) {
      auto own = llvm::find_if(engine["layers"], [&](const json &l) { return l["layer"] == layer["layer"]; });
      cells.push_back(own == engine["layers"].end() ? "–" : number((*own)["spikes"].get<uint64_t>()));
    }
    double rate = steps ? layer["spikes"].get<double>() / double(neurons) / double(steps) : 0;
    cells.push_back(fmt::format("{:.4f}", rate));
    cells.push_back(fmt::format("{} ({})", number(layer["silent"].get<uint64_t>()),
                                percent(layer["silent"].get<uint64_t>(), neurons)));
    table.row(cells);
  }
  Table inputs("Spikes of each input", {"input", "shape", "#spikes", "#channels and pixels without a spike"});
  for (const json &input : activity["inputs"])
    inputs.row({name(input["input"].get<std::string>()), extents(input["shape"]),
                number(input["spikes"].get<uint64_t>()), number(input["silent"].get<uint64_t>())});
  return html + table.str() + inputs.str() + samplesTable(activity);
}

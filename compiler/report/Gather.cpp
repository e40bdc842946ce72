//===- Gather.cpp - the data of a report ----------------------------------===//

#include "compiler/report/Gather.h"
#include "compiler/report/Blob.h"
#include "compiler/report/Graph.h"
#include "compiler/report/Histogram.h"
#include "compiler/target/ChipLayout.h"

using namespace mlir;
using namespace snnc;
using namespace snnc::report;
using json = nlohmann::ordered_json;

static const char schemaText[] =
#include "compiler/report/report.schema.json.inc"
    ;

llvm::StringRef report::schema() { return schemaText; }

void report::addBlob(json &report, const std::string &name, llvm::StringRef bytes) {
  report["blobs"][name] = packBlob(bytes);
}

snn::NetworkOp report::networkOf(const Subject &subject) {
  for (const OwningOpRef<ModuleOp> *module : {&subject.workload.imported, &subject.workload.quantized})
    if (*module)
      for (auto network : const_cast<OwningOpRef<ModuleOp> &>(*module)->getOps<snn::NetworkOp>())
        return network;
  return nullptr;
}

//===----------------------------------------------------------------------===//
// The chip
//===----------------------------------------------------------------------===//

static json spot(const ChipLayout::Spot &at) { return {at.column, at.row}; }

static json describe(const ChipLayout::Core &core) {
  json result = {{"core", spot(core.at)}, {"kind", core.kind}, {"usable", core.isUsable}};
  result["amounts"] = json::array();
  for (const ChipLayout::Amount &amount : core.amounts)
    result["amounts"].push_back(
        {{"resource", amount.resource}, {"used", amount.used}, {"available", amount.available}});
  result["memories"] = json::array();
  for (const ChipLayout::Memory &memory : core.memories) {
    json ranges = json::array();
    for (const ChipLayout::Range &range : memory.ranges)
      ranges.push_back({{"first", range.first},
                        {"words", range.size},
                        {"layer", range.layer},
                        {"holds", range.holds},
                        {"first_word", range.firstWord}});
    result["memories"].push_back({{"memory", memory.name}, {"words", memory.words}, {"ranges", std::move(ranges)}});
  }
  return result;
}

static json describe(const ChipLayout &layout) {
  json result = {{"columns", layout.columns}, {"rows", layout.rows}, {"host", spot(layout.host)}};
  for (const char *key : {"cores", "tiles", "links"})
    result[key] = json::array();
  for (const ChipLayout::Core &core : layout.cores)
    result["cores"].push_back(describe(core));
  for (const ChipLayout::Tile &tile : layout.tiles)
    result["tiles"].push_back({{"layer", tile.layer},
                               {"core", spot(tile.at)},
                               {"slot", tile.slot},
                               {"origin", tile.origin},
                               {"shape", tile.shape}});
  for (const ChipLayout::Link &link : layout.links)
    result["links"].push_back({{"from", spot(link.from)}, {"to", spot(link.to)}, {"packets", link.packets}});
  return result;
}

//===----------------------------------------------------------------------===//
// The parts
//===----------------------------------------------------------------------===//

static void describePhases(Subject &subject, const LayerIndex &layers, json &report) {
  report["layers"] = layers.names().vec();
  report["phases"] = {{"note", subject.phasesNote.empty() ? json(nullptr) : json(subject.phasesNote)},
                      {"list", json::array()}};
  // The first line says the phase itself.
  auto content = [](llvm::StringRef text) { return text.split('\n').second; };
  std::string last;
  for (Subject::Snapshot &snapshot : subject.phases) {
    PhaseText phase = printPhase(*snapshot.module, layers);
    std::string blob = "phase." + snapshot.phase;
    json lines = json::array();
    for (PhaseText::Run run : phase.lines)
      lines.push_back({run.first, run.layer});
    report["phases"]["list"].push_back({{"name", snapshot.phase},
                                        {"passes", snapshot.pipeline},
                                        {"lines", std::count(phase.text.begin(), phase.text.end(), '\n')},
                                        {"operations", phase.operations},
                                        {"layer_of_line", std::move(lines)},
                                        {"text", blob}});
    report["phases"]["list"].back()["changed"] = content(phase.text) != content(last);
    addBlob(report, blob, phase.text);
    last = std::move(phase.text);
  }
}

static json describe(const NetworkProblem &problem) {
  json needs = json::array();
  for (const Need &need : problem.needs)
    needs.push_back({{"what", need.what}, {"need", need.need}, {"have", need.have}});
  return {{"file", problem.file},
          {"layer", problem.layer.empty() ? json(nullptr) : json(problem.layer)},
          {"message", problem.message},
          {"notes", problem.notes},
          {"needs", std::move(needs)}};
}

static json orNull(const json &object, const char *key) {
  auto entry = object.find(key);
  return entry == object.end() ? json(nullptr) : *entry;
}

/// Why it is mapped so, in the words of `snnc explain`; null where its chip does not say.
static json describeMapping(const Subject &subject) {
  if (!subject.workload.configuration || !subject.program.is_object())
    return nullptr;
  llvm::Expected<Explanation> mapping = subject.workload.configuration->backend().explainMapping(subject.program);
  if (!mapping) {
    llvm::consumeError(mapping.takeError());
    return nullptr;
  }
  return {{"text", mapping->text}, {"data", mapping->data}};
}

llvm::Expected<json> report::gather(Subject &subject, const RunRequest &request) {
  json report = {{"format", "snnc.report"}, {"version", 1}};
  report["run"] = {{"subject", subject.path},
                   {"command", subject.command},
                   {"target", subject.target},
                   {"versions", orNull(subject.program, "versions")},
                   {"hashes", orNull(subject.program, "hashes")},
                   {"assumptions", subject.assumptions}};
  report["warnings"] = subject.warnings;
  report["problems"] = json::array();
  for (const NetworkProblem &problem : subject.problems)
    report["problems"].push_back(describe(problem));
  report["unchecked"] = subject.unchecked;
  report["needs"] = json::array();
  for (const ResourceNeed &need : subject.needs)
    report["needs"].push_back({{"layer", need.layer.empty() ? json(nullptr) : json(need.layer)},
                               {"resource", need.resource},
                               {"need", need.need},
                               {"have", need.have},
                               {"formula", need.formula}});
  report["remedies"] = json::array();
  for (const Remedy &remedy : subject.remedies)
    report["remedies"].push_back(remedy.text);
  report["mapping"] = describeMapping(subject);
  LayerIndex layers;
  report["network"] = nullptr;
  if (snn::NetworkOp network = networkOf(subject)) {
    layers = indexLayers(network);
    report["network"] = describeGraph(network, layers);
  }
  report["blobs"] = json::object();
  describePhases(subject, layers, report);
  report["chip"] = nullptr;
  if (subject.workload.configuration)
    if (std::optional<ChipLayout> layout = subject.workload.configuration->layout())
      report["chip"] = describe(*layout);
  json quantisation = orNull(subject.program, "quantisation");
  report["quantisation"] = quantisation.is_null() ? json::array() : quantisation;
  report["calibration"] = orNull(subject.program, "calibration");
  report["rest"] = orNull(subject.program, "rest");
  if (subject.simplified && subject.workload.quantized)
    describeHistograms(*subject.simplified, *subject.workload.quantized, report["quantisation"]);
  if (subject.workload.quantized)
    describeWeights(*subject.workload.quantized, report);
  for (const char *part : {"activity", "potentials", "comparison", "schedule", "timeline"})
    report[part] = nullptr;
  if (!request.input.inputs.empty())
    if (llvm::Error error = gatherRun(subject, request, report))
      return std::move(error);
  // Blobs come last: they are what a reader skips.
  json blobs = std::move(report["blobs"]);
  report.erase("blobs");
  report["blobs"] = std::move(blobs);
  return report;
}

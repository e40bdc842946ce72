//===- DescribeMapping.cpp - why tiles are where they are -----------------===//
//
// The part "mapping" of program.json: what mesh-tile and mesh-place went by, what else could have been, and what limits
// the speed. Of a program that was mapped at random, for tests, or that does not say, there is none.
//
//===----------------------------------------------------------------------===//

#include "backends/mesh/analysis/Load.h"
#include "backends/mesh/analysis/Resources.h"
#include "backends/mesh/analysis/Schedule.h"
#include "backends/mesh/analysis/Traffic.h"
#include "backends/mesh/emit/EmitImage.h"
#include "compiler/placement/ClosedFlows.h"
#include "compiler/placement/CostField.h"
#include "compiler/placement/Metrics.h"
#include <cmath>
#include <map>

using namespace mlir;
using namespace snnc;
using namespace snnc::mesh;
using json = nlohmann::ordered_json;

static json corePair(int64_t column, int64_t row) { return {column, row}; }
static json siteOrHost(const placement::Problem &problem, int64_t site) {
  return site < 0 ? json("host") : corePair(problem.sites[site].column, problem.sites[site].row);
}
static double rounded(double value) { return std::round(value * 1000) / 1000; }

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

static json describeTiling(mesh::LayerOp layer, int64_t tiles, double busiest, const Resources &largest) {
  DictionaryAttr tiling = layer.getTilingAttr();
  auto number = [&](const char *name) { return tiling.getAs<IntegerAttr>(name).getInt(); };
  return {
      {"layer", layer.getSymName().str()},
      {"tiles", tiles},
      {"fewest_tiles", number("fewest")},
      {"whole",
       {{"stateWords", number("state_words")}, {"weightWords", number("weight_words")}, {"cycles", number("cycles")}}},
      {"core", {{"stateWords", largest[Resource::StateWords]}, {"weightWords", largest[Resource::WeightWords]}}},
      {"busiest_tile_cycles", std::llround(busiest)}};
}

static json describeTilings(mesh::ProgramOp program, const mesh::Layers &layers) {
  mesh::TargetAttr target = program.getTarget();
  std::vector<Resources> kinds;
  for (const UsableCore &core : usableCores(target))
    kinds.push_back(capacityOfKind(target, core.kind));
  Resources largest = largestOf(kinds);
  std::map<std::string, std::pair<int64_t, double>> tiles;
  for (auto population : program.getBody().getOps<mesh::PopulationOp>()) {
    StepCycles cycles = stepCyclesOf(population, layers, target);
    auto &[count, busiest] = tiles[population.getLayer().str()];
    ++count;
    busiest = std::max(busiest, cycles.accumulating + cycles.firing);
  }
  json result = json::array();
  for (auto layer : program.getBody().getOps<mesh::LayerOp>()) {
    auto [count, busiest] = tiles[layer.getSymName().str()];
    if (layer.getTilingAttr())
      result.push_back(describeTiling(layer, count, busiest, largest));
  }
  return result;
}

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

/// The cheapest other core of a site's cluster, which changes with what is there; null where all others are the same.
static json nextBestOf(const placement::Problem &problem, const placement::ClosedFlows &closed,
                       const placement::CostField &field, int32_t site) {
  int32_t best = -1;
  double least = 0;
  for (int32_t other = 0; other < int32_t(problem.sites.size()); ++other) {
    if (other == site || problem.sites[other].kind != problem.sites[site].kind ||
        field.classAt(other) == field.classAt(site))
      continue;
    if (closed.any() && closed.delta(field.siteOf(), field.clusterAt(site), site, field.clusterAt(other), other) > 0)
      continue;
    double change = field.delta(site, other);
    if (best < 0 || change < least) {
      best = other;
      least = change;
    }
  }
  if (best < 0)
    return nullptr;
  return {{"core", siteOrHost(problem, best)}, {"packet_hops", least}};
}

static json describePlaces(const PlacementTask &task, const std::vector<int32_t> &sites) {
  placement::Classes classes = placement::findClasses(task.problem);
  placement::CostField field(task.problem, classes);
  placement::ClosedFlows closed(task.problem);
  field.reset(sites);
  json cores = json::array();
  for (int32_t site : sites)
    cores.push_back(
        {{"core", siteOrHost(task.problem, site)}, {"next_best", nextBestOf(task.problem, closed, field, site)}});
  return cores;
}

/// Packets between each two cores, and the host.
static json describeTraffic(const placement::Problem &problem, const std::vector<TrafficEdge> &traffic) {
  std::map<std::pair<int64_t, int64_t>, double> sums;
  for (const TrafficEdge &edge : traffic)
    sums[{edge.from, edge.to}] += edge.packets;
  json result = json::array();
  for (const auto &[ends, packets] : sums)
    result.push_back(
        {{"from", siteOrHost(problem, ends.first)}, {"to", siteOrHost(problem, ends.second)}, {"packets", packets}});
  return result;
}

static json describePlacement(mesh::ProgramOp program) {
  std::vector<TrafficEdge> traffic = trafficOf(program);
  PlacementTask task = placementTaskOf(traffic, program.getTarget());
  std::vector<int32_t> sites(task.clusters.begin(), task.clusters.end());
  placement::Metrics metrics = placement::measure(task.problem, sites);
  DictionaryAttr found = program.getPlacementAttr();
  auto core = [](int32_t column, int32_t row) { return column < 0 || row < 0 ? json("host") : corePair(column, row); };
  return {{"packet_hops", metrics.cost},
          {"least_packet_hops", found.getAs<IntegerAttr>("least").getInt()},
          {"bound", found.getAs<StringAttr>("bound").str()},
          {"proved", found.getAs<BoolAttr>("proved").getValue()},
          {"pinned", found.getAs<BoolAttr>("pinned").getValue()},
          {"average_hops", rounded(metrics.averageHops)},
          {"greatest_hops", metrics.greatestHops},
          {"worst_link",
           {{"from", core(metrics.worstLink.fromColumn, metrics.worstLink.fromRow)},
            {"to", core(metrics.worstLink.toColumn, metrics.worstLink.toRow)},
            {"packets", metrics.worstLinkLoad}}},
          {"energy", rounded(metrics.energy)},
          {"average_latency", rounded(metrics.averageLatency)},
          {"worst_latency", rounded(metrics.worstLatency)},
          {"average_congestion", rounded(metrics.averageCongestion)},
          {"worst_congestion", rounded(metrics.worstCongestion)},
          {"traffic", describeTraffic(task.problem, traffic)},
          {"cores", describePlaces(task, sites)}};
}

//===----------------------------------------------------------------------===//
// Schedule
//===----------------------------------------------------------------------===//

static const char *nameOf(ScheduleStage::Kind kind) {
  switch (kind) {
  case ScheduleStage::Accumulate:
    return "accumulate";
  case ScheduleStage::Fire:
    return "fire";
  case ScheduleStage::Send:
    return "send";
  case ScheduleStage::Core:
    return "core";
  case ScheduleStage::Sender:
    return "sender";
  case ScheduleStage::Host:
    return "host";
  case ScheduleStage::Link:
    return "link";
  }
  llvm_unreachable("a stage of no kind");
}

static json describeStage(const ScheduleStage &stage) {
  json result = {{"kind", nameOf(stage.kind)},
                 {"core", stage.column < 0 ? json("host") : corePair(stage.column, stage.row)},
                 {"layer", stage.layer}};
  if (!stage.receiver.empty())
    result["to"] = stage.receiver;
  result["cycles"] = std::llround(stage.cycles);
  return result;
}

static json describeSchedule(mesh::ProgramOp program) {
  Schedule schedule = scheduleOf(program);
  json result = {{"period", std::llround(schedule.period)}, {"tokens", schedule.tokens}};
  for (const char *key : {"critical", "cores"})
    result[key] = json::array();
  for (const ScheduleStage &stage : schedule.critical)
    result["critical"].push_back(describeStage(stage));
  for (const ScheduleStage &stage : schedule.cores)
    result["cores"].push_back(describeStage(stage));
  return result;
}

json mesh::describeMapping(mesh::ProgramOp program) {
  if (!program.getPlacementAttr())
    return nullptr;
  mesh::Layers layers(program);
  bool seen = llvm::any_of(program.getBody().getOps<mesh::LayerOp>(),
                           [](mesh::LayerOp layer) { return layer.getRowRatesAttr() != nullptr; });
  return {{"rates", seen ? "recordings" : "every neuron in every step"},
          {"layers", describeTilings(program, layers)},
          {"placement", describePlacement(program)},
          {"schedule", describeSchedule(program)}};
}

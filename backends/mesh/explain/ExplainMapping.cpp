//===- ExplainMapping.cpp - the mapping for people ------------------------===//

#include "backends/mesh/explain/Explain.h"
#include <fmt/format.h>

using namespace snnc;
using namespace snnc::mesh;
using json = nlohmann::ordered_json;

static std::string nameOf(const json &core) {
  return core.is_string() ? core.get<std::string>() : fmt::format("{},{}", core[0].get<int>(), core[1].get<int>());
}

//===----------------------------------------------------------------------===//
// Tiles
//===----------------------------------------------------------------------===//

/// Why a layer has so many tiles.
static std::string whyTiles(const json &layer) {
  int64_t tiles = layer["tiles"].get<int64_t>(), fewest = layer["fewest_tiles"].get<int64_t>();
  const json &whole = layer["whole"], &core = layer["core"];
  std::string text;
  for (const char *resource : {"stateWords", "weightWords"}) {
    int64_t need = whole[resource].get<int64_t>(), have = core[resource].get<int64_t>();
    if (need > have)
      text += fmt::format("{}{} {} in one tile, a core has {}", text.empty() ? "" : ", ", resource, need, have);
  }
  if (text.empty())
    text = fewest > 1 ? "border kernels of folded pools, or groups, are tiles of their own"
                      : fmt::format("one core would hold it ({} of {} stateWords, {} of {} weightWords)",
                                    whole["stateWords"].get<int64_t>(), core["stateWords"].get<int64_t>(),
                                    whole["weightWords"].get<int64_t>(), core["weightWords"].get<int64_t>());
  else
    text += fmt::format(": {} tiles at least", fewest);
  if (tiles > fewest)
    text += fmt::format("; cut further to share the work: {} cycles a step in one core, {} in the busiest tile",
                        whole["cycles"].get<int64_t>(), layer["busiest_tile_cycles"].get<int64_t>());
  return text;
}

static std::string renderTiles(const json &mapping) {
  std::string text = fmt::format("{:<16} {:>5} {:>12}  why\n", "layer", "tiles", "cycles/step");
  for (const json &layer : mapping["layers"])
    text += fmt::format("{:<16} {:>5} {:>12}  {}\n", layer["layer"].get<std::string>(), layer["tiles"].get<int64_t>(),
                        layer["busiest_tile_cycles"].get<int64_t>(), whyTiles(layer));
  return text;
}

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

static std::string certificate(const json &placement) {
  double cost = placement["packet_hops"].get<double>(), least = placement["least_packet_hops"].get<double>();
  std::string placements =
      placement["pinned"].get<bool>() ? "no placement with the same pins and places" : "no placement";
  if (placement["proved"].get<bool>())
    return "proved: " + placements + " has less";
  if (least <= 0)
    return "no bound is known";
  return fmt::format("{} has less than {:.10g}, {:.1f} % below (bound: {})", placements, least,
                     100 * (1 - least / cost), placement["bound"].get<std::string>());
}

/// The layers of a core, from the populations.
static std::string layersOn(const json &program, const json &core) {
  std::string names;
  for (const json &population : program["populations"]) {
    std::string name = population["layer"].get<std::string>();
    if (population["core"] == core && names.find(name) == std::string::npos)
      names += (names.empty() ? "" : ", ") + name;
  }
  return names;
}

static std::string trafficOf(const json &placement, const json &core, const char *mine, const char *other) {
  std::string text;
  for (const json &flow : placement["traffic"])
    if (flow[mine] == core && flow[other] != core)
      text += fmt::format("{}{:.10g} {} {}", text.empty() ? "" : ", ", flow["packets"].get<double>(), other,
                          nameOf(flow[other]));
  return text.empty() ? "nothing" : text;
}

static std::string renderPlaces(const json &program, const json &placement) {
  const json &link = placement["worst_link"];
  std::string text = fmt::format(
      "packets x hops   {:.10g} a step; {}\n"
      "hops             {:.3f} on average, {} at most; busiest link from {} to {}: {:.10g} packets a step\n"
      "of the mesh      energy {:.10g}, latency {:.4f} ({:.4f} at most), congestion {:.6g} ({:.6g} at most)\n\n",
      placement["packet_hops"].get<double>(), certificate(placement), placement["average_hops"].get<double>(),
      placement["greatest_hops"].get<int>(), nameOf(link["from"]), nameOf(link["to"]), link["packets"].get<double>(),
      placement["energy"].get<double>(), placement["average_latency"].get<double>(),
      placement["worst_latency"].get<double>(), placement["average_congestion"].get<double>(),
      placement["worst_congestion"].get<double>());
  for (const json &core : placement["cores"]) {
    text +=
        fmt::format("core {:<6} {}\n  packets a step: {}; {}\n", nameOf(core["core"]), layersOn(program, core["core"]),
                    trafficOf(placement, core["core"], "to", "from"), trafficOf(placement, core["core"], "from", "to"));
    const json &next = core["next_best"];
    if (next.is_null())
      text += "  no other core makes a difference\n";
    else
      text +=
          fmt::format("  next best core: {}, {:+.10g} packets x hops ({:+.1f} %)\n", nameOf(next["core"]),
                      next["packet_hops"].get<double>(),
                      100 * next["packet_hops"].get<double>() / std::max(1.0, placement["packet_hops"].get<double>()));
  }
  return text;
}

//===----------------------------------------------------------------------===//
// Schedule
//===----------------------------------------------------------------------===//

static std::string renderStage(const json &stage) {
  std::string kind = stage["kind"].get<std::string>(), core = nameOf(stage["core"]),
              layer = stage["layer"].get<std::string>();
  if (kind == "accumulate")
    return "core " + core + " takes in the spikes for " + layer;
  if (kind == "fire")
    return "core " + core + " fires " + layer;
  if (kind == "send")
    return (core == "host" ? "the host" : "core " + core) + " sends spikes of " + layer + " to " +
           stage["to"].get<std::string>();
  if (kind == "core")
    return "core " + core + " has all of its time to do: " + layer;
  if (kind == "sender")
    return "the sender of core " + core + " has all of its time to do: " + layer;
  if (kind == "link")
    return "the link from " + core + " to " + stage["to"].get<std::string>() + " carries all that it can";
  return layer;
}

static std::string renderSchedule(const json &mapping) {
  const json &schedule = mapping["schedule"];
  std::string text = fmt::format("what limits the speed: {} cycles a step, by the expected work of {}\n",
                                 schedule["period"].get<int64_t>(), mapping["rates"].get<std::string>());
  for (const json &stage : schedule["critical"])
    text += fmt::format("  {:>8} cycles  {}\n", stage["cycles"].get<int64_t>(), renderStage(stage));
  int64_t tokens = schedule["tokens"].get<int64_t>();
  return text + (tokens > 1 ? fmt::format("  in which {} steps are at work at once\n", tokens) : "");
}

/// What recordings took of the clock, where the compiler has run some.
static std::string renderSpeed(const json &program) {
  auto speed = program.find("speed");
  if (speed == program.end())
    return "";
  double steps = (*speed)["steps"].get<double>(), cycles = (*speed)["cycles"].get<double>();
  const json &busiest = (*speed)["busiest"];
  auto share = [&](const json &part) { return 100 * part.get<double>() / cycles; };
  std::string layers;
  for (const json &layer : busiest["layers"])
    layers += (layers.empty() ? "" : ", ") + layer.get<std::string>();
  std::string text = fmt::format("by the cycle model: {:.0f} cycles a step, {} recordings of the calibration\n"
                                 "  core {} ({}) is busiest: it takes in spikes in {:.1f} %, fires in {:.1f} %",
                                 cycles / steps, (*speed)["samples"].get<uint64_t>(), nameOf(busiest["core"]), layers,
                                 share(busiest["cycles_accumulating"]), share(busiest["cycles_firing"]));
  if (!busiest["waits"].empty())
    text += fmt::format("; it waits most for {}, in {:.1f} %", busiest["waits"][0]["for"].get<std::string>(),
                        share(busiest["waits"][0]["cycles"]));
  return text + fmt::format("\n  {} cuts tried; the first took {:.0f} cycles a step, the best {:.0f}\n",
                            (*speed)["cuts_tried"].get<uint64_t>(), (*speed)["first_cycles_per_step"].get<double>(),
                            (*speed)["best_cycles_per_step"].get<double>());
}

llvm::Expected<Explanation> mesh::explainMapping(const json &program) {
  if (!program.contains("mapping"))
    return llvm::createStringError("program.json does not say how the network was mapped: compile it again");
  const json &mapping = program["mapping"];
  std::string text = fmt::format("{} on {}: {} of {} cores\n\n", program["network"].get<std::string>(),
                                 program["target"]["name"].get<std::string>(), program["cores"].size(),
                                 program["available"]["cores"].get<int64_t>());
  text += renderTiles(mapping) + "\n" + renderPlaces(program, mapping["placement"]) + "\n" + renderSchedule(mapping) +
          renderSpeed(program);
  return Explanation{text, mapping};
}

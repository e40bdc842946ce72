//===- StallReport.cpp - why a chip does not go on -------------------------===//

#include "sim/mesh/rtl/StallReport.h"
#include <fmt/format.h>
#include <fmt/ranges.h>

using namespace snnc;
using namespace snnc::sim;

namespace {
struct Waits {
  std::vector<std::string> reasons;  ///< tokens that cannot have come
  std::vector<std::string> possible; ///< tokens that are due, but may have come: the host does not see them
  bool isRoot = true;                ///< waits for no population that has yet to fire
};

class Explainer {
public:
  explicit Explainer(const ChipProgress &progress) : p(progress), fed(uint32_t(progress.host.fed().size())) {}

  std::string run() {
    std::vector<std::string> roots, others;
    for (uint32_t i = 0; i < p.fired.size(); ++i) {
      if (p.fired[i] >= fed)
        continue;
      Waits waits = waitsOf(i);
      std::string text = fmt::format("{} has fired {} of {} steps and waits for {}", nameOf(i), p.fired[i], fed,
                                     fmt::join(waits.reasons, " and for "));
      (waits.isRoot ? roots : others).push_back(text);
    }
    std::vector<std::string> &shown = roots.empty() ? others : roots;
    size_t all = roots.size() + others.size();
    if (all == 0)
      return outputsText();
    if (shown.size() > 4)
      shown.resize(4);
    std::string text = fmt::format("{}", fmt::join(shown, "; "));
    if (all > shown.size())
      text += fmt::format("; {} more populations wait", all - shown.size());
    return text;
  }

private:
  std::string nameOf(uint32_t index) const {
    const PopulationTile &tile = p.symbols.populations()[index];
    return fmt::format("a tile of layer '{}' (core ({}, {}), population {})", p.symbols.layers()[tile.layer].name,
                       tile.coreX, tile.coreY, tile.slot);
  }

  Waits waitsOf(uint32_t index) const {
    Waits waits;
    uint32_t step = p.fired[index];
    addHostEdges(index, step, waits);
    for (uint32_t sender = 0; sender < p.fired.size(); ++sender)
      for (const ChipEdge &edge : p.edges[sender])
        if (edge.receiver == int(index))
          addInEdge(sender, edge, step, waits);
    for (const ChipEdge &edge : p.edges[index])
      if (step > 0)
        addSend(index, edge, step - 1, waits);
    if (waits.reasons.empty()) {
      waits.possible.push_back("its core");
      waits.reasons.push_back(fmt::format("{}", fmt::join(waits.possible, " or for ")));
    }
    return waits;
  }

  void addHostEdges(uint32_t index, uint32_t step, Waits &waits) const {
    for (const ChipEdge &edge : hostEdges(p.loaded, p.symbols)) {
      uint32_t number = hostEdgeOf(p.loaded, edge);
      Host::EdgeState state = p.host.hostEdge(number);
      if (edge.receiver == int(index) && state.sent + edge.delayed <= step)
        waits.reasons.push_back(
            fmt::format("the END of step {} on host edge {}, {}", step - uint32_t(edge.delayed), number,
                        state.credit ? "which the host is sending" : "for which the host has no CREDIT"));
    }
  }

  void addInEdge(uint32_t sender, const ChipEdge &edge, uint32_t step, Waits &waits) const {
    if (p.fired[sender] + edge.delayed > step) {
      waits.possible.push_back(
          fmt::format("the END of step {} from {}, which has fired it", step - uint32_t(edge.delayed), nameOf(sender)));
      return;
    }
    waits.isRoot &= sender == uint32_t(edge.receiver);
    waits.reasons.push_back(fmt::format("the END of step {} from {}, which has fired {}", step - uint32_t(edge.delayed),
                                        nameOf(sender), p.fired[sender]));
  }

  /// SEND of `step` on a forward edge needs the receiver's firing of the step before, on a delayed one that of the
  /// step.
  void addSend(uint32_t index, const ChipEdge &edge, uint32_t step, Waits &waits) const {
    if (edge.receiver < 0) {
      const PopulationTile &tile = p.symbols.populations()[index];
      for (size_t i = 0; i < p.loaded.image.outputEdges.size(); ++i) {
        const mesh::OutputEdge &output = p.loaded.image.outputEdges[i];
        Host::OutputEdgeState state = p.host.outputEdge(i);
        if (output.coreX == tile.coreX && output.coreY == tile.coreY &&
            output.destination == edge.id % p.loaded.program.target.destinations && state.ended <= step)
          waits.reasons.push_back(fmt::format("the sends of step {} on output edge {}, which has had {} CREDITs and "
                                              "given {} ENDs",
                                              step, i, state.credited, state.ended));
      }
      return;
    }
    if (p.fired[edge.receiver] + !edge.delayed > step) {
      waits.possible.push_back(fmt::format("the CREDIT of {}, which is due", nameOf(uint32_t(edge.receiver))));
      return;
    }
    waits.isRoot &= uint32_t(edge.receiver) == index;
    waits.reasons.push_back(
        fmt::format("the CREDIT of {}, which has fired {}", nameOf(uint32_t(edge.receiver)), p.fired[edge.receiver]));
  }

  std::string outputsText() const {
    std::string text = "all populations have fired";
    for (uint32_t i = 0; i < p.symbols.outputs().size(); ++i)
      text += fmt::format(", output '{}' has {} of {} steps", p.symbols.outputs()[i].name, p.host.completed(i), fed);
    return text;
  }

  const ChipProgress &p;
  uint32_t fed;
};
} // namespace

std::string snnc::sim::describeStandstill(const ChipProgress &progress) { return Explainer(progress).run(); }

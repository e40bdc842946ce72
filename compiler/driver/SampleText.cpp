//===- SampleText.cpp - what a run tells of its samples -------------------===//

#include "compiler/driver/SampleText.h"
#include "llvm/Support/raw_ostream.h"
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>

using namespace snnc;
using namespace snnc::driver;
using json = nlohmann::ordered_json;

/// What recordings held; null where the input was none.
static json describeInput(const sim::InputFacts &facts, const sim::NetworkStimulus &stimulus) {
  if (facts.formats.empty())
    return nullptr;
  json object = {{"formats", facts.formats},
                 {"events", facts.events},
                 {"dropped_events", facts.droppedEvents},
                 {"cropped_events", facts.croppedEvents},
                 {"clock_wraps", facts.clockWraps},
                 {"out_of_order", facts.outOfOrder},
                 {"marker_events", facts.markerEvents},
                 {"untimed_events", facts.untimedEvents},
                 {"other_records", facts.otherRecords},
                 {"cut_bytes", facts.cutBytes},
                 {"files_passed_over", stimulus.filesPassedOver()},
                 {"step_us", stimulus.stepUs()}};
  // Of several samples only where all have the same.
  object["time_origin_us"] = facts.timeOrigins.size() == 1 ? json(*facts.timeOrigins.begin()) : json(nullptr);
  object["time_origin"] = facts.timeOrigins == std::set<int64_t>{0} ? "zero"
                          : facts.timeOrigins.count(0)              ? "mixed"
                                                                    : "first";
  if (!stimulus.labelNames().empty())
    object["labels"] = stimulus.labelNames();
  return object;
}

void driver::describeSamples(const sim::SamplesMet &samples, const sim::NetworkStimulus &stimulus,
                             const sim::PredictedOutput &predicted, json &result) {
  result["predicted_output"] = predicted.name.empty() ? json(nullptr) : json(predicted.name);
  result["dropped_spikes"] = samples.droppedSpikes;
  result["input"] = describeInput(samples.input, stimulus);
  result["sample_names"] = samples.names;
  result["sample_labels"] = json::array();
  for (std::optional<uint32_t> label : samples.labels)
    result["sample_labels"].push_back(label ? json(*label) : json(nullptr));
}

/// What was done to recordings, a line where there is something to say.
static void printInput(const json &input) {
  if (input.is_null())
    return;
  llvm::outs() << fmt::format("input: a step is {} us\n", input["step_us"].get<uint64_t>());
  static constexpr std::pair<const char *, const char *> lines[] = {
      {"cropped_events", "events outside of the part cut out are left out"},
      {"clock_wraps", "wraps of the recordings' clock, unwrapped"},
      {"out_of_order", "events older than the one before them, kept"},
      {"marker_events", "events at row 240, which the input does not have: markers, left out"},
      {"untimed_events", "events in front of the first time, left out"},
      {"other_records", "records that are no events of pixels, left out"},
      {"cut_bytes", "bytes of cut records at the end, left out"},
      {"files_passed_over", "files that are text without events, passed over"}};
  for (auto [key, text] : lines)
    if (uint64_t count = input[key].get<uint64_t>())
      llvm::outs() << fmt::format("input: {} {}\n", count, text);
  std::string origin = input["time_origin"].get<std::string>();
  if (origin != "zero")
    llvm::outs() << fmt::format(
        "input: time counts from the first event{}{}\n", origin == "mixed" ? " of some recordings" : "",
        input["time_origin_us"].is_null() ? "" : fmt::format(", at {} us", input["time_origin_us"].get<int64_t>()));
}

/// Which samples a limit took.
static void printLimit(const json &labels) {
  std::set<uint64_t> shown;
  for (const json &label : labels)
    if (!label.is_null())
      shown.insert(label.get<uint64_t>());
  constexpr size_t most = 12;
  std::vector<uint64_t> listed(shown.begin(), std::next(shown.begin(), ptrdiff_t(std::min(shown.size(), most))));
  llvm::outs() << fmt::format(
      "limit: {} samples, {}\n", labels.size(),
      shown.empty() ? "the first ones: they have no labels"
                    : fmt::format("of labels {}{}", fmt::join(listed, ", "), shown.size() > most ? ", …" : ""));
}

void driver::printSamples(const json &result, const sim::PredictedOutput &predicted, const InputOptions &options) {
  if (predicted.isUnnamed)
    llvm::outs() << fmt::format("predictions: of output '{}', the first of several; without --predict NAME nothing is "
                                "right or wrong\n",
                                predicted.name);
  if (uint64_t dropped = result["dropped_spikes"].get<uint64_t>())
    llvm::outs() << fmt::format("dropped: {} input spikes behind the last step\n", dropped);
  if (options.limit)
    printLimit(result["sample_labels"]);
  printInput(result["input"]);
}

void driver::printPredictions(uint64_t silent, uint64_t tied, llvm::StringRef engine) {
  std::string where = engine.empty() ? "" : " on " + engine.str();
  if (silent)
    llvm::outs() << fmt::format("silent: {} samples without an output spike{}, which are never right\n", silent, where);
  if (tied)
    llvm::outs() << fmt::format("tied: {} samples where several outputs have most spikes{}; the lowest is taken\n",
                                tied, where);
}

void driver::printCaps(const json &cappedCounts) {
  for (const auto &[layer, count] : cappedCounts.items())
    if (!count.is_null() && count.get<uint64_t>())
      llvm::outs() << fmt::format("capped: {} spike counts held down to the greatest of layer '{}'\n",
                                  count.get<uint64_t>(), layer);
}

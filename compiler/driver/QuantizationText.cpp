//===- QuantizationText.cpp - the report of a quantisation ----------------===//

#include "compiler/driver/QuantizationText.h"
#include "compiler/analysis/QuantizationReport.h"
#include "compiler/analysis/Rest.h"
#include "dialect/snn/SnnDialect.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>
#include <fmt/format.h>

using namespace mlir;
using namespace snnc;
using namespace snnc::driver;
using json = nlohmann::ordered_json;

static json orNull(const std::optional<uint64_t> &value) { return value ? json(*value) : json(nullptr); }

/// A time constant: null where it is endless.
static json orNull(double steps) { return std::isfinite(steps) ? json(steps) : json(nullptr); }

static json describe(const LayerRun &run) {
  json result = {{"spikes", {{"float", run.spikesFloat}, {"integer", run.spikesInteger}}},
                 {"silent_neurons", {{"float", run.silentFloat}, {"integer", run.silentInteger}}},
                 {"saturated_neurons", {{"float", run.saturatedFloat}, {"integer", run.saturatedInteger}}},
                 {"neurons", run.neurons}};
  result["spikes_different"] = run.spikesDifferent;
  result["spike_ratio"] = run.spikesFloat ? json(double(run.spikesInteger) / double(run.spikesFloat)) : json(nullptr);
  result["potential_snr_db"] =
      run.signal > 0 && run.noise > 0 ? json(10 * std::log10(run.signal / run.noise)) : json(nullptr);
  result["first_divergence"] =
      run.divergence ? json{{"sample", run.divergence->sample}, {"step", run.divergence->step}} : json(nullptr);
  result["correct_alone"] = orNull(run.correctAlone);
  return result;
}

static json describe(const Correction &correction) {
  return {{"parameter", correction.parameter == CorrectedParameter::Threshold ? "threshold" : "bias"},
          {"least", *llvm::min_element(correction.values)},
          {"greatest", *llvm::max_element(correction.values)}};
}

static json describe(const LayerQuantization &layer) {
  json entry = {{"layer", layer.layer},
                {"bits", layer.bits},
                {"scale", {{"least", layer.leastScale}, {"greatest", layer.greatestScale}}},
                {"threshold", {{"least", layer.leastThreshold}, {"greatest", layer.greatestThreshold}}},
                {"greatest_weight", {{"least", layer.leastMaxWeight}, {"greatest", layer.greatestMaxWeight}}},
                {"weights", layer.weights},
                {"zero_weights", {{"float", layer.zeroWeightsFloat}, {"integer", layer.zeroWeightsInteger}}},
                {"zeroed_weights", layer.zeroedWeights},
                {"clipped_weights", layer.clippedWeights},
                {"max_count", layer.maxCount},
                {"upper", layer.upper}};
  if (layer.weightShift)
    entry["weight_shift"] = layer.weightShift;
  for (auto [key, decay] : {std::pair("decay", layer.decay), std::pair("current_decay", layer.currentDecay)})
    if (decay)
      entry[key] = {{"float", decay->exact},
                    {"integer", decay->rounded},
                    {"steps", {{"float", orNull(decay->exactSteps())}, {"integer", orNull(decay->roundedSteps())}}}};
  if (layer.leastLeak)
    entry["least_leak"] = *layer.leastLeak;
  entry["weight_snr_db"] = layer.weightSnrDb ? json(*layer.weightSnrDb) : json(nullptr);
  entry["parameter_error"] = {
      {"bias", layer.biasError}, {"lower_bound", layer.lowerBoundError}, {"subtract", layer.subtractError}};
  return entry;
}

json driver::describeQuantization(Compilation &compilation) {
  json layers = json::array();
  if (!compilation.simplified || !compilation.quantized)
    return layers;
  // What the pass was given: before, leaky neurons are as their exporters write them.
  auto bits = (*compilation.quantized)->getAttrOfType<IntegerAttr>(snn::SnnDialect::kWeightBitsAttr);
  int64_t weightBits = bits ? bits.getInt() : compilation.target.attribute.getLimits().weightBits;
  ModuleOp inFloat = compilation.corrected ? *compilation.corrected : *compilation.simplified;
  for (const LayerQuantization &layer :
       reportQuantization(*inFloat.getOps<snn::NetworkOp>().begin(),
                          *compilation.quantized->getOps<snn::NetworkOp>().begin(), weightBits)) {
    json entry = ::describe(layer);
    if (compilation.quantizationRun)
      for (const LayerRun &run : compilation.quantizationRun->layers)
        if (run.layer == layer.layer)
          entry["calibration"] = ::describe(run);
    for (const Correction &correction : compilation.corrections)
      if (correction.layer == layer.layer)
        entry["correction"] = ::describe(correction);
    layers.push_back(std::move(entry));
  }
  return layers;
}

json driver::describeRest(Compilation &compilation) {
  if (!compilation.quantized)
    return nullptr;
  snn::NetworkOp network = *compilation.quantized->getOps<snn::NetworkOp>().begin();
  if (llvm::none_of(network.getBody().front().getOps<snn::NeuronOpInterface>(),
                    [](snn::NeuronOpInterface neuron) { return neuron.getNeuronParameters().leaks(); }))
    return nullptr;
  Rest rest = restOf(network);
  if (rest.steps)
    return {{"steps", *rest.steps}};
  return {{"steps", nullptr}, {"why", rest.why}};
}

json driver::describeCalibration(const QuantizationRun &run) {
  return {{"samples", run.samples},
          {"steps", run.steps},
          {"correct", {{"float", orNull(run.inFloat.correct)}, {"integer", orNull(run.integer.correct)}}},
          {"silent_samples", {{"float", run.inFloat.silent}, {"integer", run.integer.silent}}},
          {"tied_samples", {{"float", run.inFloat.tied}, {"integer", run.integer.tied}}},
          {"predicted_output", run.predicted.name.empty() ? json(nullptr) : json(run.predicted.name)}};
}

static std::string number(const json &value, int digits) {
  return value.is_null() ? "-" : fmt::format("{:.{}f}", value.get<double>(), digits);
}
static std::string pair(const json &row) {
  return fmt::format("{}/{}", row["float"].get<uint64_t>(), row["integer"].get<uint64_t>());
}

/// The time constants that neurons have got, in steps.
static void printDecays(const json &layers) {
  auto steps = [](const json &value) {
    return value.is_null() ? "endless" : fmt::format("{:.4g}", value.get<double>());
  };
  for (const json &layer : layers)
    for (auto [key, what] : {std::pair("decay", "potentials"), std::pair("current_decay", "currents")})
      if (auto decay = layer.find(key); decay != layer.end())
        llvm::outs() << fmt::format("leak: layer '{}': {} keep a time constant of {} steps, wanted {}\n",
                                    layer["layer"].get<std::string>(), what, steps((*decay)["steps"]["integer"]),
                                    steps((*decay)["steps"]["float"]));
}

static void printRest(const json &program) {
  if (!program.contains("rest"))
    return;
  const json &rest = program["rest"];
  if (rest["steps"].is_null())
    llvm::outs() << fmt::format("rest: not ensured once no spike comes in: {}\n", rest["why"].get<std::string>());
  else
    llvm::outs() << fmt::format("rest: no neuron is active {} steps behind the last input spike\n",
                                rest["steps"].get<int64_t>());
}

void driver::printQuantization(const json &program) {
  bool calibrated = program.contains("calibration");
  std::string head = fmt::format("\n{:<12} {:>4} {:>15} {:>9} {:>7} {:>7} {:>4}", "quantisation", "bits", "scale",
                                 "weight dB", "zeroed", "clipped", "cap");
  if (calibrated)
    head += fmt::format(" {:>9} {:>7} {:>11} {:>11} {:>9} {:>6}", "potent.dB", "spikes", "silent f/i", "capped f/i",
                        "diverges", "alone");
  llvm::outs() << head << "\n";
  for (const json &layer : program["quantisation"]) {
    std::string scale =
        fmt::format("{:.4g}..{:.4g}", layer["scale"]["least"].get<double>(), layer["scale"]["greatest"].get<double>());
    std::string line = fmt::format("{:<12} {:>4} {:>15} {:>9} {:>7} {:>7} {:>4}", layer["layer"].get<std::string>(),
                                   layer["bits"].get<int64_t>(), scale, number(layer["weight_snr_db"], 1),
                                   layer["zeroed_weights"].get<int64_t>(), layer["clipped_weights"].get<int64_t>(),
                                   layer["max_count"].get<int64_t>());
    if (layer.contains("calibration")) {
      const json &run = layer["calibration"];
      std::string diverges = run["first_divergence"].is_null()
                                 ? "-"
                                 : fmt::format("{}:{}", run["first_divergence"]["sample"].get<uint64_t>(),
                                               run["first_divergence"]["step"].get<uint64_t>());
      line += fmt::format(" {:>9} {:>7} {:>11} {:>11} {:>9} {:>6}", number(run["potential_snr_db"], 1),
                          number(run["spike_ratio"], 3), pair(run["silent_neurons"]), pair(run["saturated_neurons"]),
                          diverges, run["correct_alone"].is_null() ? "-" : run["correct_alone"].dump());
    }
    llvm::outs() << line << "\n";
  }
  printDecays(program["quantisation"]);
  printRest(program);
  if (!calibrated)
    return;
  for (const json &layer : program["quantisation"])
    if (auto correction = layer.find("correction"); correction != layer.end())
      llvm::outs() << fmt::format("corrected: layer '{}': {} {:.3g}..{:.3g}\n", layer["layer"].get<std::string>(),
                                  (*correction)["parameter"] == "threshold" ? "thresholds times"
                                                                            : "bias, in thresholds a step, plus",
                                  (*correction)["least"].get<double>(), (*correction)["greatest"].get<double>());
  const json &run = program["calibration"];
  llvm::outs() << fmt::format("calibration: {} samples, {} steps", run["samples"].get<uint64_t>(),
                              run["steps"].get<uint64_t>());
  if (!run["correct"]["float"].is_null())
    llvm::outs() << fmt::format("; correct: float {}, integer {}", run["correct"]["float"].get<uint64_t>(),
                                run["correct"]["integer"].get<uint64_t>());
  for (auto [key, text] : {std::pair("silent_samples", "without an output spike"), std::pair("tied_samples", "tied")})
    if (run[key]["float"] != 0 || run[key]["integer"] != 0)
      llvm::outs() << fmt::format("; {}: float {}, integer {}", text, run[key]["float"].get<uint64_t>(),
                                  run[key]["integer"].get<uint64_t>());
  llvm::outs() << "\n";
}

//===----------------------------------------------------------------------===//
// Warnings
//===----------------------------------------------------------------------===//

static void warnOfRun(const json &run, const json &calibration,
                      llvm::function_ref<void(const char *, std::string)> warn) {
  double neurons = run["neurons"].get<double>();
  auto grown = [&](const char *what) { return run[what]["integer"].get<double>() - run[what]["float"].get<double>(); };
  if (grown("silent_neurons") > 0.05 * neurons)
    warn("Q001", fmt::format("{} of {} neurons fire in float but not in integers", grown("silent_neurons"), neurons));
  double saturated = run["saturated_neurons"]["integer"].get<double>();
  if (saturated > 0.05 * neurons)
    warn("Q002", fmt::format("{} of {} neurons have spikes held back by the cap", saturated, neurons));
  if (const json &ratio = run["spike_ratio"]; !ratio.is_null() && std::abs(ratio.get<double>() - 1) > 0.1)
    warn("Q005", fmt::format("it fires {:.2f} times as often as in float", ratio.get<double>()));
  if (run["correct_alone"].is_null())
    return;
  int64_t lost = calibration["correct"]["float"].get<int64_t>() - run["correct_alone"].get<int64_t>();
  if (lost >= 2 && double(lost) > 0.01 * calibration["samples"].get<double>())
    warn("Q006", fmt::format("quantised alone it gets {} samples of {} more wrong", lost,
                             calibration["samples"].get<int64_t>()));
}

void driver::warnOfQuantization(const json &program, ModuleOp module) {
  for (const json &layer : program["quantisation"]) {
    auto warn = [&](const char *code, std::string what) {
      emitWarning(module.getLoc()) << code << ": layer '" << layer["layer"].get<std::string>() << "': " << what
                                   << "; 'snnc explain " << code << "' says more";
    };
    double zeroed = layer["zeroed_weights"].get<double>(), clipped = layer["clipped_weights"].get<double>();
    double weights = layer["weights"].get<double>(), live = weights - layer["zero_weights"]["float"].get<double>();
    if (zeroed > 0.25 * live)
      warn("Q003", fmt::format("{} of {} weights became 0", zeroed, live));
    if (clipped > 0.01 * weights)
      warn("Q004", fmt::format("{} of {} weights were clipped", clipped, weights));
    for (const auto &[parameter, error] : layer["parameter_error"].items())
      if (error.get<double>() > 0.02)
        warn("Q007", fmt::format("the {} is off by {:.3f} thresholds", parameter, error.get<double>()));
    if (layer.contains("least_leak") && layer["least_leak"].get<double>() < 4)
      warn("Q008", fmt::format("a potential at its threshold leaks {:.2f} in a step, and rounding takes up to 1",
                               layer["least_leak"].get<double>()));
    if (layer.contains("calibration"))
      warnOfRun(layer["calibration"], program["calibration"], warn);
  }
}

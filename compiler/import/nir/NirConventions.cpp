//===- NirConventions.cpp - what a NIR file leaves open -------------------===//
//
// The rows that are supported, and the options on top of them.
//
//===----------------------------------------------------------------------===//
#include "compiler/import/nir/NirConventions.h"
#include "compiler/import/NetworkBuilder.h"
#include "llvm/ADT/StringRef.h"
#include <cmath>

using namespace snnc;
using namespace snnc::nir;
using llvm::createStringError;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;

/// Sets `value` to what `text` names, if it names anything.
template <typename Value, typename Setting>
static Error choose(StringRef option, const std::string &text, std::pair<const char *, Value> first,
                    std::pair<const char *, Value> second, Setting &setting) {
  if (text.empty())
    return Error::success();
  if (text != first.first && text != second.first)
    return createStringError(option + " is '" + text + "', must be '" + first.first + "' or '" + second.first + "'");
  setting = text == first.first ? first.second : second.second;
  return Error::success();
}

static Error chooseLowerBound(const std::string &text, Conventions &conventions) {
  if (text.empty())
    return Error::success();
  if (text == "none") {
    conventions.lowerBound = LowerBound::None;
    return Error::success();
  }
  double value;
  if (StringRef(text).getAsDouble(value) || !std::isfinite(value))
    return createStringError("--lower-bound is '" + text + "', must be a number or 'none'");
  conventions.lowerBound = LowerBound::Value;
  conventions.lowerBoundValue = value;
  return Error::success();
}

Expected<Conventions> nir::getConventions(const NirOptions &options) {
  Conventions conventions;
  conventions.dialect = options.dialect;
  if (options.dialect == "sinabs") {
    conventions.compare = snn::Compare::GreaterOrEqual;
    conventions.spikes = snn::SpikesPerStep::Many;
    conventions.reset = snn::Reset::Subtract;
    conventions.lowerBound = LowerBound::MinusThreshold;
  } else if (options.dialect != "text") {
    return createStringError("NIR dialect '" + options.dialect + "' is not supported; known are text and sinabs");
  }
  if (options.dt) {
    if (!std::isfinite(*options.dt) || *options.dt <= 0)
      return createStringError("--dt is " + formatNumber(*options.dt) + ", must be greater than 0");
    conventions.dt = *options.dt;
  }
  if (Error error = chooseLowerBound(options.lowerBound, conventions))
    return std::move(error);
  if (Error error = choose<snn::Reset>("--nir-reset", options.reset, {"subtract", snn::Reset::Subtract},
                                       {"zero", snn::Reset::Zero}, conventions.reset))
    return std::move(error);
  if (Error error = choose<snn::Compare>("--nir-compare", options.compare, {"gt", snn::Compare::Greater},
                                         {"ge", snn::Compare::GreaterOrEqual}, conventions.compare))
    return std::move(error);
  if (Error error = choose<snn::SpikesPerStep>("--nir-spikes", options.spikes, {"one", snn::SpikesPerStep::One},
                                               {"many", snn::SpikesPerStep::Many}, conventions.spikes))
    return std::move(error);
  return conventions;
}

std::vector<std::string> Conventions::describe(StringRef version) const {
  std::vector<std::string> sentences;
  sentences.push_back("NIR version " + version.str() + " is read in dialect '" + dialect + "' (--nir-dialect)");
  sentences.push_back(
      std::string("a neuron fires where its potential is ") +
      (compare == snn::Compare::Greater ? "above" : "at or above") + " the threshold (--nir-compare), " +
      (spikes == snn::SpikesPerStep::One ? "once" : "as often as the threshold fits") + " in a step (--nir-spikes)");
  std::string text = "a spike ";
  if (!reset)
    text += "resets the potential to v_reset where a node has one, else takes the threshold away";
  else
    text += *reset == snn::Reset::Subtract ? "takes the threshold away, whatever v_reset says"
                                           : "resets the potential to 0";
  sentences.push_back(text + " (--nir-reset)");
  if (lowerBound == LowerBound::None)
    sentences.push_back("potentials have no lower bound (--lower-bound)");
  else
    sentences.push_back(
        "the lower bound of potentials is " +
        (lowerBound == LowerBound::Value ? formatNumber(lowerBoundValue) : std::string("minus the threshold")) +
        " (--lower-bound)");
  sentences.push_back("a time step is " + formatNumber(dt) + " (--dt)");
  return sentences;
}

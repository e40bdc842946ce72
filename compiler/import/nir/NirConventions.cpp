//===- NirConventions.cpp - what a NIR file leaves open -------------------===//
//
// The rows of the table, and the options on top of them.
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

llvm::ArrayRef<std::string> nir::getDialects() {
  static const std::vector<std::string> names = {"text", "sinabs", "norse", "snntorch", "spikingjelly", "rockpool"};
  return names;
}

/// The row of a dialect, whose name is known.
static Conventions getRow(StringRef dialect) {
  Conventions row;
  row.dialect = dialect.str();
  auto takesHabit = [&](double dt) {
    row.dt = dt;
    row.timeStep = TimeStep::Habit;
  };
  if (dialect == "sinabs" || dialect == "rockpool") {
    row.compare = snn::Compare::GreaterOrEqual;
    row.spikes = snn::SpikesPerStep::Many;
    row.reset = snn::Reset::Subtract;
    row.decay = snn::Decay::Exact;
    row.unscaled = row.unscaledCurrent = true;
    row.currentOrder = snn::DecayOrder::AfterInput;
  }
  if (dialect == "sinabs")
    row.lowerBound = LowerBound::MinusThreshold;
  if (dialect == "rockpool") {
    row.integratorOrder = snn::DecayOrder::AfterInput;
    takesHabit(1e-3);
  }
  if (dialect == "norse") {
    row.reset = snn::Reset::Zero;
    row.scalesIfByDt = false;
    row.currentOrder = snn::DecayOrder::AfterOutput;
    row.unscaledCurrent = true;
    takesHabit(1e-6);
  }
  if (dialect == "snntorch") {
    row.reset = snn::Reset::Zero;
    row.unscaled = row.unscaledCurrent = true;
    row.resetsNextStep = true;
    takesHabit(1e-4);
  }
  if (dialect == "spikingjelly") {
    row.compare = snn::Compare::GreaterOrEqual;
    row.reset = snn::Reset::Zero;
    row.startsAtReset = true;
    takesHabit(1e-4);
    row.timeStep = TimeStep::FromResistance;
  }
  return row;
}

Expected<Conventions> nir::getConventions(const NirOptions &options) {
  std::vector<std::string> known = getDialects().vec();
  if (llvm::find(known, options.dialect) == known.end())
    return createStringError("NIR dialect '" + options.dialect + "' is not supported" +
                             describeKnown(options.dialect, known));
  Conventions conventions = getRow(options.dialect);
  if (options.dt) {
    if (!std::isfinite(*options.dt) || *options.dt <= 0)
      return createStringError("--dt is " + formatNumber(*options.dt) + ", must be greater than 0");
    conventions.dt = *options.dt;
    conventions.timeStep = TimeStep::Option;
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

//===----------------------------------------------------------------------===//
// In words
//===----------------------------------------------------------------------===//

static std::string describeReset(const Conventions &c) {
  std::string text = "a spike ";
  if (!c.reset)
    return text + "resets the potential to v_reset where a node has one, else takes the threshold away";
  if (*c.reset == snn::Reset::Subtract)
    text += "takes the threshold away, whatever v_reset says";
  else
    text += "resets the potential to v_reset (0 where there is none)";
  // It writes v_reset = 0 also for networks that subtract, as they do unless told otherwise.
  if (c.resetsNextStep)
    text += ", at the start of the next step; the file says v_reset also for a network that subtracts";
  return text;
}

static std::string describeTimeStep(const Conventions &c) {
  std::string text = "a time step is " + formatNumber(c.dt);
  if (c.timeStep == TimeStep::Habit)
    text += ", which is not in the file but what " + c.dialect + " takes";
  if (c.timeStep == TimeStep::FromResistance)
    text += ", which is 1 / r of the IF nodes";
  return text + " (--dt)";
}

/// What leaky neurons do in a step.
static std::string describeLeak(const Conventions &c) {
  std::string factor = c.decay == snn::Decay::Exact ? "exp(-dt/tau)" : "1 - dt/tau";
  std::string text = "leaky neurons decay by " + factor + " in a step, ";
  text += c.unscaled ? "and take their input as it is (r and v_leak are not used)"
                     : "and move towards v_leak + r times the input";
  if (c.integratorOrder == snn::DecayOrder::AfterInput)
    text += "; LI takes its input before it decays";
  text += "; the current of CubaLIF and CubaLI decays ";
  text += c.currentOrder == snn::DecayOrder::BeforeInput  ? "before it takes its input"
          : c.currentOrder == snn::DecayOrder::AfterInput ? "after it has taken its input"
                                                          : "once the membrane has taken it";
  return text + (c.unscaledCurrent ? ", which is added as it is (w_in is not used)" : "");
}

std::vector<std::string> Conventions::describe(StringRef version, bool hasNeurons, bool hasLeaky) const {
  std::vector<std::string> sentences;
  sentences.push_back("NIR version " + version.str() + " is read in dialect '" + dialect + "' (--nir-dialect)");
  if (hasNeurons) {
    sentences.push_back(
        std::string("a neuron fires where its potential is ") +
        (compare == snn::Compare::Greater ? "above" : "at or above") + " the threshold (--nir-compare), " +
        (spikes == snn::SpikesPerStep::One ? "once" : "as often as the threshold fits") + " in a step (--nir-spikes)");
    sentences.push_back(describeReset(*this) + " (--nir-reset)");
    if (startsAtReset)
      sentences.push_back("potentials begin at v_reset");
    if (lowerBound == LowerBound::None)
      sentences.push_back("potentials have no lower bound (--lower-bound)");
    else
      sentences.push_back(
          "the lower bound of potentials is " +
          (lowerBound == LowerBound::Value ? formatNumber(lowerBoundValue) : std::string("minus the threshold")) +
          " (--lower-bound)");
  }
  sentences.push_back(describeTimeStep(*this));
  if (!scalesIfByDt && hasNeurons)
    sentences.push_back("IF adds r times its input, without the time step");
  if (hasLeaky)
    sentences.push_back(describeLeak(*this));
  return sentences;
}

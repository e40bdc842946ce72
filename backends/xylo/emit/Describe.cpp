//===- Describe.cpp - what was made of a network, for program.json --------===//

#include "backends/xylo/emit/Describe.h"
#include "backends/xylo/configuration/OrderProof.h"
#include "dialect/snn/Elements.h"
#include <cmath>
#include <fmt/format.h>

using namespace mlir;
using namespace snnc;
using namespace snnc::xylo;
using json = nlohmann::ordered_json;

static const char schemaText[] =
#include "backends/xylo/emit/program.schema.json.inc"
    ;

llvm::StringRef xylo::programSchema() { return schemaText; }

/// Steps after which 1/e of a state is left: null where it stays, 0 where nothing does.
static json stepsOf(double decay) {
  if (decay >= 1)
    return nullptr;
  return decay > 0 ? -1 / std::log(decay) : 0.0;
}

/// Time constants in the network and on the core.
static json describeDecay(double wanted, double got) {
  return {{"wanted_steps", stepsOf(wanted)}, {"steps", stepsOf(got)}};
}

static json describeLayer(LayerOp layer, const OrderProof &proof) {
  const std::vector<bool> &proved = layer.getIsReadout() ? proof.outputs : proof.hidden;
  auto first = proved.begin() + int64_t(layer.getFirst());
  json result = {{"name", layer.getSymName().str()},
                 {"shape", layer.getShape().vec()},
                 {"population", layer.getIsReadout() ? "readout" : "hidden"},
                 {"first", int64_t(layer.getFirst())},
                 {"delay", int64_t(layer.getDelay())},
                 {"order_proved", std::count(first, first + layer.getNumNeurons(), true)}};
  std::vector<double> wanted = snn::valuesOf<double>(layer.getWantedAttr());
  std::vector<double> got = snn::valuesOf<double>(layer.getGotAttr());
  if (!wanted.empty() && !got.empty()) {
    result["current"] = describeDecay(wanted[0], got[0]);
    result["potential"] = describeDecay(wanted[1], got[1]);
  }
  result["deviations"] = json::array();
  for (Attribute deviation : layer.getDeviationsAttr() ? layer.getDeviationsAttr().getValue() : ArrayRef<Attribute>())
    result["deviations"].push_back(cast<StringAttr>(deviation).str());
  return result;
}

static int64_t countSynapses(const WeightMatrix &matrix) {
  return std::count_if(matrix.values.begin(), matrix.values.end(), [](int8_t weight) { return weight != 0; });
}

json xylo::describeProgram(ProgramOp program, const CoreProgram &assembled) {
  const CoreConfiguration &c = assembled.configuration;
  const TargetDescription &target = assembled.map.target;
  OrderProof proof = proveOrder(assembled);
  json result = {{"format", "snnc.xylo-program"},         {"version", 1},
                 {"network", program.getSymName().str()}, {"target", target.toJson()},
                 {"shifts", program.getShifts().vec()},   {"layers", json::array()}};
  for (auto layer : program.getBody().getOps<LayerOp>())
    result["layers"].push_back(describeLayer(layer, proof));
  result["used"] = {{"inputs", c.input.rows},
                    {"hidden", c.neurons.size()},
                    {"outputs", c.outputs.size()},
                    {"hiddenSynapses", countSynapses(c.hidden)}};
  result["available"] = {{"inputs", target.inputs},
                         {"hidden", target.hidden},
                         {"outputs", target.outputs},
                         {"hiddenSynapses", target.mostHiddenSynapses()}};
  return result;
}

static std::string decayText(const json &layer, const char *state) {
  if (!layer.contains(state))
    return "-";
  auto text = [](const json &steps) {
    return steps.is_null() ? std::string("never") : fmt::format("{:.1f}", steps.get<double>());
  };
  return text(layer[state]["wanted_steps"]) + " as " + text(layer[state]["steps"]);
}

std::string xylo::programTable(const json &program) {
  std::string text = fmt::format("{:<16} {:>10} {:>7} {:>5}  {:<16} {:<16} {}\n", "layer", "population", "neurons",
                                 "late", "current, steps", "potential, steps", "order proved");
  for (const json &layer : program["layers"]) {
    int64_t neurons = 1;
    for (const json &extent : layer["shape"])
      neurons *= extent.get<int64_t>();
    text += fmt::format("{:<16} {:>10} {:>7} {:>5}  {:<16} {:<16} {} of {}\n", layer["name"].get<std::string>(),
                        layer["population"].get<std::string>(), neurons, layer["delay"].get<int64_t>(),
                        decayText(layer, "current"), decayText(layer, "potential"),
                        layer["order_proved"].get<int64_t>(), neurons);
  }
  text += "\n";
  for (const auto &[resource, used] : program["used"].items())
    text += fmt::format("{:<16} {:>9} / {}\n", resource, used.get<int64_t>(),
                        program["available"][resource].get<int64_t>());
  return text;
}

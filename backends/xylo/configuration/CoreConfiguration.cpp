//===- CoreConfiguration.cpp - all numbers of a Xylo core -----------------===//

#include "backends/xylo/configuration/CoreConfiguration.h"
#include "support/json/Json.h"
#include "support/json/JsonText.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>
#include <tuple>

using namespace snnc;
using namespace snnc::xylo;
using json = nlohmann::ordered_json;

static const char schemaText[] =
#include "backends/xylo/configuration/configuration.schema.json.inc"
    ;

/// As far as the field of a shift reaches; the compiler keeps to `weightShift` of the target.
static constexpr int64_t shiftMax = 15;

bool CoreNeuron::operator==(const CoreNeuron &other) const {
  auto all = [](const CoreNeuron &n) {
    return std::tie(n.currentDash, n.secondCurrentDash, n.potentialDash, n.threshold, n.bias, n.alias);
  };
  return all(*this) == all(other);
}

bool CoreConfiguration::hasAliases() const {
  return llvm::any_of(neurons, [](const CoreNeuron &neuron) { return neuron.alias.has_value(); });
}

bool CoreConfiguration::operator==(const CoreConfiguration &other) const {
  auto all = [](const CoreConfiguration &c) {
    return std::tie(c.hasBias, c.hasSecondCurrent, c.inputShift, c.hiddenShift, c.readoutShift, c.input, c.hidden,
                    c.readout, c.secondInput, c.secondHidden, c.neurons, c.outputs);
  };
  return all(*this) == all(other);
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

static json toJson(const WeightMatrix &matrix) {
  json rows = json::array();
  for (int64_t row = 0; row < matrix.rows; ++row) {
    json values = json::array();
    for (int64_t column = 0; column < matrix.columns; ++column)
      values.push_back(int64_t(matrix.at(row, column)));
    rows.push_back(std::move(values));
  }
  return rows;
}

/// Of a chip with `synapses` synaptic currents of a hidden neuron, of which output neurons have one.
static json toJson(const CoreNeuron &neuron, bool isHidden, int64_t synapses) {
  json result = {{"i_syn_decay", neuron.currentDash}};
  if (isHidden && synapses > 1)
    result["i_syn2_decay"] = neuron.secondCurrentDash;
  result["v_mem_decay"] = neuron.potentialDash;
  result["threshold"] = neuron.threshold;
  result["v_mem_bias"] = neuron.bias;
  if (isHidden)
    result["alias_target"] = neuron.alias ? json(*neuron.alias) : json(nullptr);
  return result;
}

/// What rockpool switches on beside the network itself.
static void addSwitches(const CoreConfiguration &configuration, const TargetDescription &target, json &result) {
  if (target.module == "xyloCore2")
    result["debug"] = {{"isyn_clock_enable", true}, {"isyn2_clock_enable", configuration.hasSecondCurrent},
                       {"ra_clock_enable", true},   {"bias_clock_enable", configuration.hasBias},
                       {"hm_clock_enable", true},   {"ram_power_enable", true}};
  if (target.module == "xyloImu") {
    result["imu_if_input_enable"] = false;
    result["debug"] = {{"always_update_omp_stat", true}};
  }
}

std::string xylo::writeConfiguration(const CoreConfiguration &configuration, const TargetDescription &target) {
  json result = {{"bias_enable", configuration.hasBias}};
  if (target.synapses > 1)
    result["synapse2_enable"] = configuration.hasSecondCurrent;
  json input = {{"weights", toJson(configuration.input)}};
  json hidden = {{"weights", toJson(configuration.hidden)}};
  if (configuration.hasSecondCurrent) {
    input["syn2_weights"] = toJson(configuration.secondInput);
    hidden["syn2_weights"] = toJson(configuration.secondHidden);
  }
  input["weight_bit_shift"] = configuration.inputShift;
  hidden["weight_bit_shift"] = configuration.hiddenShift;
  hidden["aliasing"] = configuration.hasAliases();
  hidden["neurons"] = json::array();
  for (const CoreNeuron &neuron : configuration.neurons)
    hidden["neurons"].push_back(toJson(neuron, /*isHidden=*/true, target.synapses));
  json readout = {{"weights", toJson(configuration.readout)},
                  {"weight_bit_shift", configuration.readoutShift},
                  {"neurons", json::array()}};
  for (const CoreNeuron &neuron : configuration.outputs)
    readout["neurons"].push_back(toJson(neuron, /*isHidden=*/false, target.synapses));
  result["input"] = std::move(input);
  result[target.hiddenKey().str()] = std::move(hidden);
  result["readout"] = std::move(readout);
  addSwitches(configuration, target, result);
  return formatJson(result);
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

/// The schema holds every row to be an array; the numbers are looked at here, for there may be a million.
static llvm::Expected<WeightMatrix> readMatrix(const nlohmann::json &rows, const std::string &what) {
  WeightMatrix matrix(int64_t(rows.size()), rows.empty() ? 0 : int64_t(rows[0].size()));
  for (int64_t row = 0; row < matrix.rows; ++row) {
    const nlohmann::json &values = rows[size_t(row)];
    if (int64_t(values.size()) != matrix.columns)
      return llvm::createStringError(
          fmt::format("{} has {} numbers in row {}, and {} in row 0", what, values.size(), row, matrix.columns));
    for (int64_t column = 0; column < matrix.columns; ++column) {
      const nlohmann::json &value = values[size_t(column)];
      if (!value.is_number_integer() || value < kWeightMin || value > kWeightMax)
        return llvm::createStringError(fmt::format("{} has {} in row {}, column {}; a weight is a whole number from {} "
                                                   "to {}",
                                                   what, value.dump(), row, column, kWeightMin, kWeightMax));
      matrix.at(row, column) = value.get<int8_t>();
    }
  }
  return matrix;
}

static CoreNeuron readNeuron(const nlohmann::json &entry) {
  CoreNeuron neuron;
  neuron.currentDash = entry["i_syn_decay"].get<int64_t>();
  neuron.secondCurrentDash = entry.value("i_syn2_decay", int64_t(1));
  neuron.potentialDash = entry["v_mem_decay"].get<int64_t>();
  neuron.threshold = entry["threshold"].get<int64_t>();
  neuron.bias = entry.value("v_mem_bias", int64_t(0));
  if (auto alias = entry.find("alias_target"); alias != entry.end() && !alias->is_null())
    neuron.alias = alias->get<int64_t>();
  return neuron;
}

/// Reads all matrices of a document that keeps the schema.
static llvm::Error readMatrices(const nlohmann::json &document, const std::string &hidden,
                                CoreConfiguration &configuration) {
  std::tuple<const char *, const char *, WeightMatrix *> matrices[] = {
      {"input", "weights", &configuration.input},
      {"input", "syn2_weights", &configuration.secondInput},
      {hidden.c_str(), "weights", &configuration.hidden},
      {hidden.c_str(), "syn2_weights", &configuration.secondHidden},
      {"readout", "weights", &configuration.readout}};
  for (auto [part, key, matrix] : matrices) {
    auto found = document[part].find(key);
    if (found == document[part].end())
      continue;
    llvm::Expected<WeightMatrix> read = readMatrix(*found, fmt::format("{}.{}", part, key));
    if (!read)
      return read.takeError();
    *matrix = std::move(*read);
  }
  return llvm::Error::success();
}

llvm::Expected<CoreConfiguration> xylo::readConfiguration(llvm::StringRef text, llvm::StringRef where,
                                                          const TargetDescription &target) {
  llvm::Expected<nlohmann::json> document = parseJson(text, where, schemaText);
  if (!document)
    return document.takeError();
  std::string hidden = target.hiddenKey().str();
  if (!document->contains(hidden))
    return llvm::createStringError(fmt::format("{}: there is no '{}', which is what the hidden neurons of target '{}' "
                                               "are called",
                                               where.str(), hidden, target.name));
  CoreConfiguration configuration;
  configuration.hasBias = (*document)["bias_enable"].get<bool>();
  configuration.hasSecondCurrent = document->value("synapse2_enable", false);
  configuration.inputShift = (*document)["input"]["weight_bit_shift"].get<int64_t>();
  configuration.hiddenShift = (*document)[hidden]["weight_bit_shift"].get<int64_t>();
  configuration.readoutShift = (*document)["readout"]["weight_bit_shift"].get<int64_t>();
  llvm::Error error = readMatrices(*document, hidden, configuration);
  if (error)
    return llvm::createStringError(where + ": " + llvm::toString(std::move(error)));
  for (const nlohmann::json &entry : (*document)[hidden]["neurons"])
    configuration.neurons.push_back(readNeuron(entry));
  for (const nlohmann::json &entry : (*document)["readout"]["neurons"])
    configuration.outputs.push_back(readNeuron(entry));
  if (llvm::Error wrong = checkConfiguration(configuration, target))
    return llvm::createStringError(where + ": " + llvm::toString(std::move(wrong)));
  return configuration;
}

//===----------------------------------------------------------------------===//
// Checking
//===----------------------------------------------------------------------===//

static llvm::Error checkRange(const std::string &what, int64_t value, int64_t least, int64_t most) {
  if (value >= least && value <= most)
    return llvm::Error::success();
  return llvm::createStringError(fmt::format("{} is {}, it is from {} to {}", what, value, least, most));
}

static llvm::Error checkNeuron(const std::string &what, const CoreNeuron &neuron, int64_t hidden) {
  std::tuple<const char *, int64_t, int64_t, int64_t> ranges[] = {
      {"i_syn_decay", neuron.currentDash, 0, kDashMax},   {"i_syn2_decay", neuron.secondCurrentDash, 0, kDashMax},
      {"v_mem_decay", neuron.potentialDash, 0, kDashMax}, {"threshold", neuron.threshold, 0, kStateMax},
      {"v_mem_bias", neuron.bias, kStateMin, kStateMax},  {"alias_target", neuron.alias.value_or(0), 0, hidden - 1}};
  for (auto [name, value, least, most] : ranges)
    if (llvm::Error error = checkRange(fmt::format("{} of {}", name, what), value, least, most))
      return error;
  return llvm::Error::success();
}

static llvm::Error checkShape(const char *what, const WeightMatrix &matrix, int64_t rows, int64_t columns) {
  if (matrix.rows == rows && (rows == 0 || matrix.columns == columns))
    return llvm::Error::success();
  return llvm::createStringError(
      fmt::format("{} is {} by {}, not {} by {}", what, matrix.rows, matrix.columns, rows, columns));
}

/// The shapes of all matrices fit to each other and to the numbers of neurons.
static llvm::Error checkShapes(const CoreConfiguration &c) {
  int64_t hidden = int64_t(c.neurons.size()), outputs = int64_t(c.outputs.size());
  if (c.input.columns > hidden)
    return llvm::createStringError(
        fmt::format("input.weights reach {} hidden neurons, there are {}", c.input.columns, hidden));
  if (c.readout.rows > hidden)
    return llvm::createStringError(
        fmt::format("readout.weights are of {} hidden neurons, there are {}", c.readout.rows, hidden));
  if (llvm::Error error = checkShape("the matrix of hidden weights", c.hidden, hidden, hidden))
    return error;
  if (llvm::Error error = checkShape("the matrix of readout weights", c.readout, c.readout.rows, outputs))
    return error;
  int64_t secondInputs = c.hasSecondCurrent ? c.input.rows : 0, secondHidden = c.hasSecondCurrent ? hidden : 0;
  if (llvm::Error error = checkShape("input.syn2_weights", c.secondInput, secondInputs, c.input.columns))
    return error;
  return checkShape("the second matrix of hidden weights", c.secondHidden, secondHidden, hidden);
}

/// Synapses between hidden neurons, of each and in all.
static llvm::Error checkFanOut(const CoreConfiguration &c, const TargetDescription &target) {
  int64_t all = 0;
  for (int64_t row = 0; row < c.hidden.rows; ++row) {
    int64_t targets = 0;
    for (int64_t column = 0; column < c.hidden.columns; ++column)
      targets += c.hidden.at(row, column) != 0 || (c.hasSecondCurrent && c.secondHidden.at(row, column) != 0);
    all += targets;
    if (targets > target.fanOut)
      return llvm::createStringError(fmt::format("hidden neuron {} has {} hidden targets, a neuron of target '{}' has "
                                                 "at most {}",
                                                 row, targets, target.name, target.fanOut));
  }
  if (all > target.hiddenSynapses)
    return llvm::createStringError(fmt::format("there are {} synapses between hidden neurons, target '{}' has {}", all,
                                               target.name, target.hiddenSynapses));
  return llvm::Error::success();
}

llvm::Error xylo::checkConfiguration(const CoreConfiguration &c, const TargetDescription &target) {
  if (c.hasSecondCurrent && target.synapses < 2)
    return llvm::createStringError("synapse2_enable is set, neurons of target '" + target.name +
                                   "' have one synaptic current");
  std::tuple<const char *, int64_t, int64_t> limits[] = {
      {"the number of input channels", c.input.rows, target.inputs},
      {"the number of hidden neurons", int64_t(c.neurons.size()), target.hidden},
      {"the number of output neurons", int64_t(c.outputs.size()), target.outputs},
      {"the number of hidden neurons that take inputs", c.input.columns, target.inputWindow},
      {"the number of hidden neurons that reach outputs", c.readout.rows, target.outputWindow}};
  for (auto [what, value, most] : limits)
    if (llvm::Error error = checkRange(what, value, 1, most))
      return error;
  for (auto [what, shift] : {std::pair("input.weight_bit_shift", c.inputShift),
                             std::pair("the weight_bit_shift of hidden weights", c.hiddenShift),
                             std::pair("readout.weight_bit_shift", c.readoutShift)})
    if (llvm::Error error = checkRange(what, shift, 0, shiftMax))
      return error;
  for (auto [i, neuron] : llvm::enumerate(c.neurons))
    if (llvm::Error error = checkNeuron(fmt::format("hidden neuron {}", i), neuron, int64_t(c.neurons.size())))
      return error;
  for (auto [i, neuron] : llvm::enumerate(c.outputs))
    if (llvm::Error error = checkNeuron(fmt::format("output neuron {}", i), neuron, int64_t(c.neurons.size())))
      return error;
  if (llvm::Error error = checkShapes(c))
    return error;
  return checkFanOut(c, target);
}

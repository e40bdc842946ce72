//===- GoldenCheck.cpp - recorded layers against the product --------------===//

#include "tests/sim/golden/GoldenCheck.h"
#include "tests/sim/golden/GoldenCase.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <functional>

using namespace snnc;
using namespace snnc::test;
using nlohmann::json;

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

static bool isShape(const json &value) {
  return value.is_array() && std::all_of(value.begin(), value.end(), [](const json &extent) {
           return extent.is_number_integer() && extent.get<int64_t>() >= 1;
         });
}

/// Whether all numbers in a value are multiples of 2^-24.
static bool isDyadic(const json &value) {
  if (value.is_structured())
    return std::all_of(value.begin(), value.end(), isDyadic);
  double scaled = value.is_number() ? value.get<double>() * (1 << 24) : 0;
  return scaled == std::floor(scaled);
}

/// Whether what goes into a case is: all but what came out of it.
static bool isExactCase(const json &test) {
  static const std::set<std::string> results = {"output", "state", "activations", "grad_input", "activity"};
  if (!test.is_object())
    return isDyadic(test);
  for (const auto &[key, value] : test.items()) {
    bool isCall = key == "calls" && value.is_array();
    if (isCall ? !std::all_of(value.begin(), value.end(), isExactCase) : !results.count(key) && !isDyadic(value))
      return false;
  }
  return true;
}

Reader::Reader(const json &object, std::string where, GoldenResult &result)
    : object(object), where(std::move(where)), isExact(isExactCase(object)), result(result) {}

std::vector<int64_t> Reader::shape(const char *key) {
  json value = raw(key);
  if (isShape(value))
    return value.get<std::vector<int64_t>>();
  report(fmt::format("'{}' is no list of extents", key));
  return {};
}

std::optional<Array> Reader::array(const char *key) {
  json value = raw(key);
  bool isArray = value.is_object() && value.size() == 2 && isShape(value.value("shape", json())) &&
                 !value["shape"].empty() && value.value("data", json()).is_array();
  Array result;
  if (isArray) {
    result.shape = value["shape"].get<std::vector<int64_t>>();
    int64_t count = 1;
    for (int64_t extent : result.shape)
      count *= extent;
    for (const json &entry : value["data"])
      if (entry.is_number())
        result.data.push_back(entry.get<double>());
    isArray = int64_t(result.data.size()) == count && value["data"].size() == result.data.size();
  }
  if (isArray)
    return result;
  report(fmt::format("'{}' is no array with shape and data", key));
  return std::nullopt;
}

double Reader::number(const char *key, double byDefault) {
  if (!isGiven(key))
    return byDefault;
  if (object[key].is_number())
    return object[key].get<double>();
  report(fmt::format("'{}' is no number", key));
  return byDefault;
}

bool Reader::flag(const char *key, bool byDefault) {
  if (!isGiven(key))
    return byDefault;
  if (object[key].is_boolean())
    return object[key].get<bool>();
  report(fmt::format("'{}' is neither true nor false", key));
  return byDefault;
}

std::string Reader::text(const char *key) {
  json value = raw(key);
  if (value.is_string())
    return value.get<std::string>();
  report(fmt::format("'{}' is no text", key));
  return "";
}

void Reader::finish() {
  for (const auto &[key, value] : object.items())
    if (!read.count(key))
      report(fmt::format("'{}' is not understood", key));
}

void Reader::compare(const char *what, const std::vector<double> &have, const std::vector<double> &want) {
  if (have.size() != want.size())
    return report(fmt::format("{}: {} values, want {}", what, have.size(), want.size()));
  result.values += want.size();
  for (size_t i = 0; i < want.size(); ++i)
    if (isExact ? have[i] != want[i] : !(std::fabs(have[i] - want[i]) <= 1e-5 * std::max(1.0, std::fabs(want[i]))))
      return report(fmt::format("{}: value {} is {}, want {}", what, i, have[i], want[i]));
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

static const std::map<std::string, std::function<void(Reader &)>> &getKinds() {
  static const std::map<std::string, std::function<void(Reader &)>> kinds = {
      {"cropping2d", [](Reader &test) { checkFeedforward(test, "Cropping2dLayer"); }},
      {"functional", checkFunctional},
      {"img2spike", checkImg2Spike},
      {"neuromorphic_relu", checkNeuromorphicRelu},
      {"quantize_layer", [](Reader &test) { checkFeedforward(test, "QuantizeLayer"); }},
      {"sig2spike", checkSig2Spike},
      {"spiking_layer", checkSpikingLayer},
      {"spiking_layer_gradient", checkGradient},
      {"spiking_max_pooling2d", [](Reader &test) { checkFeedforward(test, "SpikingMaxPooling2dLayer"); }},
      {"sum_pool2d", [](Reader &test) { checkFeedforward(test, "SumPool2d"); }},
  };
  return kinds;
}

static void checkFile(const std::string &path, GoldenResult &result) {
  std::string name = llvm::sys::path::filename(path).str();
  auto report = [&](const std::string &what) { result.differences.push_back(name + ": " + what); };
  llvm::Expected<std::string> text = readTextFile(path);
  if (!text)
    return report(llvm::toString(text.takeError()));
  llvm::Expected<json> file = parseJson(*text, path);
  if (!file)
    return report(llvm::toString(file.takeError()));
  if (!file->is_object() || !file->value("layer", json()).is_string() || !file->value("cases", json()).is_array() ||
      (*file)["cases"].empty())
    return report("no file of cases of a layer");
  for (const auto &[key, value] : file->items())
    if (key != "layer" && key != "cases" && key != "reference")
      report("'" + key + "' is not understood");
  std::string layer = (*file)["layer"].get<std::string>();
  auto kind = getKinds().find(layer);
  if (kind == getKinds().end())
    return report("layer '" + layer + "' is not understood");
  size_t index = 0;
  for (const json &test : (*file)["cases"]) {
    Reader reader(test, fmt::format("{}: case {}", name, index++), result);
    if (!test.is_object()) {
      reader.report("no object");
      continue;
    }
    kind->second(reader);
    reader.finish();
    ++result.cases[layer];
  }
}

GoldenResult test::checkGolden(const std::string &folder) {
  GoldenResult result;
  std::error_code error;
  std::vector<std::string> paths;
  for (llvm::sys::fs::directory_iterator entry(folder, error), end; entry != end && !error; entry.increment(error))
    paths.push_back(entry->path());
  if (error)
    result.differences.push_back(folder + ": " + error.message());
  std::sort(paths.begin(), paths.end());
  for (const std::string &path : paths)
    checkFile(path, result);
  if (paths.empty())
    result.differences.push_back(folder + ": no files");
  return result;
}

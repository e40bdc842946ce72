//===- GoldenCase.h - one recorded case -------------------------*- C++ -*-===//
#ifndef SNNC_TESTS_SIM_GOLDEN_GOLDENCASE_H
#define SNNC_TESTS_SIM_GOLDEN_GOLDENCASE_H

#include "support/json/Json.h"
#include "tests/sim/golden/GoldenCheck.h"
#include <optional>
#include <set>

namespace snnc::test {

/// Numbers with their extents, the leading one often steps.
struct Array {
  std::vector<int64_t> shape;
  std::vector<double> data;

  size_t size() const { return data.size(); }
  /// Extents and values of one entry of the leading axis.
  std::vector<int64_t> entryShape() const { return {shape.begin() + 1, shape.end()}; }
  size_t entrySize() const { return data.size() / size_t(shape.at(0)); }
  std::vector<double> entry(size_t index) const {
    auto first = data.begin() + ptrdiff_t(index * entrySize());
    return {first, first + ptrdiff_t(entrySize())};
  }
  std::vector<float> floats() const { return {data.begin(), data.end()}; }
};

/// An object of a case: keeps account of what was read, so that the rest can be reported. Reading what is not there, or
/// not what it should be, is reported too, and gives something harmless.
class Reader {
public:
  Reader(const nlohmann::json &object, std::string where, GoldenResult &result);
  /// An object within a case.
  Reader(const nlohmann::json &object, std::string where, const Reader &test)
      : object(object), where(std::move(where)), isExact(test.isExact), result(test.result) {}

  bool has(const char *key) const { return object.contains(key); }
  /// Whether there is a value other than null.
  bool isGiven(const char *key) {
    read.insert(key);
    return has(key) && !object[key].is_null();
  }
  std::optional<Array> array(const char *key);
  double number(const char *key, double byDefault);
  bool flag(const char *key, bool byDefault);
  std::string text(const char *key);
  std::vector<int64_t> shape(const char *key);
  /// A value as it is, counted as read.
  nlohmann::json raw(const char *key) {
    read.insert(key);
    return object.value(key, nlohmann::json());
  }
  /// Reports what nobody has read.
  void finish();

  void report(const std::string &what) { result.differences.push_back(where + ": " + what); }
  /// Compares numbers: in every bit (but for the sign of zero) where the case is exact, else to 1e-5.
  void compare(const char *what, const std::vector<double> &have, const std::vector<double> &want);

  const nlohmann::json &object;
  const std::string where;
  /// Whether all numbers that go in are multiples of 2^-24: then f32 holds all results that are not divided.
  const bool isExact;
  GoldenResult &result;

private:
  std::set<std::string> read;
};

/// Each checks one case of its kind.
void checkSpikingLayer(Reader &test);
void checkFeedforward(Reader &test, const char *type);
void checkNeuromorphicRelu(Reader &test);
void checkImg2Spike(Reader &test);
void checkSig2Spike(Reader &test);
void checkFunctional(Reader &test);
void checkGradient(Reader &test);

} // namespace snnc::test

#endif // SNNC_TESTS_SIM_GOLDEN_GOLDENCASE_H

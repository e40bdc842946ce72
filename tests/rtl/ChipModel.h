//===- ChipModel.h - a Verilated chip for benches ---------------*- C++ -*-===//
//
// Loads a model built by rtl/model/build.sh and clocks it. Benches run with any target: what they may use of a core
// comes from the target that the model names.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_TESTS_RTL_CHIPMODEL_H
#define SNNC_TESTS_RTL_CHIPMODEL_H

#include "backends/mesh/fields/Fields.h"
#include "sim/mesh/model/ModelInterface.h"
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace snnc::bench {

class ChipModel {
public:
  using Commit = std::function<void(const snnc_rtl_commit &)>;

  /// Ends the process with a message where the library cannot be used: no test can go on without it.
  ChipModel(const std::string &path, uint64_t seed, bool random);
  ~ChipModel();
  ChipModel(const ChipModel &) = delete;

  const mesh::TargetDescription &target() const { return description; }
  const mesh::FieldCodec &codec() const { return *fields; }
  void onCommit(Commit callback) { commit = std::move(callback); }

  /// One clock cycle.
  void cycle(snnc_rtl_pins &pins) { table->cycle(model, &pins); }
  /// Empty, or the assertion that failed.
  std::string failure() const;

private:
  void *library = nullptr, *model = nullptr;
  const snnc_rtl_model_table *table = nullptr;
  mesh::TargetDescription description;
  std::unique_ptr<mesh::FieldCodec> fields;
  Commit commit;
};

/// The model libraries to test, from `variable` (separated by commas) where it is set, else `names` in the build
/// folder.
std::vector<std::string> modelPaths(const char *variable, const std::vector<std::string> &names);

/// The first seed of a bench and how many networks it tries: SNNC_TEST_SEED and SNNC_TEST_COUNT, or these numbers.
uint64_t firstSeed(uint64_t seed);
unsigned seedCount(unsigned count);

} // namespace snnc::bench

#endif // SNNC_TESTS_RTL_CHIPMODEL_H

//===- NirCorpusTest.cpp - the shared NIR files of every exporter ---------===//
//
// Each file says what is expected of it. Those that are imported are run, and must return what their exporter's network
// returned: spike counts exactly, potentials to 1e-4. The same file read under other conventions must return what it
// means there.
//
//===----------------------------------------------------------------------===//
#include "compiler/import/NetworkBuilder.h"
#include "sim/reference/Reference.h"
#include "support/json/Json.h"
#include "support/npy/Npy.h"
#include "tests/compiler/import/ImportFixture.h"
#include "tests/sim/Must.h"
#include "llvm/Support/Path.h"
#include <map>
#include <set>

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::test;
using nlohmann::json;
using testing::HasSubstr;

namespace {

/// Files whose recorded output does not follow from the file: an independent simulation from potentials of 0 gives what
/// this engine gives, so the exporter's network must have begun in another state.
const std::set<std::string> kOtherStart = {"sinabs_conv"};

/// Why a damaged file is refused.
const std::map<std::string, std::string> kRefusals = {
    {"dangling_edge", "edge 's' -> 'ghost' names node 'ghost', which is not there"},
    {"missing_threshold", "node 's': a node of type IF needs the field 'v_threshold'"},
    {"nan_weight", "node 'l': field 'weight' must be finite, holds NaN"},
    {"negative_threshold", "node 's': v_threshold must be greater than 0"},
    {"not_hdf5", "is not an HDF5 file"},
    {"shape_mismatch", "node 'l': (C2) weights take 5 inputs, the source has 4"},
    {"synapse_cycle", "form a cycle without a neuron or a delay"},
    {"truncated", "is truncated or damaged"},
    {"unknown_node", "nodes of type 'QuantumNeuron' are not supported"},
    {"x_conv_channels", "node 'c': (C5) weights take 3 channels, the source has 2"},
    {"x_conv_cycle", "form a cycle without a neuron or a delay"},
    {"x_nan_threshold", "node 'n': field 'v_threshold' must be finite, holds NaN"},
    {"x_nested_dangling", "in graph 'sub', edge 'n' -> 'nowhere' names node 'nowhere', which is not there"},
    {"x_not_hdf5_png", "is not an HDF5 file"},
    {"x_truncated_tail", "is truncated or damaged"},
    {"x_unknown_conv3d", "nodes of type 'Conv3d' are not supported"},
};

class NirCorpusTest : public ImportFixture {
protected:
  struct File {
    std::string name, path;
    json text;
    /// Its exporter, where that has a dialect of its own.
    std::string dialect() const {
      std::string exporter = text["exporter"];
      for (const char *known : {"sinabs", "norse", "snntorch", "spikingjelly", "rockpool"})
        if (llvm::StringRef(exporter).starts_with(known))
          return known;
      return "text";
    }
    bool has(llvm::StringRef type) const {
      return llvm::any_of(text["nodes"], [&](const json &node) { return node == type.str(); });
    }
    bool isLeaky() const { return has("LIF") || has("CubaLIF") || has("LI") || has("CubaLI"); }
  };

  static std::vector<File> files(const std::string &directory) {
    std::vector<File> list;
    std::error_code error;
    for (llvm::sys::fs::directory_iterator it(directory, error), end; it != end && !error; it.increment(error)) {
      std::string path = it->path();
      if (llvm::sys::path::extension(path) != ".nir")
        continue;
      std::string base = path.substr(0, path.size() - 4);
      list.push_back(
          {llvm::sys::path::stem(path).str(), base, must(parseJson(must(readTextFile(base + ".json")), base))});
    }
    EXPECT_FALSE(error);
    return list;
  }

  /// The options under which the file means what its exporter's network was: its dialect, and of what the file does not
  /// say that which the .json says.
  static ImportOptions optionsOf(const File &file) {
    ImportOptions options;
    options.nir.dialect = file.dialect();
    json convention = file.text.value("convention", json());
    if (file.dialect() == "sinabs")
      options.nir.lowerBound =
          convention.contains("floor") ? std::to_string(convention["floor"].get<double>()) : "none";
    return options;
  }

  /// The options of one of the arrays `alt_*`, where there are any that mean it.
  static std::optional<ImportOptions> alternative(const File &file, llvm::StringRef name) {
    ImportOptions options;
    NirOptions &nir = options.nir;
    if (file.text.contains("dt"))
      nir.dt = file.text["dt"].get<double>();
    if (name == "output_file_read_literally")
      return options;
    nir.lowerBound = "none";
    nir.spikes = "one";
    if (name == "alt_nir108") {
      nir.compare = "gt", nir.reset = "zero";
    } else if (name == "alt_nir104") {
      nir.compare = "gt", nir.reset = "subtract";
    } else if (name == "alt_ge_zero") {
      nir.compare = "ge", nir.reset = "zero";
    } else if (name == "alt_ge_zero_from_v_reset") {
      nir.dialect = "spikingjelly";
    } else if (name == "alt_multi") {
      nir.compare = "ge", nir.reset = "subtract", nir.spikes = "many";
    } else if (name == "alt_sinabs" && !file.isLeaky()) {
      nir.dialect = "sinabs", nir.lowerBound = "", nir.spikes = "";
    } else {
      return std::nullopt;
    }
    return options;
  }

  struct Collector final : Observer {
    explicit Collector(const Engine &engine) : Observer(true), engine(engine) {}
    bool output(uint32_t, Moment at, uint32_t neuron, double count) override {
      values[{at.step, neuron}] += count;
      return true;
    }
    bool commit(const Commit &commit) override {
      for (uint32_t i = 0; i < commit.n; ++i)
        potentials[engine.layers()[commit.layer].name].push_back(commit.integrated[i]);
      return true;
    }
    const Engine &engine;
    std::map<std::pair<uint32_t, uint32_t>, double> values;
    std::map<std::string, std::vector<double>> potentials; ///< of each layer, step by step
  };

  Collector run(Engine &engine, const NpyArray &input) {
    std::vector<double> values = input.to<double>();
    Shape shape = engine.inputs()[0].shape;
    uint32_t steps = input.shape[0];
    EXPECT_EQ(values.size(), steps * shape.size());
    Collector collector(engine);
    for (uint32_t step = 0; step < steps; ++step) {
      SpikeFrame frame;
      for (uint32_t i = 0; i < shape.size(); ++i)
        if (double count = values[step * shape.size() + i])
          frame.push_back({static_cast<uint16_t>(i / (shape.height * shape.width)),
                           static_cast<uint16_t>(i / shape.width % shape.height),
                           static_cast<uint16_t>(i % shape.width), count});
      must(engine.step({frame}, step + 1 == steps, collector));
    }
    return collector;
  }

  static double tolerance(bool isReal, double expected) {
    return isReal ? 1e-4 * std::max(1.0, std::abs(expected)) : 0;
  }

  /// Runs the imported network on the recorded input; returns how many values other than 0 were compared.
  int64_t compare(const NpzArrays &arrays, const std::string &array, const std::string &name, bool potentials = false) {
    std::unique_ptr<Engine> engine = must(createReference(network()));
    Collector result = run(*engine, arrays.at("input"));
    std::vector<double> output = arrays.at(array).to<double>();
    uint32_t steps = arrays.at("input").shape[0], neurons = engine->outputs()[0].shape.size();
    bool isReal = engine->outputs()[0].isReal;
    EXPECT_EQ(output.size(), size_t(steps) * neurons);
    int64_t compared = 0, wrong = 0;
    for (uint32_t step = 0; step < steps; ++step)
      for (uint32_t neuron = 0; neuron < neurons; ++neuron) {
        double expected = output[step * neurons + neuron];
        compared += expected != 0;
        wrong += std::abs(result.values[{step, neuron}] - expected) > tolerance(isReal, expected);
      }
    EXPECT_EQ(wrong, 0) << name << ", array '" << array << "': values that differ, of " << output.size();
    for (const auto &[key, recorded] : arrays) {
      if (!potentials || !llvm::StringRef(key).starts_with("v_"))
        continue;
      std::vector<double> expected = recorded.to<double>(), &have = result.potentials[key.substr(2)];
      EXPECT_EQ(have.size(), expected.size()) << name << ", " << key;
      for (size_t i = 0; i < std::min(have.size(), expected.size()); ++i)
        if (std::abs(have[i] - expected[i]) > tolerance(true, expected[i])) {
          ADD_FAILURE() << name << ", " << key << ": value " << i << " is " << have[i] << ", should be " << expected[i];
          break;
        }
    }
    return compared;
  }
};

TEST_F(NirCorpusTest, EveryFileIsRunOrRefusedForItsReason) {
  std::string directory = sharedPath("models/nir");
  SNNC_REQUIRE_SHARED(directory);
  size_t ran = 0, refused = 0;
  for (const File &file : files(directory)) {
    ImportOptions options = optionsOf(file);
    if (file.text["expect"] == "refuse") {
      ASSERT_TRUE(kRefusals.count(file.name)) << file.name << " is new: say here why it is refused";
      EXPECT_THAT(refusal(file.path + ".nir", options), HasSubstr(kRefusals.at(file.name))) << file.name;
      ++refused;
      continue;
    }
    ASSERT_TRUE(import(file.path + ".nir", options)) << file.name << ": " << (errors.empty() ? "" : errors.front());
    if (llvm::sys::fs::exists(file.path + ".npz") && !kOtherStart.count(file.name)) {
      EXPECT_GT(compare(must(readNpz(file.path + ".npz")), "output", file.name, /*potentials=*/true), 0) << file.name;
      ++ran;
    }
  }
  EXPECT_GE(ran, 34u);
  EXPECT_EQ(refused, kRefusals.size());
}

/// The time step that the .json gives is what the dialect takes by itself.
TEST_F(NirCorpusTest, TheTimeStepOfADialectIsThatOfItsExporter) {
  std::string directory = sharedPath("models/nir");
  SNNC_REQUIRE_SHARED(directory);
  size_t checked = 0;
  for (const File &file : files(directory)) {
    if (!file.text.contains("dt") || file.text["expect"] == "refuse" || file.dialect() == "text")
      continue;
    ASSERT_TRUE(import(file.path + ".nir", optionsOf(file)));
    EXPECT_THAT(assumptions, testing::Contains(HasSubstr("a time step is " + formatNumber(file.text["dt"]))))
        << file.name;
    ++checked;
  }
  EXPECT_GE(checked, 6u);
}

TEST_F(NirCorpusTest, OtherConventionsGiveWhatTheyMean) {
  std::string directory = sharedPath("models/nir");
  SNNC_REQUIRE_SHARED(directory);
  std::map<std::string, int> checked;
  for (const File &file : files(directory)) {
    if (file.text["expect"] == "refuse" || !llvm::sys::fs::exists(file.path + ".npz"))
      continue;
    NpzArrays arrays = must(readNpz(file.path + ".npz"));
    for (const auto &[array, values] : arrays) {
      if (!llvm::StringRef(array).starts_with("alt_") && array != "output_file_read_literally")
        continue;
      std::optional<ImportOptions> options = alternative(file, array);
      if (!options)
        continue;
      ASSERT_TRUE(import(file.path + ".nir", *options)) << file.name << ": " << (errors.empty() ? "" : errors.front());
      compare(arrays, array, file.name);
      ++checked[array];
    }
  }
  for (const char *array : {"alt_nir108", "alt_nir104", "alt_ge_zero", "alt_ge_zero_from_v_reset", "alt_multi",
                            "alt_sinabs", "output_file_read_literally"})
    EXPECT_GE(checked[array], 3) << array;
}

} // namespace

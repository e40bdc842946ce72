//===- NirCorpusTest.cpp - the shared NIR files of every exporter ---------===//
//
// Each file says what is expected of it. Those that are imported are run, and must return what their exporter's network
// returned. Files that need what is not built yet are listed with the reason; one that is imported nevertheless fails
// the test, so that the list cannot go stale.
//
//===----------------------------------------------------------------------===//
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

/// What is refused although it is sound, and a part of the message.
const std::map<std::string, std::string> kNotYet = {
    {"avg_pool", "'AvgPool2d' are not supported"},
    {"cubalif", "'CubaLIF' are not supported"},
    {"lif", "'LIF' are not supported"},
    {"n108_conv1d", "'Conv1d' are not supported"},
    {"n108_conv_same_even", "v_reset is -0.25"},
    {"n108_fork_f64", "'Threshold' are not supported"},
    {"n108_leaky_zoo", "are not supported"},
    {"n108_nested_meta", "'NIRGraph' are not supported"},
    {"nested_two", "'NIRGraph' are not supported"},
    {"norse110_lifbox_li", "'LIF' are not supported"},
    {"norse_lif", "'LIF' are not supported"},
    {"per_pixel_threshold", "field 'v_threshold' differs within channel 0"},
    {"rockpool310_lif", "'CubaLIF' are not supported"},
    {"rockpool_lif", "'CubaLIF' are not supported"},
    {"snntorch100_cnn_rleaky", "'LIF' are not supported"},
    {"snntorch_leaky", "'LIF' are not supported"},
    {"spikingjelly200_cnn_if", "'AvgPool2d' are not supported"},
};

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
    // Its subgraph is not entered yet.
    {"x_nested_dangling", "nodes of type 'NIRGraph' are not supported"},
    {"x_not_hdf5_png", "is not an HDF5 file"},
    {"x_truncated_tail", "is truncated or damaged"},
    {"x_unknown_conv3d", "nodes of type 'Conv3d' are not supported"},
};

class NirCorpusTest : public ImportFixture {
protected:
  /// The options that make the importer read the file as its output was computed.
  static ImportOptions optionsOf(const std::string &name, const json &file) {
    ImportOptions options;
    json convention = file.value("convention", json::object());
    if (!convention.is_object())
      return options;
    options.nir.reset = convention.value("reset", "");
    options.nir.spikes = convention.value("spikes", "") == "multi" ? "many" : "one";
    options.nir.compare = convention.value("strict", options.nir.spikes == "one") ? "gt" : "ge";
    if (convention.contains("floor"))
      options.nir.lowerBound = std::to_string(convention["floor"].get<double>());
    return options;
  }

  struct Collector final : Observer {
    Collector() : Observer(false) {}
    bool output(uint32_t, Moment at, uint32_t neuron, double count) override {
      counts[{at.step, neuron}] += count;
      return true;
    }
    std::map<std::pair<uint32_t, uint32_t>, int64_t> counts;
  };

  /// Runs the imported network on the recorded input; returns how many spikes were compared.
  int64_t compareOutput(const std::string &path) {
    std::unique_ptr<Engine> engine = must(createReference(network()));
    NpzArrays arrays = must(readNpz(path));
    std::vector<int32_t> input = arrays.at("input").to<int32_t>();
    std::vector<double> output = arrays.at("output").to<double>();
    Shape shape = engine->inputs()[0].shape;
    uint32_t steps = arrays.at("input").shape[0];
    EXPECT_EQ(input.size(), steps * shape.size());
    Collector collector;
    for (uint32_t step = 0; step < steps; ++step) {
      SpikeFrame frame;
      for (uint32_t i = 0; i < shape.size(); ++i)
        if (int32_t count = input[step * shape.size() + i])
          frame.push_back({static_cast<uint16_t>(i / (shape.height * shape.width)),
                           static_cast<uint16_t>(i / shape.width % shape.height),
                           static_cast<uint16_t>(i % shape.width), double(count)});
      must(engine->step({frame}, step + 1 == steps, collector));
    }
    uint32_t neurons = engine->outputs()[0].shape.size();
    EXPECT_EQ(output.size(), size_t(steps) * neurons);
    int64_t spikes = 0;
    for (uint32_t step = 0; step < steps; ++step)
      for (uint32_t neuron = 0; neuron < neurons; ++neuron) {
        double expected = output[step * neurons + neuron];
        spikes += expected;
        EXPECT_EQ((collector.counts[{step, neuron}]), expected) << path << ", step " << step << ", neuron " << neuron;
      }
    return spikes;
  }
};

TEST_F(NirCorpusTest, EveryFileIsRunOrRefusedForItsReason) {
  std::string directory = sharedPath("models/nir");
  SNNC_REQUIRE_SHARED(directory);
  std::error_code error;
  size_t ran = 0, refused = 0;
  for (llvm::sys::fs::directory_iterator it(directory, error), end; it != end && !error; it.increment(error)) {
    std::string path = it->path();
    if (llvm::sys::path::extension(path) != ".nir")
      continue;
    std::string name = llvm::sys::path::stem(path).str(), base = path.substr(0, path.size() - 4);
    json file = must(parseJson(must(readTextFile(base + ".json")), base + ".json"));
    ImportOptions options = optionsOf(name, file);
    if (file["expect"] == "refuse") {
      ASSERT_TRUE(kRefusals.count(name)) << name << " is new: say here why it is refused";
      EXPECT_THAT(refusal(path, options), HasSubstr(kRefusals.at(name))) << name;
      ++refused;
      continue;
    }
    if (auto later = kNotYet.find(name); later != kNotYet.end()) {
      EXPECT_THAT(refusal(path, options), HasSubstr(later->second)) << name;
      continue;
    }
    ASSERT_TRUE(import(path, options)) << name << ": " << (errors.empty() ? "" : errors.front());
    if (llvm::sys::fs::exists(base + ".npz") && !kOtherStart.count(name)) {
      EXPECT_GT(compareOutput(base + ".npz"), 0) << name;
      ++ran;
    }
  }
  EXPECT_FALSE(error);
  EXPECT_GE(ran, 18u);
  EXPECT_EQ(refused, kRefusals.size());
}

} // namespace

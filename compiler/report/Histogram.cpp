//===- Histogram.cpp - weights before and behind quantisation -------------===//

#include "compiler/report/Histogram.h"
#include "compiler/analysis/NeuronInputs.h"
#include "compiler/report/Gather.h"
#include "dialect/snn/Elements.h"
#include "dialect/snn/SnnOps.h"
#include <cmath>

using namespace mlir;
using namespace snnc;
using json = nlohmann::ordered_json;

/// An odd number: the middle bin is that of 0.
static constexpr int64_t bins = 41;

/// Calls `visit` with the weights of each channel of each synapse of a layer of neurons.
static void forEachKernel(snn::NeuronOpInterface neurons,
                          llvm::function_ref<void(int64_t channel, ArrayRef<double> kernel)> visit) {
  FailureOr<SmallVector<snn::SynapseOpInterface>> synapses = synapsesOf(neurons);
  if (failed(synapses))
    return;
  for (snn::SynapseOpInterface synapse : *synapses) {
    KernelReader reader(synapse);
    std::vector<double> kernel(size_t(reader.fanIn()));
    for (int64_t channel = 0; channel < reader.numWeights() / reader.fanIn(); ++channel) {
      reader.read(channel, kernel);
      visit(channel, kernel);
    }
  }
}

static llvm::StringMap<snn::NeuronOpInterface> neuronsOf(ModuleOp module) {
  llvm::StringMap<snn::NeuronOpInterface> found;
  module.walk([&](snn::NeuronOpInterface neurons) { found.try_emplace(neurons.getLayerName(), neurons); });
  return found;
}

void report::describeHistograms(ModuleOp inFloat, ModuleOp inIntegers, json &rows) {
  llvm::StringMap<snn::NeuronOpInterface> exact = neuronsOf(inFloat), rounded = neuronsOf(inIntegers);
  for (json &row : rows) {
    const std::string &layer = row["layer"].get_ref<const std::string &>();
    auto from = exact.find(layer), to = rounded.find(layer);
    if (from == exact.end() || to == rounded.end())
      continue;
    std::vector<double> scale = snn::valuesOf<double>(to->second.getNeuronParameters().scale);
    if (scale.empty())
      continue;
    double limit = 0;
    forEachKernel(from->second, [&](int64_t, ArrayRef<double> kernel) {
      for (double weight : kernel)
        limit = std::max(limit, std::abs(weight));
    });
    if (limit == 0)
      continue;
    std::vector<uint64_t> ofFloat(bins, 0), ofIntegers(bins, 0);
    auto count = [&](std::vector<uint64_t> &counts, double weight) {
      auto bin = int64_t(std::floor((weight / limit + 1) / 2 * double(bins)));
      ++counts[size_t(std::clamp<int64_t>(bin, 0, bins - 1))];
    };
    forEachKernel(from->second, [&](int64_t, ArrayRef<double> kernel) {
      for (double weight : kernel)
        count(ofFloat, weight);
    });
    forEachKernel(to->second, [&](int64_t channel, ArrayRef<double> kernel) {
      for (double weight : kernel)
        count(ofIntegers, weight / scale[std::min(size_t(channel), scale.size() - 1)]);
    });
    row["histogram"] = {{"limit", limit}, {"float", ofFloat}, {"integer", ofIntegers}};
  }
}

/// More weights than these are not drawn, of one layer and in all.
static constexpr size_t mostWeightsOfLayer = 300'000, mostWeights = 800'000;

void report::describeWeights(ModuleOp inIntegers, json &report) {
  llvm::StringMap<snn::NeuronOpInterface> layers = neuronsOf(inIntegers);
  size_t total = 0;
  for (json &row : report["quantisation"]) {
    auto layer = layers.find(row["layer"].get_ref<const std::string &>());
    if (layer == layers.end())
      continue;
    std::vector<std::string> channels;
    size_t size = 0;
    bool fits = true;
    forEachKernel(layer->second, [&](int64_t channel, ArrayRef<double> kernel) {
      channels.resize(std::max(channels.size(), size_t(channel) + 1));
      size += kernel.size();
      fits &= size <= mostWeightsOfLayer;
      for (double weight : fits ? kernel : ArrayRef<double>()) {
        // Shifted weights need more than a byte.
        fits &= weight >= -128 && weight <= 127;
        channels[size_t(channel)].push_back(char(int8_t(weight)));
      }
    });
    bool isMatrix = !channels.empty() && llvm::all_of(channels, [&](const std::string &channel) {
      return channel.size() == channels.front().size();
    });
    if (!fits || !isMatrix || channels.front().empty() || total + size > mostWeights)
      continue;
    total += size;
    std::string bytes, blob = "weights." + std::to_string(&row - &report["quantisation"][0]);
    for (const std::string &channel : channels)
      bytes += channel;
    row["weights_drawn"] = {{"channels", channels.size()}, {"inputs", channels.front().size()}, {"blob", blob}};
    addBlob(report, blob, bytes);
  }
}

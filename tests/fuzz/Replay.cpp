//===- Replay.cpp - cases as files ----------------------------------------===//

#include "tests/fuzz/Replay.h"
#include "mlir/IR/MLIRContext.h"
#include "sim/reference/Reference.h"
#include "support/npy/Npy.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <fmt/format.h>

using namespace mlir;
using namespace snnc;
using namespace snnc::fuzz;

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

static void writeText(const std::string &path, const std::string &text) {
  std::error_code error;
  llvm::raw_fd_ostream os(path, error);
  if (error)
    llvm::report_fatal_error(llvm::Twine("cannot write ") + path + ": " + error.message());
  os << text;
}

static std::string targetText(const std::string &target) {
  if (llvm::StringRef preset = mesh::presetText(target); !preset.empty())
    return preset.str();
  auto buffer = llvm::MemoryBuffer::getFile(target);
  return buffer ? (*buffer)->getBuffer().str() : "";
}

std::string fuzz::writeCase(const Case &small, const std::string &folder) {
  llvm::sys::fs::create_directories(folder);
  std::unique_ptr<MLIRContext> context = makeContext();
  OwningOpRef<ModuleOp> module = buildModule(small.network, context.get());
  std::string text;
  llvm::raw_string_ostream os(text);
  module->print(os);
  writeText(folder + "/network.mlir", text);
  writeText(folder + "/target.json", targetText(small.mapping.target));
  auto reference = llvm::cantFail(sim::createReference(*module->getOps<snn::NetworkOp>().begin(), /*integers=*/true));
  Samples samples = drawSamples(small.network.input, reference->inputs());
  llvm::cantFail(writeSamples(folder + "/input.npz", samples, reference->inputs()));
  std::string command =
      fmt::format("snnc-fuzz --network={0}/network.mlir --input={0}/input.npz --target={0}/target.json{1}", folder,
                  small.mapping.arguments());
  writeText(folder + "/replay", command + "\n");
  return command;
}

llvm::Error fuzz::writeSamples(llvm::StringRef path, const Samples &samples, llvm::ArrayRef<sim::InputInfo> inputs) {
  NpzArrays arrays;
  std::vector<uint32_t> steps;
  for (const auto &sample : samples)
    steps.push_back(uint32_t(sample.size()));
  uint32_t longest = *std::max_element(steps.begin(), steps.end());
  arrays["steps"] = NpyArray::from<uint32_t>({int64_t(steps.size())}, steps);
  for (auto [index, input] : llvm::enumerate(inputs)) {
    std::vector<int32_t> counts(samples.size() * longest * input.shape.size(), 0);
    for (size_t n = 0; n < samples.size(); ++n)
      for (size_t t = 0; t < samples[n].size(); ++t)
        for (const sim::Event &event : samples[n][t][index])
          counts[(n * longest + t) * input.shape.size() + input.shape.index(event.channel, event.y, event.x)] =
              int32_t(event.count);
    arrays[input.name] = NpyArray::from<int32_t>(
        {int64_t(samples.size()), int64_t(longest), input.shape.channels, input.shape.height, input.shape.width},
        counts);
  }
  return writeNpz(path, arrays);
}

llvm::Expected<Samples> fuzz::readSamples(llvm::StringRef path, llvm::ArrayRef<sim::InputInfo> inputs) {
  llvm::Expected<NpzArrays> arrays = readNpz(path);
  if (!arrays)
    return arrays.takeError();
  std::vector<uint32_t> steps = (*arrays)["steps"].to<uint32_t>();
  if (steps.empty())
    return llvm::createStringError(path + ": there is no array 'steps' with the steps of each sample");
  uint32_t longest = *std::max_element(steps.begin(), steps.end());
  Samples samples;
  for (uint32_t count : steps)
    samples.push_back(std::vector<std::vector<sim::SpikeFrame>>(count, std::vector<sim::SpikeFrame>(inputs.size())));
  for (auto [index, input] : llvm::enumerate(inputs)) {
    std::vector<int32_t> counts = (*arrays)[input.name].to<int32_t>();
    if (counts.size() != samples.size() * longest * input.shape.size())
      return llvm::createStringError(path + ": input '" + input.name + "' needs " +
                                     llvm::Twine(samples.size() * longest * input.shape.size()) + " counts, has " +
                                     llvm::Twine(counts.size()));
    for (size_t n = 0; n < samples.size(); ++n)
      for (size_t t = 0; t < samples[n].size(); ++t)
        for (uint32_t c = 0; c < input.shape.channels; ++c)
          for (uint32_t y = 0; y < input.shape.height; ++y)
            for (uint32_t x = 0; x < input.shape.width; ++x)
              if (int32_t count = counts[(n * longest + t) * input.shape.size() + input.shape.index(c, y, x)])
                samples[n][t][index].push_back({uint16_t(c), uint16_t(y), uint16_t(x), double(count)});
  }
  return samples;
}

//===----------------------------------------------------------------------===//
// Figures and faults
//===----------------------------------------------------------------------===//

static void describeSynapse(const Synapse &synapse, std::set<std::string> &features) {
  static const char *const kinds[] = {"conv2d", "linear", "identity"};
  features.insert(kinds[int(synapse.kind)]);
  if (synapse.hasBias)
    features.insert("bias");
  if (synapse.groups > 1)
    features.insert("groups");
  if (synapse.stride[0] * synapse.stride[1] > 1)
    features.insert("strides");
  if (synapse.dilation[0] * synapse.dilation[1] > 1)
    features.insert("dilation");
  if (llvm::any_of(synapse.padding, [](int64_t padding) { return padding > 0; }))
    features.insert("padding");
}

static void describeValue(const NetworkValue &value, std::set<std::string> &features) {
  if (value.kind == ValueKind::Pool) {
    bool plain = value.window == value.windowStride && llvm::isPowerOf2_64(value.window[0]) &&
                 llvm::isPowerOf2_64(value.window[1]);
    bool overlaps = value.window[0] > value.windowStride[0] || value.window[1] > value.windowStride[1];
    features.insert(plain ? "pools by shifts" : overlaps ? "overlapping pools" : "folded pools");
    if (value.ceilMode)
      features.insert(value.overhangs ? "pools over the edge" : "pools in ceil mode");
  }
  if (value.kind == ValueKind::MaxPool) {
    features.insert("max pools");
    if (value.window[0] > value.windowStride[0] || value.window[1] > value.windowStride[1])
      features.insert("overlapping max pools");
    if (llvm::any_of(value.border, [](int64_t padding) { return padding > 0; }))
      features.insert("padded max pools");
  }
  if (value.kind == ValueKind::Crop)
    features.insert("crop");
  if (value.kind == ValueKind::Input && value.isSigned)
    features.insert("signed inputs");
  if (value.kind == ValueKind::Flatten)
    features.insert("flatten");
  if (value.kind == ValueKind::Concatenate)
    features.insert("concatenation");
  if (value.kind == ValueKind::Delay)
    features.insert(value.steps > 1 ? "delays of several steps" : "delay");
  if (value.kind == ValueKind::Merge)
    features.insert("merge of spikes");
  if (value.kind == ValueKind::Input && value.bound > 15)
    features.insert("inputs bounded above 15");
  if (value.kind == ValueKind::Input && value.total)
    features.insert("inputs with a total");
  if (value.kind != ValueKind::Neurons)
    return;
  if (value.synapses.size() > 1)
    features.insert("several synapses");
  if (value.reset == snn::Reset::Zero)
    features.insert("reset to zero");
  if (value.compare == snn::Compare::Greater)
    features.insert("fire above threshold");
  if (value.subtract == SubtractStyle::Above)
    features.insert("subtract above threshold");
  if (value.subtract == SubtractStyle::Below || value.subtract == SubtractStyle::Zero)
    features.insert("subtract below threshold");
  if (value.threshold == ThresholdStyle::Limit)
    features.insert("thresholds at the limit");
  if (value.lower == LowerStyle::Absent)
    features.insert("no lower bound");
  for (const Synapse &synapse : value.synapses)
    describeSynapse(synapse, features);
}

void fuzz::describeFeatures(const Network &network, std::set<std::string> &features) {
  if (network.isAnalogue)
    features.insert("rectifiers");
  if (network.outputs.size() > 1)
    features.insert("several results");
  if (network.outputs.empty())
    features.insert("no result");
  bool hasSums = llvm::any_of(network.values, [](const NetworkValue &value) { return value.synapses.size() > 2; });
  if (network.hasNestedSums && hasSums)
    features.insert("nested sums");
  if (llvm::count_if(network.values, [](const NetworkValue &v) { return v.kind == ValueKind::Input; }) > 1)
    features.insert("several inputs");
  for (size_t i = 0; i < network.values.size(); ++i) {
    describeValue(network.values[i], features);
    if (network.values[i].kind == ValueKind::Delay && network.values[i].sources[0] > i)
      features.insert("loops");
    if (network.values[i].isAverage)
      features.insert("average pools");
    if (network.values[i].hasNorm)
      features.insert("batch norms");
    if (network.values[i].leaks)
      features.insert("leaks");
    if (network.values[i].hasCurrent)
      features.insert("synaptic currents");
    if (network.values[i].isReadout)
      features.insert("readouts");
    if (llvm::any_of(network.values[i].synapses, [](const Synapse &synapse) { return synapse.shift != 0; }))
      features.insert("shifted weights");
  }
}

void fuzz::breakFirstWeight(mesh::Image &image) {
  auto codec = llvm::cantFail(mesh::FieldCodec::create(image.target));
  unsigned packets = (image.target.lanes * image.target.weightBits + 31) / 32;
  for (size_t i = 0; i < image.packets.size(); ++i) {
    mesh::PacketHeader header = codec.header(image.packets[i]);
    if (header.kind != int64_t(mesh::PacketKind::WriteAddress) || (header.port & 1) ||
        codec.payload<mesh::WriteAddressPayload>(image.packets[i]).select != int64_t(mesh::Select::Weights))
      continue;
    // Most significant packet first: the last one of the word that follows holds lane 0.
    image.packets[i + packets] ^= 1;
    return;
  }
}

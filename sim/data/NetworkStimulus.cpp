//===- NetworkStimulus.cpp - input data of a whole network ----------------===//

#include "sim/data/NetworkStimulus.h"
#include "sim/data/SpreadOverLabels.h"
#include "sim/data/readers/Formats.h"
#include "support/npy/Npy.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include <fmt/format.h>

using namespace snnc;
using namespace snnc::sim;

//===----------------------------------------------------------------------===//
// A sample
//===----------------------------------------------------------------------===//

llvm::Expected<llvm::ArrayRef<SpikeFrame>> NetworkSample::next() {
  frames.resize(streams.size());
  for (auto [stream, frame] : llvm::zip_equal(streams, frames)) {
    llvm::Expected<const SpikeFrame *> own = stream->next();
    if (!own)
      return own.takeError();
    if (streams.size() == 1)
      return llvm::ArrayRef<SpikeFrame>(**own);
    frame = **own;
  }
  return llvm::ArrayRef<SpikeFrame>(frames);
}

uint64_t NetworkSample::droppedSpikes() const {
  uint64_t sum = 0;
  for (const auto &stream : streams)
    sum += stream->droppedSpikes;
  return sum;
}

InputFacts NetworkSample::facts() const {
  InputFacts sum;
  for (const auto &stream : streams)
    sum.add(stream->facts);
  return sum;
}

/// Recordings of one sample were made side by side: the time of all counts from the earliest moment that one of them
/// counts from.
static llvm::Error countFromOneMoment(llvm::ArrayRef<std::unique_ptr<SampleStream>> streams) {
  std::optional<int64_t> earliest;
  for (const auto &stream : streams)
    if (stream->facts.events)
      for (int64_t origin : stream->facts.timeOrigins)
        earliest = std::min(earliest.value_or(origin), origin);
  if (!earliest)
    return llvm::Error::success();
  for (const auto &stream : streams)
    if (llvm::Error error = stream->countFrom(*earliest))
      return error;
  return llvm::Error::success();
}

llvm::Expected<std::unique_ptr<NetworkSample>> NetworkStimulus::stream(uint64_t index) const {
  std::vector<std::unique_ptr<SampleStream>> streams;
  for (const auto &stimulus : stimuli) {
    llvm::Expected<std::unique_ptr<SampleStream>> stream = stimulus->stream(taken[index]);
    if (!stream)
      return stream.takeError();
    streams.push_back(std::move(*stream));
  }
  if (streams.size() > 1)
    if (llvm::Error error = countFromOneMoment(streams))
      return std::move(error);
  const SampleStream &first = *streams.front();
  for (auto [stream, name] : llvm::zip_equal(streams, names))
    if (stream->steps != first.steps)
      return llvm::createStringError(
          fmt::format("{}: {} steps for input '{}', but {} has {} for input '{}'; the inputs of a sample have as many "
                      "steps: --steps N makes them so",
                      first.name, first.steps, names.front(), stream->name, stream->steps, name));
  std::optional<uint32_t> label = labels[taken[index]];
  return std::make_unique<NetworkSample>(std::move(streams), label);
}

//===----------------------------------------------------------------------===//
// Which file is for which input
//===----------------------------------------------------------------------===//

static std::string listOf(llvm::ArrayRef<InputInfo> inputs) {
  std::string list;
  for (const InputInfo &input : inputs)
    list += (list.empty() ? "'" : ", '") + input.name + "'";
  return list;
}

static llvm::Expected<bool> isArchive(llvm::StringRef path) {
  if (llvm::sys::fs::is_directory(path))
    return false;
  llvm::Expected<BytesPtr> bytes = Bytes::openFile(path);
  if (!bytes)
    return bytes.takeError();
  llvm::Expected<llvm::StringRef> head = (*bytes)->peek(1 << 8);
  if (!head)
    return head.takeError();
  return isZip(*head);
}

/// One file without a name is for the only input, or has an array for each.
static llvm::Error shareFile(const std::string &file, llvm::ArrayRef<InputInfo> inputs,
                             std::vector<std::string> &paths) {
  if (inputs.size() > 1) {
    llvm::Expected<bool> hasArrays = isArchive(file);
    if (!hasArrays)
      return hasArrays.takeError();
    if (!*hasArrays)
      return llvm::createStringError(
          fmt::format("'{}' is for one input, the network has {}: {}; --input NAME=FILE for each, or one .npz with an "
                      "array of each name",
                      file, inputs.size(), listOf(inputs)));
  }
  llvm::fill(paths, file);
  return llvm::Error::success();
}

/// The path of each input. `isNamed` says whether each has been given its own.
static llvm::Error assignFiles(llvm::ArrayRef<std::string> files, llvm::ArrayRef<InputInfo> inputs,
                               std::vector<std::string> &paths, bool &isNamed) {
  std::optional<std::string> unnamed;
  paths.assign(inputs.size(), "");
  for (const std::string &file : files) {
    auto [name, path] = llvm::StringRef(file).split('=');
    const auto *input = llvm::find_if(inputs, [&, wanted = name](const InputInfo &i) { return i.name == wanted; });
    bool hasName = file.size() > name.size() && input != inputs.end();
    if (!hasName && file.size() > name.size() && !llvm::sys::fs::exists(file))
      return llvm::createStringError(fmt::format("--input {}: there is no file of this name, and no input '{}': the "
                                                 "network has {}",
                                                 file, name.str(), listOf(inputs)));
    if (!hasName && unnamed)
      return llvm::createStringError(fmt::format("--input: '{}' and '{}' say no input; NAME=FILE says which one a file "
                                                 "is for: the network has {}",
                                                 *unnamed, file, listOf(inputs)));
    if (!hasName) {
      unnamed = file;
      continue;
    }
    std::string &own = paths[size_t(input - inputs.begin())];
    if (path.empty() || !own.empty())
      return llvm::createStringError(fmt::format(
          "--input {}: {}", file,
          path.empty() ? "no file behind the name" : "input '" + name.str() + "' already has '" + own + "'"));
    own = path.str();
    isNamed = true;
  }
  if (!isNamed && unnamed)
    return shareFile(*unnamed, inputs, paths);
  if (unnamed)
    return llvm::createStringError(
        fmt::format("--input {}: the other files are for inputs by name, this one is for none", *unnamed));
  for (auto [path, input] : llvm::zip_equal(paths, inputs))
    if (path.empty())
      return llvm::createStringError(fmt::format("no --input {}=FILE: the network has {}", input.name, listOf(inputs)));
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Opening
//===----------------------------------------------------------------------===//

/// Each input has each sample, and they agree on its label.
llvm::Error NetworkStimulus::matchSamples() {
  labels.resize(stimuli.front()->size());
  for (auto [stimulus, name] : llvm::zip_equal(stimuli, names)) {
    if (stimulus->size() != labels.size())
      return llvm::createStringError(
          fmt::format("input '{}' has {} samples, input '{}' has {}: a sample is of all inputs", names.front(),
                      labels.size(), name, stimulus->size()));
    for (uint64_t i = 0; i < labels.size(); ++i) {
      std::optional<uint32_t> label = stimulus->label(i);
      if (label && labels[i] && label != labels[i])
        return llvm::createStringError(
            fmt::format("sample {} has label {} for input '{}', but {} for an input before it: a sample has one label",
                        i, *label, name, *labels[i]));
      if (label)
        labels[i] = label;
    }
  }
  return llvm::Error::success();
}

llvm::Expected<std::unique_ptr<NetworkStimulus>> NetworkStimulus::open(llvm::ArrayRef<std::string> files,
                                                                       llvm::ArrayRef<InputInfo> inputs,
                                                                       std::vector<StimulusOptions> options) {
  if (inputs.empty())
    return llvm::createStringError("the network has no inputs, so there is nothing that input data are for");
  std::vector<std::string> paths;
  bool isNamed = false;
  if (llvm::Error error = assignFiles(files, inputs, paths, isNamed))
    return std::move(error);
  auto result = std::make_unique<NetworkStimulus>();
  bool isOne = inputs.size() == 1;
  std::optional<uint64_t> limit = options.front().limit;
  bool takesLabels = llvm::none_of(inputs, [](const InputInfo &input) { return input.name == "label"; });
  for (auto [input, path, own] : llvm::zip_equal(inputs, paths, options)) {
    // Which samples a limit takes is known once the labels of all inputs are.
    if (!isOne)
      own.limit.reset();
    own.hasLabelArray = takesLabels;
    if (!isOne && !isNamed)
      own.array = input.name;
    llvm::Expected<std::unique_ptr<Stimulus>> stimulus = Stimulus::open(path, input, own);
    if (!stimulus)
      return stimulus.takeError();
    result->stimuli.push_back(std::move(*stimulus));
    result->names.push_back(input.name);
  }
  result->microseconds = options.front().stepUs;
  if (llvm::Error error = result->matchSamples())
    return std::move(error);
  result->taken = spreadOverLabels(result->labels, isOne ? UINT64_MAX : limit.value_or(UINT64_MAX));
  return result;
}

llvm::ArrayRef<std::string> NetworkStimulus::labelNames() const {
  for (const auto &stimulus : stimuli)
    if (!stimulus->labelNames().empty())
      return stimulus->labelNames();
  return {};
}

uint64_t NetworkStimulus::filesPassedOver() const {
  uint64_t sum = 0;
  for (const auto &stimulus : stimuli)
    sum += stimulus->filesPassedOver();
  return sum;
}

void SamplesMet::resize(size_t samples) {
  names.resize(samples);
  labels.resize(samples);
}

void SamplesMet::set(size_t index, const NetworkSample &sample) {
  names[index] = sample.name();
  labels[index] = sample.label;
  droppedSpikes += sample.droppedSpikes();
  input.add(sample.facts());
}

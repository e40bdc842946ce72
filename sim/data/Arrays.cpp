//===- Arrays.cpp - input data in numpy files -----------------------------===//

#include "sim/data/Arrays.h"
#include "sim/data/Binning.h"
#include "sim/data/Labels.h"
#include "sim/data/SpreadOverLabels.h"
#include "support/npy/Npy.h"
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

using namespace snnc;
using namespace snnc::sim;

namespace {
class Arrays final : public Stimulus {
public:
  Arrays(std::string path, const InputInfo &input, const StimulusOptions &options)
      : path(std::move(path)), input(input), options(options) {}

  llvm::Error take(NpyArray data);
  void takeLabels(std::vector<uint32_t> given) { labels.assign(given.begin(), given.end()); }
  /// To be called once, when the labels are there.
  void takeLimit() { taken = spreadOverLabels(labels, options.limit.value_or(UINT64_MAX)); }
  int64_t allSamples() const { return samples; }

  uint64_t size() const override { return taken.size(); }
  std::optional<uint32_t> label(uint64_t index) const override { return labels[taken[index]]; }
  llvm::Expected<Sample> read(uint64_t index) const override;

private:
  llvm::Error readReal(llvm::ArrayRef<double> values, Sample &sample) const;
  llvm::Error readCounts(llvm::ArrayRef<double> values, Sample &sample) const;
  std::string placeOf(const Sample &sample, size_t at) const;

  std::string path;
  InputInfo input;
  StimulusOptions options;
  int64_t samples = 1, steps = 0;
  bool isBatch = false;
  NpyArray array;                              ///< [samples][steps][channels][height][width]
  std::vector<std::optional<uint32_t>> labels; ///< of all samples
  std::vector<uint64_t> taken;
};
} // namespace

/// Whether the axes behind the first `leading` ones are those of the input.
static bool fits(llvm::ArrayRef<int64_t> shape, size_t leading, const Shape &want) {
  llvm::SmallVector<int64_t> axes{want.channels, want.height, want.width};
  if (shape.size() < leading)
    return false;
  llvm::ArrayRef<int64_t> rest = shape.drop_front(leading);
  if (rest.equals(axes))
    return true;
  if (want.height != 1)
    return false;
  return want.width == 1 ? rest.equals(want.channels) : rest.equals({want.channels, want.width});
}

llvm::Error Arrays::take(NpyArray data) {
  array = std::move(data);
  isBatch = fits(array.shape, 2, input.shape);
  if (!isBatch && !fits(array.shape, 1, input.shape))
    return llvm::createStringError(fmt::format(
        "{}: an array of shape [{}] does not fit input '{}': need [T, {}, {}, {}], or [N, T, …] of N samples{}", path,
        fmt::join(array.shape, ", "), input.name, input.shape.channels, input.shape.height, input.shape.width,
        array.shape.size() == 2 ? "; where its columns are events' fields, --columns t,x,y,p says which" : ""));
  samples = isBatch ? array.shape[0] : 1;
  steps = array.shape[isBatch];
  if (samples == 0)
    return llvm::createStringError(path + ": the array holds no sample");
  labels.resize(size_t(samples));
  return llvm::Error::success();
}

llvm::Expected<std::vector<uint32_t>> sim::labelsOf(const NpyArray &array, llvm::StringRef path, int64_t samples) {
  if (array.isFloat())
    return llvm::createStringError(path + ": the array 'label' has elements of type " + array.dtype() +
                                   ", labels are whole numbers");
  bool single = samples == 1 && array.shape.empty();
  if (!single && (array.shape.size() != 1 || array.shape[0] != samples))
    return llvm::createStringError(fmt::format("{}: an array 'label' of shape [{}] for {} samples: need [{}]",
                                               path.str(), fmt::join(array.shape, ", "), samples, samples));
  std::vector<uint32_t> labels;
  for (auto [i, number] : llvm::enumerate(array.to<int64_t>())) {
    if (number < 0 || number > INT32_MAX)
      return llvm::createStringError(
          fmt::format("{}: label {} is {}, it must lie in 0 to {}", path.str(), i, number, INT32_MAX));
    labels.push_back(uint32_t(number));
  }
  return labels;
}

std::vector<double> sim::sampleOf(const NpyArray &array, uint64_t index, size_t each) {
  NpyArray part;
  part.kind = array.kind;
  part.itemSize = array.itemSize;
  part.shape = {int64_t(each)};
  size_t bytes = each * array.itemSize;
  auto begin = array.data.begin() + ptrdiff_t(index * bytes);
  part.data.assign(begin, begin + ptrdiff_t(bytes));
  return part.to<double>();
}

/// Which step and neuron the value `at` of a sample belongs to.
static TimedEvent eventAt(const Shape &shape, size_t at, int32_t count) {
  size_t neuron = at % shape.size(), pixels = size_t(shape.height) * shape.width;
  return {at / shape.size(), uint16_t(neuron / pixels), uint16_t(neuron % pixels / shape.width),
          uint16_t(neuron % shape.width), count};
}

std::string Arrays::placeOf(const Sample &sample, size_t at) const {
  TimedEvent place = eventAt(input.shape, at, 0);
  return fmt::format("{}: step {}, channel {}, y {}, x {}", sample.name, place.step, place.channel, place.y, place.x);
}

llvm::Error Arrays::readCounts(llvm::ArrayRef<double> values, Sample &sample) const {
  std::vector<TimedEvent> events;
  for (auto [at, value] : llvm::enumerate(values)) {
    if (value == 0)
      continue;
    if (!(std::fabs(value) <= INT32_MAX) || value != std::floor(value))
      return llvm::createStringError(
          fmt::format("{} is {}, spike counts are whole numbers", placeOf(sample, at), value));
    events.push_back(eventAt(input.shape, at, int32_t(value)));
  }
  return binEvents(std::move(events), input, sample.steps, sample);
}

llvm::Error Arrays::readReal(llvm::ArrayRef<double> values, Sample &sample) const {
  sample.frames.resize(std::min<size_t>(sample.steps, size_t(steps)));
  for (auto [at, value] : llvm::enumerate(values)) {
    float rounded = float(value);
    if (!std::isfinite(rounded))
      return llvm::createStringError(
          fmt::format("{} is {}, input '{}' takes finite numbers of 32 bits", placeOf(sample, at), value, input.name));
    if (rounded == 0)
      continue;
    TimedEvent event = eventAt(input.shape, at, 0);
    if (event.step < sample.steps)
      sample.frames[event.step].push_back({event.channel, event.y, event.x, rounded});
    else
      ++sample.droppedSpikes;
  }
  return llvm::Error::success();
}

llvm::Expected<Sample> Arrays::read(uint64_t place) const {
  uint64_t index = taken[place];
  Sample sample;
  sample.name = isBatch ? fmt::format("{}: sample {}", path, index) : path;
  sample.label = labels[index];
  sample.steps = options.steps.value_or(uint32_t(std::max<int64_t>(steps, 1)));
  std::vector<double> values = sampleOf(array, index, size_t(steps) * input.shape.size());
  if (llvm::Error error = input.isReal ? readReal(values, sample) : readCounts(values, sample))
    return std::move(error);
  return sample;
}

llvm::Expected<InputArrays> sim::readInputArrays(llvm::StringRef path, const ArrayFile &file) {
  InputArrays result;
  if (!file.isNpz) {
    llvm::Expected<NpyArray> array = readNpy(path);
    if (!array)
      return array.takeError();
    result.input = std::move(*array);
    return result;
  }
  llvm::Expected<NpzArrays> arrays = readNpz(path);
  if (!arrays)
    return arrays.takeError();
  auto data = arrays->find(file.array);
  if (data == arrays->end()) {
    std::vector<std::string> names;
    for (const auto &[name, array] : *arrays)
      names.push_back("'" + name + "'");
    return llvm::createStringError(fmt::format("{}: no array '{}', it has {}", path.str(), file.array,
                                               names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "))));
  }
  result.input = std::move(data->second);
  auto label = arrays->find("label");
  if (label != arrays->end() && file.hasLabels)
    result.label = std::move(label->second);
  return result;
}

static llvm::Error addLabels(Arrays &data, llvm::StringRef path, const std::optional<NpyArray> &label,
                             const StimulusOptions &options) {
  if (options.labels.empty() && !label)
    return llvm::Error::success();
  llvm::Expected<std::vector<uint32_t>> labels =
      options.labels.empty() ? labelsOf(*label, path, data.allSamples()) : readLabels(options.labels);
  if (!labels)
    return labels.takeError();
  if (int64_t(labels->size()) != data.allSamples())
    return llvm::createStringError(
        fmt::format("{}: {} labels for {} samples", options.labels, labels->size(), data.allSamples()));
  data.takeLabels(std::move(*labels));
  return llvm::Error::success();
}

llvm::Expected<std::unique_ptr<Stimulus>> snnc::sim::openArray(llvm::StringRef path, const ArrayFile &file,
                                                               const InputInfo &input, const StimulusOptions &options) {
  llvm::Expected<InputArrays> arrays = readInputArrays(path, file);
  if (!arrays)
    return arrays.takeError();
  auto result = std::make_unique<Arrays>(path.str(), input, options);
  if (llvm::Error error = result->take(std::move(arrays->input)))
    return std::move(error);
  if (llvm::Error error = addLabels(*result, path, arrays->label, options))
    return std::move(error);
  result->takeLimit();
  return result;
}

//===- Encoded.cpp - images and signals as input data ---------------------===//

#include "sim/data/Encoded.h"
#include "sim/data/Arrays.h"
#include "sim/data/Idx.h"
#include "sim/data/Labels.h"
#include "sim/data/SpreadOverLabels.h"
#include "support/npy/Npy.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

using namespace snnc;
using namespace snnc::sim;

namespace {
class Encoded final : public Stimulus {
public:
  Encoded(std::string path, const InputInfo &input, const StimulusOptions &options)
      : path(std::move(path)), input(input), options(options), encoder(*options.encoder) {}

  llvm::Error take(IdxArray array);
  llvm::Error take(NpyArray array);
  llvm::Error takeLabels(std::vector<uint32_t> given);

  /// To be called once, when the labels are there.
  void takeLimit() { taken = spreadOverLabels(labels, options.limit.value_or(UINT64_MAX)); }

  uint64_t size() const override { return taken.size(); }
  std::optional<uint32_t> label(uint64_t index) const override { return labels[taken[index]]; }
  llvm::Expected<Sample> read(uint64_t index) const override;
  int64_t allSamples() const { return samples; }

private:
  bool isSignal() const { return std::holds_alternative<SignalEncoder>(encoder.encoder); }
  llvm::Error takeShape(llvm::ArrayRef<int64_t> shape);
  /// The data of one sample; of a signal [channels][length].
  llvm::Expected<std::vector<float>> valuesOf(uint64_t index, const std::string &name) const;
  std::vector<float> encodeStep(llvm::ArrayRef<float> values, uint32_t sample, uint32_t step) const;

  std::string path;
  InputInfo input;
  StimulusOptions options;
  NetworkEncoder encoder;
  int64_t samples = 1, length = 1; ///< of a signal
  bool isBatch = false;
  std::vector<uint8_t> bytes;                  ///< of idx data
  NpyArray array;                              ///< of other data
  std::vector<std::optional<uint32_t>> labels; ///< of all samples
  std::vector<uint64_t> taken;
};
} // namespace

static llvm::SmallVector<int64_t> squeezed(llvm::ArrayRef<int64_t> shape) {
  llvm::SmallVector<int64_t> rest;
  llvm::copy_if(shape, std::back_inserter(rest), [](int64_t extent) { return extent != 1; });
  return rest;
}

/// Finds the axis of samples and the length of a signal.
llvm::Error Encoded::takeShape(llvm::ArrayRef<int64_t> shape) {
  auto fits = [&](llvm::ArrayRef<int64_t> axes) {
    if (isSignal())
      return axes.size() == 2 && axes[0] == encoder.dataShape[0];
    return squeezed(axes) == squeezed(encoder.dataShape);
  };
  // An array that may be one sample or several of extent 1 is several where it has one axis more.
  isBatch = shape.size() > encoder.dataShape.size() + isSignal() || !fits(shape);
  if (isBatch && (shape.empty() || !fits(shape.drop_front()))) {
    std::string need = fmt::format("{}", fmt::join(encoder.dataShape, ", ")) + (isSignal() ? ", length" : "");
    return llvm::createStringError(fmt::format(
        "{}: an array of shape [{}] does not fit the encoder of input '{}': need [{}], or [N, {}] of N samples", path,
        fmt::join(shape, ", "), input.name, need, need));
  }
  samples = isBatch ? shape.front() : 1;
  if (isSignal())
    length = shape.back();
  if (samples == 0 || length == 0)
    return llvm::createStringError(path + ": the array holds no sample");
  labels.resize(size_t(samples));
  return llvm::Error::success();
}

llvm::Error Encoded::take(IdxArray data) {
  bytes = std::move(data.values);
  return takeShape(std::vector<int64_t>(data.shape.begin(), data.shape.end()));
}

llvm::Error Encoded::take(NpyArray data) {
  array = std::move(data);
  return takeShape(array.shape);
}

llvm::Error Encoded::takeLabels(std::vector<uint32_t> given) {
  if (int64_t(given.size()) != samples)
    return llvm::createStringError(fmt::format("{}: {} labels for {} samples", options.labels, given.size(), samples));
  labels.assign(given.begin(), given.end());
  return llvm::Error::success();
}

llvm::Expected<std::vector<float>> Encoded::valuesOf(uint64_t index, const std::string &name) const {
  size_t each = size_t(length);
  for (int64_t extent : encoder.dataShape)
    each *= size_t(extent);
  if (!bytes.empty())
    return std::vector<float>(bytes.begin() + ptrdiff_t(index * each), bytes.begin() + ptrdiff_t((index + 1) * each));
  std::vector<float> values;
  for (auto [at, value] : llvm::enumerate(sampleOf(array, index, each))) {
    if (!std::isfinite(float(value)))
      return llvm::createStringError(
          fmt::format("{}: value {} is {}, the encoder takes finite numbers of 32 bits", name, at, value));
    values.push_back(float(value));
  }
  return values;
}

std::vector<float> Encoded::encodeStep(llvm::ArrayRef<float> values, uint32_t sample, uint32_t step) const {
  UniformDraws draws(options.seed, options.inputIndex);
  Moment at{sample, step};
  if (const auto *image = std::get_if<ImageEncoder>(&encoder.encoder))
    return encodeImage(*image, values, draws.step(at, values.size()));
  const auto &signal = std::get<SignalEncoder>(encoder.encoder);
  std::vector<float> now;
  if (size_t position = step / signal.tw; position < size_t(length))
    for (size_t channel = 0; channel < size_t(encoder.dataShape[0]); ++channel)
      now.push_back(values[channel * size_t(length) + position]);
  return encodeSignal(signal, now, draws.step(at, now.size()));
}

llvm::Expected<Sample> Encoded::read(uint64_t place) const {
  uint64_t index = taken[place];
  Sample sample;
  sample.name = isBatch ? fmt::format("{}: sample {}", path, index) : path;
  sample.label = labels[index];
  uint64_t own = encoder.steps(uint64_t(length));
  if (own > UINT32_MAX)
    return llvm::createStringError(fmt::format("{}: {} steps are more than 2^32 - 1", sample.name, own));
  sample.steps = options.steps.value_or(uint32_t(own));
  llvm::Expected<std::vector<float>> values = valuesOf(index, sample.name);
  if (!values)
    return values.takeError();
  for (uint32_t step = 0; step < sample.steps; ++step)
    sample.frames.push_back(makeFrame(input.shape, encodeStep(*values, uint32_t(index), step)));
  return sample;
}

/// Labels of the options' file, if there is one.
static llvm::Error addLabels(Encoded &data, const StimulusOptions &options) {
  if (options.labels.empty())
    return llvm::Error::success();
  llvm::Expected<std::vector<uint32_t>> labels = readLabels(options.labels);
  return labels ? data.takeLabels(std::move(*labels)) : labels.takeError();
}

llvm::Expected<std::unique_ptr<Stimulus>> snnc::sim::openEncodedIdx(llvm::StringRef path, const InputInfo &input,
                                                                    const StimulusOptions &options) {
  auto result = std::make_unique<Encoded>(path.str(), input, options);
  llvm::Expected<IdxArray> array = readIdx(path);
  if (!array)
    return array.takeError();
  if (llvm::Error error = result->take(std::move(*array)))
    return std::move(error);
  if (llvm::Error error = addLabels(*result, options))
    return std::move(error);
  result->takeLimit();
  return result;
}

llvm::Expected<std::unique_ptr<Stimulus>> snnc::sim::openEncodedArray(llvm::StringRef path, const ArrayFile &file,
                                                                      const InputInfo &input,
                                                                      const StimulusOptions &options) {
  auto result = std::make_unique<Encoded>(path.str(), input, options);
  llvm::Expected<InputArrays> arrays = readInputArrays(path, file);
  if (!arrays)
    return arrays.takeError();
  if (llvm::Error error = result->take(std::move(arrays->input)))
    return std::move(error);
  if (arrays->label && options.labels.empty()) {
    llvm::Expected<std::vector<uint32_t>> labels = labelsOf(*arrays->label, path, result->allSamples());
    if (!labels)
      return labels.takeError();
    if (llvm::Error error = result->takeLabels(std::move(*labels)))
      return std::move(error);
  }
  if (llvm::Error error = addLabels(*result, options))
    return std::move(error);
  result->takeLimit();
  return result;
}

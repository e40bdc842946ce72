//===- Arrays.cpp - spike counts in numpy files ---------------------------===//

#include "sim/data/Arrays.h"
#include "sim/data/Binning.h"
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
  llvm::Error takeLabels(const NpyArray &array);

  uint64_t size() const override {
    return options.limit ? std::min<uint64_t>(*options.limit, samples) : uint64_t(samples);
  }
  llvm::Expected<Sample> read(uint64_t index) const override;

private:
  std::vector<double> countsOf(uint64_t index) const;

  std::string path;
  InputInfo input;
  StimulusOptions options;
  int64_t samples = 1, steps = 0;
  bool isBatch = false;
  NpyArray array; ///< [samples][steps][channels][height][width]
  std::vector<uint32_t> labels;
};
} // namespace

/// Whether the axes behind the first `leading` ones are those of the input.
static bool fits(llvm::ArrayRef<int64_t> shape, size_t leading, const Shape &want) {
  llvm::SmallVector<int64_t> axes{want.channels, want.height, want.width};
  if (shape.size() < leading)
    return false;
  llvm::ArrayRef<int64_t> rest = shape.drop_front(leading);
  bool onePixel = want.height == 1 && want.width == 1;
  return rest.equals(axes) || (onePixel && rest.equals(llvm::ArrayRef(axes).take_front(1)));
}

llvm::Error Arrays::take(NpyArray data) {
  array = std::move(data);
  isBatch = fits(array.shape, 2, input.shape);
  if (!isBatch && !fits(array.shape, 1, input.shape))
    return llvm::createStringError(fmt::format(
        "{}: an array of shape [{}] does not fit input '{}': need [T, {}, {}, {}], or [N, T, …] of N samples", path,
        fmt::join(array.shape, ", "), input.name, input.shape.channels, input.shape.height, input.shape.width));
  samples = isBatch ? array.shape[0] : 1;
  steps = array.shape[isBatch];
  if (samples == 0)
    return llvm::createStringError(path + ": the array holds no sample");
  return llvm::Error::success();
}

llvm::Error Arrays::takeLabels(const NpyArray &array) {
  if (array.isFloat())
    return llvm::createStringError(path + ": the array 'label' has elements of type " + array.dtype() +
                                   ", labels are whole numbers");
  bool single = samples == 1 && array.shape.empty();
  if (!single && (array.shape.size() != 1 || array.shape[0] != samples))
    return llvm::createStringError(fmt::format("{}: an array 'label' of shape [{}] for {} samples: need [{}]", path,
                                               fmt::join(array.shape, ", "), samples, samples));
  std::vector<int64_t> numbers = array.to<int64_t>();
  for (size_t i = 0; i < numbers.size(); ++i) {
    if (numbers[i] < 0 || numbers[i] > INT32_MAX)
      return llvm::createStringError(
          fmt::format("{}: label {} is {}, it must lie in 0 to {}", path, i, numbers[i], INT32_MAX));
    labels.push_back(uint32_t(numbers[i]));
  }
  return llvm::Error::success();
}

/// The counts of one sample as numbers; the whole array as such might not fit into memory.
std::vector<double> Arrays::countsOf(uint64_t index) const {
  NpyArray part;
  part.kind = array.kind;
  part.itemSize = array.itemSize;
  part.shape = {steps, int64_t(input.shape.size())};
  size_t bytes = size_t(part.numElements()) * array.itemSize;
  auto begin = array.data.begin() + ptrdiff_t(index * bytes);
  part.data.assign(begin, begin + ptrdiff_t(bytes));
  return part.to<double>();
}

llvm::Expected<Sample> Arrays::read(uint64_t index) const {
  Sample sample;
  sample.name = isBatch ? fmt::format("{}: sample {}", path, index) : path;
  if (!labels.empty())
    sample.label = labels[index];
  const Shape &shape = input.shape;
  std::vector<TimedEvent> events;
  std::vector<double> values = countsOf(index);
  size_t at = 0;
  for (int64_t step = 0; step < steps; ++step)
    for (uint32_t c = 0; c < shape.channels; ++c)
      for (uint32_t y = 0; y < shape.height; ++y)
        for (uint32_t x = 0; x < shape.width; ++x, ++at) {
          double value = values[at];
          if (value == 0)
            continue;
          if (!(std::fabs(value) <= INT32_MAX) || value != std::floor(value))
            return llvm::createStringError(
                fmt::format("{}: step {}, channel {}, y {}, x {} is {}, spike counts are whole numbers", sample.name,
                            step, c, y, x, value));
          events.push_back({uint64_t(step), uint16_t(c), uint16_t(y), uint16_t(x), int32_t(value)});
        }
  std::optional<uint32_t> wanted = options.steps;
  if (!wanted)
    wanted = uint32_t(std::max<int64_t>(steps, 1));
  if (llvm::Error error = binEvents(std::move(events), input, wanted, sample))
    return std::move(error);
  return sample;
}

llvm::Expected<std::unique_ptr<Stimulus>> snnc::sim::openArray(llvm::StringRef path, bool isNpz, const InputInfo &input,
                                                               const StimulusOptions &options) {
  auto result = std::make_unique<Arrays>(path.str(), input, options);
  if (!isNpz) {
    llvm::Expected<NpyArray> array = readNpy(path);
    if (!array)
      return array.takeError();
    if (llvm::Error error = result->take(std::move(*array)))
      return std::move(error);
    return result;
  }
  llvm::Expected<NpzArrays> arrays = readNpz(path);
  if (!arrays)
    return arrays.takeError();
  auto data = arrays->find("input");
  if (data == arrays->end()) {
    std::vector<std::string> names;
    for (const auto &[name, array] : *arrays)
      names.push_back("'" + name + "'");
    return llvm::createStringError(fmt::format("{}: no array 'input', it has {}", path.str(),
                                               names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "))));
  }
  if (llvm::Error error = result->take(std::move(data->second)))
    return std::move(error);
  auto label = arrays->find("label");
  if (label != arrays->end())
    if (llvm::Error error = result->takeLabels(label->second))
      return std::move(error);
  return result;
}

//===- NirFields.cpp - the fields of a node -------------------------------===//
//
// Exporters write a parameter as a single value, with axes of a batch, for each channel or for each neuron.
//
//===----------------------------------------------------------------------===//
#include "compiler/import/nir/NirImporter.h"
#include <cmath>

using namespace mlir;
using namespace snnc;
using namespace snnc::nir;

const hdf5::Dataset *Importer::find(const Node &node, const std::string &field) {
  auto it = node.fields.find(field);
  return it == node.fields.end() ? nullptr : &it->second;
}

/// An endless time constant is a neuron without a leak, where the input is taken as it is; where it is scaled by
/// dt/tau, nothing would ever come in. Exporters write a resistance of the same kind beside it, which is not used then.
bool Importer::mayBeEndless(const Node &node, StringRef field) {
  if (field == "tau_syn")
    return conventions.unscaledCurrent;
  bool isMembrane = field == "tau" || field == "tau_mem" || (field == "r" && node.type != "IF" && node.type != "I");
  return isMembrane && conventions.unscaled;
}

/// The numbers of a field that the node must have.
FailureOr<Numbers> Importer::getNumbers(const Node &node, const std::string &field) {
  const hdf5::Dataset *data = find(node, field);
  if (!data)
    return fail(node) << "a node of type " << node.type << " needs the field '" << field << "'";
  if (data->isText)
    return fail(node) << "field '" << field << "' must hold numbers, holds text";
  if (data->numbers.empty())
    return fail(node) << "field '" << field << "' holds no numbers";
  for (double value : data->numbers)
    if (!std::isfinite(value) && !(value > 0 && mayBeEndless(node, field)))
      return fail(node) << "field '" << field << "' must be finite, holds "
                        << (std::isnan(value) ? "NaN" : "an infinite value");
  return Numbers{data->shape, data->numbers};
}

/// `count` whole numbers; one stands for all.
FailureOr<SmallVector<int64_t>> Importer::getIntegers(const Node &node, const std::string &field, size_t count) {
  FailureOr<Numbers> numbers = getNumbers(node, field);
  if (failed(numbers))
    return failure();
  SmallVector<int64_t> integers;
  for (double value : numbers->values) {
    if (value != std::floor(value) || std::abs(value) > (1 << 30))
      return fail(node) << "field '" << field << "' must hold whole numbers, holds " << formatNumber(value);
    integers.push_back(static_cast<int64_t>(value));
  }
  if (integers.size() == 1)
    integers.resize(count, integers.front());
  if (integers.size() != count)
    return fail(node) << "field '" << field << "' must hold " << count << " numbers, holds " << integers.size();
  return integers;
}

/// One value for each neuron of `shape`, from a single value, from one for each neuron, or from a shape in which some
/// extents are 1.
FailureOr<Parameter> Importer::getNeurons(const Node &node, const std::string &field, ArrayRef<int64_t> shape) {
  FailureOr<Numbers> numbers = getNumbers(node, field);
  if (failed(numbers))
    return failure();
  const std::vector<double> &values = numbers->values;
  int64_t count = 1;
  for (int64_t extent : shape)
    count *= extent;
  if (values.size() == 1)
    return Parameter(count, values.front());
  ArrayRef<int64_t> have = numbers->shape;
  while (have.size() > shape.size() && have.front() == 1)
    have = have.drop_front();
  bool fits = have.size() == shape.size();
  for (auto [extent, wanted] : llvm::zip(have, shape))
    fits &= extent == wanted || extent == 1;
  if (!fits)
    return fail(node) << "field '" << field << "' must be a single value or of shape " << formatShape(shape)
                      << ", is of shape " << formatShape(numbers->shape);
  Parameter neurons(count);
  for (int64_t neuron = 0; neuron < count; ++neuron) {
    int64_t index = 0, stride = 1, rest = neuron;
    for (size_t axis = shape.size(); axis-- > 0;) {
      index += have[axis] == 1 ? 0 : rest % shape[axis] * stride;
      stride *= have[axis];
      rest /= shape[axis];
    }
    neurons[neuron] = values[index];
  }
  return neurons;
}

/// One value for each channel where no channel's differ, else one for each neuron.
FailureOr<Parameter> Importer::getParameter(const Node &node, const std::string &field, ArrayRef<int64_t> shape) {
  FailureOr<Parameter> neurons = getNeurons(node, field, shape);
  if (failed(neurons))
    return failure();
  size_t run = neurons->size() / shape.front();
  Parameter channels;
  for (size_t first = 0; first < neurons->size(); first += run) {
    auto range = ArrayRef<double>(*neurons).slice(first, run);
    if (!llvm::all_equal(range))
      return neurons;
    channels.push_back(range.front());
  }
  return channels;
}

/// One value for each channel, which must not differ within it.
FailureOr<std::vector<double>> Importer::getChannels(const Node &node, const std::string &field,
                                                     ArrayRef<int64_t> shape) {
  FailureOr<Parameter> values = getParameter(node, field, shape);
  if (failed(values) || static_cast<int64_t>(values->size()) == shape.front())
    return values;
  size_t run = values->size() / shape.front(), first = 0;
  while (llvm::all_equal(ArrayRef<double>(*values).slice(first, run)))
    first += run;
  auto range = ArrayRef<double>(*values).slice(first, run);
  return fail(node) << "field '" << field << "' differs within channel " << first / run << ", from "
                    << formatNumber(*llvm::min_element(range)) << " to " << formatNumber(*llvm::max_element(range))
                    << "; it must be the same for all neurons of a channel";
}

//===- PlainText.cpp - plain networks in the text of the dialect ----------===//

#include "tests/sim/reference/PlainNetwork.h"
#include "llvm/ADT/StringExtras.h"
#include <fmt/format.h>
#include <fmt/ranges.h>

using namespace snnc::test;

namespace {
/// The text of one network.
class Writer {
public:
  explicit Writer(const PlainNetwork &network) : network(network) {}
  std::string text() const;

private:
  std::string typeOf(const PlainLayer &l) const;
  std::string weights(const Dense &values, const std::vector<int64_t> &shape) const;
  std::string perChannel(const char *name, const Dense &values) const;
  std::string neurons(const PlainLayer &l, size_t place) const;
  std::pair<std::string, std::string> operation(const PlainLayer &l, const PlainLayer &in, size_t place) const;

  const PlainNetwork &network;
};
} // namespace

std::string Writer::typeOf(const PlainLayer &l) const {
  std::string shape = fmt::format("{}", fmt::join(l.shape, "x"));
  return l.isSpikes ? fmt::format("!snn.spikes<{}{}>", shape, l.isSigned ? ", signed" : "")
                    : fmt::format("tensor<{}x{}>", shape, network.isInteger ? "i32" : "f32");
}

/// The numbers of an attribute, as they lie in memory.
template <typename T>
static std::string dense(const Dense &values, const std::vector<int64_t> &shape, const char *element) {
  std::vector<T> stored(values.begin(), values.end());
  llvm::StringRef bytes(reinterpret_cast<const char *>(stored.data()), stored.size() * sizeof(T));
  return fmt::format("dense<\"0x{}\"> : tensor<{}x{}>", llvm::toHex(bytes), fmt::join(shape, "x"), element);
}

std::string Writer::weights(const Dense &values, const std::vector<int64_t> &shape) const {
  return fmt::format(" weights({})",
                     network.isInteger ? dense<int8_t>(values, shape, "i8") : dense<float>(values, shape, "f32"));
}

std::string Writer::perChannel(const char *name, const Dense &values) const {
  if (values.empty())
    return "";
  std::vector<int64_t> shape{int64_t(values.size())};
  return fmt::format(" {}({})", name,
                     network.isInteger ? dense<int32_t>(values, shape, "i32") : dense<float>(values, shape, "f32"));
}

static std::string list(const char *name, const std::vector<int64_t> &values) {
  return values.empty() ? "" : fmt::format(" {} = [{}]", name, fmt::join(values, ", "));
}

std::string Writer::neurons(const PlainLayer &l, size_t place) const {
  return fmt::format(" layer = \"n{}\"{}{}{}{}{}{}{}", place, perChannel("threshold", l.threshold),
                     perChannel("lower_bound", l.lowerBound), perChannel("subtract", l.subtract),
                     l.resetsToZero ? " reset = zero" : "", l.firesAbove ? " compare = gt" : "",
                     l.firesOnce ? " spikes = one" : "", l.signedSpikes ? " signed_spikes" : "");
}

static std::string encoder(const PlainLayer &l) {
  std::vector<std::string> attributes{fmt::format("tw = {}", l.tw)};
  if (l.kind == PlainKind::Signal) {
    attributes.push_back(fmt::format("norm_level = {:e}", l.normLevel));
    if (!l.spikesOut)
      attributes.push_back("spk_out = false");
  } else {
    attributes.push_back(fmt::format("max_rate = {:e}", l.maxRate));
    attributes.push_back(fmt::format("norm = {:e}", l.norm));
    if (l.squeeze)
      attributes.push_back("squeeze");
    if (l.negativeSpikes)
      attributes.push_back("negative_spikes");
  }
  return fmt::format("{{{}}}", fmt::join(attributes, ", "));
}

/// Name and attributes of a layer.
std::pair<std::string, std::string> Writer::operation(const PlainLayer &l, const PlainLayer &in, size_t place) const {
  std::string pool = list("kernel", l.kernel) + list("stride", l.stride) + (l.ceilMode ? " ceil_mode" : "");
  switch (l.kind) {
  case PlainKind::Identity:
    return {"identity", (l.weights.empty() ? "" : weights(l.weights, {l.shape[0]})) + perChannel("bias", l.bias)};
  case PlainKind::Conv2d:
    return {"conv2d", weights(l.weights, {l.shape[0], in.shape[0] / l.groups, l.kernel[0], l.kernel[1]}) +
                          perChannel("bias", l.bias) + list("stride", l.stride) + list("padding", l.padding) +
                          list("dilation", l.dilation) + fmt::format(" groups = {}", l.groups)};
  case PlainKind::Linear:
    return {"linear", weights(l.weights, {l.shape[0], in.shape[0]}) + perChannel("bias", l.bias)};
  case PlainKind::SumPool:
    return {"sum_pool2d", pool};
  case PlainKind::AvgPool:
    return {"avg_pool2d", pool};
  case PlainKind::MaxPool:
    return {"spiking_max_pool2d", pool + list("padding", l.padding) + fmt::format(" {{layer = \"m{}\"}}", place)};
  case PlainKind::Crop:
    return {"crop2d", list("cropping", l.padding)};
  case PlainKind::Merge:
    return {"merge", ""};
  case PlainKind::Concatenate:
    return {"concatenate", ""};
  case PlainKind::Delay:
    return {"delay", fmt::format(" steps = {}", l.steps)};
  case PlainKind::Neurons:
    return {"integrate_fire", neurons(l, place)};
  case PlainKind::BatchNorm:
    return {"batch_norm2d", perChannel("mean", l.mean) + perChannel("variance", l.variance) +
                                perChannel("weights", l.weights) + perChannel("bias", l.bias) +
                                fmt::format(" epsilon = {:e}", l.epsilon)};
  case PlainKind::Relu:
    return {"relu", ""};
  case PlainKind::NeuromorphicRelu:
    return {"neuromorphic_relu",
            fmt::format(" {{fanout = {}, layer = \"r{}\", quantize = {}, stochastic_rounding = {}}}", l.fanout, place,
                        l.quantize, l.rounds)};
  case PlainKind::Quantize:
    return {"quantize", ""};
  default:
    return {"flatten", ""};
  }
}

std::string PlainNetwork::text() const { return Writer(*this).text(); }

std::string Writer::text() const {
  const std::vector<PlainLayer> &layers = network.layers;
  std::vector<std::string> arguments, results, names, body;
  for (size_t i = 0; i < layers.size(); ++i) {
    const PlainLayer &l = layers[i];
    bool isEncoded = l.kind == PlainKind::Image || l.kind == PlainKind::Signal;
    if (l.isInput()) {
      std::string data = fmt::format("tensor<{}xf32>", fmt::join(l.dataShape, "x"));
      arguments.push_back(
          fmt::format("%{}{}: {} {{snn.max_count = 100}}", isEncoded ? "x" : "v", i, isEncoded ? data : typeOf(l)));
      if (isEncoded)
        body.push_back(fmt::format("  %v{0} = snn.{1} %x{0} {2} : {3} -> {4}\n", i,
                                   l.kind == PlainKind::Image ? "img2spike" : "sig2spike", encoder(l), data,
                                   typeOf(l)));
      continue;
    }
    std::vector<std::string> sources, types;
    for (size_t source : l.sources) {
      sources.push_back(fmt::format("%v{}", source));
      types.push_back(typeOf(layers[source]));
    }
    auto [name, attributes] = operation(l, layers[l.sources[0]], i);
    body.push_back(fmt::format("  %v{} = snn.{} {}{} : {} -> {}\n", i, name, fmt::join(sources, ", "), attributes,
                               fmt::join(types, ", "), typeOf(l)));
  }
  for (size_t output : network.outputs) {
    names.push_back(fmt::format("%v{}", output));
    results.push_back(typeOf(layers[output]));
  }
  return fmt::format("snn.network @n({}) -> ({}) {{\n{}  snn.output {} : {}\n}}\n", fmt::join(arguments, ", "),
                     fmt::join(results, ", "), fmt::join(body, ""), fmt::join(names, ", "), fmt::join(results, ", "));
}

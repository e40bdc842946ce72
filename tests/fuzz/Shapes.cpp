//===- Shapes.cpp - shapes and spike bounds of a random network -----------===//

#include "tests/fuzz/Network.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace snnc;
using namespace snnc::fuzz;

static std::optional<Shape> poolShape(const NetworkValue &pool, const Shape &in) {
  if (in.size() != 3)
    return std::nullopt;
  Shape out = in;
  bool overhangs = false;
  for (unsigned axis = 0; axis < 2; ++axis) {
    int64_t padded = in[axis + 1];
    if (pool.kind == ValueKind::MaxPool)
      padded += pool.border[axis] + pool.border[axis + 2];
    if (pool.window[axis] > padded)
      return std::nullopt;
    int64_t rest = padded - pool.window[axis], stride = pool.windowStride[axis];
    // Rounded up only where that is no other number, or where windows may hang over the edge.
    if (pool.ceilMode && rest % stride && !pool.overhangs)
      return std::nullopt;
    bool another = pool.overhangs && rest % stride && (rest / stride + 1) * stride < in[axis + 1];
    overhangs |= another;
    out[axis + 1] = rest / stride + 1 + another;
  }
  return overhangs == pool.overhangs ? std::optional(out) : std::nullopt;
}

/// A current is what the synapses of a float network read, and nothing else.
static bool readsCurrentsRightly(const Network &network) {
  auto isCurrent = [&](size_t source) { return source < network.values.size() && network.values[source].overhangs; };
  return llvm::all_of(network.values, [&](const NetworkValue &value) {
    return (network.isFloat || !value.overhangs) && llvm::none_of(value.sources, isCurrent);
  });
}

static std::optional<Shape> cropShape(const NetworkValue &crop, const Shape &in) {
  if (in.size() != 3)
    return std::nullopt;
  Shape out = in;
  for (unsigned axis = 0; axis < 2; ++axis) {
    out[axis + 1] -= crop.border[axis] + crop.border[axis + 2];
    if (out[axis + 1] < 1)
      return std::nullopt;
  }
  return out;
}

static std::optional<Shape> convolutionShape(const Synapse &synapse, int64_t channels, const Shape &in) {
  if (in.size() != 3 || in[0] % synapse.groups || channels % synapse.groups)
    return std::nullopt;
  Shape out{channels, 0, 0};
  for (unsigned axis = 0; axis < 2; ++axis) {
    int64_t reach = synapse.dilation[axis] * (synapse.kernel[axis] - 1) + 1;
    int64_t padded = in[axis + 1] + synapse.padding[axis] + synapse.padding[axis + 2];
    if (reach > padded)
      return std::nullopt;
    out[axis + 1] = (padded - reach) / synapse.stride[axis] + 1;
  }
  return out;
}

static std::optional<Shape> synapseShape(const Synapse &synapse, int64_t channels, const Shape &in) {
  switch (synapse.kind) {
  case SynapseKind::Conv2d:
    return convolutionShape(synapse, channels, in);
  case SynapseKind::Linear:
    return in.size() == 1 ? std::optional(Shape{channels}) : std::nullopt;
  case SynapseKind::Identity:
    return in;
  }
  llvm_unreachable("a kind of synapse");
}

static std::optional<Shape> shapeOf(const NetworkValue &value, llvm::ArrayRef<Shape> before) {
  auto known = [&](size_t source) { return source < before.size(); };
  if (value.kind != ValueKind::Delay && !llvm::all_of(value.sources, known))
    return std::nullopt;
  switch (value.kind) {
  case ValueKind::Input:
  case ValueKind::Delay:
    return value.shape;
  case ValueKind::Pool:
  case ValueKind::MaxPool:
    return poolShape(value, before[value.sources[0]]);
  case ValueKind::Crop:
    return cropShape(value, before[value.sources[0]]);
  case ValueKind::Flatten: {
    int64_t size = 1;
    for (int64_t extent : before[value.sources[0]])
      size *= extent;
    return Shape{size};
  }
  case ValueKind::Merge:
    for (size_t source : value.sources)
      if (before[source] != before[value.sources[0]])
        return std::nullopt;
    return before[value.sources[0]];
  case ValueKind::Concatenate: {
    Shape all = before[value.sources[0]];
    for (size_t source : llvm::drop_begin(value.sources)) {
      if (llvm::ArrayRef(before[source]).drop_front() != llvm::ArrayRef(all).drop_front())
        return std::nullopt;
      all[0] += before[source][0];
    }
    return all;
  }
  case ValueKind::Neurons: {
    std::optional<Shape> shape;
    for (const Synapse &synapse : value.synapses) {
      if (!known(synapse.source))
        return std::nullopt;
      std::optional<Shape> one = synapseShape(synapse, value.channels, before[synapse.source]);
      if (!one || (shape && *shape != *one))
        return std::nullopt;
      shape = one;
    }
    return shape;
  }
  }
  llvm_unreachable("a kind of value");
}

/// Whether a way from the value leads back to `start` without meeting neurons: there would be nothing to delay.
static bool loopsWithoutNeurons(const Network &network, size_t start, size_t value, size_t depth) {
  if (depth > network.values.size() || network.values[value].kind == ValueKind::Neurons)
    return false;
  return llvm::any_of(network.values[value].sources, [&](size_t source) {
    return source < network.values.size() &&
           (source == start || loopsWithoutNeurons(network, start, source, depth + 1));
  });
}

std::optional<std::vector<bool>> fuzz::signsOf(const Network &network) {
  std::vector<bool> signs;
  for (const NetworkValue &value : network.values) {
    bool isSigned = value.isSigned;
    if (value.kind == ValueKind::Neurons) {
      isSigned = false;
    } else if (value.kind != ValueKind::Input && value.kind != ValueKind::Delay) {
      for (size_t source : value.sources)
        if (source >= signs.size() || signs[source] != signs[value.sources[0]])
          return std::nullopt;
      isSigned = signs[value.sources[0]];
    }
    if (isSigned && value.kind == ValueKind::MaxPool)
      return std::nullopt;
    signs.push_back(isSigned);
  }
  for (size_t i = 0; i < signs.size(); ++i)
    if (const NetworkValue &value = network.values[i]; value.kind == ValueKind::Delay)
      if (value.sources[0] < signs.size() && signs[value.sources[0]] != signs[i])
        return std::nullopt;
  return signs;
}

std::optional<std::vector<bool>> fuzz::currentsOf(const Network &network) {
  std::vector<bool> currents;
  for (const NetworkValue &value : network.values) {
    bool isCurrent = value.overhangs || value.isAverage || (network.isAnalogue && value.kind == ValueKind::Neurons);
    bool passesOn = value.kind == ValueKind::Pool || value.kind == ValueKind::Crop ||
                    value.kind == ValueKind::Flatten || value.kind == ValueKind::Merge ||
                    value.kind == ValueKind::Concatenate ||
                    (value.kind == ValueKind::Delay && value.sources[0] < currents.size());
    if (passesOn && !isCurrent)
      for (size_t source : value.sources) {
        if (source >= currents.size() || currents[source] != currents[value.sources[0]])
          return std::nullopt;
        isCurrent = currents[source];
      }
    if (value.kind == ValueKind::MaxPool && value.sources[0] < currents.size() && currents[value.sources[0]])
      return std::nullopt;
    currents.push_back(isCurrent);
  }
  return currents;
}

std::optional<std::vector<Shape>> fuzz::shapesOf(const Network &network) {
  if (!signsOf(network) || !currentsOf(network) || !readsCurrentsRightly(network))
    return std::nullopt;
  std::vector<Shape> shapes;
  for (const NetworkValue &value : network.values) {
    std::optional<Shape> shape = shapeOf(value, shapes);
    if (!shape)
      return std::nullopt;
    shapes.push_back(std::move(*shape));
  }
  // While a network is drawn, a delay may wait for its source.
  for (size_t i = 0; i < network.values.size(); ++i) {
    const NetworkValue &value = network.values[i];
    if (value.kind == ValueKind::Delay && value.sources[0] != size_t(-1) &&
        (value.sources[0] >= shapes.size() || shapes[value.sources[0]] != value.shape ||
         (!network.hasUnboundedLoop && loopsWithoutNeurons(network, i, i, 0))))
      return std::nullopt;
  }
  return shapes;
}

void fuzz::repairDelays(Network &network) {
  for (unsigned attempt = 0; attempt < 4; ++attempt) {
    std::vector<Shape> shapes;
    for (const NetworkValue &value : network.values) {
      std::optional<Shape> shape = shapeOf(value, shapes);
      if (!shape)
        return;
      shapes.push_back(std::move(*shape));
    }
    for (NetworkValue &value : network.values)
      if (value.kind == ValueKind::Delay && value.sources[0] < shapes.size())
        value.shape = shapes[value.sources[0]];
    if (signsOf(network))
      continue;
    for (NetworkValue &value : network.values)
      if (value.kind == ValueKind::Delay)
        value.isSigned = false;
  }
}

/// Bounds above are taken for this one.
static constexpr int64_t kMostSpikes = int64_t(1) << 62;

static int64_t boundOf(const Network &network, size_t index) {
  if (index >= network.values.size()) // neurons that are yet to be drawn
    return network.countMax;
  const NetworkValue &value = network.values[index];
  switch (value.kind) {
  case ValueKind::Input:
    return value.bound;
  case ValueKind::Delay:
    return network.hasUnboundedLoop && value.sources[0] > index ? kMostSpikes : boundOf(network, value.sources[0]);
  case ValueKind::Neurons:
    return value.reset == snn::Reset::Zero || value.spikes == snn::SpikesPerStep::One ? 1 : value.cap;
  case ValueKind::Pool:
    return llvm::SaturatingMultiply<uint64_t>(boundOf(network, value.sources[0]), value.window[0] * value.window[1]) >
                   uint64_t(kMostSpikes)
               ? kMostSpikes
               : boundOf(network, value.sources[0]) * value.window[0] * value.window[1];
  case ValueKind::Merge: {
    int64_t sum = 0;
    for (size_t source : value.sources)
      sum = std::min(kMostSpikes, sum) + std::min(kMostSpikes, boundOf(network, source));
    return sum;
  }
  default: {
    int64_t greatest = 0;
    for (size_t source : value.sources)
      greatest = std::max(greatest, boundOf(network, source));
    return greatest;
  }
  }
}

std::vector<int64_t> fuzz::boundsOf(const Network &network) {
  std::vector<int64_t> bounds;
  for (size_t i = 0; i < network.values.size(); ++i)
    bounds.push_back(boundOf(network, i));
  return bounds;
}

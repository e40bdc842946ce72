//===- PlainNetwork.cpp - networks as the specification writes them -------===//

#include "tests/sim/reference/PlainNetwork.h"
#include <algorithm>
#include <cmath>
#include <limits>

using namespace snnc::test;

static float divide(double a, double b) { return float(a) / float(b); }

/// The place of a value in a frame of three axes.
static size_t at(const std::vector<int64_t> &shape, int64_t c, int64_t y, int64_t x) {
  return size_t((c * shape[1] + y) * shape[2] + x);
}

/// Calls `visit(c, y, x)` for every place of a frame of three axes.
template <typename Visit> static void forEach(const std::vector<int64_t> &shape, Visit visit) {
  for (int64_t c = 0; c < shape[0]; ++c)
    for (int64_t y = 0; y < shape[1]; ++y)
      for (int64_t x = 0; x < shape[2]; ++x)
        visit(c, y, x);
}

//===----------------------------------------------------------------------===//
// Synapses
//===----------------------------------------------------------------------===//

static void convolve(PlainLayer &l, const PlainLayer &in) {
  int64_t perGroup = in.shape[0] / l.groups, outPerGroup = l.shape[0] / l.groups;
  forEach(l.shape, [&](int64_t o, int64_t y, int64_t x) {
    double sum = l.bias.empty() ? 0 : l.bias[o];
    for (int64_t c = 0; c < perGroup; ++c)
      for (int64_t ky = 0; ky < l.kernel[0]; ++ky)
        for (int64_t kx = 0; kx < l.kernel[1]; ++kx) {
          int64_t iy = y * l.stride[0] + ky * l.dilation[0] - l.padding[0];
          int64_t ix = x * l.stride[1] + kx * l.dilation[1] - l.padding[1];
          if (iy >= 0 && ix >= 0 && iy < in.shape[1] && ix < in.shape[2])
            sum += l.weights[((o * perGroup + c) * l.kernel[0] + ky) * l.kernel[1] + kx] *
                   in.value[at(in.shape, o / outPerGroup * perGroup + c, iy, ix)];
        }
    l.value[at(l.shape, o, y, x)] = sum;
  });
}

static void connect(PlainLayer &l, const PlainLayer &in) {
  for (int64_t o = 0; o < l.shape[0]; ++o) {
    l.value[o] = l.bias.empty() ? 0 : l.bias[o];
    for (size_t i = 0; i < in.value.size(); ++i)
      l.value[o] += l.weights[o * in.value.size() + i] * in.value[i];
  }
}

static void identity(PlainLayer &l, const PlainLayer &in) {
  size_t perChannel = l.size() / size_t(l.shape[0]);
  for (size_t i = 0; i < l.size(); ++i)
    l.value[i] = in.value[i] * (l.weights.empty() ? 1 : l.weights[i / perChannel]) +
                 (l.bias.empty() ? 0 : l.bias[i / perChannel]);
}

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

static void pool(PlainLayer &l, const PlainLayer &in) {
  forEach(l.shape, [&](int64_t c, int64_t y, int64_t x) {
    double sum = 0, inside = 0, area = double(l.kernel[0] * l.kernel[1]);
    for (int64_t iy = y * l.stride[0]; iy < std::min(y * l.stride[0] + l.kernel[0], in.shape[1]); ++iy)
      for (int64_t ix = x * l.stride[1]; ix < std::min(x * l.stride[1] + l.kernel[1], in.shape[2]); ++ix) {
        sum += in.value[at(in.shape, c, iy, ix)];
        ++inside;
      }
    double &value = l.value[at(l.shape, c, y, x)];
    if (l.kind == PlainKind::AvgPool)
      value = divide(sum, inside);
    else
      value = inside == area ? sum : double(divide(sum, inside) * float(area));
  });
}

static void maxPool(PlainLayer &l, const PlainLayer &in) {
  for (size_t i = 0; i < in.value.size(); ++i)
    l.counts[i] += in.value[i];
  forEach(l.shape, [&](int64_t c, int64_t y, int64_t x) {
    double spiking = 0, greatest = 0, input = 0; // of the padding
    for (int64_t ky = 0; ky < l.kernel[0]; ++ky)
      for (int64_t kx = 0; kx < l.kernel[1]; ++kx) {
        int64_t iy = y * l.stride[0] + ky - l.padding[0], ix = x * l.stride[1] + kx - l.padding[1];
        if (iy < 0 || ix < 0 || iy >= in.shape[1] || ix >= in.shape[2])
          continue;
        size_t place = at(in.shape, c, iy, ix);
        greatest = std::max(greatest, l.counts[place]);
        input = std::max(input, in.value[place]);
        if (in.value[place] > 0)
          spiking = std::max(spiking, l.counts[place]);
      }
    size_t place = at(l.shape, c, y, x);
    l.value[place] = spiking >= greatest ? input : 0;
    l.integrated[place] = l.stored[place] = greatest;
  });
}

static void crop(PlainLayer &l, const PlainLayer &in) {
  forEach(l.shape, [&](int64_t c, int64_t y, int64_t x) {
    l.value[at(l.shape, c, y, x)] = in.value[at(in.shape, c, y + l.padding[0], x + l.padding[1])];
  });
}

//===----------------------------------------------------------------------===//
// Neurons and functions of each value
//===----------------------------------------------------------------------===//

static double fire(const PlainLayer &l, double v, double threshold) {
  if (l.signedSpikes && !l.resetsToZero)
    return std::trunc(divide(v, threshold));
  if (l.firesAbove ? !(v > threshold) : !(v >= threshold))
    return 0;
  if (l.resetsToZero || l.firesOnce)
    return 1;
  return l.firesAbove ? std::ceil(divide(v, threshold)) - 1 : std::floor(divide(v, threshold));
}

static void integrate(PlainLayer &l, const PlainLayer &in) {
  size_t perChannel = l.size() / size_t(l.shape[0]);
  for (size_t i = 0; i < l.size(); ++i) {
    double threshold = l.threshold[i / perChannel];
    double subtract = l.subtract.empty() ? threshold : l.subtract[i / perChannel];
    double v = l.resetsToZero ? in.value[i] + (l.last[i] == 0 ? l.potential[i] : 0)
                              : in.value[i] + l.potential[i] - l.last[i] * subtract;
    if (!l.lowerBound.empty())
      v = std::max(v, l.lowerBound[i / perChannel]);
    double a = fire(l, v, threshold);
    l.potential[i] = l.integrated[i] = v;
    l.last[i] = l.value[i] = a;
    l.stored[i] = l.resetsToZero ? (a ? 0 : v) : v - a * subtract;
  }
}

static void normalize(PlainLayer &l, const PlainLayer &in) {
  forEach(l.shape, [&](int64_t c, int64_t y, int64_t x) {
    float alpha = float(l.weights.empty() ? 1 : l.weights[c]) / std::sqrt(float(l.variance[c]) + float(l.epsilon));
    l.value[at(l.shape, c, y, x)] =
        in.value[at(l.shape, c, y, x)] * alpha + ((l.bias.empty() ? 0 : l.bias[c]) - l.mean[c] * alpha);
  });
}

/// The nearest whole number, of two the even one.
static double roundToEven(double x) {
  double below = std::floor(x), rest = x - below;
  return rest > 0.5 || (rest == 0.5 && std::fmod(below, 2) != 0) ? below + 1 : below;
}

static void rectify(PlainLayer &l, const PlainLayer &in) {
  for (size_t i = 0; i < l.size(); ++i) {
    double y = std::max(in.value[i], 0.0);
    if (l.kind == PlainKind::NeuromorphicRelu && l.quantize)
      y = l.rounds ? roundToEven(y) : std::floor(y);
    l.value[i] = y;
  }
}

Dense snnc::test::encode(const PlainLayer &encoder, const Dense &data, const Dense &u) {
  Dense result(data.size());
  for (size_t i = 0; i < data.size(); ++i) {
    if (encoder.kind == PlainKind::Signal) {
      result[i] = encoder.spikesOut ? double(float(u[i]) * float(encoder.normLevel) < float(data[i])) : data[i];
      continue;
    }
    double pixel = encoder.negativeSpikes ? std::fabs(data[i]) : data[i];
    bool spikes = u[i] < divide(pixel, encoder.norm) * float(encoder.maxRate / 1000);
    result[i] = !spikes ? 0 : encoder.negativeSpikes && data[i] < 0 ? -1 : 1;
  }
  return result;
}

//===----------------------------------------------------------------------===//
// The network
//===----------------------------------------------------------------------===//

void PlainNetwork::reset() {
  for (PlainLayer &l : layers) {
    l.value.assign(l.size(), 0);
    l.integrated = l.stored = l.potential = l.last = l.value;
    l.counts.assign(l.sources.empty() ? 0 : layers[l.sources[0]].size(), 0);
    l.frames.assign(size_t(l.kind == PlainKind::Delay ? l.steps : 0), l.value);
  }
}

void PlainNetwork::step(const std::vector<Dense> &inputs) {
  size_t input = 0;
  for (PlainLayer &l : layers) {
    if (l.isInput()) {
      l.value = inputs[input++];
      continue;
    }
    const PlainLayer &in = layers[l.sources[0]];
    switch (l.kind) {
    case PlainKind::Conv2d:
      convolve(l, in);
      break;
    case PlainKind::Linear:
      connect(l, in);
      break;
    case PlainKind::Identity:
      identity(l, in);
      break;
    case PlainKind::SumPool:
    case PlainKind::AvgPool:
      pool(l, in);
      break;
    case PlainKind::MaxPool:
      maxPool(l, in);
      break;
    case PlainKind::Crop:
      crop(l, in);
      break;
    case PlainKind::Merge:
      l.value.assign(l.size(), 0);
      for (size_t source : l.sources)
        for (size_t i = 0; i < l.size(); ++i)
          l.value[i] += layers[source].value[i];
      break;
    case PlainKind::Concatenate:
      l.value.clear();
      for (size_t source : l.sources)
        l.value.insert(l.value.end(), layers[source].value.begin(), layers[source].value.end());
      break;
    case PlainKind::Delay:
      l.value = l.frames.front();
      break;
    case PlainKind::Neurons:
      integrate(l, in);
      break;
    case PlainKind::BatchNorm:
      normalize(l, in);
      break;
    case PlainKind::Relu:
    case PlainKind::NeuromorphicRelu:
      rectify(l, in);
      break;
    case PlainKind::Quantize:
      for (size_t i = 0; i < l.size(); ++i)
        l.value[i] = std::floor(in.value[i]);
      break;
    default: // Flatten: the same values
      l.value = in.value;
    }
  }
  for (PlainLayer &l : layers)
    if (l.kind == PlainKind::Delay) {
      l.frames.pop_front();
      l.frames.push_back(layers[l.sources[0]].value);
    }
}

//===- Analogue.cpp - layers of analogue networks -------------------------===//

#include "sim/reference/Analogue.h"
#include "dialect/snn/Elements.h"
#include <cmath>

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::reference;

BatchNormStage::BatchNormStage(size_t source, size_t result, snn::BatchNorm2dOp op) : Stage<float>(source, result) {
  std::vector<float> mean = *snn::readElements<float>(op.getMean());
  std::vector<float> variance = *snn::readElements<float>(op.getVariance());
  auto read = [&](mlir::ElementsAttr attr, float byDefault) {
    return attr ? *snn::readElements<float>(attr) : std::vector<float>(mean.size(), byDefault);
  };
  std::vector<float> weights = read(op.getWeightsAttr(), 1), bias = read(op.getBiasAttr(), 0);
  float epsilon = static_cast<float>(op.getEpsilon().convertToDouble());
  for (size_t channel = 0; channel < mean.size(); ++channel) {
    factor.push_back(weights[channel] / std::sqrt(variance[channel] + epsilon));
    offset.push_back(bias[channel] - mean[channel] * factor[channel]);
  }
}

void BatchNormStage::run(std::vector<Value<float>> &values) {
  const std::vector<float> &in = values[source].current;
  std::vector<float> &out = values[result].current;
  out.resize(in.size());
  for (size_t i = 0; i < in.size(); ++i)
    out[i] = in[i] * factor[i % factor.size()] + offset[i % factor.size()];
}

void ReluStage::run(std::vector<Value<float>> &values) {
  const std::vector<float> &in = values[source].current;
  std::vector<float> &out = values[result].current;
  out.resize(in.size());
  for (size_t i = 0; i < in.size(); ++i)
    out[i] = std::max(in[i], 0.0f);
}

void QuantizeStage::run(std::vector<Value<float>> &values) {
  const std::vector<float> &in = values[source].current;
  std::vector<float> &out = values[result].current;
  out.resize(in.size());
  for (size_t i = 0; i < in.size(); ++i)
    out[i] = std::floor(in[i]);
}

NeuromorphicReluStage::NeuromorphicReluStage(size_t source, size_t result, snn::NeuromorphicReluOp op)
    : Stage<float>(source, result), quantize(op.getQuantize()), round(op.getStochasticRounding()),
      fanout(static_cast<double>(op.getFanout())) {}

void NeuromorphicReluStage::run(std::vector<Value<float>> &values) {
  const std::vector<float> &in = values[source].current;
  std::vector<float> &out = values[result].current;
  out.resize(in.size());
  for (size_t i = 0; i < in.size(); ++i) {
    float y = std::max(in[i], 0.0f);
    if (quantize) // the default rounding mode is to nearest, ties to even
      y = round ? std::nearbyint(y) : std::floor(y);
    out[i] = y;
    sum += y;
  }
}

//===- Analogue.h - layers of analogue networks -----------------*- C++ -*-===//
//
// Functions of each value, in float only.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_REFERENCE_ANALOGUE_H
#define SNNC_SIM_REFERENCE_ANALOGUE_H

#include "dialect/snn/SnnOps.h"
#include "sim/reference/Values.h"

namespace snnc::sim::reference {

class BatchNormStage final : public Stage<float> {
public:
  BatchNormStage(size_t source, size_t result, snn::BatchNorm2dOp op);
  void run(std::vector<Value<float>> &values) override;

private:
  std::vector<float> factor, offset; ///< of each channel
};

class ReluStage final : public Stage<float> {
public:
  using Stage<float>::Stage;
  void run(std::vector<Value<float>> &values) override;
};

class QuantizeStage final : public Stage<float> {
public:
  using Stage<float>::Stage;
  void run(std::vector<Value<float>> &values) override;
};

class NeuromorphicReluStage final : public Stage<float> {
public:
  NeuromorphicReluStage(size_t source, size_t result, snn::NeuromorphicReluOp op);
  void run(std::vector<Value<float>> &values) override;
  /// The sum of all results so far times the fan-out.
  double activity() const { return sum * fanout; }

private:
  const bool quantize, round;
  const double fanout;
  double sum = 0;
};

} // namespace snnc::sim::reference

#endif // SNNC_SIM_REFERENCE_ANALOGUE_H

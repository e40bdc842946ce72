//===- Branches.h - flattening and branches ---------------------*- C++ -*-===//
#ifndef SNNC_SIM_REFERENCE_BRANCHES_H
#define SNNC_SIM_REFERENCE_BRANCHES_H

#include "sim/reference/Values.h"

namespace snnc::sim::reference {

template <typename T> class FlattenStage final : public Stage<T> {
public:
  using Stage<T>::Stage;
  void run(std::vector<Value<T>> &values) override;
};

/// The sum of several values, in their order.
template <typename T> class MergeStage final : public Stage<T> {
public:
  MergeStage(std::vector<size_t> sources, size_t result)
      : Stage<T>(sources.front(), result), sources(std::move(sources)) {}

  void run(std::vector<Value<T>> &values) override;

private:
  const std::vector<size_t> sources;
  SpikeSums<T> sums;
};

/// Several values one behind the other along the channel axis.
template <typename T> class ConcatenateStage final : public Stage<T> {
public:
  ConcatenateStage(std::vector<size_t> sources, size_t result)
      : Stage<T>(sources.front(), result), sources(std::move(sources)) {}

  void run(std::vector<Value<T>> &values) override;

private:
  const std::vector<size_t> sources;
};

} // namespace snnc::sim::reference

#endif // SNNC_SIM_REFERENCE_BRANCHES_H

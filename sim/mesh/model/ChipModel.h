//===- ChipModel.h - a chip with a clock ------------------------*- C++ -*-===//
#ifndef SNNC_SIM_MESH_MODEL_CHIPMODEL_H
#define SNNC_SIM_MESH_MODEL_CHIPMODEL_H

#include "sim/mesh/model/ModelInterface.h"
#include <functional>

namespace snnc::sim {

/// One chip after reset, seen through its host port: the Verilated one, or the cycle model.
class ChipModel {
public:
  using OnCommit = std::function<void(const snnc_rtl_commit &)>;

  virtual ~ChipModel() = default;

  /// One clock cycle; calls `onCommit` for what the cores commit in it.
  virtual void cycle(snnc_rtl_pins &pins) = 0;
  /// The failed assertion of the chip, or null.
  virtual const char *failure() const { return nullptr; }

  OnCommit onCommit;
};

} // namespace snnc::sim

#endif // SNNC_SIM_MESH_MODEL_CHIPMODEL_H

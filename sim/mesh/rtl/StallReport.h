//===- StallReport.h - why a chip does not go on -----------------*- C++ -*-===//
#ifndef SNNC_SIM_MESH_RTL_STALLREPORT_H
#define SNNC_SIM_MESH_RTL_STALLREPORT_H

#include "sim/mesh/rtl/Host.h"

namespace snnc::sim {

/// What a stall is explained from: how far each population has come, and the tokens that the host has seen.
struct ChipProgress {
  const mesh::LoadedImage &loaded;
  const Symbols &symbols;
  const Host &host;
  std::vector<uint32_t> fired;              ///< steps, of each population
  std::vector<std::vector<ChipEdge>> edges; ///< out of each population
};

/// Says which populations wait for which token by the rules of the time steps: those that wait for no other that is
/// late itself, at most four of them, and how many there are besides.
std::string describeStandstill(const ChipProgress &progress);

} // namespace snnc::sim

#endif // SNNC_SIM_MESH_RTL_STALLREPORT_H

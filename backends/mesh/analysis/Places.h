//===- Places.h - where the senders of a program are ------------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_ANALYSIS_PLACES_H
#define SNNC_BACKENDS_MESH_ANALYSIS_PLACES_H

#include "backends/mesh/target/Ways.h"
#include "dialect/mesh/MeshDialect.h"

namespace snnc {

/// The core of a population that has been placed.
inline mesh::Place placeOf(mesh::PopulationOp population) {
  return {uint32_t((*population.getCore())[0]), uint32_t((*population.getCore())[1])};
}

/// Where packets of these events enter the mesh: those of the host at core (0, 0).
inline mesh::Place senderOf(mlir::Value events) {
  auto population = events.getDefiningOp<mesh::PopulationOp>();
  return population ? placeOf(population) : mesh::Place{0, 0};
}

} // namespace snnc

#endif // SNNC_BACKENDS_MESH_ANALYSIS_PLACES_H

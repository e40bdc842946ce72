//===- MeshTranslations.h - images for snn-translate ------------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_MESHTRANSLATIONS_H
#define SNNC_BACKENDS_MESH_MESHTRANSLATIONS_H

namespace snnc::mesh {

/// `image-to-mesh` and `mesh-to-image`.
void registerMeshTranslations();

} // namespace snnc::mesh

#endif // SNNC_BACKENDS_MESH_MESHTRANSLATIONS_H

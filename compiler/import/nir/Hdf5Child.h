//===- Hdf5Child.h - all that an HDF5 file holds ----------------*- C++ -*-===//
#ifndef SNNC_COMPILER_IMPORT_NIR_HDF5CHILD_H
#define SNNC_COMPILER_IMPORT_NIR_HDF5CHILD_H

#include "compiler/import/nir/Hdf5.h"
#include "support/isolate/Plain.h"

namespace snnc::hdf5 {

/// Writes the root and every object that `roots`, names in it, lead to, as `File::open` reads them:
///
///     objects: { true, Kind, group | dataset | nothing } ... false
///     group:   false where it cannot be listed, or true, count, { name, number of the object } ...
///     dataset: what is wrong, or "", shape, isText, numbers, count, texts
///
/// The library runs on whatever the file holds, and may not come back from it: for a child process.
llvm::Error writeObjects(const std::string &path, llvm::ArrayRef<std::string> roots, llvm::raw_ostream &out);

} // namespace snnc::hdf5

#endif // SNNC_COMPILER_IMPORT_NIR_HDF5CHILD_H

//===- Hdf5.h - reading HDF5 files safely -----------------------*- C++ -*-===//
//
// A small layer over the C library: handles close themselves, errors are llvm::Error with the path in the file, and the
// library's own error stack stays silent.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_IMPORT_NIR_HDF5_H
#define SNNC_COMPILER_IMPORT_NIR_HDF5_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>
#include <vector>

namespace snnc::hdf5 {

/// What a dataset holds: numbers, all as double, or texts.
struct Dataset {
  std::vector<int64_t> shape; ///< empty for a single value
  std::vector<double> numbers;
  std::vector<std::string> texts;
  bool isText = false;
};

/// What is found under a name in a group.
enum class Kind { Group, Dataset, Other };
struct Member {
  std::string name;
  Kind kind;
};

/// A file that is open for reading.
class File {
public:
  /// Refused: a missing file, one that is not HDF5, a damaged one.
  static llvm::Expected<File> open(const std::string &path);

  File(File &&other) : path(std::move(other.path)), id(std::exchange(other.id, -1)) {}
  File &operator=(File &&) = delete;
  ~File();

  /// The members of a group, by name. `group` is a path of names, from the root.
  llvm::Expected<std::vector<Member>> list(llvm::ArrayRef<std::string> group) const;
  /// Whether there is a dataset or group at this place.
  bool has(llvm::ArrayRef<std::string> place) const;
  /// Reads numbers (integers or floating point) or texts; refused: other types, more than 2^28 values, damaged data.
  llvm::Expected<Dataset> read(llvm::ArrayRef<std::string> place) const;

private:
  File(std::string path, int64_t id) : path(std::move(path)), id(id) {}

  std::string path;
  int64_t id;
};

/// A place in a file, as "/node/nodes/conv1".
std::string formatPlace(llvm::ArrayRef<std::string> place);

} // namespace snnc::hdf5

#endif // SNNC_COMPILER_IMPORT_NIR_HDF5_H

//===- Hdf5.h - reading HDF5 files safely -----------------------*- C++ -*-===//
//
// A file is read as a whole, in a child process; errors are llvm::Error with the path in the file.
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

/// What a file holds.
class File {
public:
  /// Reads all that `roots`, names in the root group, lead to. Refused: a missing file, one that is not HDF5, a damaged
  /// one, also where the library does not come back from it.
  static llvm::Expected<File> open(const std::string &path, llvm::ArrayRef<std::string> roots);

  /// The members of a group, by name. `group` is a path of names, from the root.
  llvm::Expected<std::vector<Member>> list(llvm::ArrayRef<std::string> group) const;
  /// Whether there is something at this place.
  bool has(llvm::ArrayRef<std::string> place) const;
  /// Numbers (integers or floating point) or texts; refused: other types, more than 2^28 values, damaged data.
  llvm::Expected<Dataset> read(llvm::ArrayRef<std::string> place) const;

  struct Object {
    Kind kind = Kind::Other;
    bool isListed = false;                                 ///< a group whose members could be read
    std::vector<std::pair<std::string, uint64_t>> members; ///< name and object; links may lead back
    std::string mistake;                                   ///< of a dataset that cannot be read
    Dataset data;
  };

private:
  explicit File(std::string path) : path(std::move(path)) {}
  const Object *find(llvm::ArrayRef<std::string> place) const;

  std::string path;
  std::vector<Object> objects; ///< the root first
};

/// A place in a file, as "/node/nodes/conv1".
std::string formatPlace(llvm::ArrayRef<std::string> place);

} // namespace snnc::hdf5

#endif // SNNC_COMPILER_IMPORT_NIR_HDF5_H

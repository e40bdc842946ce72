//===- Hdf5Datasets.h - numbers of named datasets of HDF5 -------*- C++ -*-===//
//
// All that recordings want of the HDF5 library: which datasets there are, and numbers of a part of one. To be used in a
// child process alone (Hdf5Child.h).
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_DATA_READERS_HDF5DATASETS_H
#define SNNC_SIM_DATA_READERS_HDF5DATASETS_H

#include "sim/data/readers/FieldNumbers.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace snnc::sim {

struct Hdf5Dataset {
  std::vector<uint64_t> shape;      ///< empty for a single number
  bool isNumber = false;            ///< whole or not
  bool isReal = false;              ///< no whole numbers
  bool isSequences = false;         ///< of numbers, of any length each
  std::vector<std::string> members; ///< of records
  std::string missingFilter;        ///< a codec without which nothing can be read
};

/// The numbers of a dataset of one axis, or of a single one; of a member of records where that is named.
class Hdf5Column {
public:
  virtual ~Hdf5Column();
  /// Reads `count` numbers from `first` on.
  virtual llvm::Error read(uint64_t first, uint64_t count, char *to) = 0;

  NumberKind kind; ///< of numbers that are read: as they are in the file, where there is such a kind

protected:
  explicit Hdf5Column(NumberKind kind) : kind(kind) {}
};

class Hdf5Datasets {
public:
  static llvm::Expected<std::unique_ptr<Hdf5Datasets>> open(const std::string &path);
  virtual ~Hdf5Datasets();

  /// What lies at "group/name"; nothing where there is no dataset.
  virtual std::optional<Hdf5Dataset> find(const std::string &name) = 0;
  /// Names in the root, for messages.
  virtual std::vector<std::string> rootNames() = 0;
  virtual llvm::Expected<std::unique_ptr<Hdf5Column>> column(const std::string &name, const std::string &member) = 0;
  /// The first `count` numbers.
  virtual llvm::Error read(const std::string &name, uint64_t count, FieldNumbers &numbers) = 0;
  /// The sequence number `index`.
  virtual llvm::Error readSequence(const std::string &name, uint64_t index, FieldNumbers &numbers) = 0;
};

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_READERS_HDF5DATASETS_H

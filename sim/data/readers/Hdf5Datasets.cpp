//===- Hdf5Datasets.cpp - numbers of named datasets of HDF5 ---------------===//

#include "sim/data/readers/Hdf5Datasets.h"
#include <algorithm>
#include <fmt/format.h>
#include <hdf5.h>

using namespace snnc::sim;

Hdf5Column::~Hdf5Column() = default;
Hdf5Datasets::~Hdf5Datasets() = default;

namespace {
/// An identifier of the library, closed by its owner.
class Handle {
public:
  Handle(hid_t id, herr_t (*close)(hid_t)) : id(id), close(close) {}
  Handle(Handle &&other) noexcept : id(other.id), close(other.close) { other.id = -1; }
  Handle(const Handle &) = delete;
  ~Handle() {
    if (id >= 0)
      close(id);
  }
  operator hid_t() const { return id; }

private:
  hid_t id;
  herr_t (*close)(hid_t);
};

class Column final : public Hdf5Column {
public:
  Column(NumberKind kind, std::string name, Handle dataset, Handle type)
      : Hdf5Column(kind), name(std::move(name)), dataset(std::move(dataset)), type(std::move(type)),
        space(H5Dget_space(this->dataset), H5Sclose) {}

  llvm::Error read(uint64_t first, uint64_t count, char *to) override;

private:
  std::string name; ///< with the path, for messages
  /// Stays open: its cache keeps the chunk that is read part by part from being decompressed anew.
  Handle dataset;
  Handle type; ///< in memory
  Handle space;
};

class Library final : public Hdf5Datasets {
public:
  Library(std::string path, hid_t file) : path(std::move(path)), file(file, H5Fclose) {}

  std::optional<Hdf5Dataset> find(const std::string &name) override;
  std::vector<std::string> rootNames() override;
  llvm::Expected<std::unique_ptr<Hdf5Column>> column(const std::string &name, const std::string &member) override {
    return open(name, member, /*isWide=*/false);
  }
  llvm::Error read(const std::string &name, uint64_t count, FieldNumbers &numbers) override;
  llvm::Error readSequence(const std::string &name, uint64_t index, FieldNumbers &numbers) override;

private:
  bool has(const std::string &name) const;
  /// Opens a dataset with a cache that its chunks fit.
  Handle open(const std::string &name);
  /// Wide ones are I64 or F64 of whatever the file has.
  llvm::Expected<std::unique_ptr<Column>> open(const std::string &name, const std::string &member, bool isWide);
  std::string nameOf(const std::string &name) const { return fmt::format("{}: dataset '{}'", path, name); }

  std::string path;
  Handle file;
};

/// Bytes of chunks that are kept: a few usual ones, or one great one.
constexpr size_t usualCache = 8 << 20, greatestCache = 128 << 20;
} // namespace

llvm::Expected<std::unique_ptr<Hdf5Datasets>> Hdf5Datasets::open(const std::string &path) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  if (file < 0)
    return llvm::createStringError("cannot read '" + path + "': damaged, or no HDF5 file that the library knows");
  return std::make_unique<Library>(path, file);
}

/// Whether a name leads to an object of this file, step by step: links into other files are not followed.
bool Library::has(const std::string &name) const {
  for (size_t end = 0; end != std::string::npos;) {
    end = name.find('/', end + 1);
    std::string part = name.substr(0, end);
    H5L_info_t link;
    if (H5Lexists(file, part.c_str(), H5P_DEFAULT) <= 0 || H5Lget_info(file, part.c_str(), &link, H5P_DEFAULT) < 0 ||
        link.type != H5L_TYPE_HARD)
      return false;
  }
  return true;
}

/// Bytes of a chunk; 0 where the dataset has none.
static size_t chunkBytes(hid_t dataset) {
  Handle list(H5Dget_create_plist(dataset), H5Pclose), type(H5Dget_type(dataset), H5Tclose);
  hsize_t extents[H5S_MAX_RANK];
  int axes = H5Pget_layout(list) == H5D_CHUNKED ? H5Pget_chunk(list, H5S_MAX_RANK, extents) : 0;
  size_t bytes = axes > 0 ? H5Tget_size(type) : 0;
  for (int i = 0; i < axes; ++i)
    if (__builtin_mul_overflow(bytes, size_t(extents[i]), &bytes))
      return greatestCache;
  return bytes;
}

Handle Library::open(const std::string &name) {
  size_t chunk = 0;
  {
    Handle plain(H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose);
    if (plain < 0)
      return plain;
    chunk = chunkBytes(plain);
  }
  Handle access(H5Pcreate(H5P_DATASET_ACCESS), H5Pclose);
  H5Pset_chunk_cache(access, 521, std::min(std::max(usualCache, chunk), greatestCache), 1);
  return Handle(H5Dopen2(file, name.c_str(), access), H5Dclose);
}

/// The name of a codec of a dataset that the library does not have.
static std::string missingFilter(hid_t dataset) {
  Handle list(H5Dget_create_plist(dataset), H5Pclose);
  for (int i = 0; i < H5Pget_nfilters(list); ++i) {
    unsigned flags = 0, config = 0;
    size_t values = 0;
    char name[128] = "";
    H5Z_filter_t filter = H5Pget_filter2(list, unsigned(i), &flags, &values, nullptr, sizeof(name) - 1, name, &config);
    if (filter >= 0 && H5Zfilter_avail(filter) <= 0)
      return fmt::format("{}{}", int(filter), *name ? fmt::format(" ({})", name) : "");
  }
  return "";
}

static bool isNumber(H5T_class_t type) { return type == H5T_INTEGER || type == H5T_FLOAT || type == H5T_ENUM; }

std::optional<Hdf5Dataset> Library::find(const std::string &name) {
  if (!has(name))
    return std::nullopt;
  Handle dataset(H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose);
  if (dataset < 0)
    return std::nullopt;
  Handle space(H5Dget_space(dataset), H5Sclose), type(H5Dget_type(dataset), H5Tclose);
  Hdf5Dataset result;
  int axes = H5Sget_simple_extent_ndims(space);
  if (axes < 0)
    return std::nullopt;
  std::vector<hsize_t> extents(size_t(axes), 0);
  H5Sget_simple_extent_dims(space, extents.data(), nullptr);
  result.shape.assign(extents.begin(), extents.end());
  H5T_class_t kind = H5Tget_class(type);
  result.isNumber = isNumber(kind);
  result.isReal = kind == H5T_FLOAT;
  if (kind == H5T_VLEN) {
    Handle element(H5Tget_super(type), H5Tclose);
    result.isSequences = isNumber(H5Tget_class(element));
  }
  if (kind == H5T_COMPOUND)
    for (int i = 0; i < H5Tget_nmembers(type); ++i) {
      char *member = H5Tget_member_name(type, unsigned(i));
      result.members.push_back(member ? member : "");
      H5free_memory(member);
    }
  result.missingFilter = missingFilter(dataset);
  return result;
}

static herr_t addName(hid_t, const char *name, const H5L_info_t *, void *names) {
  static_cast<std::vector<std::string> *>(names)->push_back(name);
  return static_cast<std::vector<std::string> *>(names)->size() == 20;
}

std::vector<std::string> Library::rootNames() {
  std::vector<std::string> names;
  H5Literate(file, H5_INDEX_NAME, H5_ITER_INC, nullptr, addName, &names);
  return names;
}

/// The kind of memory that holds numbers of a type as they are, and its type of the library.
static std::pair<NumberKind, hid_t> kindOf(hid_t type, bool isWide) {
  size_t bytes = isWide ? 8 : H5Tget_size(type);
  if (H5Tget_class(type) == H5T_FLOAT)
    return bytes <= 4 ? std::pair(NumberKind::F32, H5T_NATIVE_FLOAT) : std::pair(NumberKind::F64, H5T_NATIVE_DOUBLE);
  bool isSigned = isWide || H5Tget_sign(type) == H5T_SGN_2;
  if (bytes == 1)
    return isSigned ? std::pair(NumberKind::I8, H5T_NATIVE_INT8) : std::pair(NumberKind::U8, H5T_NATIVE_UINT8);
  if (bytes == 2)
    return isSigned ? std::pair(NumberKind::I16, H5T_NATIVE_INT16) : std::pair(NumberKind::U16, H5T_NATIVE_UINT16);
  if (bytes <= 4)
    return isSigned ? std::pair(NumberKind::I32, H5T_NATIVE_INT32) : std::pair(NumberKind::U32, H5T_NATIVE_UINT32);
  return isSigned ? std::pair(NumberKind::I64, H5T_NATIVE_INT64) : std::pair(NumberKind::U64, H5T_NATIVE_UINT64);
}

llvm::Expected<std::unique_ptr<Column>> Library::open(const std::string &name, const std::string &member, bool isWide) {
  auto fail = [&](const std::string &why) { return llvm::createStringError(nameOf(name) + ": " + why); };
  Handle dataset = open(name);
  Handle own(H5Dget_type(dataset), H5Tclose);
  int index = member.empty() ? -1 : H5Tget_member_index(own, member.c_str());
  Handle stored(index < 0 ? H5Tcopy(own) : H5Tget_member_type(own, unsigned(index)), H5Tclose);
  H5T_class_t kind = H5Tget_class(stored);
  if (dataset < 0 || !isNumber(kind) || (index < 0 && !member.empty()))
    return fail(member.empty() ? "it holds no numbers" : "member '" + member + "' is no number");
  if (kind == H5T_ENUM) {
    // An enumeration (a truth value) converts only to its own kind, so its numbers are read as what they are based on.
    if (H5Tget_size(stored) != 1)
      return fail("an enumeration of more than one byte");
    if (!member.empty())
      return fail("member '" + member + "' is an enumeration");
    return std::make_unique<Column>(NumberKind::U8, nameOf(name), std::move(dataset), std::move(stored));
  }
  auto [number, native] = kindOf(stored, isWide);
  Handle type(member.empty() ? H5Tcopy(native) : H5Tcreate(H5T_COMPOUND, bytesOf(number)), H5Tclose);
  if (!member.empty())
    H5Tinsert(type, member.c_str(), 0, native);
  return std::make_unique<Column>(number, nameOf(name), std::move(dataset), std::move(type));
}

llvm::Error Column::read(uint64_t first, uint64_t count, char *to) {
  hsize_t begin = first, length = count;
  Handle memory(H5Screate_simple(1, &length, nullptr), H5Sclose);
  bool isSingle = H5Sget_simple_extent_ndims(space) == 0;
  if (!isSingle && H5Sselect_hyperslab(space, H5S_SELECT_SET, &begin, nullptr, &length, nullptr) < 0)
    return llvm::createStringError(fmt::format("{}: it has no numbers {} to {}", name, first, first + count));
  if (H5Dread(dataset, type, memory, isSingle ? H5S_ALL : hid_t(space), H5P_DEFAULT, to) < 0)
    return llvm::createStringError(fmt::format("{}: numbers {} to {} cannot be read: damaged, or written by a codec "
                                               "that the library does not have",
                                               name, first, first + count));
  return llvm::Error::success();
}

llvm::Error Library::read(const std::string &name, uint64_t count, FieldNumbers &numbers) {
  llvm::Expected<std::unique_ptr<Column>> column = open(name, "", /*isWide=*/true);
  if (!column)
    return column.takeError();
  numbers.isReal = (*column)->kind == NumberKind::F64;
  numbers.resize(count);
  if (numbers.isReal)
    return (*column)->read(0, count, reinterpret_cast<char *>(numbers.real.data()));
  if ((*column)->kind == NumberKind::I64)
    return (*column)->read(0, count, reinterpret_cast<char *>(numbers.whole.data()));
  std::string bytes(count, 0); // of an enumeration
  llvm::Error error = (*column)->read(0, count, bytes.data());
  std::transform(bytes.begin(), bytes.end(), numbers.whole.begin(), [](char byte) { return uint8_t(byte); });
  return error;
}

llvm::Error Library::readSequence(const std::string &name, uint64_t index, FieldNumbers &numbers) {
  Handle dataset = open(name);
  Handle own(H5Dget_type(dataset), H5Tclose), space(H5Dget_space(dataset), H5Sclose);
  Handle element(H5Tget_super(own), H5Tclose);
  numbers.isReal = H5Tget_class(element) == H5T_FLOAT;
  Handle type(H5Tvlen_create(numbers.isReal ? H5T_NATIVE_DOUBLE : H5T_NATIVE_INT64), H5Tclose);
  hsize_t begin = index, one = 1;
  Handle memory(H5Screate_simple(1, &one, nullptr), H5Sclose);
  hvl_t sequence{0, nullptr};
  if (dataset < 0 || H5Sselect_hyperslab(space, H5S_SELECT_SET, &begin, nullptr, &one, nullptr) < 0 ||
      H5Dread(dataset, type, memory, space, H5P_DEFAULT, &sequence) < 0)
    return llvm::createStringError(fmt::format("{}: sequence {} cannot be read: damaged", nameOf(name), index));
  if (numbers.isReal)
    numbers.real.assign(static_cast<double *>(sequence.p), static_cast<double *>(sequence.p) + sequence.len);
  else
    numbers.whole.assign(static_cast<int64_t *>(sequence.p), static_cast<int64_t *>(sequence.p) + sequence.len);
  H5Dvlen_reclaim(type, memory, H5P_DEFAULT, &sequence);
  return llvm::Error::success();
}

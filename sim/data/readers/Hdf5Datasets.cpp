//===- Hdf5Datasets.cpp - numbers of named datasets of HDF5 ---------------===//

#include "sim/data/readers/Hdf5Datasets.h"
#include <fmt/format.h>
#include <hdf5.h>
#include <map>
#include <mutex>

using namespace snnc::sim;

Hdf5Datasets::~Hdf5Datasets() = default;

namespace {
/// Debian's library may be called by one thread at a time.
std::mutex libraryMutex;

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

class Library final : public Hdf5Datasets {
public:
  Library(std::string path, hid_t file) : path(std::move(path)), file(file) {}
  ~Library() override {
    std::lock_guard<std::mutex> lock(libraryMutex);
    opened.clear();
    H5Fclose(file);
  }

  std::optional<Hdf5Dataset> find(const std::string &name) override;
  std::vector<std::string> rootNames() override;
  llvm::Error read(const std::string &name, const std::string &member, uint64_t first, uint64_t count,
                   FieldNumbers &numbers) override;
  llvm::Error readSequence(const std::string &name, uint64_t index, FieldNumbers &numbers) override;

private:
  bool has(const std::string &name) const;
  /// The dataset, which stays open: its cache keeps the chunk that is read part by part from being decompressed anew.
  hid_t dataset(const std::string &name);
  llvm::Error fail(const std::string &name, const llvm::Twine &why) const {
    return llvm::createStringError(fmt::format("{}: dataset '{}': {}", path, name, why.str()));
  }

  std::string path;
  hid_t file;
  std::map<std::string, Handle> opened;
};

/// Bytes of chunks that are kept: a few usual ones, or one great one.
constexpr size_t usualCache = 8 << 20, greatestCache = 128 << 20;
} // namespace

llvm::Expected<std::shared_ptr<Hdf5Datasets>> Hdf5Datasets::open(const std::string &path) {
  std::lock_guard<std::mutex> lock(libraryMutex);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  if (file < 0)
    return llvm::createStringError("cannot read '" + path + "': damaged, or no HDF5 file that the library knows");
  return std::make_shared<Library>(path, file);
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

hid_t Library::dataset(const std::string &name) {
  auto found = opened.find(name);
  if (found != opened.end())
    return found->second;
  size_t chunk = 0;
  {
    Handle plain(H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose);
    if (plain < 0)
      return plain;
    chunk = chunkBytes(plain);
  }
  Handle access(H5Pcreate(H5P_DATASET_ACCESS), H5Pclose);
  H5Pset_chunk_cache(access, 521, std::min(std::max(usualCache, chunk), greatestCache), 1);
  return opened.try_emplace(name, H5Dopen2(file, name.c_str(), access), H5Dclose).first->second;
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
  std::lock_guard<std::mutex> lock(libraryMutex);
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
  std::lock_guard<std::mutex> lock(libraryMutex);
  std::vector<std::string> names;
  H5Literate(file, H5_INDEX_NAME, H5_ITER_INC, nullptr, addName, &names);
  return names;
}

llvm::Error Library::read(const std::string &name, const std::string &member, uint64_t first, uint64_t count,
                          FieldNumbers &numbers) {
  std::lock_guard<std::mutex> lock(libraryMutex);
  hid_t dataset = this->dataset(name);
  Handle own(H5Dget_type(dataset), H5Tclose), space(H5Dget_space(dataset), H5Sclose);
  H5T_class_t kind = H5Tget_class(own);
  if (kind == H5T_COMPOUND && !member.empty()) {
    int index = H5Tget_member_index(own, member.c_str());
    kind = index < 0 ? H5T_NO_CLASS : H5Tget_member_class(own, unsigned(index));
  }
  if (dataset < 0 || !isNumber(kind))
    return fail(name, member.empty() ? "it holds no numbers" : "member '" + member + "' is no number");
  numbers.isReal = kind == H5T_FLOAT;
  hid_t native = numbers.isReal ? H5T_NATIVE_DOUBLE : H5T_NATIVE_INT64;
  // An enumeration (a truth value) converts only to its own kind, so its numbers are read as what they are based on.
  Handle type(member.empty() ? H5Tcopy(native) : H5Tcreate(H5T_COMPOUND, 8), H5Tclose);
  if (kind == H5T_ENUM) {
    Handle of(member.empty() ? H5Tcopy(own)
                             : H5Tget_member_type(own, unsigned(H5Tget_member_index(own, member.c_str()))),
              H5Tclose);
    if (H5Tget_size(of) != 1)
      return fail(name, "an enumeration of more than one byte");
    if (!member.empty())
      return fail(name, "member '" + member + "' is an enumeration");
    std::vector<uint8_t> bytes(count);
    hsize_t begin = first, length = count;
    Handle memory(H5Screate_simple(1, &length, nullptr), H5Sclose);
    if (H5Sselect_hyperslab(space, H5S_SELECT_SET, &begin, nullptr, &length, nullptr) < 0 ||
        H5Dread(dataset, of, memory, space, H5P_DEFAULT, bytes.data()) < 0)
      return fail(name, "it cannot be read: damaged");
    numbers.whole.assign(bytes.begin(), bytes.end());
    return llvm::Error::success();
  }
  if (!member.empty())
    H5Tinsert(type, member.c_str(), 0, native);
  numbers.resize(count);
  void *to = numbers.isReal ? static_cast<void *>(numbers.real.data()) : static_cast<void *>(numbers.whole.data());
  hsize_t begin = first, length = count;
  Handle memory(H5Screate_simple(1, &length, nullptr), H5Sclose);
  bool isSingle = H5Sget_simple_extent_ndims(space) == 0;
  if (!isSingle && H5Sselect_hyperslab(space, H5S_SELECT_SET, &begin, nullptr, &length, nullptr) < 0)
    return fail(name, fmt::format("it has no numbers {} to {}", first, first + count));
  if (H5Dread(dataset, type, memory, isSingle ? H5S_ALL : hid_t(space), H5P_DEFAULT, to) < 0)
    return fail(name, fmt::format("numbers {} to {} cannot be read: damaged, or written by a codec that the library "
                                  "does not have",
                                  first, first + count));
  return llvm::Error::success();
}

llvm::Error Library::readSequence(const std::string &name, uint64_t index, FieldNumbers &numbers) {
  std::lock_guard<std::mutex> lock(libraryMutex);
  hid_t dataset = this->dataset(name);
  Handle own(H5Dget_type(dataset), H5Tclose), space(H5Dget_space(dataset), H5Sclose);
  Handle element(H5Tget_super(own), H5Tclose);
  numbers.isReal = H5Tget_class(element) == H5T_FLOAT;
  Handle type(H5Tvlen_create(numbers.isReal ? H5T_NATIVE_DOUBLE : H5T_NATIVE_INT64), H5Tclose);
  hsize_t begin = index, one = 1;
  Handle memory(H5Screate_simple(1, &one, nullptr), H5Sclose);
  hvl_t sequence{0, nullptr};
  if (dataset < 0 || H5Sselect_hyperslab(space, H5S_SELECT_SET, &begin, nullptr, &one, nullptr) < 0 ||
      H5Dread(dataset, type, memory, space, H5P_DEFAULT, &sequence) < 0)
    return fail(name, fmt::format("sequence {} cannot be read: damaged", index));
  if (numbers.isReal)
    numbers.real.assign(static_cast<double *>(sequence.p), static_cast<double *>(sequence.p) + sequence.len);
  else
    numbers.whole.assign(static_cast<int64_t *>(sequence.p), static_cast<int64_t *>(sequence.p) + sequence.len);
  H5Dvlen_reclaim(type, memory, H5P_DEFAULT, &sequence);
  return llvm::Error::success();
}

//===- Hdf5.cpp - reading HDF5 files safely -------------------------------===//
//
// Names may hold any character but '/', so that a place is opened name by name and never as one string.
//
//===----------------------------------------------------------------------===//
#include "compiler/import/nir/Hdf5.h"
#include "llvm/Support/FileSystem.h"
#include <hdf5.h>

using namespace snnc;
using namespace snnc::hdf5;
using llvm::createStringError;
using llvm::Error;
using llvm::Expected;

namespace {

/// Owns an identifier of any kind.
class Handle {
public:
  Handle(hid_t id, herr_t (*close)(hid_t)) : id(id), close(close) {}
  Handle(Handle &&other) : id(std::exchange(other.id, -1)), close(other.close) {}
  Handle &operator=(Handle &&other) {
    std::swap(id, other.id);
    std::swap(close, other.close);
    return *this;
  }
  ~Handle() {
    if (id >= 0)
      close(id);
  }
  operator hid_t() const { return id; }
  bool isValid() const { return id >= 0; }

private:
  hid_t id;
  herr_t (*close)(hid_t);
};

/// Keeps the library from printing its error stack.
class Silence {
public:
  Silence() {
    H5Eget_auto2(H5E_DEFAULT, &function, &data);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  }
  ~Silence() { H5Eset_auto2(H5E_DEFAULT, function, data); }

private:
  H5E_auto2_t function = nullptr;
  void *data = nullptr;
};

} // namespace

static constexpr hssize_t kMostValues = hssize_t(1) << 28;

std::string hdf5::formatPlace(llvm::ArrayRef<std::string> place) {
  std::string text;
  for (const std::string &name : place)
    text += "/" + name;
  return text.empty() ? "/" : text;
}

Expected<File> File::open(const std::string &path) {
  Silence silence;
  llvm::sys::fs::file_status status;
  if (std::error_code error = llvm::sys::fs::status(path, status))
    return createStringError("cannot read '" + path + "': " + error.message());
  if (status.type() != llvm::sys::fs::file_type::regular_file)
    return createStringError("cannot read '" + path + "': not a file");
  if (status.getSize() == 0)
    return createStringError("'" + path + "' is empty");
  if (H5Fis_hdf5(path.c_str()) <= 0)
    return createStringError("'" + path + "' is not an HDF5 file, which a NIR file is");
  hid_t id = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  if (id < 0)
    return createStringError("'" + path + "' is truncated or damaged: HDF5 cannot open it");
  return File(path, id);
}

File::~File() {
  if (id >= 0)
    H5Fclose(id);
}

/// Opens a group, or the parent of what is asked for.
static Handle openGroup(hid_t file, llvm::ArrayRef<std::string> place) {
  Handle group(H5Gopen2(file, "/", H5P_DEFAULT), H5Gclose);
  for (const std::string &name : place) {
    if (!group.isValid())
      break;
    group = Handle(H5Gopen2(group, name.c_str(), H5P_DEFAULT), H5Gclose);
  }
  return group;
}

static Kind kindOf(hid_t group, const char *name) {
  Handle object(H5Oopen(group, name, H5P_DEFAULT), H5Oclose);
  if (!object.isValid())
    return Kind::Other;
  switch (H5Iget_type(object)) {
  case H5I_GROUP:
    return Kind::Group;
  case H5I_DATASET:
    return Kind::Dataset;
  default:
    return Kind::Other;
  }
}

Expected<std::vector<Member>> File::list(llvm::ArrayRef<std::string> place) const {
  Silence silence;
  Handle group = openGroup(id, place);
  auto append = [](hid_t group, const char *name, const H5L_info_t *, void *data) -> herr_t {
    static_cast<std::vector<Member> *>(data)->push_back({name, kindOf(group, name)});
    return 0;
  };
  std::vector<Member> members;
  if (!group.isValid() || H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, nullptr, append, &members) < 0)
    return createStringError("'" + path + "': cannot read the group " + formatPlace(place) +
                             ": missing, truncated or damaged");
  return members;
}

bool File::has(llvm::ArrayRef<std::string> place) const {
  Silence silence;
  Handle group = openGroup(id, place.drop_back());
  return group.isValid() && H5Lexists(group, place.back().c_str(), H5P_DEFAULT) > 0;
}

/// Reads `count` texts of variable or fixed length; fails where the library does.
static bool readTexts(hid_t dataset, hid_t type, hssize_t count, std::vector<std::string> &texts) {
  if (H5Tis_variable_str(type) > 0) {
    Handle memory(H5Tcopy(H5T_C_S1), H5Tclose);
    H5Tset_size(memory, H5T_VARIABLE);
    H5Tset_cset(memory, H5Tget_cset(type));
    std::vector<char *> pointers(count, nullptr);
    if (H5Dread(dataset, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()) < 0)
      return false;
    for (char *pointer : pointers) {
      texts.push_back(pointer ? pointer : "");
      H5free_memory(pointer);
    }
    return true;
  }
  size_t size = H5Tget_size(type);
  if (size == 0 || size > (1 << 16))
    return false;
  std::vector<char> bytes(size * count);
  if (H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()) < 0)
    return false;
  for (hssize_t i = 0; i < count; ++i) {
    llvm::StringRef text(bytes.data() + i * size, size);
    texts.push_back(text.take_until([](char c) { return c == '\0'; }).str());
  }
  return true;
}

Expected<Dataset> File::read(llvm::ArrayRef<std::string> place) const {
  Silence silence;
  auto fail = [&](const llvm::Twine &what) {
    return createStringError("'" + path + "': " + formatPlace(place) + " " + what);
  };
  Handle group = openGroup(id, place.drop_back());
  Handle dataset(group.isValid() ? H5Dopen2(group, place.back().c_str(), H5P_DEFAULT) : -1, H5Dclose);
  Handle type(dataset.isValid() ? H5Dget_type(dataset) : -1, H5Tclose);
  Handle space(dataset.isValid() ? H5Dget_space(dataset) : -1, H5Sclose);
  if (!type.isValid() || !space.isValid())
    return fail("cannot be read: missing, truncated or damaged");
  Dataset result;
  int rank = H5Sget_simple_extent_ndims(space);
  hssize_t count = H5Sget_simple_extent_npoints(space);
  if (rank < 0 || count < 0 || H5Sget_simple_extent_type(space) == H5S_NULL)
    return fail("has no values");
  if (count > kMostValues)
    return fail("has " + llvm::Twine(count) + " values, at most " + llvm::Twine(kMostValues) + " are read");
  std::vector<hsize_t> extents(rank);
  H5Sget_simple_extent_dims(space, extents.data(), nullptr);
  result.shape.assign(extents.begin(), extents.end());

  bool isRead;
  switch (H5Tget_class(type)) {
  case H5T_INTEGER:
  case H5T_FLOAT:
    result.numbers.resize(count);
    isRead = H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, result.numbers.data()) >= 0;
    break;
  case H5T_STRING:
    result.isText = true;
    isRead = readTexts(dataset, type, count, result.texts);
    break;
  default:
    return fail("holds neither numbers nor text");
  }
  if (!isRead)
    return fail("cannot be read: truncated or damaged");
  return result;
}

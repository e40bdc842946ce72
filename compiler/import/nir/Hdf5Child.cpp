//===- Hdf5Child.cpp - all that an HDF5 file holds, by the library --------===//
//
// Runs in a child process. Objects are numbered as they are found; one that several links lead to, even from itself, is
// read once.
//
//===----------------------------------------------------------------------===//
#include "compiler/import/nir/Hdf5Child.h"
#include "llvm/Support/FileSystem.h"
#include <deque>
#include <hdf5.h>
#include <map>

using namespace snnc;
using namespace snnc::hdf5;
using isolate::PlainWriter;
using llvm::createStringError;
using llvm::Error;

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

class Walk {
public:
  Walk(hid_t file, llvm::ArrayRef<std::string> roots, PlainWriter &out) : file(file), roots(roots), out(out) {}

  void run();

private:
  uint64_t numberOf(Handle object);
  void writeGroup(hid_t group, bool isRoot);
  void writeDataset(hid_t dataset);

  hid_t file;
  llvm::ArrayRef<std::string> roots;
  PlainWriter &out;
  std::map<std::pair<unsigned long, haddr_t>, uint64_t> numbers; ///< by file and address
  std::deque<Handle> open;                                       ///< found, and not yet written
  uint64_t found = 0;
};
} // namespace

static constexpr hssize_t kMostValues = hssize_t(1) << 28;

uint64_t Walk::numberOf(Handle object) {
  H5O_info_t info;
  if (object.isValid() && H5Oget_info2(object, &info, H5O_INFO_BASIC) >= 0) {
    auto [known, isNew] = numbers.try_emplace({info.fileno, info.addr}, found);
    if (!isNew)
      return known->second;
  }
  open.push_back(std::move(object));
  return found++;
}

void Walk::run() {
  numberOf(Handle(H5Oopen(file, "/", H5P_DEFAULT), H5Oclose));
  for (bool isRoot = true; !open.empty(); isRoot = false) {
    Handle object = std::move(open.front());
    open.pop_front();
    out.number(true); // one more object
    switch (object.isValid() ? H5Iget_type(object) : H5I_BADID) {
    case H5I_GROUP:
      out.number(Kind::Group);
      writeGroup(object, isRoot);
      break;
    case H5I_DATASET:
      out.number(Kind::Dataset);
      writeDataset(object);
      break;
    default:
      out.number(Kind::Other);
    }
  }
  out.number(false);
}

void Walk::writeGroup(hid_t group, bool isRoot) {
  std::vector<std::string> names;
  auto append = [](hid_t, const char *name, const H5L_info_t *, void *names) -> herr_t {
    static_cast<std::vector<std::string> *>(names)->push_back(name);
    return 0;
  };
  if (H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, nullptr, append, &names) < 0)
    return out.number(false);
  out.number(true);
  if (isRoot)
    llvm::erase_if(names, [&](const std::string &name) { return !llvm::is_contained(roots, name); });
  out.number(uint64_t(names.size()));
  for (const std::string &name : names) {
    out.text(name);
    out.number(numberOf(Handle(H5Oopen(group, name.c_str(), H5P_DEFAULT), H5Oclose)));
  }
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

/// Reads the values; what is wrong with it otherwise.
static std::string readDataset(hid_t dataset, Dataset &result) {
  Handle type(H5Dget_type(dataset), H5Tclose);
  Handle space(H5Dget_space(dataset), H5Sclose);
  if (!type.isValid() || !space.isValid())
    return "cannot be read: missing, truncated or damaged";
  int rank = H5Sget_simple_extent_ndims(space);
  hssize_t count = H5Sget_simple_extent_npoints(space);
  if (rank < 0 || count < 0 || H5Sget_simple_extent_type(space) == H5S_NULL)
    return "has no values";
  if (count > kMostValues)
    return "has " + std::to_string(count) + " values, at most " + std::to_string(kMostValues) + " are read";
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
    return "holds neither numbers nor text";
  }
  return isRead ? "" : "cannot be read: truncated or damaged";
}

void Walk::writeDataset(hid_t dataset) {
  Dataset data;
  std::string mistake = readDataset(dataset, data);
  out.text(mistake);
  if (!mistake.empty())
    return;
  out.array(data.shape);
  out.number(data.isText);
  out.array(data.numbers);
  out.number(uint64_t(data.texts.size()));
  for (const std::string &text : data.texts)
    out.text(text);
}

Error hdf5::writeObjects(const std::string &path, llvm::ArrayRef<std::string> roots, llvm::raw_ostream &out) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); // it would print its error stack
  if (H5Fis_hdf5(path.c_str()) <= 0)
    return createStringError("'" + path + "' is not an HDF5 file, which a NIR file is");
  hid_t id = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  if (id < 0)
    return createStringError("'" + path + "' is truncated or damaged: HDF5 cannot open it");
  Handle file(id, H5Fclose);
  PlainWriter writer(out);
  Walk(file, roots, writer).run();
  return Error::success();
}

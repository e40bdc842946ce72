//===- Npy.cpp - the array file of NumPy ----------------------------------===//
//
// The header is a literal of Python with three keys; it is parsed as such, strictly.
//
//===----------------------------------------------------------------------===//
#include "support/npy/Npy.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <cstring>

using namespace snnc;
using llvm::createStringError;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using llvm::Twine;

static constexpr StringRef kMagic("\x93NUMPY", 6);

//===----------------------------------------------------------------------===//
// Arrays
//===----------------------------------------------------------------------===//

int64_t NpyArray::numElements() const {
  int64_t count = 1;
  for (int64_t extent : shape)
    count *= extent;
  return count;
}

std::string NpyArray::dtype() const {
  StringRef name = kind == 'f' ? "float" : kind == 'i' ? "int" : kind == 'u' ? "uint" : "bool";
  return kind == 'b' ? name.str() : (name + Twine(itemSize * 8)).str();
}

template <typename Stored, typename T> static std::vector<T> convert(const std::vector<char> &data) {
  std::vector<T> values(data.size() / sizeof(Stored));
  for (size_t i = 0; i < values.size(); ++i) {
    Stored stored;
    std::memcpy(&stored, data.data() + i * sizeof(Stored), sizeof(Stored));
    values[i] = static_cast<T>(stored);
  }
  return values;
}

template <typename T> std::vector<T> NpyArray::to() const {
  switch (kind) {
  case 'f':
    return itemSize == 4 ? convert<float, T>(data) : convert<double, T>(data);
  case 'i':
    return itemSize == 1   ? convert<int8_t, T>(data)
           : itemSize == 2 ? convert<int16_t, T>(data)
           : itemSize == 4 ? convert<int32_t, T>(data)
                           : convert<int64_t, T>(data);
  default:
    return itemSize == 1   ? convert<uint8_t, T>(data)
           : itemSize == 2 ? convert<uint16_t, T>(data)
           : itemSize == 4 ? convert<uint32_t, T>(data)
                           : convert<uint64_t, T>(data);
  }
}

template std::vector<float> NpyArray::to<float>() const;
template std::vector<double> NpyArray::to<double>() const;
template std::vector<int8_t> NpyArray::to<int8_t>() const;
template std::vector<int16_t> NpyArray::to<int16_t>() const;
template std::vector<int32_t> NpyArray::to<int32_t>() const;
template std::vector<int64_t> NpyArray::to<int64_t>() const;
template std::vector<uint8_t> NpyArray::to<uint8_t>() const;
template std::vector<uint16_t> NpyArray::to<uint16_t>() const;
template std::vector<uint32_t> NpyArray::to<uint32_t>() const;

//===----------------------------------------------------------------------===//
// Header
//===----------------------------------------------------------------------===//

namespace {
struct Header {
  std::string descr;
  bool fortranOrder = false;
  std::vector<int64_t> shape;
};

/// Parses `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
class HeaderParser {
public:
  HeaderParser(StringRef text, StringRef where) : text(text), where(where) {}

  Expected<Header> parse() {
    Header header;
    unsigned seen = 0;
    if (!take("{"))
      return fail("expected '{'");
    while (!take("}")) {
      std::string key;
      if (!takeString(key) || !take(":"))
        return fail("expected a key");
      if (key == "descr") {
        if (!takeString(header.descr))
          return createStringError(where + ": arrays of records are not supported");
        seen |= 1;
      } else if (key == "fortran_order") {
        header.fortranOrder = take("True");
        if (!header.fortranOrder && !take("False"))
          return fail("expected True or False");
        seen |= 2;
      } else if (key == "shape") {
        if (!takeShape(header.shape))
          return fail("expected a shape");
        seen |= 4;
      } else {
        return fail("unknown key '" + key + "'");
      }
      if (!take(",") && !text.ltrim().starts_with("}"))
        return fail("expected ','");
    }
    if (seen != 7 || !text.trim(" \n").empty())
      return fail("expected descr, fortran_order and shape alone");
    return header;
  }

private:
  bool take(StringRef token) {
    text = text.ltrim();
    return text.consume_front(token);
  }

  bool takeString(std::string &value) {
    text = text.ltrim();
    if (!text.starts_with("'") && !text.starts_with("\""))
      return false;
    size_t end = text.find(text[0], 1);
    if (end == StringRef::npos)
      return false;
    value = text.slice(1, end).str();
    text = text.drop_front(end + 1);
    return true;
  }

  bool takeShape(std::vector<int64_t> &shape) {
    if (!take("("))
      return false;
    while (!take(")")) {
      int64_t extent;
      text = text.ltrim();
      if (text.consumeInteger(10, extent) || extent < 0)
        return false;
      shape.push_back(extent);
      if (!take(",") && !text.ltrim().starts_with(")"))
        return false;
    }
    return true;
  }

  Error fail(const Twine &what) { return createStringError(where + ": bad header of a .npy array: " + what); }

  StringRef text, where;
};
} // namespace

/// Kind and size of an element, and whether its bytes stand in reverse.
static Error parseElementType(const std::string &descr, StringRef where, NpyArray &array, bool &isBigEndian) {
  static constexpr StringRef known[] = {"b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f4", "f8"};
  StringRef type = descr;
  isBigEndian = type.starts_with(">");
  if (!type.empty() && StringRef("<>|=").contains(type[0]))
    type = type.drop_front();
  if (!llvm::is_contained(known, type))
    return createStringError(where + ": elements of type '" + descr +
                             "' are not supported; known are b1, i1 to i8, u1 to u8, f4 and f8");
  array.kind = type[0];
  array.itemSize = type[1] - '0';
  return Error::success();
}

/// The number of bytes that the array needs, or nothing where no machine has them.
static std::optional<uint64_t> getByteSize(const NpyArray &array) {
  uint64_t size = array.itemSize;
  for (int64_t extent : array.shape)
    if (__builtin_mul_overflow(size, static_cast<uint64_t>(extent), &size) || size > (uint64_t(1) << 48))
      return std::nullopt;
  return size;
}

/// Turns column-major elements into row-major ones.
static std::vector<char> transpose(const std::vector<char> &data, llvm::ArrayRef<int64_t> shape, unsigned itemSize) {
  std::vector<char> result(data.size());
  std::vector<int64_t> index(shape.size(), 0);
  for (size_t to = 0; to < data.size(); to += itemSize) {
    size_t from = 0;
    for (size_t axis = shape.size(); axis-- > 0;)
      from = from * shape[axis] + index[axis];
    std::memcpy(result.data() + to, data.data() + from * itemSize, itemSize);
    for (size_t axis = shape.size(); axis-- > 0 && ++index[axis] == shape[axis];)
      index[axis] = 0;
  }
  return result;
}

//===----------------------------------------------------------------------===//
// Reading and writing
//===----------------------------------------------------------------------===//

bool snnc::isNpy(StringRef bytes) { return bytes.starts_with(kMagic); }

/// Everything but the elements, which `values` becomes the place of.
static Expected<NpyArray> parseHeader(StringRef bytes, StringRef where, StringRef &values, bool &isBigEndian,
                                      bool &isFortranOrder) {
  if (!isNpy(bytes))
    return createStringError(where + ": not a .npy array");
  if (bytes.size() < 12)
    return createStringError(where + ": truncated in the header of a .npy array");
  unsigned version = static_cast<unsigned char>(bytes[6]);
  if (version < 1 || version > 3)
    return createStringError(where + ": version " + Twine(version) + " of .npy is not supported; known are 1, 2 and 3");
  size_t start = version == 1 ? 10 : 12;
  size_t length = version == 1 ? llvm::support::endian::read16le(bytes.data() + 8)
                               : llvm::support::endian::read32le(bytes.data() + 8);
  if (bytes.size() - start < length)
    return createStringError(where + ": truncated in the header of a .npy array");
  Expected<Header> header = HeaderParser(bytes.substr(start, length), where).parse();
  if (!header)
    return header.takeError();

  NpyArray array;
  array.shape = header->shape;
  if (Error error = parseElementType(header->descr, where, array, isBigEndian))
    return std::move(error);
  values = bytes.drop_front(start + length);
  isFortranOrder = header->fortranOrder;
  std::optional<uint64_t> need = getByteSize(array);
  if (!need || *need != values.size())
    return createStringError(
        where + ": an array of shape (" +
        llvm::join(llvm::map_range(array.shape, [](int64_t n) { return std::to_string(n); }), ", ") + ") and type " +
        array.dtype() + " needs " + (need ? std::to_string(*need) : "more than 2^48") + " bytes, the file has " +
        Twine(values.size()));
  return array;
}

Expected<NpyArray> snnc::parseNpy(StringRef bytes, StringRef where) {
  return takeNpy(std::vector<char>(bytes.begin(), bytes.end()), where);
}

Expected<NpyArray> snnc::takeNpy(std::vector<char> bytes, StringRef where) {
  StringRef all(bytes.data(), bytes.size()), values;
  bool isBigEndian = false, isFortranOrder = false;
  Expected<NpyArray> header = parseHeader(all, where, values, isBigEndian, isFortranOrder);
  if (!header)
    return header.takeError();
  NpyArray array = std::move(*header);
  bytes.erase(bytes.begin(), bytes.begin() + (values.data() - all.data()));
  array.data = std::move(bytes);
  if (isBigEndian)
    for (size_t i = 0; i < array.data.size(); i += array.itemSize)
      std::reverse(array.data.begin() + i, array.data.begin() + i + array.itemSize);
  if (isFortranOrder && array.shape.size() > 1)
    array.data = transpose(array.data, array.shape, array.itemSize);
  return array;
}

Expected<NpyArray> snnc::readNpy(StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return createStringError("cannot read '" + path + "': " + buffer.getError().message());
  return parseNpy((*buffer)->getBuffer(), path);
}

std::string snnc::npyHeader(llvm::ArrayRef<int64_t> shape, char kind, unsigned itemSize) {
  std::string header = "{'descr': '";
  header += itemSize == 1 ? '|' : '<';
  header += kind;
  header += std::to_string(itemSize) + "', 'fortran_order': False, 'shape': (";
  for (size_t i = 0; i < shape.size(); ++i)
    header += (i ? ", " : "") + std::to_string(shape[i]);
  header += shape.size() == 1 ? ",), }" : "), }";
  // The values begin at a multiple of 64 bytes, after a line feed.
  header.append(63 - (kMagic.size() + 4 + header.size()) % 64, ' ');
  header += '\n';

  std::string bytes(kMagic);
  bytes += '\x01';
  bytes += '\x00';
  bytes += static_cast<char>(header.size() & 0xff);
  bytes += static_cast<char>(header.size() >> 8);
  return bytes + header;
}

std::string snnc::formatNpy(const NpyArray &array) {
  std::string bytes = npyHeader(array.shape, array.kind, array.itemSize);
  bytes.append(array.data.begin(), array.data.end());
  return bytes;
}

Error snnc::writeNpy(StringRef path, const NpyArray &array) {
  Error error = llvm::writeToOutput(path, [&](llvm::raw_ostream &os) {
    os << formatNpy(array);
    return Error::success();
  });
  if (!error)
    return error;
  return createStringError("cannot write '" + path + "': " + llvm::toString(std::move(error)));
}

//===- NumpyHeader.cpp - headers of .npy files of records -----------------===//
//
// The header is a literal of Python: {'descr': [('t', '<i8'), ('x', '<u2')], 'fortran_order': False, 'shape': (3,), }
//
//===----------------------------------------------------------------------===//

#include "sim/data/readers/NumpyColumns.h"
#include <fmt/format.h>
#include <fmt/ranges.h>

using namespace snnc::sim;

static constexpr llvm::StringLiteral magic = "\x93NUMPY";
/// Records of events have four members; a header of this size has thousands.
static constexpr uint32_t longestHeader = 1 << 18;

bool snnc::sim::isNumpy(llvm::StringRef bytes) { return bytes.starts_with(magic); }

std::optional<NumpyType> NumpyType::parse(llvm::StringRef text) {
  NumpyType type;
  type.isBigEndian = text.starts_with(">");
  if (!text.empty() && llvm::StringRef("<>|=").contains(text[0]))
    text = text.drop_front();
  if (text.empty() || text.drop_front().getAsInteger(10, type.bytes))
    return std::nullopt;
  type.kind = text[0];
  bool isWhole = type.kind == 'i' || type.kind == 'u';
  bool isPower = type.bytes == 1 || type.bytes == 2 || type.bytes == 4 || type.bytes == 8;
  if ((isWhole && isPower) || (type.kind == 'b' && type.bytes == 1) ||
      (type.kind == 'f' && (type.bytes == 4 || type.bytes == 8)))
    return type;
  return std::nullopt;
}

std::string NumpyHeader::shapeText() const { return fmt::format("[{}]", fmt::join(shape, ", ")); }

namespace {
class Parser {
public:
  Parser(llvm::StringRef text, NumpyHeader &header) : text(text), header(header) {}

  bool parse() {
    if (!take("{"))
      return false;
    while (!take("}")) {
      std::string key;
      if (!takeString(key) || !take(":") || !takeValue(key))
        return false;
      take(",");
    }
    return header.elementBytes > 0;
  }

private:
  bool take(llvm::StringRef token) {
    text = text.ltrim();
    return text.consume_front(token);
  }
  bool takeString(std::string &string) {
    text = text.ltrim();
    if (text.empty() || (text[0] != '\'' && text[0] != '"'))
      return false;
    size_t end = text.find(text[0], 1);
    if (end == llvm::StringRef::npos)
      return false;
    string = text.substr(1, end - 1).str();
    text = text.drop_front(end + 1);
    return true;
  }
  bool takeInteger(int64_t &number) {
    text = text.ltrim();
    return !text.consumeInteger(10, number);
  }

  bool takeValue(llvm::StringRef key) {
    if (key == "fortran_order") {
      header.isFortran = take("True");
      return header.isFortran || take("False");
    }
    if (key == "shape") {
      if (!take("("))
        return false;
      while (!take(")")) {
        int64_t extent;
        if (!takeInteger(extent) || extent < 0 || header.shape.size() == 32)
          return false;
        header.shape.push_back(extent);
        take(",");
      }
      return true;
    }
    if (key != "descr")
      return false;
    return take("[") ? takeMembers() : takeNumber();
  }

  bool takeNumber() {
    if (!takeString(header.type))
      return false;
    header.number = NumpyType::parse(header.type);
    header.elementBytes = sizeOf(header.type).value_or(0);
    return header.elementBytes > 0;
  }

  /// Bytes of a type, also of those that are no numbers: "|V6", "<U3", "<c16".
  static std::optional<uint64_t> sizeOf(llvm::StringRef type) {
    type = type.ltrim("<>|=");
    uint64_t count;
    char kind = type.empty() ? ' ' : type[0];
    if (type.drop_front(!type.empty()).split('[').first.getAsInteger(10, count) || count > (1 << 20))
      return std::nullopt;
    return kind == 'U' ? 4 * count : count;
  }

  bool takeMembers() {
    while (!take("]")) {
      NumpyHeader::Member member;
      if (!take("(") || !takeString(member.name) || !take(",") || !takeString(member.type))
        return false;
      std::optional<uint64_t> size = sizeOf(member.type);
      if (!size)
        return false;
      member.number = NumpyType::parse(member.type);
      if (take(",") && take("(")) { // a member of several numbers
        int64_t extent;
        while (!take(")")) {
          if (!takeInteger(extent) || extent < 0 || __builtin_mul_overflow(*size, uint64_t(extent), &*size))
            return false;
          take(",");
        }
        member.number.reset();
      }
      if (!take(")") || header.elementBytes + *size > (1 << 24))
        return false;
      member.offset = header.elementBytes;
      header.elementBytes += *size;
      header.members.push_back(std::move(member));
      take(",");
    }
    return !header.members.empty();
  }

  llvm::StringRef text;
  NumpyHeader &header;
};
} // namespace

llvm::Expected<NumpyHeader> snnc::sim::readNumpyHeader(Bytes &bytes) {
  uint64_t at = bytes.offset();
  llvm::Expected<llvm::StringRef> window = bytes.peek(12);
  if (!window)
    return window.takeError();
  if (!isNumpy(*window) || window->size() < 12)
    return bytes.fail("cut short in the header of a .npy array");
  unsigned version = uint8_t((*window)[6]);
  if (version < 1 || version > 3)
    return bytes.fail(fmt::format("version {} of .npy is not supported; known are 1, 2 and 3", version));
  uint32_t start = version == 1 ? 10 : 12;
  uint32_t length = version == 1 ? little16(window->data() + 8) : little32(window->data() + 8);
  if (length > longestHeader || length > bytes.left() - start)
    return bytes.fail("cut short in the header of a .npy array");
  window = bytes.peek(start + length);
  if (!window)
    return window.takeError();
  NumpyHeader header;
  if (window->size() < start + length || !Parser(window->substr(start, length), header).parse())
    return bytes.failAt(at, "the header of the .npy array cannot be read");
  header.bytes = start + length;
  bytes.skip(header.bytes);
  uint64_t need = header.elementBytes;
  for (int64_t extent : header.shape)
    if (__builtin_mul_overflow(need, uint64_t(extent), &need))
      need = UINT64_MAX;
  if (need != bytes.left())
    return bytes.fail(fmt::format("an array of shape {} and {} bytes an element needs {} bytes, the file has {}",
                                  header.shapeText(), header.elementBytes, need, bytes.left()));
  return header;
}

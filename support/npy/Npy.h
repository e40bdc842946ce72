//===- Npy.h - arrays in the files of NumPy ---------------------*- C++ -*-===//
//
// Reads and writes `.npy` (one array) and `.npz` (a zip of named arrays). Elements are f4, f8, i1 to i8, u1 to u8 or
// booleans; a file may be in Fortran order or big-endian, in memory arrays are always in C order and little-endian.
// The same arrays give the same bytes: times in the zip are fixed.
//
// Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SUPPORT_NPY_NPY_H
#define SNNC_SUPPORT_NPY_NPY_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <map>
#include <string>
#include <type_traits>
#include <vector>

namespace snnc {

/// An array of up to eight-byte numbers.
struct NpyArray {
  std::vector<int64_t> shape; ///< empty for a single value
  char kind = 'f';            ///< 'f' floating point, 'i' signed, 'u' unsigned, 'b' boolean
  unsigned itemSize = 4;      ///< bytes of an element: 1, 2, 4 or 8
  std::vector<char> data;     ///< numElements() * itemSize bytes

  int64_t numElements() const;
  /// As NumPy names it: "float32", "int16", "bool".
  std::string dtype() const;
  bool isFloat() const { return kind == 'f'; }

  /// All elements, each converted as static_cast does: whether T can hold them is the caller's to know.
  template <typename T> std::vector<T> to() const;

  /// An array of `shape` (as many elements as there are values) with the element type T.
  template <typename T> static NpyArray from(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<T> values) {
    static_assert(std::is_arithmetic_v<T> && sizeof(T) <= 8, "an element type of NumPy");
    NpyArray array;
    array.shape.assign(shape.begin(), shape.end());
    array.kind = std::is_same_v<T, bool> ? 'b' : std::is_floating_point_v<T> ? 'f' : std::is_signed_v<T> ? 'i' : 'u';
    array.itemSize = sizeof(T);
    const char *bytes = reinterpret_cast<const char *>(values.data());
    array.data.assign(bytes, bytes + values.size() * sizeof(T));
    return array;
  }
};

/// Named arrays, in the order of their names.
using NpzArrays = std::map<std::string, NpyArray>;

/// Whether the bytes begin as a `.npy`, or as a zip, does.
bool isNpy(llvm::StringRef bytes);
bool isZip(llvm::StringRef bytes);

/// Reads one array; `where` names it in errors. Refused: another format or version, elements other than those above,
/// fewer or more bytes than the shape says.
llvm::Expected<NpyArray> parseNpy(llvm::StringRef bytes, llvm::StringRef where);
/// The same of bytes that become the array's, without a copy.
llvm::Expected<NpyArray> takeNpy(std::vector<char> bytes, llvm::StringRef where);
llvm::Expected<NpyArray> readNpy(llvm::StringRef path);

/// Reads every array of a `.npz`; the names are without `.npy`. Refused also: what is no zip, or holds anything else.
llvm::Expected<NpzArrays> readNpz(llvm::StringRef path);

/// The bytes of a `.npy` in front of its elements.
std::string npyHeader(llvm::ArrayRef<int64_t> shape, char kind, unsigned itemSize);
/// The bytes of a `.npy`.
std::string formatNpy(const NpyArray &array);
/// Writes a file; on failure none is left.
llvm::Error writeNpy(llvm::StringRef path, const NpyArray &array);
llvm::Error writeNpz(llvm::StringRef path, const NpzArrays &arrays);

} // namespace snnc

#endif // SNNC_SUPPORT_NPY_NPY_H

//===- DeflatedArray.h - arrays that memory would not hold ------*- C++ -*-===//
//
// What every neuron did in every step of many samples is some gigabytes, of which deflated little is left. Such an
// array is deflated while it is made, in parts that may be made side by side, and written from these parts.
//
// Format: https://www.rfc-editor.org/rfc/rfc1951 (deflate)
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SUPPORT_NPY_DEFLATEDARRAY_H
#define SNNC_SUPPORT_NPY_DEFLATEDARRAY_H

#include "support/npy/Npy.h"
#include <memory>

struct z_stream_s;

namespace snnc {

/// Some elements behind each other, deflated so that parts one behind the other are what is deflated from all of them.
struct DeflatedPart {
  std::string bytes;
  uint64_t size = 0;     ///< of what was deflated, in bytes
  uint32_t checksum = 0; ///< of the same: its CRC-32
};

/// Makes a part, some elements at a time. The same additions give the same bytes.
class Deflater {
public:
  Deflater();
  ~Deflater();
  Deflater(Deflater &&);

  template <typename T> void add(llvm::ArrayRef<T> values) {
    static_assert(std::is_arithmetic_v<T>, "an element type of NumPy");
    addBytes({reinterpret_cast<const char *>(values.data()), values.size() * sizeof(T)});
  }
  void addBytes(llvm::ArrayRef<char> bytes);

  /// The part. Nothing may be added behind it.
  DeflatedPart finish();

private:
  void deflate(int flush);

  std::unique_ptr<z_stream_s> stream;
  DeflatedPart part;
};

/// As NpyArray, its elements in parts.
struct DeflatedArray {
  std::vector<int64_t> shape;
  char kind = 'f';
  unsigned itemSize = 4;
  std::vector<DeflatedPart> parts;

  template <typename T> static DeflatedArray ofType(std::vector<int64_t> shape) {
    NpyArray type = NpyArray::from<T>({}, {});
    return {std::move(shape), type.kind, type.itemSize, {}};
  }
};

/// Named arrays, in the order of their names.
using DeflatedArrays = std::map<std::string, DeflatedArray>;

/// Writes a `.npz`; on failure none is left.
llvm::Error writeNpz(llvm::StringRef path, const DeflatedArrays &arrays);

} // namespace snnc

#endif // SNNC_SUPPORT_NPY_DEFLATEDARRAY_H

//===- Elements.cpp - the numbers in an elements attribute ----------------===//
//
// Reads through the raw bytes: they are the same in both kinds of attribute, and need no alignment.
//
//===----------------------------------------------------------------------===//
#include "dialect/snn/Elements.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include <cmath>
#include <cstring>

using namespace mlir;

namespace snnc::snn {

/// From here on values are kept in a resource: text dumps stay readable.
static constexpr size_t kResourceFrom = 65;

/// The bytes of `attr` and how many values they hold (1 for a splat), or null data where they cannot be read.
static ArrayRef<char> getBytes(ElementsAttr attr, bool &isSplat) {
  isSplat = false;
  if (auto dense = dyn_cast<DenseElementsAttr>(attr)) {
    isSplat = dense.isSplat();
    return dense.getRawData();
  }
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(attr))
    if (AsmResourceBlob *blob = resource.getRawHandle().getBlob())
      return blob->getData();
  return {};
}

template <typename Stored, typename T>
static std::optional<std::vector<T>> convertBytes(ArrayRef<char> bytes, bool isSplat, int64_t count) {
  if (bytes.size() != sizeof(Stored) * (isSplat ? 1 : count))
    return std::nullopt;
  std::vector<T> values(count);
  for (int64_t i = 0; i < count; ++i) {
    Stored stored;
    std::memcpy(&stored, bytes.data() + (isSplat ? 0 : i * sizeof(Stored)), sizeof(Stored));
    values[i] = static_cast<T>(stored);
  }
  return values;
}

template <typename T> std::optional<std::vector<T>> readElements(ElementsAttr attr) {
  Type element = attr.getElementType();
  int64_t count = attr.getNumElements();
  bool isSplat;
  ArrayRef<char> bytes = getBytes(attr, isSplat);
  if (element.isF32())
    return convertBytes<float, T>(bytes, isSplat, count);
  if (element.isF64())
    return convertBytes<double, T>(bytes, isSplat, count);
  if (element.isSignlessInteger(8))
    return convertBytes<int8_t, T>(bytes, isSplat, count);
  if (element.isSignlessInteger(16))
    return convertBytes<int16_t, T>(bytes, isSplat, count);
  if (element.isSignlessInteger(32))
    return convertBytes<int32_t, T>(bytes, isSplat, count);
  if (element.isSignlessInteger(64))
    return convertBytes<int64_t, T>(bytes, isSplat, count);
  return std::nullopt;
}

template std::optional<std::vector<float>> readElements<float>(ElementsAttr);
template std::optional<std::vector<double>> readElements<double>(ElementsAttr);
template std::optional<std::vector<int8_t>> readElements<int8_t>(ElementsAttr);
template std::optional<std::vector<int16_t>> readElements<int16_t>(ElementsAttr);
template std::optional<std::vector<int32_t>> readElements<int32_t>(ElementsAttr);
template std::optional<std::vector<int64_t>> readElements<int64_t>(ElementsAttr);

std::optional<double> getSplatValue(ElementsAttr attr) {
  std::optional<std::vector<double>> values = readElements<double>(attr);
  if (!values || values->empty() || !llvm::all_equal(*values))
    return std::nullopt;
  return values->front();
}

template <typename Stored, typename T>
static ElementsAttr makeStored(RankedTensorType type, ArrayRef<T> values, StringRef name) {
  std::vector<Stored> stored(values.begin(), values.end());
  if (llvm::all_equal(stored))
    stored.resize(1);
  ArrayRef<char> bytes(reinterpret_cast<const char *>(stored.data()), stored.size() * sizeof(Stored));
  if (stored.size() < kResourceFrom)
    return DenseElementsAttr::getFromRawBuffer(type, bytes);
  AsmResourceBlob blob = HeapAsmResourceBlob::allocateAndCopyWithAlign(bytes, alignof(Stored));
  return cast<ElementsAttr>(Attribute(DenseResourceElementsAttr::get(type, name, std::move(blob))));
}

template <typename T> ElementsAttr makeElements(RankedTensorType type, ArrayRef<T> values, StringRef name) {
  assert(static_cast<int64_t>(values.size()) == type.getNumElements() && "one value for each element");
  Type element = type.getElementType();
  if (element.isF32())
    return makeStored<float>(type, values, name);
  if (element.isF64())
    return makeStored<double>(type, values, name);
  switch (element.getIntOrFloatBitWidth()) {
  case 8:
    return makeStored<int8_t>(type, values, name);
  case 16:
    return makeStored<int16_t>(type, values, name);
  case 32:
    return makeStored<int32_t>(type, values, name);
  default:
    return makeStored<int64_t>(type, values, name);
  }
}

template ElementsAttr makeElements<float>(RankedTensorType, ArrayRef<float>, StringRef);
template ElementsAttr makeElements<double>(RankedTensorType, ArrayRef<double>, StringRef);
template ElementsAttr makeElements<int8_t>(RankedTensorType, ArrayRef<int8_t>, StringRef);
template ElementsAttr makeElements<int16_t>(RankedTensorType, ArrayRef<int16_t>, StringRef);
template ElementsAttr makeElements<int32_t>(RankedTensorType, ArrayRef<int32_t>, StringRef);
template ElementsAttr makeElements<int64_t>(RankedTensorType, ArrayRef<int64_t>, StringRef);

LogicalResult verifyElements(ElementsAttr attr, StringRef constraint, StringRef what,
                             function_ref<InFlightDiagnostic()> emitError) {
  std::optional<std::vector<double>> values = readElements<double>(attr);
  if (!values) {
    bool isSplat;
    size_t have = getBytes(attr, isSplat).size();
    InFlightDiagnostic diagnostic = emitError();
    if (isa<DenseElementsAttr, DenseResourceElementsAttr>(attr) && attr.getElementType().isIntOrFloat())
      return diagnostic << constraint << what << " of type " << attr.getType() << " need "
                        << attr.getNumElements() * (attr.getElementType().getIntOrFloatBitWidth() / 8)
                        << " bytes, the resource has " << have;
    return diagnostic << constraint << what << " must be a dense or dense_resource attribute";
  }
  for (auto [index, value] : llvm::enumerate(*values))
    if (!std::isfinite(value))
      return emitError() << constraint << what << " must be finite, the one at index " << index << " is "
                         << (std::isnan(value) ? "NaN"
                             : value > 0       ? "infinite"
                                               : "minus infinite");
  return success();
}

} // namespace snnc::snn

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
#include <limits>
#include <type_traits>

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

std::optional<ElementsView> ElementsView::of(ElementsAttr attr) {
  ElementsView view;
  Type element = attr.getElementType();
  if (element.isF32())
    view.kind = Kind::F32;
  else if (element.isF64())
    view.kind = Kind::F64;
  else if (element.isSignlessInteger(8))
    view.kind = Kind::I8;
  else if (element.isSignlessInteger(16))
    view.kind = Kind::I16;
  else if (element.isSignlessInteger(32))
    view.kind = Kind::I32;
  else if (element.isSignlessInteger(64))
    view.kind = Kind::I64;
  else
    return std::nullopt;
  view.count = attr.getNumElements();
  ArrayRef<char> bytes = getBytes(attr, view.isSplat);
  view.bytes = bytes.data();
  size_t values = view.isSplat ? 1 : size_t(view.count);
  if (bytes.size() != values * (element.getIntOrFloatBitWidth() / 8))
    return std::nullopt;
  return view;
}

/// Calls `visitor` with a function that loads the value at an index of what is stored: bytes need no alignment.
template <typename Visitor> auto ElementsView::visit(Visitor &&visitor) const {
  auto loader = [&](auto zero) {
    return [data = bytes](int64_t index) {
      decltype(zero) value;
      std::memcpy(&value, data + index * int64_t(sizeof(value)), sizeof(value));
      return value;
    };
  };
  switch (kind) {
  case Kind::F32:
    return visitor(loader(float()));
  case Kind::F64:
    return visitor(loader(double()));
  case Kind::I8:
    return visitor(loader(int8_t()));
  case Kind::I16:
    return visitor(loader(int16_t()));
  case Kind::I32:
    return visitor(loader(int32_t()));
  default:
    return visitor(loader(int64_t()));
  }
}

template <typename T> void ElementsView::read(int64_t begin, MutableArrayRef<T> to) const {
  visit([&](auto load) {
    if (isSplat) {
      std::fill(to.begin(), to.end(), static_cast<T>(load(0)));
      return;
    }
    for (int64_t i = 0, end = int64_t(to.size()); i < end; ++i)
      to[i] = static_cast<T>(load(begin + i));
  });
}

template void ElementsView::read<float>(int64_t, MutableArrayRef<float>) const;
template void ElementsView::read<double>(int64_t, MutableArrayRef<double>) const;
template void ElementsView::read<int8_t>(int64_t, MutableArrayRef<int8_t>) const;
template void ElementsView::read<int16_t>(int64_t, MutableArrayRef<int16_t>) const;
template void ElementsView::read<int32_t>(int64_t, MutableArrayRef<int32_t>) const;
template void ElementsView::read<int64_t>(int64_t, MutableArrayRef<int64_t>) const;

/// The index of the first of `count` values that `isBad`, or `count`. Runs without a branch a value are quick.
template <typename Load, typename IsBad> static int64_t firstOf(int64_t count, Load load, IsBad isBad) {
  constexpr int64_t run = 4096;
  for (int64_t begin = 0; begin < count; begin += run) {
    int64_t end = std::min(count, begin + run);
    bool any = false;
    for (int64_t i = begin; i < end; ++i)
      any |= isBad(load(i));
    for (int64_t i = begin; any && i < end; ++i)
      if (isBad(load(i)))
        return i;
  }
  return count;
}

int64_t ElementsView::firstNotFinite() const {
  return visit([&](auto load) {
    using Stored = decltype(load(0));
    if constexpr (std::is_floating_point_v<Stored>) {
      int64_t stored = isSplat ? std::min<int64_t>(count, 1) : count;
      // What is not finite times 0 is no 0.
      int64_t first = firstOf(stored, load, [](Stored value) { return value * 0 != 0; });
      return first < stored ? first : count;
    }
    return count;
  });
}

int64_t ElementsView::firstOutside(int64_t low, int64_t high) const {
  return visit([&](auto load) {
    using Stored = decltype(load(0));
    if constexpr (std::is_integral_v<Stored>)
      if (low <= std::numeric_limits<Stored>::min() && high >= std::numeric_limits<Stored>::max())
        return count;
    int64_t stored = isSplat ? std::min<int64_t>(count, 1) : count;
    int64_t first = firstOf(stored, load, [&](Stored value) { return int64_t(value) < low || int64_t(value) > high; });
    return first < stored ? first : count;
  });
}

template <typename T> std::optional<std::vector<T>> readElements(ElementsAttr attr) {
  std::optional<ElementsView> view = ElementsView::of(attr);
  if (!view)
    return std::nullopt;
  std::vector<T> values(view->size());
  view->read<T>(0, values);
  return values;
}

template std::optional<std::vector<float>> readElements<float>(ElementsAttr);
template std::optional<std::vector<double>> readElements<double>(ElementsAttr);
template std::optional<std::vector<int8_t>> readElements<int8_t>(ElementsAttr);
template std::optional<std::vector<int16_t>> readElements<int16_t>(ElementsAttr);
template std::optional<std::vector<int32_t>> readElements<int32_t>(ElementsAttr);
template std::optional<std::vector<int64_t>> readElements<int64_t>(ElementsAttr);

std::optional<double> getSplatValue(ElementsAttr attr) {
  std::optional<ElementsView> view = ElementsView::of(attr);
  if (!view || view->size() == 0)
    return std::nullopt;
  double first = view->at<double>(0);
  for (int64_t i = 1; i < view->size() && !isa<SplatElementsAttr>(attr); ++i)
    if (view->at<double>(i) != first)
      return std::nullopt;
  if (std::isnan(first) && view->size() > 1)
    return std::nullopt;
  return first;
}

template <typename T> static ArrayRef<char> bytesOf(ArrayRef<T> values) {
  return {reinterpret_cast<const char *>(values.data()), values.size() * sizeof(T)};
}

/// The attribute where it is small enough for the text, else null.
template <typename Stored> static ElementsAttr makeDense(RankedTensorType type, ArrayRef<Stored> stored) {
  if (llvm::all_equal(stored))
    stored = stored.take_front(1);
  if (stored.size() >= kResourceFrom)
    return {};
  return DenseElementsAttr::getFromRawBuffer(type, bytesOf(stored));
}

static ElementsAttr makeResource(RankedTensorType type, StringRef name, AsmResourceBlob blob) {
  return cast<ElementsAttr>(Attribute(DenseResourceElementsAttr::get(type, name, std::move(blob))));
}

template <typename T> ElementsAttr takeElements(RankedTensorType type, std::vector<T> values, StringRef name) {
  assert(static_cast<int64_t>(values.size()) == type.getNumElements() && "one value for each element");
  if (ElementsAttr dense = makeDense<T>(type, values))
    return dense;
  auto *owner = new std::vector<T>(std::move(values));
  return makeResource(type, name,
                      AsmResourceBlob(
                          bytesOf(ArrayRef<T>(*owner)), alignof(T), [owner](void *, size_t, size_t) { delete owner; },
                          /*dataIsMutable=*/false));
}

template ElementsAttr takeElements<float>(RankedTensorType, std::vector<float>, StringRef);
template ElementsAttr takeElements<int8_t>(RankedTensorType, std::vector<int8_t>, StringRef);

template <typename Stored, typename T>
static ElementsAttr makeStored(RankedTensorType type, ArrayRef<T> values, StringRef name) {
  std::vector<Stored> converted;
  ArrayRef<Stored> stored;
  if constexpr (std::is_same_v<Stored, T>) {
    stored = values;
  } else {
    converted.assign(values.begin(), values.end());
    stored = converted;
  }
  if (ElementsAttr dense = makeDense(type, stored))
    return dense;
  return makeResource(type, name, HeapAsmResourceBlob::allocateAndCopyWithAlign(bytesOf(stored), alignof(Stored)));
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
  std::optional<ElementsView> view = ElementsView::of(attr);
  if (!view) {
    bool isSplat;
    size_t have = getBytes(attr, isSplat).size();
    InFlightDiagnostic diagnostic = emitError();
    if (isa<DenseElementsAttr, DenseResourceElementsAttr>(attr) && attr.getElementType().isIntOrFloat())
      return diagnostic << constraint << what << " of type " << attr.getType() << " need "
                        << attr.getNumElements() * (attr.getElementType().getIntOrFloatBitWidth() / 8)
                        << " bytes, the resource has " << have;
    return diagnostic << constraint << what << " must be a dense or dense_resource attribute";
  }
  if (int64_t index = view->firstNotFinite(); index < view->size()) {
    double value = view->at<double>(index);
    return emitError() << constraint << what << " must be finite, the one at index " << index << " is "
                       << (std::isnan(value) ? "NaN"
                           : value > 0       ? "infinite"
                                             : "minus infinite");
  }
  return success();
}

} // namespace snnc::snn

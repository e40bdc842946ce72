//===- Elements.h - the numbers in an elements attribute --------*- C++ -*-===//
//
// Weights and parameters are `dense` or `dense_resource` attributes. Everyone reads and makes them here: a resource may
// be absent or of the wrong size, a splat is stored once, and each of the two has its own accessors.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_DIALECT_SNN_ELEMENTS_H
#define SNNC_DIALECT_SNN_ELEMENTS_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Diagnostics.h"
#include <optional>
#include <vector>

namespace snnc::snn {

/// The values of `attr` in row-major order, a splat repeated, converted to T (float, double, int8_t, int16_t, int32_t
/// or int64_t; a value that T cannot hold is the caller's mistake). Elements may be f32, f64, i8, i16, i32 or i64.
/// Nothing for other elements, for an attribute that is neither dense nor a resource, and for a resource that is
/// absent or has not the size of its type.
template <typename T> std::optional<std::vector<T>> readElements(mlir::ElementsAttr attr);

/// The same of an optional attribute whose op has been verified, so that they can be read: nothing where it is absent.
template <typename T> std::vector<T> valuesOf(mlir::ElementsAttr attr) {
  return attr ? readElements<T>(attr).value_or(std::vector<T>()) : std::vector<T>();
}

/// The values of an elements attribute where they lie, in their own type: weights are many, and few who look at them
/// need all of them at once. Lives as long as the attribute's bytes.
class ElementsView {
public:
  /// Nothing where `readElements` has nothing.
  static std::optional<ElementsView> of(mlir::ElementsAttr attr);

  int64_t size() const { return count; }
  /// Copies values [begin, begin + to.size()) to `to`, each converted to T (float, double, int8_t or int64_t).
  template <typename T> void read(int64_t begin, llvm::MutableArrayRef<T> to) const;
  /// The index of the first value that is not finite, or `size()`.
  int64_t firstNotFinite() const;
  /// The index of the first integer outside of [low, high], or `size()`; no value is read whose type lies within.
  int64_t firstOutside(int64_t low, int64_t high) const;
  template <typename T> T at(int64_t index) const {
    T value;
    read<T>(index, value);
    return value;
  }

private:
  enum class Kind { F32, F64, I8, I16, I32, I64 };
  template <typename Visitor> auto visit(Visitor &&visitor) const;

  const char *bytes = nullptr;
  int64_t count = 0;
  Kind kind = Kind::F32;
  bool isSplat = false;
};

/// The value of all elements, where they are equal. Nothing where they differ or `readElements` has nothing.
std::optional<double> getSplatValue(mlir::ElementsAttr attr);

/// An attribute of `type` with `values`, each converted to the element type (f32, f64, i8, i16, i32 or i64) exactly.
/// Equal values become a splat, few values a `dense`, many a `dense_resource` named after `name`.
template <typename T>
mlir::ElementsAttr makeElements(mlir::RankedTensorType type, llvm::ArrayRef<T> values, llvm::StringRef name);

/// The same attribute of values that are of the element type already (float or int8_t): a resource takes them over
/// without a copy.
template <typename T>
mlir::ElementsAttr takeElements(mlir::RankedTensorType type, std::vector<T> values, llvm::StringRef name);

/// Reports through `emitError` if `attr` (called `what` in the message) has values that cannot be read or are not
/// finite. `constraint` is put in front, as in "(C9) ".
llvm::LogicalResult verifyElements(mlir::ElementsAttr attr, llvm::StringRef constraint, llvm::StringRef what,
                                   llvm::function_ref<mlir::InFlightDiagnostic()> emitError);

} // namespace snnc::snn

#endif // SNNC_DIALECT_SNN_ELEMENTS_H

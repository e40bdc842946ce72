//===- LayerParameters.h - the parameters of one layer ----------*- C++ -*-===//
//
// Reads the object of one layer. What is of the wrong kind is reported with the layer, the parameter, need and have.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_IMPORT_LAYERS_LAYERPARAMETERS_H
#define SNNC_COMPILER_IMPORT_LAYERS_LAYERPARAMETERS_H

#include "compiler/import/NetworkBuilder.h"
#include "support/npy/Npy.h"
#include <nlohmann/json.hpp>

namespace snnc::layers {

/// The arrays of all layers, and the file that they are from.
struct LayerArrays {
  std::string path;
  NpzArrays arrays;
};

/// A whole number that is small enough for any layer.
std::optional<int64_t> asInteger(const nlohmann::json &value);

/// Reports keys of `object` that are not `known`; `where` is put in front.
llvm::LogicalResult checkKeys(NetworkBuilder &builder, const nlohmann::json &object, const std::string &where,
                              llvm::ArrayRef<std::string> known);

class LayerParameters {
public:
  LayerParameters(NetworkBuilder &builder, const LayerArrays &arrays, const nlohmann::json &layer, std::string name)
      : name(std::move(name)), builder(builder), arrays(arrays), layer(layer) {}

  const std::string name;

  const nlohmann::json &operator[](const char *parameter) const { return layer[parameter]; }
  bool has(const char *parameter) const { return layer.contains(parameter); }
  /// Whether the parameter is there and not null. One that is not has its default in all that follows.
  bool isGiven(const char *parameter) const { return has(parameter) && !layer[parameter].is_null(); }

  mlir::FailureOr<double> getNumber(const char *parameter, double byDefault) const;
  mlir::FailureOr<bool> getFlag(const char *parameter, bool byDefault = false) const;
  mlir::FailureOr<int64_t> getInteger(const char *parameter, int64_t byDefault) const;
  /// A number for both, or a pair.
  mlir::FailureOr<std::vector<int64_t>> getPair(const char *parameter, std::vector<int64_t> byDefault) const;
  /// A number for all, or four of them.
  mlir::FailureOr<std::vector<int64_t>> getFour(const char *parameter, std::vector<int64_t> byDefault) const;
  /// The array that the parameter names, and must name.
  mlir::FailureOr<Numbers> getArray(const char *parameter) const;
  /// The same of weights, which are many: not copied where they are 32-bit floats already.
  mlir::FailureOr<Numbers> getWeights(const char *parameter) const;
  /// The array that the parameter names, if it names one.
  mlir::FailureOr<std::optional<Numbers>> getOptionalArray(const char *parameter) const;
  llvm::LogicalResult require(const char *parameter) const;

  mlir::InFlightDiagnostic fail() const { return builder.fail(name); }
  mlir::InFlightDiagnostic failKind(const char *parameter, const char *need) const;

private:
  mlir::FailureOr<const NpyArray *> findArray(const char *parameter) const;

  NetworkBuilder &builder;
  const LayerArrays &arrays;
  const nlohmann::json &layer;
};

} // namespace snnc::layers

#endif // SNNC_COMPILER_IMPORT_LAYERS_LAYERPARAMETERS_H

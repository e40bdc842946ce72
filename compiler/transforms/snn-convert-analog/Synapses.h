//===- Synapses.h - affine layers as parts of a synapse ---------*- C++ -*-===//
//
// Weights and bias of a synapse after a factor, an affine function of each channel or a mean over windows has become
// part of it. Computed in f64, rounded to f32 once.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_TRANSFORMS_SNNCONVERTANALOG_SYNAPSES_H
#define SNNC_COMPILER_TRANSFORMS_SNNCONVERTANALOG_SYNAPSES_H

#include "dialect/snn/SnnOps.h"

namespace snnc::convert {

/// The synapse from `source`, whose values stand for `scale` times their number, with its bias divided by
/// `biasRescaling`.
snn::SynapseOpInterface rescale(mlir::OpBuilder &builder, snn::SynapseOpInterface synapse, mlir::Value source,
                                double scale, double biasRescaling);

/// One synapse a neuron with a weight for all.
mlir::Value makeIdentity(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value source, double weight);
/// One synapse a neuron with the factors and shifts of another one, on values that stand for `scale` times their
/// number.
mlir::Value makeFactors(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value source, snn::IdentityOp factors,
                        double scale);
/// One synapse a neuron with the factors and shifts of a normalisation, on values that stand for `scale` times their
/// number.
mlir::Value makeNormalization(mlir::OpBuilder &builder, snn::BatchNorm2dOp norm, mlir::Value source, double scale);

/// The synapse with the normalisation of its current as part of it.
snn::SynapseOpInterface foldNormalization(mlir::OpBuilder &builder, snn::SynapseOpInterface synapse,
                                          snn::BatchNorm2dOp norm);

/// The convolution with the mean over windows of its current as part of it: a greater kernel and stride.
mlir::Value foldPool(mlir::OpBuilder &builder, snn::Conv2dOp conv, snn::AvgPool2dOp pool);

} // namespace snnc::convert

#endif // SNNC_COMPILER_TRANSFORMS_SNNCONVERTANALOG_SYNAPSES_H

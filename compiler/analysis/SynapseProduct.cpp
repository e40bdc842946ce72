//===- SynapseProduct.cpp - two synapses in a row as one ------------------===//

#include "compiler/analysis/SynapseProduct.h"
#include <numeric>

using namespace mlir;
using namespace snnc;

snn::Convolution snnc::productOf(const snn::Convolution &inner, const snn::Convolution &outer) {
  snn::Convolution product = outer;
  product.inChannels = inner.inChannels, product.inHeight = inner.inHeight, product.inWidth = inner.inWidth;
  // Both keep these apart.
  product.groups = std::gcd(inner.groups, outer.groups);
  std::array<int64_t, 2> in{inner.inHeight, inner.inWidth}, out{outer.outHeight, outer.outWidth};
  for (unsigned axis = 0; axis < 2; ++axis) {
    int64_t far = outer.dilation[axis] * inner.stride[axis], near = inner.dilation[axis];
    int64_t reach = (outer.kernel[axis] - 1) * far + (inner.kernel[axis] - 1) * near;
    int64_t dilation = std::gcd(outer.kernel[axis] > 1 ? far : 0, inner.kernel[axis] > 1 ? near : 0);
    product.dilation[axis] = std::max<int64_t>(dilation, 1);
    product.kernel[axis] = reach / product.dilation[axis] + 1;
    product.stride[axis] = inner.stride[axis] * outer.stride[axis];
    for (unsigned side : {axis, axis + 2})
      product.padding[side] = inner.padding[side] + outer.padding[side] * inner.stride[axis];
    // One output has any stride that leaves no room for a second one: chips have short ones.
    int64_t left = in[axis] + product.padding[axis] + product.padding[axis + 2] - reach - 1;
    if (out[axis] == 1)
      product.stride[axis] = std::min(product.stride[axis], left + 1);
  }
  return product;
}

/// Whether the inner windows that would lie in the outer padding, where there are zeros, lie in the inner padding.
static bool padsWithNothing(const snn::Convolution &inner, const snn::Convolution &outer) {
  std::array<int64_t, 2> in{inner.inHeight, inner.inWidth}, out{inner.outHeight, inner.outWidth};
  for (unsigned axis = 0; axis < 2; ++axis) {
    int64_t reach = (inner.kernel[axis] - 1) * inner.dilation[axis] + 1;
    if (outer.padding[axis] > 0 && reach - inner.stride[axis] - inner.padding[axis] > 0)
      return false;
    if (outer.padding[axis + 2] > 0 && out[axis] * inner.stride[axis] - inner.padding[axis] < in[axis])
      return false;
  }
  return true;
}

std::optional<std::string> snnc::whyNoProduct(snn::SynapseOpInterface inner, snn::SynapseOpInterface outer) {
  snn::Convolution behind = outer.getConvolution();
  if (llvm::all_of(behind.padding, [](int64_t pad) { return pad == 0; }))
    return std::nullopt;
  std::string pads = "since " + describeLayer(outer) + " pads with zeros ";
  if (inner.getSynapseBias())
    return pads + "what has a bias or a shift everywhere else";
  if (!padsWithNothing(inner.getConvolution(), behind))
    return pads + "where further windows would still meet pixels";
  return std::nullopt;
}

std::string snnc::describeLayer(Operation *layer) {
  if (auto named = dyn_cast<NameLoc>(layer->getLoc()))
    return "'" + named.getName().str() + "'";
  return "this " + layer->getName().getStringRef().str();
}

//===- NetworkEncoders.h - the encoders of a network ------------*- C++ -*-===//
#ifndef SNNC_SIM_ENCODE_NETWORKENCODERS_H
#define SNNC_SIM_ENCODE_NETWORKENCODERS_H

#include "dialect/snn/SnnOps.h"
#include "sim/encode/Encoders.h"
#include <variant>

namespace snnc::sim {

/// The encoder behind a network input, and the extents of the data that it takes: of the image, or the channels of the
/// signal.
struct NetworkEncoder {
  std::variant<ImageEncoder, SignalEncoder> encoder;
  std::vector<int64_t> dataShape;
};

/// What encodes input `index`, or nothing where engines take its data as they are.
std::optional<NetworkEncoder> findEncoder(snn::NetworkOp network, unsigned index);

} // namespace snnc::sim

#endif // SNNC_SIM_ENCODE_NETWORKENCODERS_H

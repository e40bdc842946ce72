//===- NetworkEncoders.h - the encoders of a network ------------*- C++ -*-===//
#ifndef SNNC_SIM_ENCODE_NETWORKENCODERS_H
#define SNNC_SIM_ENCODE_NETWORKENCODERS_H

#include "dialect/snn/SnnOps.h"
#include "sim/encode/Encoders.h"

namespace snnc::sim {

/// What encodes input `index`, or nothing where engines take its data as they are.
std::optional<NetworkEncoder> findEncoder(snn::NetworkOp network, unsigned index);

} // namespace snnc::sim

#endif // SNNC_SIM_ENCODE_NETWORKENCODERS_H

//===- NetworkEncoders.cpp - the encoders of a network --------------------===//

#include "sim/encode/NetworkEncoders.h"

using namespace snnc;
using namespace snnc::sim;

static std::variant<ImageEncoder, SignalEncoder> read(snn::EncoderOpInterface op) {
  if (auto image = mlir::dyn_cast<snn::Img2SpikeOp>(op.getOperation()))
    return ImageEncoder{uint32_t(image.getTw()), image.getMaxRate().convertToDouble(),
                        image.getNorm().convertToDouble(), image.getNegativeSpikes()};
  auto signal = mlir::cast<snn::Sig2SpikeOp>(op.getOperation());
  return SignalEncoder{uint32_t(signal.getTw()), signal.getNormLevel().convertToDouble(), signal.getSpkOut()};
}

std::optional<NetworkEncoder> sim::findEncoder(snn::NetworkOp network, unsigned index) {
  snn::EncoderOpInterface op = snn::getEncoder(network, index);
  if (!op)
    return std::nullopt;
  return NetworkEncoder{read(op), snn::getShape(op.getEncoderInput().getType()).vec()};
}

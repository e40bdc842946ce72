//===- TargetLimits.h - the numbers that a chip sets ------------*- C++ -*-===//
#ifndef SNNC_COMPILER_TARGET_TARGETLIMITS_H
#define SNNC_COMPILER_TARGET_TARGETLIMITS_H

#include <cstdint>
#include <string>

namespace snnc {

/// What has one threshold on a chip.
enum class ThresholdScope {
  Channel, ///< each output channel of a layer
  Layer,   ///< all channels of a layer
  Core     ///< all layers that share a core
};

/// What a network in integers must keep to on a chip, whatever its layers are.
struct TargetLimits {
  int64_t stateBits = 0;   ///< of a membrane potential, two's complement
  int64_t weightBits = 0;  ///< of a weight, two's complement; the range is kept symmetric
  int64_t weightShift = 0; ///< the most bits by which a chip shifts a weight to the left before it adds it
  int64_t maxCount = 0;    ///< greatest spike count of a neuron in one time step
  bool hasLeak = false;    ///< potentials can decay, by 12 bits (see `snn.integrate_fire`)
  bool hasCurrent = false; ///< neurons can keep a synaptic current, which decays
  bool hasReadout = false; ///< potentials can go out (see `snn.integrate`)
  ThresholdScope threshold = ThresholdScope::Channel;

  int64_t stateMax() const { return (int64_t(1) << (stateBits - 1)) - 1; }
  int64_t weightMax() const { return (int64_t(1) << (weightBits - 1)) - 1; }
};

/// What relays (neurons that fire what they get, one time step late) can take of a chip that holds nothing else. Other
/// layers take layers as well.
struct RelayCapacity {
  int64_t layers = 0, stateWords = 0;
};

/// What a layer, or a whole network, takes at least of something that a chip has so much of.
struct ResourceNeed {
  std::string layer;    ///< empty: the whole network
  std::string resource; ///< in the words of target files
  int64_t need = 0;
  int64_t have = 0;    ///< of a layer: what it may take if it is alone
  std::string formula; ///< where `need` comes from, with its numbers

  bool fits() const { return need <= have; }
};

} // namespace snnc

#endif // SNNC_COMPILER_TARGET_TARGETLIMITS_H

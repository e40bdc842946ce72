//===- Network.h - random networks that can shrink --------------*- C++ -*-===//
//
// A random network as a few small numbers: kinds of layers, extents, styles of weights and thresholds. Weights,
// parameters and input spikes follow from it by a hash of their place, so that a network keeps its sense when a layer,
// a channel or a row is taken away: that is what lets a failing one shrink.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_TESTS_FUZZ_NETWORK_H
#define SNNC_TESTS_FUZZ_NETWORK_H

#include "dialect/snn/SnnOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "sim/engine/Engine.h"
#include <array>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace snnc::fuzz {

/// A number from a seed and a place, each bit as good as random.
uint64_t hashOf(uint64_t seed, std::initializer_list<uint64_t> place);

/// A few numbers of a uniform distribution, the same in every library.
class Random {
public:
  explicit Random(uint64_t seed) : engine(seed) {}
  uint64_t bits() { return engine(); }
  /// In [low, high].
  int64_t range(int64_t low, int64_t high) { return low + int64_t(engine() % uint64_t(high - low + 1)); }
  bool oneIn(int64_t n) { return range(1, n) == 1; }

private:
  std::mt19937_64 engine;
};

using Shape = std::vector<int64_t>;

enum class ValueKind { Input, Pool, Crop, Flatten, Merge, Concatenate, Delay, MaxPool, Neurons };
enum class SynapseKind { Conv2d, Linear, Identity };
enum class WeightStyle { Random, Sparse, Extreme, One };
enum class ThresholdStyle { One, Small, Medium, Limit };
enum class LowerStyle { Absent, MinusThreshold, Zero, Random, Lowest };
enum class SubtractStyle { Absent, Below, Above, Zero };

struct Synapse {
  SynapseKind kind = SynapseKind::Conv2d;
  size_t source = 0; ///< a value
  std::array<int64_t, 2> kernel{1, 1}, stride{1, 1}, dilation{1, 1};
  std::array<int64_t, 4> padding{0, 0, 0, 0};
  int64_t groups = 1;
  bool hasWeights = true; ///< of an identity
  bool hasBias = false;
  WeightStyle style = WeightStyle::Random;
  int64_t greatest = 127; ///< weight; lowered until the inflow of a step fits
  int64_t greatestBias = 0;
  int64_t shift = 0; ///< of the weights; lowered as they are
  uint64_t seed = 0;
};

/// A value of the network: an input, or what an operation makes.
struct NetworkValue {
  ValueKind kind = ValueKind::Input;
  /// Of an input and a delay; others follow. A delay may stand before its source, for a loop.
  Shape shape;
  std::vector<size_t> sources;                             ///< of all but inputs and neurons
  std::array<int64_t, 2> window{1, 1}, windowStride{1, 1}; ///< of pools
  std::array<int64_t, 4> border{0, 0, 0, 0}; ///< top, left, bottom, right: padding of a max pool, what a crop takes
  bool ceilMode = false;                     ///< of a sum pool
  bool overhangs = false;                    ///< in ceil mode: a current, which only synapses may read, in float
  bool isSigned = false;                     ///< of an input and a delay; others follow
  int64_t bound = 15;                        ///< of an input
  int64_t total = 0;                         ///< of all elements of an input in a step; 0: none
  int64_t steps = 1;                         ///< of a delay
  bool isAverage = false;                    ///< of a pool of an analogue network: the mean
  bool hasNorm = false;                      ///< of a layer of an analogue network: a batch norm before the rectifier

  // Of neurons.
  std::vector<Synapse> synapses;
  int64_t channels = 1; ///< of a convolution or a linear synapse
  snn::Reset reset = snn::Reset::Subtract;
  snn::Compare compare = snn::Compare::GreaterOrEqual;
  snn::SpikesPerStep spikes = snn::SpikesPerStep::Many;
  ThresholdStyle threshold = ThresholdStyle::Medium;
  LowerStyle lower = LowerStyle::Absent;
  SubtractStyle subtract = SubtractStyle::Absent;
  int64_t cap = 15;
  bool leaks = false, hasCurrent = false;
  bool isReadout = false; ///< gives potentials, which only the network returns
  uint64_t seed = 0;
};

enum class CountStyle { One, Random, Bound };

/// What the inputs get.
struct InputPlan {
  std::vector<uint32_t> steps; ///< of each sample
  CountStyle counts = CountStyle::One;
  double density = 0.3;
  uint64_t seed = 0;
};

struct Network {
  std::vector<NetworkValue> values; ///< every value behind its sources, but for delays
  std::vector<size_t> outputs;
  bool isFloat = false;
  /// A float network of rectifiers in the place of neurons: what they give is no spikes but a current.
  bool isAnalogue = false;
  bool hasNestedSums = false;    ///< currents are added two by two, in any order
  int64_t networks = 1;          ///< of which the module has more, where it is to be refused
  bool hasUnboundedLoop = false; ///< a max pool that gets its own spikes again, for ever more of them
  int64_t maxCount = 0;          ///< of a float network: --max-count of the quantiser
  int64_t weightMax = 127, countMax = 15;
  int64_t packedBits = 0; ///< bits of weights that may be packed; 0: the network does not say that any may
  InputPlan input;
};

/// What the network of `seed` may hold: the limits of the target it is meant for.
struct DrawLimits {
  int64_t weightMax = 127, countMax = 15, coordinates = 12;
  int64_t packedBits = 0; ///< of a packed weight; 0: the network does not ask for any
  bool leak = false, current = false, readout = false;
  int64_t weightShift = 0;
};

Network drawNetwork(uint64_t seed, const DrawLimits &limits);

/// Whether nothing can be made of the network: no result, two networks, counts without bounds.
bool mustBeRefused(const Network &network);

/// The shapes of all values; nothing where the network has none: a kernel that does not fit, channels that differ.
std::optional<std::vector<Shape>> shapesOf(const Network &network);

/// Which values are signed; nothing where both kinds meet, or come to a max pool.
std::optional<std::vector<bool>> signsOf(const Network &network);

/// Which values are currents; nothing where both kinds meet.
std::optional<std::vector<bool>> currentsOf(const Network &network);

/// Gives delays the shapes of their sources, as far as that leads to a network that has shapes.
void repairDelays(Network &network);

/// The greatest spike count of each value.
std::vector<int64_t> boundsOf(const Network &network);

/// The network as a module without target. It has shapes.
mlir::OwningOpRef<mlir::ModuleOp> buildModule(const Network &network, mlir::MLIRContext *context);

/// The samples of a case: [sample][step][input].
using Samples = std::vector<std::vector<std::vector<sim::SpikeFrame>>>;
Samples drawSamples(const InputPlan &plan, llvm::ArrayRef<sim::InputInfo> inputs);

/// Whether a value is a layer that is in the records: neurons or a max pool.
inline bool isLayer(const NetworkValue &value) {
  return value.kind == ValueKind::Neurons || value.kind == ValueKind::MaxPool;
}
/// Layers of the network.
size_t countLayers(const Network &network);

} // namespace snnc::fuzz

#endif // SNNC_TESTS_FUZZ_NETWORK_H

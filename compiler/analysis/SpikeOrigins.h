//===- SpikeOrigins.h - where the spikes of a layer come from ---*- C++ -*-===//
//
// The current of a neuron is linear in the counts of the elements that its spikes come from: of network inputs, of
// encoders, of layers with a state, each as it was so many steps ago. One of them may come by several taps: through two
// synapses, through windows of a pool that overlap, through branches that merge again. This is the structure of it, the
// same for all weights; SpikeBounds.h says how much can come.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_ANALYSIS_SPIKEORIGINS_H
#define SNNC_COMPILER_ANALYSIS_SPIKEORIGINS_H

#include "dialect/snn/SnnOps.h"
#include <array>
#include <optional>
#include <vector>

namespace snnc {

/// What elements of `spikes` were `delay` steps ago: a variable for each.
struct SpikeOrigin {
  mlir::Value spikes; ///< null where there is no network (LayerInputs::separate)
  int64_t delay = 0;
  bool isSigned = false;
  /// Greatest sum of the counts of all elements in a step, where a network input has one.
  std::optional<int64_t> total = std::nullopt;
  /// Whether an element may come to a neuron by several taps, or elements of a total to one tap unevenly: then the
  /// weights of each are added up before it is taken for positive or negative, or for a great one.
  bool isShared = false;
};

/// One axis of a way: tap t of output o meets row (or column) first + o * outputStride + t * tapStride + j of the
/// origin `counts[j]` times.
struct WayAxis {
  int64_t taps = 1, first = 0, outputStride = 1, tapStride = 1;
  std::vector<double> counts{1};

  bool operator==(const WayAxis &other) const;
  /// Whether two taps may meet one row.
  bool overlaps() const { return taps > 1 && tapStride < int64_t(counts.size()); }
};

/// How an origin comes to the taps of a synapse through layers that route spikes. Spikes behind a flattening meet a
/// kernel as large as the map.
struct SpikeWay {
  unsigned synapse = 0, origin = 0;
  int64_t channels = 1;    ///< of the origin
  int64_t firstWeight = 0; ///< of the origin's channel 0, if the kernel had weights for all input channels
  int64_t copies = 1;      ///< of the same way
  bool isFlattened = false;
  std::array<WayAxis, 2> axes;

  int64_t plane() const { return axes[0].taps * axes[1].taps; }
  /// How often an origin's element, or elements of it, come to one tap.
  double times() const;
  /// How often one element comes to one tap at most.
  double mostTimes() const;
};

/// Taps [first, second) of an axis.
using TapRange = std::pair<int64_t, int64_t>;

/// Output rows (or columns) of a layer that get the same: as many taps of each synapse, which meet the origins in the
/// same order. Of each shared origin they see a window.
struct OutputClass {
  int64_t output;                        ///< the first of them
  llvm::SmallVector<TapRange, 2> taps;   ///< of each synapse: those that meet an existing pixel
  llvm::SmallVector<int64_t, 2> begins;  ///< of each way: where in the window its tap 0 begins
  llvm::SmallVector<int64_t, 2> extents; ///< of each origin: rows of the window
};

/// The inputs of a layer of neurons: origins, ways, and classes of outputs.
class LayerInputs {
public:
  /// What the exact structure may cost; what is beyond gets a bound that is never less.
  struct Limits {
    /// Additions of weights of shared origins in one look at all neurons. Beyond, no origin counts as shared.
    double work = double(1 << 26);
    /// Ways to one synapse. One that has more has its source for an origin.
    size_t paths = 1024;
  };

  LayerInputs() = default;
  explicit LayerInputs(llvm::ArrayRef<snn::SynapseOpInterface> synapses) : LayerInputs(synapses, Limits()) {}
  LayerInputs(llvm::ArrayRef<snn::SynapseOpInterface> synapses, const Limits &limits);
  /// Of synapses of which only their sources are there.
  LayerInputs(llvm::ArrayRef<std::pair<mlir::Value, snn::Convolution>> synapses, const Limits &limits);
  /// Synapses each of which has an input of its own; `origins()` are in their order.
  static LayerInputs separate(llvm::ArrayRef<snn::Convolution> synapses, llvm::ArrayRef<bool> isSigned);

  llvm::ArrayRef<snn::Convolution> synapses() const { return convolutions; }
  llvm::ArrayRef<SpikeOrigin> origins() const { return allOrigins; }
  llvm::ArrayRef<SpikeWay> ways() const { return allWays; }
  llvm::ArrayRef<OutputClass> rows() const { return classes[0]; }
  llvm::ArrayRef<OutputClass> columns() const { return classes[1]; }
  bool isSigned(unsigned synapse) const;
  /// The taps of a way in a class of outputs.
  TapRange taps(const SpikeWay &way, const OutputClass &outputs, unsigned axis) const {
    return way.isFlattened ? TapRange(0, way.axes[axis].taps) : outputs.taps[way.synapse];
  }
  /// Where the weights of a channel of the way's origin begin in the kernel of an output channel; may lie outside of
  /// it.
  int64_t firstWeight(const SpikeWay &way, int64_t channel, int64_t outChannel) const;
  /// Channels [first, second) of the way's origin that come to an output channel.
  TapRange channels(const SpikeWay &way, int64_t outChannel) const;

private:
  void addSynapse(mlir::Value source, const snn::Convolution &convolution, size_t mostPaths);
  unsigned originOf(mlir::Value spikes, int64_t delay);
  void addWay(SpikeWay way);
  void findShared();
  void classify();
  OutputClass classOf(unsigned axis, int64_t output) const;
  double workOfShared() const;

  std::vector<snn::Convolution> convolutions;
  std::vector<SpikeOrigin> allOrigins;
  std::vector<SpikeWay> allWays;
  std::array<std::vector<OutputClass>, 2> classes;
};

} // namespace snnc

#endif // SNNC_COMPILER_ANALYSIS_SPIKEORIGINS_H

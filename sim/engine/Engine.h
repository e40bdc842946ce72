//===- Engine.h - what runs a network step by step --------------*- C++ -*-===//
//
// The one interface of everything that runs a network: the float and the integer reference, the chip simulator and the
// Verilated chip. It speaks of the network only (layers, channels, rows, columns, samples, steps), so that any two
// engines can be compared record by record whatever tile, core or word a neuron lives in.
//
// A neuron of a layer of C channels, H rows and W columns has the index (channel * H + y) * W + x.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_ENGINE_ENGINE_H
#define SNNC_SIM_ENGINE_ENGINE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace snnc::sim {

struct Shape {
  uint32_t channels = 1, height = 1, width = 1;

  uint64_t size() const { return uint64_t(channels) * height * width; }
  bool operator==(const Shape &other) const {
    return channels == other.channels && height == other.height && width == other.width;
  }
  bool operator!=(const Shape &other) const { return !(*this == other); }
  uint64_t index(uint32_t channel, uint32_t y, uint32_t x) const {
    return (uint64_t(channel) * height + y) * width + x;
  }
  /// As "2x34x34".
  std::string str() const;
};

/// A layer of neurons or a network output.
struct LayerInfo {
  std::string name;
  Shape shape;
  bool isReal = false;     ///< an output of real numbers (f32) and not of spikes: a current or a potential
  bool hasCurrent = false; ///< a layer whose neurons keep a synaptic current
  /// Of an engine with neurons of its own, by how much potentials of each channel are greater than in float.
  std::vector<double> scale = {};
};

/// A network input; in one step no neuron of it has more than `bound` spikes of either sign, nor all of them together
/// more than `total`. A real input takes a real number (f32) for each neuron, of any size and sign.
struct InputInfo {
  std::string name;
  Shape shape;
  uint32_t bound = 15;
  bool isSigned = false; ///< spikes may be negative
  bool isReal = false;   ///< real numbers and not spikes; only the float engine has such inputs
  uint32_t total = 0;    ///< 0: no other than what `bound` makes
};

/// Spikes of one neuron of a network input in one step: a whole number, never 0, and negative only where the input is
/// signed. For a real input the neuron's value, an f32; a neuron without an event has the value 0.
struct Event {
  uint16_t channel, y, x;
  double count;
};

/// One step of one network input: in ascending order of (channel, y, x), no neuron twice, all within shape, bound and
/// total, the values of a real input finite.
using SpikeFrame = std::vector<Event>;

/// Checks that a frame keeps what SpikeFrame promises: the first event that does not is named with need and have.
llvm::Error checkFrame(const InputInfo &input, llvm::ArrayRef<Event> frame);

/// Checks that the spikes of a frame are no more than the total of the input allows; `where` begins the text.
llvm::Error checkTotal(const InputInfo &input, llvm::StringRef where, llvm::ArrayRef<Event> frame);

/// Samples count from 0 since the engine was made, steps from 0 in their sample.
struct Moment {
  uint32_t sample = 0, step = 0;

  bool operator==(const Moment &other) const { return sample == other.sample && step == other.step; }
  bool operator!=(const Moment &other) const { return !(*this == other); }
  bool operator<(const Moment &other) const {
    return sample != other.sample ? sample < other.sample : step < other.step;
  }
};

/// Where a chip keeps a state word: `word` counts from the first potential of the population in slot `population`.
struct Place {
  uint32_t coreX = 0, coreY = 0, population = 0, word = 0;

  bool operator==(const Place &other) const {
    return coreX == other.coreX && coreY == other.coreY && population == other.population && word == other.word;
  }
  bool operator!=(const Place &other) const { return !(*this == other); }
};

/// What `n` neurons of a layer became in one step: neuron `first + i * stride` for i in [0, n). A chip commits one
/// state word at a time (its channels are H*W apart), a reference a whole layer (n = C*H*W, stride 1). A neuron without
/// a commit in a step has neither spiked nor changed its potential. The values are exact in a double for every engine.
struct Commit {
  Moment at;
  uint32_t layer = 0;
  uint32_t first = 0, stride = 1, n = 0;
  const double *integrated = nullptr; ///< potential after integration, bias and lower bound
  const double *count = nullptr;      ///< spikes emitted
  const double *stored = nullptr;     ///< potential stored for the next step, before a reset at the sample's end
  std::optional<Place> place;         ///< of a chip engine
  const double *current = nullptr;    ///< synaptic current stored for the next step; null where the layer has none
};

/// Receives what an engine does. Every callback may return false to stop the run.
///
/// The order that holds for every engine: all commits of (layer, moment) come before endStep(layer, moment), and both
/// in ascending order of moments for each layer; likewise for outputs. Nothing holds between layers: an engine may
/// pipeline.
class Observer {
public:
  /// An engine that need not report commits runs much faster; outputs are reported always.
  explicit Observer(bool wantsCommits, bool wantsSpikes = false)
      : wantsCommits(wantsCommits), wantsSpikes(wantsSpikes) {}
  virtual ~Observer();

  const bool wantsCommits, wantsSpikes;

  virtual bool commit(const Commit &commit) { return true; }
  /// A neuron of a layer has `count` spikes in this step, not 0. Only where wantsSpikes, and of an engine that has the
  /// trait: what it would cost to find them among commits, it saves.
  virtual bool spike(uint32_t layer, Moment at, uint32_t neuron, double count) { return true; }
  /// All of this layer's commits of the step have come. Only where wantsCommits.
  virtual bool endStep(uint32_t layer, Moment at) { return true; }
  /// A neuron of a network output has `count` more spikes in this step; may come in parts. Of a real output, its value
  /// in this step, once, where it is not 0.
  virtual bool output(uint32_t output, Moment at, uint32_t neuron, double count) { return true; }
  /// All of this output's spikes of the step have come.
  virtual bool endOutput(uint32_t output, Moment at) { return true; }
};

/// Statistic of a named NeuromorphicReLU layer: the sum of all its results times its fan-out. Divided by the number of
/// steps it is what the layer's specification calls activity.
struct Activity {
  std::string layer;
  double sum = 0;
};

/// What an engine has done since it was made.
struct Totals {
  std::vector<uint64_t> spikes; ///< of each layer
  /// Of each layer, how often a neuron would have fired more often in a step than the layer's greatest count lets it.
  /// Nothing where there is no such limit: in float, and in layers that fire once a step by their definition, for which
  /// an engine takes all of greatest count 1 that it knows nothing else of.
  std::vector<std::optional<uint64_t>> cappedCounts;
  /// Weights added to potentials, a spike count of n counting n times; weights of padded lanes do not count.
  uint64_t synapticOperations = 0;
  uint64_t samples = 0, steps = 0;
  uint64_t cycles = 0; ///< clock cycles; only an RTL engine has a clock
  /// Spikes fed into each channel of each input: sum of |count|, which of a real input is the sum of |value|.
  std::vector<std::vector<double>> inputSpikes;
  std::vector<Activity> activities; ///< of an analogue network, in float

  /// Counts a step's input.
  void countInputs(llvm::ArrayRef<InputInfo> inputs, llvm::ArrayRef<SpikeFrame> frames);
};

enum class Progress {
  Done,   ///< the step was taken
  Stopped ///< an observer ended the run; the engine is of no further use
};

/// The most steps that a sample may have: a layer of spiking max pooling counts the spikes of each pixel over a sample,
/// in a word that holds so much.
struct SampleLimit {
  std::string layer;
  int64_t mostSpikes = 1;  ///< of a pixel in a step
  int64_t greatestSum = 0; ///< that the word holds

  uint64_t steps() const { return uint64_t(greatestSum / mostSpikes); }
  /// "layer 'pool' counts ...", with the numbers.
  std::string str() const;
};

/// Refuses a step, counted in its sample from 0, that lies beyond the limit.
llvm::Error checkStep(const std::optional<SampleLimit> &limit, uint64_t step);

/// What of a configuration a run has exercised: "equal" over parts that no spike has reached is worth nothing.
struct CoverageReport {
  struct Share {
    std::string name;
    uint64_t reached = 0, all = 0;
  };
  struct Count {
    std::string name;
    uint64_t value = 0;
  };
  std::vector<Share> shares; ///< parts that were reached, of all there are
  std::vector<Count> counts; ///< how often something came about
};

/// What the cores of a chip did with their cycles.
struct CycleReport {
  struct Count {
    std::string name;
    uint64_t value = 0;
  };
  struct Wait : Count {
    std::string layer; ///< that is waited for; empty: the host
  };
  struct Core {
    uint32_t x = 0, y = 0;
    std::vector<std::string> layers; ///< that have neurons here
    std::vector<Count> counters;     ///< of the hardware, in the order of its table
    /// Cycles in which the core waited and did nothing else, by what it waited for, the most first; nothing where the
    /// engine cannot tell.
    std::vector<Wait> waits;
  };
  /// A way between neighbours. The host stands one column west of core (0, 0), or where the chip's link to it leaves.
  struct Link {
    int32_t fromX = 0, fromY = 0, toX = 0, toY = 0;
    uint64_t packets = 0;
  };
  /// When the cores did what, in bins of so many cycles.
  struct Timeline {
    uint64_t binCycles = 1;
    std::vector<std::string> kinds; ///< of cycles
    /// [core of `cores`][bin][kind]: cycles of a bin in which the core did so; kinds may overlap.
    std::vector<std::vector<std::vector<uint32_t>>> bins;
    /// A population, and the cycle in which it ended each step, in the order of all samples.
    struct Population {
      std::string layer;
      uint32_t x = 0, y = 0, slot = 0;
      std::vector<uint64_t> ends;
    };
    std::vector<Population> populations;
  };
  std::vector<Core> cores;          ///< those in use, row by row
  std::vector<Link> links;          ///< that carried something
  std::optional<Timeline> timeline; ///< where it was asked for
};

/// What tells one kind of engine from another where two are compared.
struct EngineTraits {
  bool isReal = false;        ///< computes in real numbers: compared with one in integers only by statistics
  bool reportsPlaces = false; ///< its commits say where the chip keeps the word
  bool reportsSpikes = false; ///< of its layers, to observers that want them
  /// Its neurons follow rules of their chip that no operation of a network in integers says: compared with one that
  /// has other neurons only by statistics.
  bool hasOwnNeurons = false;
  /// It does in an order of its own what its chip leaves open: compared only by statistics.
  bool hasOwnOrder = false;
};

/// A network that can be run. The methods that take an observer deliver all callbacks on the calling thread.
class Engine {
public:
  virtual ~Engine();

  /// As `--engine` names it.
  virtual llvm::StringRef name() const = 0;
  virtual EngineTraits traits() const { return {}; }
  virtual llvm::ArrayRef<InputInfo> inputs() const = 0;
  /// All layers of neurons, in the order of the network: commits name them by their place in this list.
  virtual llvm::ArrayRef<LayerInfo> layers() const = 0;
  virtual llvm::ArrayRef<LayerInfo> outputs() const = 0;

  /// Feeds one step of the current sample: one frame for each network input. `last` ends the sample and resets all
  /// state after it. What the step causes is reported during this call or a later one, but when a call with `last`
  /// returns, everything of the sample has been reported (an engine may be told at its making to let samples overlap:
  /// then only `drain` promises that). All steps of a sample are told to observers that want the same.
  /// Fails with an EngineFailure where the engine itself breaks down, with another error where the frames are unfit.
  virtual llvm::Expected<Progress> step(llvm::ArrayRef<SpikeFrame> inputs, bool last, Observer &observer) = 0;

  /// Reports all that is still under way. The last step fed must have had `last`.
  virtual llvm::Expected<Progress> drain(Observer &observer) { return Progress::Done; }

  virtual const Totals &totals() const = 0;

  /// Nothing where a sample may be of any length. A step beyond the limit is refused.
  virtual std::optional<SampleLimit> sampleLimit() const { return std::nullopt; }

  /// Nothing where the engine keeps no account, or was not told to.
  virtual std::optional<CoverageReport> coverageReport() const { return std::nullopt; }

  /// Asks the cores for their counters, after a step with `last`; nothing of an engine without a clock.
  virtual llvm::Expected<std::optional<CycleReport>> cycleReport() { return std::nullopt; }
};

/// Whether an engine can run a sample of so many steps: to be asked before its first step. The error names the sample.
llvm::Error checkSampleLength(const Engine &engine, llvm::StringRef sample, uint64_t steps);

/// An engine broke down: a run without progress, a failed assertion of the RTL, a potential that wraps against the
/// proof, as opposed to bad input. The message says what was under way.
class EngineFailure : public llvm::ErrorInfo<EngineFailure> {
public:
  static char ID;
  explicit EngineFailure(std::string message) : message(std::move(message)) {}

  void log(llvm::raw_ostream &os) const override;
  std::error_code convertToErrorCode() const override { return llvm::inconvertibleErrorCode(); }

private:
  std::string message;
};

} // namespace snnc::sim

#endif // SNNC_SIM_ENGINE_ENGINE_H

//===- Lockstep.h - engines side by side ------------------------*- C++ -*-===//
//
// Feeds the same input to several engines, each nearer to the chip than the one before it (float, integer, chip, rtl),
// and compares neighbours while they run. It stops at the first difference and describes it in full. A float engine
// against an integer one is not compared for equality: how far they are apart is what quantisation costs. Neither is an
// engine whose neurons are its chip's own against one of the network.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_LOCKSTEP_LOCKSTEP_H
#define SNNC_SIM_LOCKSTEP_LOCKSTEP_H

#include "sim/engine/Prediction.h"
#include "sim/lockstep/Comparison.h"
#include <functional>
#include <memory>

namespace snnc::sim {

enum class ComparisonKind {
  Statistics, ///< how far the two are apart
  Records,    ///< equal in every record; neurons without one keep their potential
  Words       ///< equal in every record and in the set of words visited
};

struct PairReport {
  std::string a, b;
  ComparisonKind kind = ComparisonKind::Records;
  bool equal = false;   ///< compared in at least one record, and no difference; never of statistics
  uint64_t records = 0; ///< neurons of which both engines had a record, all steps added up
  std::optional<Difference> difference;
  std::vector<LayerDeviation> deviations; ///< of statistics
};

struct EngineReport {
  std::string name;
  Totals totals;
  double seconds = 0;                  ///< that its steps took, the comparison of what it reported with them
  std::vector<Prediction> predictions; ///< of each sample that is complete
};

struct LockstepReport {
  std::vector<EngineReport> engines;
  std::vector<PairReport> pairs;
  uint64_t samples = 0, steps = 0;

  /// Whether a pair is compared for equality.
  bool comparesRecords() const;
  /// All pairs that are compared for equality are equal, and there is one.
  bool equal() const;
};

/// Finds where a chip keeps the neuron of a difference, and the spikes that came to it in the step: fills in what
/// `Difference` says the lockstep fills in. `steps` is the input of the sample up to that step and beyond, each step
/// with a frame for each network input; empty where it is not known any more.
using DifferenceTracer = std::function<llvm::Error(Difference &, llvm::ArrayRef<std::vector<SpikeFrame>> steps)>;

struct LockstepOptions {
  /// Finds places and causes of a difference. May be null.
  DifferenceTracer tracer;
  /// [layer of the integer engine][channel]: by how much its potentials are greater than those of the float engine.
  std::vector<std::vector<double>> scales;
  PredictedOutput predicted; ///< the output that predictions are of
};

class Lockstep {
public:
  /// Two neighbours are compared by statistics where one computes in real numbers and the other in integers, or where
  /// one alone has neurons or an order of its own; by words where both report places, else by records. Fails where the
  /// engines do not run the same network, or where there are fewer than two.
  static llvm::Expected<std::unique_ptr<Lockstep>> create(std::vector<Engine *> engines, LockstepOptions options);
  ~Lockstep();

  /// Feeds a step to every engine. Stopped once there is a difference, which the report holds. An error of an engine
  /// names the engine, the sample and the step, and is an EngineFailure where the engine's was one.
  llvm::Expected<Progress> step(llvm::ArrayRef<SpikeFrame> frames, bool last, llvm::StringRef sampleName = "");
  /// To be called once after the last sample: what still lags behind is waited for and compared.
  llvm::Expected<Progress> finish();

  LockstepReport report() const;

private:
  class Tap;
  struct Pair;

  Lockstep(std::vector<Engine *> engines, LockstepOptions options);
  llvm::Expected<Progress> advance(const std::function<llvm::Expected<Progress>(Engine &, Tap &)> &act);
  llvm::Error explain();
  void forgetSamples();

  std::vector<Engine *> engines;
  LockstepOptions options;
  std::vector<std::unique_ptr<Tap>> taps;
  std::vector<Pair> pairs;
  /// The input of the samples that are not compared to their end.
  struct FedSample {
    uint32_t number;
    std::string name;
    std::vector<std::vector<SpikeFrame>> steps;
    bool ended = false;
  };
  std::deque<FedSample> fed;
  uint64_t samples = 0, steps = 0;
};

/// The difference as text of several lines, for people.
std::string describe(const Difference &difference, llvm::StringRef nameOfA, llvm::StringRef nameOfB);

} // namespace snnc::sim

#endif // SNNC_SIM_LOCKSTEP_LOCKSTEP_H

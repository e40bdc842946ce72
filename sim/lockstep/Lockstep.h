//===- Lockstep.h - engines side by side ------------------------*- C++ -*-===//
//
// Feeds the same input to several engines, each a rung below the one before it (float, integer, chip, rtl), and
// compares neighbours while they run. It stops at the first difference and describes it in full. A float engine against
// an integer one is not compared for equality: how far they are apart is what quantisation costs.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_LOCKSTEP_LOCKSTEP_H
#define SNNC_SIM_LOCKSTEP_LOCKSTEP_H

#include "backends/mesh/image/Program.h"
#include "sim/lockstep/Comparison.h"
#include <functional>
#include <memory>

namespace snnc::sim {

enum class RungKind {
  Statistics, ///< how far the two are apart
  Records,    ///< equal in every record; neurons without one keep their potential
  Words       ///< equal in every record and in the set of words visited
};

struct RungReport {
  std::string a, b;
  RungKind kind = RungKind::Records;
  bool equal = false;   ///< compared in at least one record, and no difference; never of statistics
  uint64_t records = 0; ///< neurons of which both engines had a record, all steps added up
  std::optional<Difference> difference;
  std::vector<LayerDeviation> deviations; ///< of statistics
};

struct EngineReport {
  std::string name;
  Totals totals;
  /// Of each sample that is complete: the neuron of output 0 with most spikes, the lowest one on a tie. Nothing
  /// where there is no output.
  std::vector<std::optional<uint32_t>> predictions;
};

struct LockstepReport {
  std::vector<EngineReport> engines;
  std::vector<RungReport> rungs;
  uint64_t samples = 0, steps = 0;

  /// All rungs that are compared for equality are equal, and there is one.
  bool equal() const;
};

struct LockstepOptions {
  /// The image that chip engines run: places and causes of a difference are found by it. May be null.
  std::shared_ptr<const mesh::LoadedImage> image;
  /// [layer of the integer engine][channel]: by how much its potentials are greater than those of the float engine.
  std::vector<std::vector<double>> scales;
};

class Lockstep {
public:
  /// The rung between two neighbours: statistics below "float", words between "chip" and "rtl", else records. Fails
  /// where the engines do not run the same network, or where there are fewer than two.
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
  struct Rung;

  Lockstep(std::vector<Engine *> engines, LockstepOptions options);
  llvm::Expected<Progress> advance(const std::function<llvm::Expected<Progress>(Engine &, Tap &)> &act);
  llvm::Error explain();
  llvm::Error traceEvents(Difference &difference);
  void forgetSamples();

  std::vector<Engine *> engines;
  LockstepOptions options;
  std::vector<std::unique_ptr<Tap>> taps;
  std::vector<Rung> rungs;
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

//===- Comparison.h - two engines against each other ------------*- C++ -*-===//
#ifndef SNNC_SIM_LOCKSTEP_COMPARISON_H
#define SNNC_SIM_LOCKSTEP_COMPARISON_H

#include "sim/lockstep/Streams.h"

namespace snnc::sim {

/// What one engine says of a neuron in a step: absent where it has no record of it.
struct NeuronRecord {
  bool present = false;
  double integrated = 0, count = 0, stored = 0; ///< without a record: what follows from the potential it holds
  double current = 0;                           ///< 0 too where the layer has none
  std::optional<Place> place;
};

/// The first difference of two engines.
struct Difference {
  std::string what; ///< "integrated", "count", "stored", "current", "record", "place", "step", or "order" of an
                    ///< engine's reports
  std::string layer;
  bool isOutput = false;
  Moment at;
  uint32_t layerIndex = 0, neuron = 0;
  uint32_t channel = 0, y = 0, x = 0; ///< only where a neuron is to blame
  bool hasNeuron = false;
  NeuronRecord a, b;
  std::string detail; ///< in words, where the values do not tell

  // Filled in by the lockstep, which knows the chip.
  std::string sampleName;
  std::optional<Place> place;
  uint32_t address = 0;            ///< of the state word
  uint32_t lane = 0;               ///< of the neuron in that word, and in its commit record
  std::vector<std::string> events; ///< spikes that count in this step for the neuron's word
  bool eventsKnown = false;
};

/// Two engines, whose reports come in through the methods below; each returns false once there is a difference.
class Comparison {
public:
  virtual ~Comparison();

  bool commit(Side side, const Commit &commit);
  bool endStep(Side side, uint32_t layer, Moment at);
  bool output(Side side, uint32_t output, Moment at, uint32_t neuron, double count);
  bool endOutput(Side side, uint32_t output, Moment at);
  /// No more reports come: whatever waits for the other side is a difference.
  bool finish();

  const std::optional<Difference> &difference() const { return found; }
  std::optional<Difference> &difference() { return found; }
  /// Neurons of layers of which both engines had a record, all steps added up.
  uint64_t records() const { return compared; }
  /// The earliest sample that is still waited for.
  uint32_t pendingSample() const;

protected:
  Comparison(const Engine &a, const Engine &b);

  /// Two whole steps of the same moment.
  virtual void compare(size_t stream, const StepRecords &a, const StepRecords &b) = 0;
  /// The stream that a layer or output of one side belongs to, or -1.
  virtual int streamOf(Side side, bool isOutput, uint32_t index) const = 0;

  void report(Difference difference);
  const char *nameOf(Side side) const { return names[unsigned(side)].c_str(); }

  std::vector<Stream> streams;
  std::optional<Difference> found;
  uint64_t compared = 0;

private:
  bool take(Side side, int stream, const Commit &commit);
  bool close(Side side, int stream, Moment at);
  void matchSteps(size_t stream);

  std::string names[2];
};

/// Every record must be equal. A neuron without a record keeps its potential, so that an engine that reports all
/// neurons compares with one that visits few; where both visit words of a chip, the sets of words must be equal too.
class ExactComparison final : public Comparison {
public:
  /// Fails where the engines do not run the same network: layers and outputs must agree in number, name and shape.
  static llvm::Expected<std::unique_ptr<ExactComparison>> create(const Engine &a, const Engine &b, bool sameWords);

private:
  ExactComparison(const Engine &a, const Engine &b, bool sameWords);
  void compare(size_t stream, const StepRecords &a, const StepRecords &b) override;
  int streamOf(Side side, bool isOutput, uint32_t index) const override;

  struct Dense {
    std::vector<double> held, heldCurrent;                  ///< of every neuron after the last step
    std::vector<double> integrated, count, stored, current; ///< of this step
    std::vector<int32_t> block;                             ///< -1: no record
  };
  bool expand(Side side, size_t stream, const StepRecords &step);
  NeuronRecord recordOf(const Dense &dense, const StepRecords &step, uint32_t neuron) const;
  void blame(size_t stream, const char *what, uint32_t neuron, const StepRecords &a, const StepRecords &b,
             std::string detail = "");

  bool sameWords;
  size_t layers;
  std::vector<Dense> dense[2]; ///< [side][stream]
};

/// How a layer of one network deviates from that of another.
struct LayerDeviation {
  std::string layer;
  uint64_t spikesA = 0, spikesB = 0;
  uint64_t neuronSteps = 0;      ///< compared
  uint64_t differentCounts = 0;  ///< neuron steps whose spike counts differ
  double meanPotentialError = 0; ///< |b / its scale - a / its scale| of what fires, over all neuron steps
  double maxPotentialError = 0;
  std::optional<Moment> divergence; ///< the first step with a different spike count
};

/// Keeps statistics and finds no differences; layers are matched by name, those of one side only are left out.
class StatisticalComparison final : public Comparison {
public:
  /// `scalesOfA[layer of a]` and `scalesOfB[layer of b]` are by how much a potential is greater than in float, for each
  /// channel; absent or empty: 1.
  StatisticalComparison(const Engine &a, const Engine &b, const std::vector<std::vector<double>> &scalesOfA,
                        const std::vector<std::vector<double>> &scalesOfB);
  std::vector<LayerDeviation> deviations() const;

private:
  void compare(size_t stream, const StepRecords &a, const StepRecords &b) override;
  int streamOf(Side side, bool isOutput, uint32_t index) const override;

  std::vector<int> bySide[2];                 ///< layer index → stream
  std::vector<std::vector<double>> scales[2]; ///< [side][stream][channel]
  std::vector<LayerDeviation> layers;
  std::vector<double> errorSums;
  std::vector<std::vector<double>> held[2]; ///< [side][stream][neuron]
};

} // namespace snnc::sim

#endif // SNNC_SIM_LOCKSTEP_COMPARISON_H

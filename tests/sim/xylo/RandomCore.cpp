//===- RandomCore.cpp - random configurations of a Xylo core --------------===//

#include "tests/sim/xylo/RandomCore.h"
#include "sim/xylo/Core.h"
#include "support/random/Philox.h"
#include "llvm/Support/CRC.h"

using namespace snnc;
using namespace snnc::test;

namespace {
class Draw {
public:
  Draw(llvm::StringRef target, uint64_t number)
      : key{uint32_t(number), llvm::crc32(llvm::ArrayRef(target.bytes_begin(), target.size()))} {}

  /// From `least` to `most`, both included.
  int64_t number(int64_t least, int64_t most) {
    return least + int64_t(philox4x32({counter++, 0, 0, 0}, key)[0] % uint64_t(most - least + 1));
  }
  bool oneIn(int64_t times) { return number(1, times) == 1; }

private:
  std::array<uint32_t, 2> key;
  uint32_t counter = 0;
};

class CoreDraw {
public:
  CoreDraw(const xylo::TargetDescription &target, uint64_t number)
      : target(target), draw(target.name, number), saturates(number % 100 == 7) {}

  RandomCore run() {
    // Some are larger than the windows of the first and the last neurons.
    bool isLarge = draw.oneIn(40);
    hidden = draw.number(isLarge ? 130 : 1, isLarge ? 180 : 40);
    isCalm = !saturates && draw.oneIn(2);
    int64_t inputs = draw.number(1, target.inputs), outputs = draw.number(1, target.outputs);
    xylo::CoreConfiguration &c = result.configuration;
    c.hasBias = draw.oneIn(2);
    c.hasSecondCurrent = target.synapses > 1 && draw.oneIn(2);
    // A shift above 8 lets weights wrap: rare, for it makes all of a matrix large.
    for (int64_t *shift : {&c.inputShift, &c.hiddenShift, &c.readoutShift})
      *shift = draw.oneIn(12) ? draw.number(8, 15) : draw.number(0, saturates ? 8 : isCalm ? 2 : 5);
    int64_t taking = windowOf(target.inputWindow), giving = windowOf(target.outputWindow);
    // Without windows every hidden neuron has a row of output weights.
    if (!target.hasWindows())
      giving = hidden;
    c.input = weights(inputs, taking);
    c.hidden = weights(hidden, hidden);
    c.readout = weights(giving, outputs);
    if (c.hasSecondCurrent) {
      c.secondInput = weights(inputs, taking);
      c.secondHidden = weights(hidden, hidden);
    }
    limitFanOut();
    for (int64_t i = 0; i < hidden; ++i)
      c.neurons.push_back(neuron(target.synapses > 1));
    bool hasAliases = draw.oneIn(2);
    for (xylo::CoreNeuron &neuron : c.neurons)
      if (hasAliases && draw.oneIn(4))
        neuron.alias = draw.number(0, hidden - 1);
    for (int64_t i = 0; i < outputs; ++i)
      c.outputs.push_back(neuron(false));
    drawInput(inputs);
    result.saturates = saturates;
    return std::move(result);
  }

private:
  int64_t windowOf(int64_t most) { return draw.number(std::min(most, hidden) / 2 + 1, std::min(most, hidden)); }

  xylo::WeightMatrix weights(int64_t rows, int64_t columns) {
    xylo::WeightMatrix matrix(rows, columns);
    int64_t sparseness = saturates ? 1 : draw.number(1, 12);
    int64_t greatest = isCalm ? draw.number(1, 60) : 127;
    // Where the mean is above 0 a recurrent network runs away, and its sums saturate.
    int64_t least = saturates ? -greatest / 4 : -greatest - (greatest == 127);
    for (int8_t &weight : matrix.values)
      weight = int8_t(draw.oneIn(sparseness) ? draw.number(least, greatest) : 0);
    return matrix;
  }

  /// Takes synapses away that a neuron of the target cannot have.
  void limitFanOut() {
    xylo::CoreConfiguration &c = result.configuration;
    for (int64_t row = 0; row < hidden; ++row) {
      int64_t left = target.fanOut;
      for (int64_t column = 0; column < hidden; ++column) {
        bool isThere = c.hidden.at(row, column) || (c.hasSecondCurrent && c.secondHidden.at(row, column));
        if (!isThere || left-- > 0)
          continue;
        c.hidden.at(row, column) = 0;
        if (c.hasSecondCurrent)
          c.secondHidden.at(row, column) = 0;
      }
    }
  }

  xylo::CoreNeuron neuron(bool hasSecondDash) {
    xylo::CoreNeuron neuron;
    for (int64_t *dash : {&neuron.currentDash, &neuron.secondCurrentDash, &neuron.potentialDash})
      *dash = draw.oneIn(20) ? draw.number(0, 15) : draw.number(1, isCalm ? 4 : 6);
    // What no file can say.
    if (!hasSecondDash)
      neuron.secondCurrentDash = 1;
    neuron.threshold = draw.oneIn(20) ? draw.number(0, 32767) : draw.number(isCalm ? 100 : 1, saturates ? 20000 : 4000);
    neuron.bias = draw.oneIn(40) ? draw.number(-32768, 32767) : draw.number(-100, 100);
    return neuron;
  }

  void drawInput(int64_t channels) {
    int64_t quiet = draw.number(1, 6), most = draw.oneIn(4) ? 20 : draw.number(1, 15);
    for (int64_t i = 0; i < kRandomCoreSteps * channels; ++i)
      result.input.push_back(uint8_t(draw.oneIn(quiet) ? draw.number(1, most) : 0));
  }

  const xylo::TargetDescription &target;
  Draw draw;
  const bool saturates;
  bool isCalm = false; ///< drawn to fire now and then, within 16 bits as a rule
  int64_t hidden = 0;
  RandomCore result;
};
} // namespace

RandomCore test::drawCore(const xylo::TargetDescription &target, uint64_t number) {
  return CoreDraw(target, number).run();
}

uint32_t CoreStates::checkSum() const {
  uint32_t sum = 0;
  for (const auto &[name, array] : arrays)
    sum = llvm::crc32(sum,
                      llvm::ArrayRef<uint8_t>(reinterpret_cast<const uint8_t *>(array.data.data()), array.data.size()));
  return sum;
}

CoreStates test::runCore(const xylo::CoreConfiguration &configuration, llvm::ArrayRef<uint8_t> input) {
  sim::XyloCore core(configuration);
  size_t channels = size_t(configuration.input.rows), steps = input.size() / channels;
  std::map<std::string, std::vector<int16_t>> states;
  auto add = [&](const char *name, const auto &values) {
    std::vector<int16_t> &all = states[name];
    all.insert(all.end(), values.begin(), values.end());
  };
  for (size_t step = 0; step < steps; ++step) {
    core.step(input.slice(step * channels, channels));
    add("hidden_current", core.hidden().current);
    add("hidden_potential", core.hidden().potential);
    add("hidden_spikes", core.hidden().spikes);
    if (configuration.hasSecondCurrent)
      add("hidden_second_current", core.hidden().secondCurrent);
    add("output_current", core.outputs().current);
    add("output_potential", core.outputs().potential);
    add("output_spikes", core.outputs().spikes);
  }
  CoreStates result;
  for (auto &[name, values] : states)
    result.arrays[name] =
        NpyArray::from<int16_t>({int64_t(steps), int64_t(values.size() / steps)}, llvm::ArrayRef(values));
  result.saturations = core.bounds().currents + core.bounds().potentials;
  return result;
}

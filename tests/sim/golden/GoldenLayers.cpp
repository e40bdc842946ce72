//===- GoldenLayers.cpp - recorded layers through the float engine --------===//

#include "compiler/import/layers/LayerTypes.h"
#include "dialect/snn/SnnDialect.h"
#include "sim/encode/NetworkEncoders.h"
#include "sim/functional/Functional.h"
#include "sim/reference/Reference.h"
#include "tests/sim/golden/GoldenCase.h"
#include <algorithm>
#include <fmt/format.h>

using namespace mlir;
using namespace snnc;
using namespace snnc::sim;
using namespace snnc::test;
using nlohmann::json;

namespace {

/// A network of one layer.
class OneLayer {
public:
  /// Builds it from the parameters of the case, in the names of layer lists. What cannot be built is reported.
  OneLayer(Reader &test, const char *type, const json &parameters, std::vector<int64_t> inputShape, bool isReal)
      : test(test), builder(&context, "case", "layer") {
    ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
      test.report(diagnostic.str());
      return success();
    });
    const layers::LayerType &entry = layers::getLayerTypes().at(type);
    if (failed(layers::checkKeys(builder, parameters, "", entry.parameters)))
      return;
    // Counts of any size.
    Value input = builder.begin({{"x", inputShape, INT32_MAX, isReal}}).front();
    FailureOr<Value> output = entry.build(builder, layers::LayerParameters(builder, {}, parameters, "layer"), input);
    if (failed(output))
      return;
    layer = output->getDefiningOp();
    std::vector<std::string> assumptions;
    FailureOr<OwningOpRef<ModuleOp>> finished = builder.finish({{"y", *output}}, /*spikingOutput=*/false, assumptions);
    if (failed(finished))
      return;
    module = std::move(*finished);
    isBuilt = true;
  }

  explicit operator bool() const { return isBuilt; }
  snn::NetworkOp network() { return *module->getOps<snn::NetworkOp>().begin(); }
  std::vector<int64_t> outputShape() { return snn::getShape(network().getResultTypes()[0]).vec(); }
  /// What the layer answers when it is asked for another input.
  std::vector<int64_t> shapeFor(llvm::ArrayRef<int64_t> inputShape) {
    if (!layer) // the layer does nothing
      return inputShape.vec();
    FailureOr<SmallVector<int64_t>> shape = snn::getOutputShape(layer, inputShape);
    return succeeded(shape) ? std::vector<int64_t>(shape->begin(), shape->end()) : std::vector<int64_t>();
  }

  std::unique_ptr<Engine> makeEngine() {
    llvm::Expected<std::unique_ptr<Engine>> engine = createReference(network());
    if (engine)
      return std::move(*engine);
    test.report(llvm::toString(engine.takeError()));
    return nullptr;
  }

private:
  Reader &test;
  MLIRContext context;
  NetworkBuilder builder;
  OwningOpRef<ModuleOp> module;
  Operation *layer = nullptr;
  bool isBuilt = false;
};

/// What an engine gives in a step: the frame of its output, and the record of its layer, if it has one.
struct StepResult {
  std::vector<double> values, integrated, counts;
};

class StepObserver final : public Observer {
public:
  explicit StepObserver(StepResult &result) : Observer(/*wantsCommits=*/true), result(result) {}

  bool output(uint32_t, Moment, uint32_t neuron, double count) override {
    result.values[neuron] += count;
    return true;
  }
  bool commit(const Commit &commit) override {
    result.integrated.assign(commit.integrated, commit.integrated + commit.n);
    result.counts.assign(commit.count, commit.count + commit.n);
    return true;
  }

private:
  StepResult &result;
};

/// Feeds one step; nothing where the engine refuses it.
std::optional<StepResult> step(Reader &test, Engine &engine, const std::vector<float> &input, bool last) {
  StepResult result;
  result.values.resize(engine.outputs()[0].shape.size());
  StepObserver observer(result);
  std::vector<SpikeFrame> frames{makeFrame(engine.inputs()[0].shape, input)};
  llvm::Expected<Progress> progress = engine.step(frames, last, observer);
  if (progress)
    return result;
  test.report(llvm::toString(progress.takeError()));
  return std::nullopt;
}

std::vector<float> floatsOf(const std::vector<double> &values) { return {values.begin(), values.end()}; }

/// Takes a parameter that is about the recording and not about the layer out of the others.
json take(json &parameters, const char *key) {
  json value = parameters.value(key, json());
  parameters.erase(key);
  return value;
}

} // namespace

//===----------------------------------------------------------------------===//
// Layers of one call
//===----------------------------------------------------------------------===//

static void checkShape(Reader &test, const char *what, const std::vector<int64_t> &have,
                       const std::vector<int64_t> &want) {
  if (have != want)
    test.report(fmt::format("{}: shape is {}, want {}", what, json(have).dump(), json(want).dump()));
}

void test::checkFeedforward(Reader &test, const char *type) {
  std::optional<Array> input = test.array("input"), output = test.array("output");
  json parameters = test.raw("params");
  if (!input || !output)
    return;
  // Spikes are counted where the layer counts; all others also take real numbers.
  bool isReal = std::string(type) != "SpikingMaxPooling2dLayer";
  OneLayer layer(test, type, parameters, input->entryShape(), isReal);
  if (!layer)
    return;
  checkShape(test, "output", layer.outputShape(), output->entryShape());
  if (test.has("output_shape"))
    checkShape(test, "output_shape", layer.shapeFor(input->entryShape()), test.shape("output_shape"));
  std::unique_ptr<Engine> engine = layer.makeEngine();
  if (!engine || input->shape[0] != output->shape[0])
    return test.report("input and output have not as many steps");
  for (int64_t t = 0; t < input->shape[0]; ++t) {
    std::optional<StepResult> result = step(test, *engine, floatsOf(input->entry(t)), t + 1 == input->shape[0]);
    if (!result)
      return;
    test.compare(fmt::format("step {}", t).c_str(), result->values, output->entry(t));
  }
}

void test::checkNeuromorphicRelu(Reader &test) {
  std::optional<Array> input = test.array("input"), output = test.array("output");
  json parameters = test.raw("params");
  bool isTraining = take(parameters, "training") == json(true);
  if (!input || !output)
    return;
  OneLayer layer(test, "NeuromorphicReLU", parameters, input->entryShape(), /*isReal=*/true);
  if (!layer)
    return;
  std::vector<double> values;
  double sum = 0;
  if (isTraining && parameters.value("stochastic_rounding", false) && parameters.value("quantize", true)) {
    // Training rounds by chance, which no engine does.
    std::optional<Array> draws = test.array("draws");
    if (!draws || draws->size() != input->size())
      return;
    std::vector<float> positive = input->floats();
    for (float &value : positive)
      value = std::max(value, 0.0f);
    for (float value : functional::stochasticRounding(positive, draws->floats()))
      values.push_back(value), sum += value;
    sum *= parameters.value("fanout", 1.0);
  } else {
    std::unique_ptr<Engine> engine = layer.makeEngine();
    for (int64_t t = 0; engine && t < input->shape[0]; ++t) {
      std::optional<StepResult> result = step(test, *engine, floatsOf(input->entry(t)), false);
      if (!result)
        return;
      values.insert(values.end(), result->values.begin(), result->values.end());
    }
    if (engine)
      sum = engine->totals().activities.at(0).sum;
  }
  test.compare("output", values, output->data);
  // A mean over the leading axis, in f32.
  if (test.has("activity"))
    test.compare("activity", {float(sum / double(input->shape[0]))}, {test.number("activity", 0)});
}

//===----------------------------------------------------------------------===//
// Spiking layer
//===----------------------------------------------------------------------===//

namespace {
/// What one call of a spiking layer gave, sample by sample.
struct CallResult {
  std::vector<double> output, state, activations;
  double spikes = 0;
};
} // namespace

/// The samples of a batch run side by side: an engine for each.
static std::optional<CallResult> runCall(Reader &test, llvm::ArrayRef<std::unique_ptr<Engine>> engines,
                                         const Array &input) {
  CallResult result;
  size_t steps = size_t(input.shape[0]) / engines.size(), entry = 0;
  for (const std::unique_ptr<Engine> &engine : engines) {
    double before = double(engine->totals().spikes[0]);
    std::optional<StepResult> last;
    for (size_t t = 0; t < steps; ++t, ++entry) {
      last = step(test, *engine, floatsOf(input.entry(entry)), /*last=*/false);
      if (!last)
        return std::nullopt;
      result.output.insert(result.output.end(), last->values.begin(), last->values.end());
    }
    // The reference keeps the potential that fired, and what was fired, until the next step.
    result.state.insert(result.state.end(), last->integrated.begin(), last->integrated.end());
    result.activations.insert(result.activations.end(), last->counts.begin(), last->counts.end());
    result.spikes += double(engine->totals().spikes[0]) - before;
  }
  return result;
}

/// The same call by the functional form, which has the samples side by side in one state.
static void compareFunctional(Reader &call, functional::SpikingLayer &layer, const Array &input,
                              const CallResult &engine) {
  std::vector<float> output = layer.forward(input.floats());
  call.compare("functional output", {output.begin(), output.end()}, engine.output);
  call.compare("functional state", {layer.potential().begin(), layer.potential().end()}, engine.state);
}

static functional::SpikingLayerParameters readSpikingLayer(Reader &parameters) {
  functional::SpikingLayerParameters result;
  result.threshold = float(parameters.number("threshold", 1));
  if (parameters.has("threshold_low") && !parameters.isGiven("threshold_low"))
    result.lowerBound.reset();
  else
    result.lowerBound = float(parameters.number("threshold_low", -1));
  if (parameters.isGiven("membrane_subtract"))
    result.subtract = float(parameters.number("membrane_subtract", 0));
  result.resetToZero = parameters.flag("membrane_reset", false);
  result.negativeSpikes = parameters.flag("negative_spikes", false);
  return result;
}

void test::checkSpikingLayer(Reader &test) {
  json parameters = test.raw("params"), calls = test.raw("calls");
  if (!parameters.is_object() || !calls.is_array() || calls.empty())
    return test.report("a spiking layer needs 'params' and 'calls'");
  Reader read(parameters, test.where, test);
  size_t batch = size_t(read.number("batch_size", 1));
  functional::SpikingLayerParameters functionalParameters = readSpikingLayer(read);
  read.finish();

  std::vector<int64_t> shape;
  std::vector<std::unique_ptr<Engine>> engines;
  std::optional<functional::SpikingLayer> functional;
  size_t index = 0;
  for (const json &object : calls) {
    Reader call(object, fmt::format("{}: call {}", test.where, index++), test);
    std::optional<Array> input = call.array("input"), output = call.array("output");
    if (!input || !output)
      return;
    if (batch < 1 || input->shape[0] % int64_t(batch))
      return call.report(fmt::format("{} entries for {} samples", input->shape[0], batch));
    // State is made anew whenever the shape of a step changes.
    if (shape != input->entryShape()) {
      shape = input->entryShape();
      OneLayer layer(call, "SpikingLayer", parameters, shape, /*isReal=*/true);
      if (!layer)
        return;
      checkShape(call, "output_shape", layer.shapeFor(shape), shape);
      engines.clear();
      for (size_t sample = 0; sample < batch; ++sample)
        if (engines.push_back(layer.makeEngine()); !engines.back())
          return;
      functional.emplace(functionalParameters, input->entrySize(), batch);
    }
    std::optional<CallResult> result = runCall(call, engines, *input);
    if (!result)
      return;
    checkShape(call, "output", input->shape, output->shape);
    call.compare("output", result->output, output->data);
    if (call.has("state"))
      if (std::optional<Array> state = call.array("state"))
        call.compare("state", result->state, state->data);
    if (call.has("activations"))
      if (std::optional<Array> activations = call.array("activations"))
        call.compare("activations", result->activations, activations->data);
    if (call.has("spikes_number"))
      call.compare("spikes_number", {result->spikes}, {call.number("spikes_number", 0)});
    compareFunctional(call, *functional, *input, *result);
    call.finish();
  }
}

void test::checkGradient(Reader &test) {
  std::optional<Array> input = test.array("input"), output = test.array("output"),
                       gradOutput = test.array("grad_output"), gradInput = test.array("grad_input");
  json parameters = test.raw("params");
  if (!input || !output || !gradOutput || !gradInput || gradOutput->size() != input->size())
    return;
  Reader read(parameters, test.where, test);
  size_t batch = size_t(read.number("batch_size", 1));
  functional::SpikingLayer layer(readSpikingLayer(read), input->entrySize(), batch);
  read.finish();
  std::vector<float> counts = layer.forward(input->floats());
  std::vector<float> gradient = layer.backward(gradOutput->floats());
  test.compare("output", {counts.begin(), counts.end()}, output->data);
  test.compare("grad_input", {gradient.begin(), gradient.end()}, gradInput->data);
}

//===----------------------------------------------------------------------===//
// Encoders
//===----------------------------------------------------------------------===//

/// Feeds what an encoder gives in each step to the engine of a network that is the encoder alone.
template <typename Encode> static void checkEncoder(Reader &test, OneLayer &layer, const Array &output, Encode encode) {
  std::unique_ptr<Engine> engine = layer.makeEngine();
  checkShape(test, "output", layer.outputShape(), output.entryShape());
  for (int64_t t = 0; engine && t < output.shape[0]; ++t) {
    std::optional<StepResult> result = step(test, *engine, encode(t), t + 1 == output.shape[0]);
    if (!result)
      return;
    test.compare(fmt::format("step {}", t).c_str(), result->values, output.entry(t));
  }
}

void test::checkImg2Spike(Reader &test) {
  std::optional<Array> image = test.array("input"), draws = test.array("draws"), output = test.array("output");
  json parameters = test.raw("params");
  if (!image || !draws || !output || draws->size() != output->size())
    return;
  OneLayer layer(test, "Img2SpikeLayer", parameters, image->shape, /*isReal=*/true);
  if (!layer)
    return;
  std::optional<NetworkEncoder> found = findEncoder(layer.network(), 0);
  const auto &encoder = std::get<ImageEncoder>(found->encoder);
  if (int64_t(encoder.tw) != output->shape[0])
    return test.report(fmt::format("tw is {}, the output has {} steps", encoder.tw, output->shape[0]));
  checkEncoder(test, layer, *output,
               [&](int64_t t) { return encodeImage(encoder, image->floats(), floatsOf(draws->entry(t))); });
  if (test.has("output_shape"))
    checkShape(test, "output_shape", output->shape, test.shape("output_shape"));
}

void test::checkSig2Spike(Reader &test) {
  std::optional<Array> signal = test.array("input"), output = test.array("output");
  json parameters = test.raw("params");
  if (!signal || !output)
    return;
  OneLayer layer(test, "Sig2SpikeLayer", parameters, {signal->shape[0]}, /*isReal=*/true);
  if (!layer || signal->shape.size() != 2)
    return test.report("a signal has channels and samples");
  std::optional<NetworkEncoder> found = findEncoder(layer.network(), 0);
  const auto &encoder = std::get<SignalEncoder>(found->encoder);
  std::optional<Array> draws = encoder.spikesOut || test.has("draws") ? test.array("draws") : Array{{1}, {0}};
  int64_t channels = signal->shape[0], samples = signal->shape[1];
  std::vector<int64_t> shape{samples * encoder.tw, channels};
  checkShape(test, "output", output->shape, shape);
  if (test.has("output_shape"))
    checkShape(test, "output_shape", shape, test.shape("output_shape"));
  if (!draws || output->shape != shape || (encoder.spikesOut && draws->shape != shape))
    return;
  checkEncoder(test, layer, *output, [&](int64_t t) {
    std::vector<float> values;
    for (int64_t channel = 0; channel < channels; ++channel)
      values.push_back(float(signal->data[channel * samples + t / encoder.tw]));
    return encodeSignal(encoder, values, encoder.spikesOut ? floatsOf(draws->entry(t)) : std::vector<float>());
  });
}

//===----------------------------------------------------------------------===//
// Functional forms
//===----------------------------------------------------------------------===//

void test::checkFunctional(Reader &test) {
  using namespace functional;
  std::string name = test.text("function");
  std::optional<Array> input = test.array("input"), output = test.array("output");
  json parameters = test.raw("params");
  if (!input || !output)
    return;
  Reader read(parameters, test.where, test);
  bool fires = name == "threshold_subtract" || name == "threshold_reset";
  float threshold = fires ? float(read.number("threshold", 1)) : 1,
        window = fires ? float(read.number("window", 0.5)) : 0;
  read.finish();
  std::optional<Array> gradOutput, gradInput;
  if (test.has("grad_output")) {
    gradOutput = test.array("grad_output"), gradInput = test.array("grad_input");
    if (!gradOutput || !gradInput || gradOutput->size() != input->size())
      return;
  }
  std::vector<float> x = input->floats(), gradient = gradOutput ? gradOutput->floats() : std::vector<float>(x.size());
  std::vector<float> y, back;
  if (name == "quantize") {
    y = quantize(x), back = quantizeBackward(gradient);
  } else if (name == "stochastic_rounding") {
    std::optional<Array> draws = test.array("draws");
    if (!draws || draws->size() != x.size())
      return;
    y = stochasticRounding(x, draws->floats()), back = stochasticRoundingBackward(gradient);
  } else if (name == "threshold_subtract") {
    y = thresholdSubtract(x, threshold), back = thresholdSubtractBackward(x, gradient, threshold, window);
  } else if (name == "threshold_reset") {
    y = thresholdReset(x, threshold), back = thresholdResetBackward(x, gradient, threshold, window);
  } else {
    return test.report("function '" + name + "' is not understood");
  }
  test.compare("output", {y.begin(), y.end()}, output->data);
  if (gradInput)
    test.compare("grad_input", {back.begin(), back.end()}, gradInput->data);
}

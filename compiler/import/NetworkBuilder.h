//===- NetworkBuilder.h - what all importers build with ---------*- C++ -*-===//
//
// Builds a float network layer by layer. A layer that does not fit is reported with its name and the constraint that it
// breaks; the caller only hands over what the file says.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_IMPORT_NETWORKBUILDER_H
#define SNNC_COMPILER_IMPORT_NETWORKBUILDER_H

#include "dialect/snn/SnnOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include <optional>
#include <string>
#include <vector>

namespace snnc {

/// Numbers of a file, in row-major order.
struct Numbers {
  std::vector<int64_t> shape;
  std::vector<double> values;
  /// Instead of `values`: where they lie in memory, if the file has them as they are kept. They outlive the import.
  llvm::ArrayRef<float> floats = {};
};

/// Extents as "2x34x34".
std::string formatShape(llvm::ArrayRef<int64_t> shape);

/// A number as short as it can be.
std::string formatNumber(double value);

/// The one of `known` that `word` is most likely a misspelling of, or nothing.
std::optional<std::string> findNearest(llvm::StringRef word, llvm::ArrayRef<std::string> known);

/// What is known instead of `word`: "; known are a, b and c", and where there is a near one "; did you mean 'b'?".
std::string describeKnown(llvm::StringRef word, llvm::ArrayRef<std::string> known);

/// A convolution as files give it: weights [out, in / groups, rows, columns].
struct Conv2dLayer {
  Numbers weights;
  std::optional<Numbers> bias;
  std::vector<int64_t> stride{1, 1}, padding{0, 0, 0, 0}, dilation{1, 1};
  int64_t groups = 1;
};

/// Neurons as files give them; each parameter holds one value for each channel.
struct NeuronLayer {
  std::vector<double> threshold;
  std::optional<std::vector<double>> lowerBound, subtract;
  snn::Reset reset = snn::Reset::Subtract;
  snn::Compare compare = snn::Compare::GreaterOrEqual;
  snn::SpikesPerStep spikesPerStep = snn::SpikesPerStep::Many;
  bool signedSpikes = false;
};

/// Windows of a pool.
struct PoolLayer {
  std::vector<int64_t> kernel, stride;
  bool ceilMode = false;
};

/// A normalisation as files give it: one value for each channel.
struct BatchNormLayer {
  Numbers mean, variance;
  std::optional<Numbers> weights, bias;
  double epsilon = 1e-5;
};

/// Values of a parameter of neurons: one for each channel, or one for each neuron.
using Parameter = std::vector<double>;

/// How a leaky layer takes up its current; see `snn.leaky_integrate`.
struct LeakyIntegrationLayer {
  double dt = 1;
  snn::Decay decay = snn::Decay::Euler;
  snn::DecayOrder order = snn::DecayOrder::BeforeInput;
  bool unscaled = false;
  std::optional<Parameter> tau, resistance, leak, initial;
};

/// Neurons with a leak or with parameters that differ within a channel; see `snn.leaky_integrate_fire`.
struct LeakyNeuronLayer : LeakyIntegrationLayer {
  Parameter threshold;
  std::optional<Parameter> lowerBound, resetPotential;
  snn::Reset reset = snn::Reset::Subtract;
  snn::Compare compare = snn::Compare::GreaterOrEqual;
  snn::SpikesPerStep spikesPerStep = snn::SpikesPerStep::Many;
  bool delayedReset = false;
};

/// The number of padding rows or columns before and behind that makes an output as large as the input at stride 1. The
/// odd one goes behind.
std::pair<int64_t, int64_t> getSamePadding(int64_t kernel, int64_t dilation);

class NetworkBuilder {
public:
  /// `kind` is what the file calls a layer in its own words: "node" or "layer".
  NetworkBuilder(mlir::MLIRContext *context, std::string file, std::string kind);

  struct Input {
    std::string name;
    std::vector<int64_t> shape;
    std::optional<int64_t> maxCount;
    bool isReal = false; ///< a tensor, which an encoder or a layer of an analogue network takes
    std::optional<int64_t> maxTotal = std::nullopt;
  };
  /// Begins the network; to be called once, before any layer. Returns its inputs.
  llvm::SmallVector<mlir::Value> begin(llvm::ArrayRef<Input> inputs);

  /// Each returns what the layer gives, or reports why there can be no such layer.
  mlir::FailureOr<mlir::Value> conv2d(llvm::StringRef name, mlir::Value source, const Conv2dLayer &layer);
  mlir::FailureOr<mlir::Value> linear(llvm::StringRef name, mlir::Value source, const Numbers &weights,
                                      const std::optional<Numbers> &bias);
  mlir::FailureOr<mlir::Value> sumPool2d(llvm::StringRef name, mlir::Value source, const PoolLayer &layer);
  mlir::FailureOr<mlir::Value> avgPool2d(llvm::StringRef name, mlir::Value source, const PoolLayer &layer);
  /// `padding` is [top, left, bottom, right], as `cropping` below.
  mlir::FailureOr<mlir::Value> spikingMaxPool2d(llvm::StringRef name, mlir::Value source, const PoolLayer &layer,
                                                llvm::ArrayRef<int64_t> padding);
  /// A pool over zeros at both edges, `padding` rows and columns of them: a convolution with a group for each channel
  /// and weights of `weight`, which gives a current.
  mlir::FailureOr<mlir::Value> paddedPool2d(llvm::StringRef name, mlir::Value source, const PoolLayer &layer,
                                            llvm::ArrayRef<int64_t> padding, double weight);
  mlir::FailureOr<mlir::Value> crop2d(llvm::StringRef name, mlir::Value source, llvm::ArrayRef<int64_t> cropping);
  /// Layers of analogue networks. They work on currents; spikes go through one synapse a neuron first.
  mlir::FailureOr<mlir::Value> batchNorm2d(llvm::StringRef name, mlir::Value source, const BatchNormLayer &layer);
  mlir::FailureOr<mlir::Value> relu(llvm::StringRef name, mlir::Value source);
  mlir::FailureOr<mlir::Value> neuromorphicRelu(llvm::StringRef name, mlir::Value source, bool quantize, int64_t fanout,
                                                bool stochasticRounding);
  mlir::FailureOr<mlir::Value> quantize(llvm::StringRef name, mlir::Value source);
  /// Encoders of an input that is real.
  mlir::FailureOr<mlir::Value> img2Spike(llvm::StringRef name, mlir::Value source, int64_t tw, double maxRate,
                                         double norm, bool squeeze, bool negativeSpikes);
  mlir::FailureOr<mlir::Value> sig2Spike(llvm::StringRef name, mlir::Value source, int64_t tw, double normLevel,
                                         bool spikesOut);
  mlir::FailureOr<mlir::Value> flatten(llvm::StringRef name, mlir::Value source);
  /// One synapse a neuron, with a factor for each channel (none: 1).
  mlir::FailureOr<mlir::Value> identity(llvm::StringRef name, mlir::Value source,
                                        const std::vector<double> &factors = {});
  /// The sum of the sources. Where some are currents, spikes go through one synapse a neuron first.
  mlir::FailureOr<mlir::Value> merge(llvm::StringRef name, llvm::ArrayRef<mlir::Value> sources);
  /// The channels of the sources, one after the other.
  mlir::FailureOr<mlir::Value> concatenate(llvm::StringRef name, llvm::ArrayRef<mlir::Value> sources);
  mlir::FailureOr<mlir::Value> delay(llvm::StringRef name, mlir::Value source, int64_t steps);
  /// Neurons on a current, or directly on spikes.
  mlir::FailureOr<mlir::Value> neurons(llvm::StringRef name, mlir::Value source, const NeuronLayer &layer);
  /// Leaky neurons, an integrator, a threshold without memory; each on a current, or directly on spikes.
  mlir::FailureOr<mlir::Value> leakyNeurons(llvm::StringRef name, mlir::Value source, const LeakyNeuronLayer &layer);
  mlir::FailureOr<mlir::Value> leakyIntegrator(llvm::StringRef name, mlir::Value source,
                                               const LeakyIntegrationLayer &layer);
  mlir::FailureOr<mlir::Value> threshold(llvm::StringRef name, mlir::Value source, const Parameter &values,
                                         snn::Compare compare);
  /// The current times a factor for each channel. Where nobody else reads it (`isOnlyReader`) and it comes from a
  /// synapse, its weights are scaled, else an identity is put behind it.
  mlir::FailureOr<mlir::Value> scaleCurrent(llvm::StringRef name, mlir::Value source,
                                            const std::vector<double> &factors, bool isOnlyReader);

  /// Stands for a value of a layer that is not built yet; to be replaced before the network is finished.
  mlir::Value placeholder(llvm::StringRef name, mlir::Type type);
  void replace(mlir::Value placeholder, mlir::Value value);
  /// The type of what `build` gives; whatever it builds is taken away again.
  mlir::FailureOr<mlir::Type> probe(llvm::function_ref<mlir::FailureOr<mlir::Value>()> build);

  struct Output {
    std::string name;
    mlir::Value value;
  };
  /// Ends the network and hands it over. An output that is a current, and neither a potential of an integrator nor what
  /// a rectifier gives, gets neurons of the default parameters if `spikingOutput` is set.
  mlir::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>> finish(llvm::ArrayRef<Output> outputs, bool spikingOutput,
                                                            std::vector<std::string> &assumptions);

  snn::NetworkOp getNetwork() { return network; }
  mlir::Location getLoc(llvm::StringRef name) const;
  /// Reports a mistake of the file, or of one layer in it.
  mlir::InFlightDiagnostic fail();
  mlir::InFlightDiagnostic fail(llvm::StringRef name);
  /// Whether a weight or parameter was rounded to f32 on its way.
  bool hasRounded() const { return rounded; }

private:
  mlir::ElementsAttr makeElements(llvm::ArrayRef<int64_t> shape, const std::vector<double> &values,
                                  const llvm::Twine &name);
  mlir::ElementsAttr makeElements(const Numbers &numbers, const llvm::Twine &name);
  /// `source`, where it is spikes as a current.
  mlir::FailureOr<mlir::Value> asCurrent(llvm::StringRef name, mlir::Value source);
  mlir::ElementsAttr makeBias(llvm::StringRef name, const std::optional<Numbers> &bias);
  mlir::FailureOr<mlir::ElementsAttr> makeChannels(llvm::StringRef name, llvm::StringRef parameter, mlir::Value source,
                                                   const std::vector<double> &values);
  /// Values of a parameter of neurons on `current`, one for each channel or for each neuron.
  mlir::FailureOr<mlir::ElementsAttr> makeParameter(llvm::StringRef name, llvm::StringRef parameter,
                                                    mlir::Value current, const std::optional<Parameter> &values);
  template <typename OpTy, typename... Args> mlir::FailureOr<mlir::Value> create(llvm::StringRef name, Args &&...args);

  mlir::MLIRContext *context;
  mlir::OpBuilder builder;
  std::string file, kind;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  snn::NetworkOp network;
  bool rounded = false;
};

} // namespace snnc

#endif // SNNC_COMPILER_IMPORT_NETWORKBUILDER_H

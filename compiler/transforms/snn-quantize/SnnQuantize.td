//===- SnnQuantize.td - float network to integer network ---*- tablegen -*-===//
include "mlir/Pass/PassBase.td"

def SnnQuantize : Pass<"snn-quantize", "::mlir::ModuleOp"> {
  let summary = "turn a float network into an integer network";
  let description = [{
    Each output channel gets an integer threshold T and thereby the scale T / threshold: the threshold is exact, weights,
    bias, lower bound and subtract value are rounded. T leaves the weights their bits and the proof of
    `snn-prove-bounds` its room: what flows in at most in one step, above a potential that has just not fired, must not
    wrap. Within that, T is searched for the least error of the potential; a T that clips the greatest weights is taken
    where that is less. Weights are rounded so that their errors cancel over the inputs, in each plane of the kernel and
    in all; `rounding=nearest` rounds each alone. docs/quantisation.md has the measure and what it gains.

    Because spike counts multiply from layer to layer, that room decides how many bits the weights keep. So the cap of
    the counts of each layer is chosen too: the greatest with which the next layers lose at most half a bit (in the sum
    of squared rounding errors), but at least 3. `max-count` fixes it instead.

    `snn.calibration` (see `snnc compile --calibrate`) says how active layers are: then the error is that of these
    inputs over a whole sample, biases take over what is left of it, and a cap may go down to where one spike in a
    thousand would be delayed, and no further. It is taken away, for it is of the float network.

    A layer whose weights all become zero, and a weight that even threshold 1 cannot hold, are refused by name.

    The module carries the target as `snn.target`. Where `weight-bits` are fewer than the target's, it says so
    afterwards as `snn.weight_bits`: two weights of half the target's bits may then share a lane of a weight word.

    Before:
    ```mlir
    %0 = snn.linear %in weights(dense<0.5> : tensor<1x2xf32>) : !snn.spikes<2> -> tensor<1xf32>
    %1 = snn.integrate_fire %0 threshold(dense<1.0> : tensor<1xf32>) lower_bound(dense<-1.0> : tensor<1xf32>)
           : tensor<1xf32> -> !snn.spikes<1>
    ```
    After:
    ```mlir
    %0 = snn.linear %in weights(dense<127> : tensor<1x2xi8>) : !snn.spikes<2> -> tensor<1xi16>
    %1 = snn.integrate_fire %0 threshold(dense<254> : tensor<1xi16>) lower_bound(dense<-254> : tensor<1xi16>)
           max_count = 15 scale(dense<254.0> : tensor<1xf64>) : tensor<1xi16> -> !snn.spikes<1>
    ```
  }];
  let options = [
    Option<"maxCount", "max-count", "int64_t", "0", "cap of the spike count of every layer; 0: chosen for each layer">,
    Option<"weightBits", "weight-bits", "int64_t", "0", "bits of a weight, 2 to those of the target; 0: the target's">,
    Option<"scales", "scales", "::snnc::ScaleMode", "::snnc::ScaleMode::Channel", "what has one threshold",
           [{::llvm::cl::values(
             clEnumValN(::snnc::ScaleMode::Channel, "channel", "each output channel"),
             clEnumValN(::snnc::ScaleMode::Layer, "layer", "all channels of a layer"),
             clEnumValN(::snnc::ScaleMode::Core, "core", "all layers: any of them may share a core; relays of delays "
                        "come later and have threshold 1"),
             clEnumValN(::snnc::ScaleMode::MaxAbs, "max-abs", "each layer, one factor from the greatest weight, "
                        "thresholds rounded"))}]>,
    Option<"rounding", "rounding", "::snnc::RoundingMode", "::snnc::RoundingMode::Compensated", "how weights are rounded",
           [{::llvm::cl::values(
             clEnumValN(::snnc::RoundingMode::Compensated, "compensated", "so that errors cancel over the inputs"),
             clEnumValN(::snnc::RoundingMode::Nearest, "nearest", "each alone"))}]>,
  ];
}

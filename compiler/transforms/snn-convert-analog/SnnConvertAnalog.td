//===- SnnConvertAnalog.td - analogue to spiking -----------*- tablegen -*-===//
include "mlir/Pass/PassBase.td"

def SnnConvertAnalog : Pass<"snn-convert-analog", "::mlir::ModuleOp"> {
  let summary = "turn an analogue network into a spiking one";
  let description = [{
    The conversion of `sinabs.from_torch.from_model`: what a rectifier gives is taken for a rate of spikes.

    - `snn.relu` and `snn.neuromorphic_relu` become integrate-and-fire neurons of `threshold` and `lower-bound` (text
      `none`: without one), reset by subtraction, named after the layer;
    - `snn.avg_pool2d` of spikes becomes a sum pool, and the weights of the next synapses take over its factor. With
      `ceil_mode` that is so where every window is full;
    - `snn.avg_pool2d` of the current of one `snn.conv2d` becomes part of its kernel;
    - `snn.batch_norm2d` behind a synapse that nobody else reads becomes part of its weights and bias; of spikes, and
      behind other currents, it becomes one synapse a neuron, which `snn-simplify` makes part of the next synapses;
    - `snn.quantize` of spikes is nothing: counts are whole;
    - biases are divided by `bias-rescaling`, for inputs that are greater than those of the training by that factor.

    A network in which nothing spikes, not even the input, stays as it is. Spiking layers stay as they are, but for the
    pools around them. What has no spiking form is refused by name. Weights and biases are computed in f64 and rounded
    to f32 once.

    Before:
    ```mlir
    %0 = snn.conv2d %in weights(dense<0.5> : tensor<1x1x1x1xf32>) : !snn.spikes<1x2x2> -> tensor<1x2x2xf32>
    %1 = snn.relu %0 : tensor<1x2x2xf32> -> tensor<1x2x2xf32>
    %2 = snn.avg_pool2d %1 kernel = [2, 2] : tensor<1x2x2xf32> -> tensor<1x1x1xf32>
    %3 = snn.conv2d %2 weights(dense<2.0> : tensor<1x1x1x1xf32>) : tensor<1x1x1xf32> -> tensor<1x1x1xf32>
    ```
    After:
    ```mlir
    %0 = snn.conv2d %in weights(dense<0.5> : tensor<1x1x1x1xf32>) : !snn.spikes<1x2x2> -> tensor<1x2x2xf32>
    %1 = snn.integrate_fire %0 layer = "relu1" threshold(dense<1.0> : tensor<1xf32>)
           lower_bound(dense<-1.0> : tensor<1xf32>) : tensor<1x2x2xf32> -> !snn.spikes<1x2x2>
    %2 = snn.sum_pool2d %1 kernel = [2, 2] : !snn.spikes<1x2x2> -> !snn.spikes<1x1x1>
    %3 = snn.conv2d %2 weights(dense<0.5> : tensor<1x1x1x1xf32>) : !snn.spikes<1x1x1> -> tensor<1x1x1xf32>
    ```
  }];
  let options = [
    Option<"threshold", "threshold", "::snnc::ExactReal", "1.0", "threshold of the neurons; greater than 0">,
    Option<"lowerBound", "lower-bound", "std::string", "\"-1\"", "lower bound of the neurons: at most 0, or none">,
    Option<"biasRescaling", "bias-rescaling", "::snnc::ExactReal", "1.0", "every bias is divided by this; greater than 0">,
  ];
}

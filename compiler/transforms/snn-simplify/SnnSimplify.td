//===- SnnSimplify.td - synapses in a row become one -------*- tablegen -*-===//
include "mlir/Pass/PassBase.td"

def SnnSimplify : Pass<"snn-simplify", "::mlir::ModuleOp"> {
  let summary = "make one synapse of those that follow each other without neurons between them";
  let description = [{
    A core adds weights to potentials, once: what lies between spikes and neurons must be one synapse. In a float
    network this pass makes one

    - of a linear connection of a linear connection: the product of the weights;
    - of factors for each channel (`snn.identity`) behind any synapse: its weights and bias, scaled;
    - of a linear connection behind factors for each channel: its weights, scaled;
    - of a convolution of a convolution, or of factors for each channel: the product of the kernels;
    - of a linear connection of a flattened convolution, or of flattened factors: the sums of the products;
    - and of a synapse of a merge of currents one for each of these, merged behind.

    A sum pool of a current is a convolution as well, and crops and delays of a current go in front of its synapse.

    One kernel cannot say what two do where the second one pads with zeros and the first one would give something there:
    a bias, or sums over the edge. Nor can a delay go in front of a bias, which the first steps would have too early.
    Such layers stay, and `snn-quantize` refuses them by their names.

    Products are formed in double and rounded to f32 once. A synapse that others read too stays for them.

    Before:
    ```mlir
    %0 = snn.linear %in weights(dense<[[2.0, 4.0]]> : tensor<1x2xf32>) bias(dense<1.0> : tensor<1xf32>)
           : !snn.spikes<2> -> tensor<1xf32>
    %1 = snn.linear %0 weights(dense<[[0.5], [2.0]]> : tensor<2x1xf32>) : tensor<1xf32> -> tensor<2xf32>
    ```
    After:
    ```mlir
    %1 = snn.linear %in weights(dense<[[1.0, 2.0], [4.0, 8.0]]> : tensor<2x2xf32>)
           bias(dense<[0.5, 2.0]> : tensor<2xf32>) : !snn.spikes<2> -> tensor<2xf32>
    ```
  }];
}

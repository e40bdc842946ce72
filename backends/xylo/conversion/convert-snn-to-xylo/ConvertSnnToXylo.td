//===- ConvertSnnToXylo.td - integer network to a Xylo core -*- tablegen -*-===//
include "mlir/Pass/PassBase.td"

def ConvertSnnToXylo : Pass<"convert-snn-to-xylo", "::mlir::ModuleOp"> {
  let summary = "map a network in integers to the neurons of a Xylo core";
  let description = [{
    All layers but those that the network returns become one population of hidden neurons, with every synapse between two
    of them a weight of its own: convolutions and routed spikes are written out. Layers that take inputs come first, those
    that feed outputs last, for the windows of the chip.

    Spikes of hidden neurons arrive a step later, so each layer behind the first is computed a step later than in the
    network. Loops with a delay of one step are what the chip has. Where two ways of different length meet, spikes would
    come at the wrong time, and the network is refused.

    Decays become dashes: a state loses 2^-dash of itself in a step. The threshold of each neuron makes up for the
    difference in its current, by what a spike brings to the potential in all steps together; for a potential that leaks
    less than in the network it does so in loops, where it would feed itself. The weights of each matrix are shifted as far as the thresholds
    leave room, 16 of them in 16 bits, for potentials that are large against a bit decay more exactly. Where the chip's
    neurons are other than the network's, a warning and `deviations` of the layer say so.

    Before:
    ```mlir
    snn.network @net(%in: !snn.spikes<1> {snn.max_count = 1}) -> !snn.spikes<1> {
      %0 = snn.linear %in weights(dense<127> : tensor<2x1xi8>) : !snn.spikes<1> -> tensor<2xi32>
      %1 = snn.integrate_fire %0 layer = "lif1" threshold(dense<254> : tensor<2xi32>) decay(dense<3584> : tensor<2xi32>)
             current_decay(dense<2048> : tensor<2xi32>) max_count = 31 : tensor<2xi32> -> !snn.spikes<2>
      ...
    ```
    After:
    ```mlir
    xylo.program @net target(#xylo.target<...>) shifts [4, 0, 4] {
      xylo.input "input" [1, 1, 1] first 0 bound 1
      xylo.layer @lif1 [2, 1, 1] hidden first 0 delay 0 current_dash [1, 1] potential_dash [3, 3] threshold [2032, 2032]
          bias [0, 0] scale dense<8.0> : tensor<2xf64> wanted dense<[0.5, 0.875]> : tensor<2xf64>
          got dense<[0.5, 0.875]> : tensor<2xf64>
      xylo.synapses "input" to @lif1 dense<127> : tensor<1x2xi8>
      ...
    ```
  }];
  let dependentDialects = ["::snnc::xylo::XyloDialect"];
}

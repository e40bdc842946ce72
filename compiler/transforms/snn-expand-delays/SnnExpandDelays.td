//===- SnnExpandDelays.td - delays that an edge can be -----*- tablegen -*-===//
include "mlir/Pass/PassBase.td"

def SnnExpandDelays : Pass<"snn-expand-delays", "::mlir::ModuleOp"> {
  let summary = "make every delay one step of a neuron or network input, on the way to a synapse";
  let description = [{
    A core can be sent spikes one step late, and nothing else: an edge is delayed or it is not. This pass brings the
    delays of an integer network into that form:

    - a delay of what was pooled, flattened, merged or concatenated becomes the same of delayed spikes;
    - a delay of n steps becomes n - 1 relays with a delay before each and one behind the last. A relay is a layer of
      neurons with one synapse of weight 1, threshold 1, lower bound 0 and the bound of its source as `max_count`: it
      fires what comes in;
    - a delay before an output becomes relays alone: what the host receives is not delayed.

    A relay is exact where as many spikes as can come in a step can be fired in one, which the target limits. That is so
    behind every quantised neuron; a network input with a greater `snn.max_count` is refused.

    Relays are named after the layer or input that they delay, and are layers as all others: they have records, and they
    take room. All delays of one source share its relays.

    Before:
    ```mlir
    %1 = snn.delay %in steps = 2 : !snn.spikes<2> -> !snn.spikes<2>
    ```
    After:
    ```mlir
    %1 = snn.delay %in : !snn.spikes<2> -> !snn.spikes<2>
    %2 = snn.identity %1 : !snn.spikes<2> -> tensor<2xi16>
    %3 = snn.integrate_fire %2 layer = "input.delay1" threshold(dense<1> : tensor<2xi16>)
           lower_bound(dense<0> : tensor<2xi16>) max_count = 15 : tensor<2xi16> -> !snn.spikes<2>
    %4 = snn.delay %3 : !snn.spikes<2> -> !snn.spikes<2>
    ```
  }];
}

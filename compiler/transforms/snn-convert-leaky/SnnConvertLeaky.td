//===- SnnConvertLeaky.td - leaky neurons in one form ------*- tablegen -*-===//
include "mlir/Pass/PassBase.td"

def SnnConvertLeaky : Pass<"snn-convert-leaky", "::mlir::ModuleOp"> {
  let summary = "bring the leaky neurons of all exporters into the form that chips have";
  let description = [{
    Exporters write the same neuron in many ways: with time constants or factors, a resistance, a resting potential, a
    leak before or after the input, a reset now or in the next step. With x the current of the synapses all of them are

        j = currentDecay * j + x    (or j = x)        v = decay * v + j + bias

    once weights take up what a current of 1 adds to a potential, its unit, and potentials are counted from the one to which
    they are reset. This pass makes `snn.integrate_fire` with `decay` and `current_decay` of `snn.leaky_integrate_fire`, and of
    the `snn.leaky_integrate` in front of it that nobody else reads. Weights and biases are multiplied by the unit of their
    channel; where other layers read the synapses too, thresholds, bounds and what a spike subtracts are divided by it
    instead. A resting potential becomes a bias of the first synapse. A subtraction that is
    done in the next step, behind the leak, is done at once, divided by the decay.

    | the exporter's | decay | unit |
    | --- | --- | --- |
    | `decay = euler` | 1 - dt / tau | (1 - decay) * resistance |
    | `decay = exact` | exp(-dt / tau) | (1 - decay) * resistance |
    | `unscaled` | | resistance |
    | no `tau` | 1 | dt * resistance; `unscaled`: resistance |
    | `order = after_input` | | that times the decay |

    An integrator that the network returns becomes `snn.integrate`, with its synaptic current where it has one, for targets
    with readouts. Its potentials are compared with each other, so its synapses must be its own.

    It does nothing where the target's neurons do not leak. What has no such form is refused by name: parameters that
    differ within a channel, a unit that is not greater than 0, a start elsewhere than at the reset potential, a reset to
    zero in the next step, a resting potential behind a synaptic current, a readout that does not leak.

    Before:
    ```mlir
    %0 = snn.linear %in weights(dense<1.0> : tensor<2x4xf32>) : !snn.spikes<4> -> tensor<2xf32>
    %1 = snn.leaky_integrate_fire %0 layer = "lif" tau(dense<4.0> : tensor<2xf32>) threshold(dense<1.0> : tensor<2xf32>)
           : tensor<2xf32> -> !snn.spikes<2>
    ```
    After:
    ```mlir
    %0 = snn.linear %in weights(dense<2.5e-01> : tensor<2x4xf32>) : !snn.spikes<4> -> tensor<2xf32>
    %1 = snn.integrate_fire %0 layer = "lif" threshold(dense<1.0> : tensor<2xf32>) decay(dense<7.5e-01> : tensor<2xf32>)
           : tensor<2xf32> -> !snn.spikes<2>
    ```
  }];
}

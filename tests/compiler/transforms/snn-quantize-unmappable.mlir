// RUN: snn-opt %s --core-set-target --snn-quantize --split-input-file --verify-diagnostics
// What only the float engine runs is refused, all of it at once.

snn.network @leaky(%in: !snn.spikes<4x2x2>) -> (!snn.spikes<4x2x2>, !snn.spikes<4x2x2>, !snn.spikes<4x2x2>) {
  %c = snn.identity %in : !snn.spikes<4x2x2> -> tensor<4x2x2xf32>
  // expected-error @below {{no form on target mesh4x4: its neurons leak (tau), those of the cores do not; integrate-and-fire neurons without a leak fit}}
  %0 = snn.leaky_integrate_fire %c tau(dense<5.0> : tensor<4xf32>) threshold(dense<1.0> : tensor<4xf32>)
         : tensor<4x2x2xf32> -> !snn.spikes<4x2x2>
  // expected-error @below {{the threshold of its neurons differs within a channel, a core keeps one for each channel; one value a channel fits}}
  %1 = snn.leaky_integrate_fire %c threshold(dense<1.0> : tensor<4x2x2xf32>) : tensor<4x2x2xf32> -> !snn.spikes<4x2x2>
  // expected-error @below {{it integrates without spiking, the cores have no such state; integrate-and-fire neurons fit}}
  %2 = snn.leaky_integrate %c tau(dense<5.0> : tensor<4xf32>) : tensor<4x2x2xf32> -> tensor<4x2x2xf32>
  // expected-error @below {{a current cannot be delayed on the way between cores, only spikes; a delay before the synapse fits}}
  %3 = snn.delay %2 : tensor<4x2x2xf32> -> tensor<4x2x2xf32>
  // expected-error @below {{a threshold forgets the current of each step, the neurons of the cores do not; integrate-and-fire neurons fit}}
  %4 = snn.threshold %3 threshold(dense<1.0> : tensor<4xf32>) : tensor<4x2x2xf32> -> !snn.spikes<4x2x2>
  snn.output %0, %1, %4 : !snn.spikes<4x2x2>, !snn.spikes<4x2x2>, !snn.spikes<4x2x2>
}

// -----

snn.network @begins_elsewhere(%in: !snn.spikes<4>) -> !snn.spikes<4> {
  %c = snn.identity %in : !snn.spikes<4> -> tensor<4xf32>
  // expected-error @below {{its potentials begin elsewhere than at the reset potential, those of the cores begin there; neurons that begin at their reset potential, or are reset to 0, fit}}
  %0 = snn.leaky_integrate_fire %c threshold(dense<1.0> : tensor<4xf32>) reset = zero
         reset_potential(dense<-0.25> : tensor<4xf32>) : tensor<4xf32> -> !snn.spikes<4>
  snn.output %0 : !snn.spikes<4>
}

// -----

// Of the layers that cannot be quantised, too.
snn.network @two_layers(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  // expected-error @below {{channel 0: its greatest weight 300 is 300 times the threshold 1}}
  %0 = snn.linear %in weights(dense<300.0> : tensor<1x1xf32>) : !snn.spikes<1> -> tensor<1xf32>
  %1 = snn.integrate_fire %0 threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  // expected-error @below {{channel 0: its greatest weight 400 is 400 times the threshold 1}}
  %2 = snn.linear %1 weights(dense<400.0> : tensor<1x1xf32>) : !snn.spikes<1> -> tensor<1xf32>
  %3 = snn.integrate_fire %2 threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %3 : !snn.spikes<1>
}

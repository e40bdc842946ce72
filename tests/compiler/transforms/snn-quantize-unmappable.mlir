// RUN: snn-opt %s --snn-set-target --snn-quantize --split-input-file --verify-diagnostics
// What only the float engine runs is refused, all of it at once.

snn.network @leaky(%in: !snn.spikes<4x2x2>) -> (!snn.spikes<4x2x2>, !snn.spikes<4x2x2>, !snn.spikes<4x2x2>) {
  %c = snn.identity %in : !snn.spikes<4x2x2> -> tensor<4x2x2xf32>
  // expected-error @below {{has neurons that leak (tau), but those of cores do not; integrate-and-fire neurons without a leak, or a target with "leak": true, would fit}}
  %0 = snn.leaky_integrate_fire %c tau(dense<5.0> : tensor<4xf32>) threshold(dense<1.0> : tensor<4xf32>)
         : tensor<4x2x2xf32> -> !snn.spikes<4x2x2>
  // expected-error @below {{has a threshold that differs within a channel, but cores keep one for each channel; one value a channel would fit}}
  %1 = snn.leaky_integrate_fire %c threshold(dense<1.0> : tensor<4x2x2xf32>) : tensor<4x2x2xf32> -> !snn.spikes<4x2x2>
  // expected-error @below {{integrates without spiking, but the neurons of target mesh4x4 only integrate and fire; integrate-and-fire neurons, or a target with "readout": true, would fit}}
  %2 = snn.leaky_integrate %c tau(dense<5.0> : tensor<4xf32>) : tensor<4x2x2xf32> -> tensor<4x2x2xf32>
  // expected-error @below {{delays a current, but only spikes go from core to core; a delay before the synapse would fit}}
  %3 = snn.delay %2 : tensor<4x2x2xf32> -> tensor<4x2x2xf32>
  // expected-error @below {{is a threshold that forgets the current of each step, but the neurons of cores keep it; integrate-and-fire neurons would fit}}
  %4 = snn.threshold %3 threshold(dense<1.0> : tensor<4xf32>) : tensor<4x2x2xf32> -> !snn.spikes<4x2x2>
  snn.output %0, %1, %4 : !snn.spikes<4x2x2>, !snn.spikes<4x2x2>, !snn.spikes<4x2x2>
}

// -----

snn.network @begins_elsewhere(%in: !snn.spikes<4>) -> !snn.spikes<4> {
  %c = snn.identity %in : !snn.spikes<4> -> tensor<4xf32>
  // expected-error @below {{has potentials that begin elsewhere than at the reset potential, but those of cores begin there; neurons that begin at their reset potential, or are reset to 0, would fit}}
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

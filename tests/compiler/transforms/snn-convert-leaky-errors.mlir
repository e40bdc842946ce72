// RUN: snn-opt %s --snn-set-target=name=mesh2x2 --snn-convert-leaky --split-input-file --verify-diagnostics

snn.network @differs(%c: !snn.spikes<2x1x2>) -> !snn.spikes<2x1x2> {
  %0 = snn.identity %c : !snn.spikes<2x1x2> -> tensor<2x1x2xf32>
  // expected-error @below {{has a time constant (tau) that differs within a channel, but cores keep one for each channel; one value a channel would fit}}
  %1 = snn.leaky_integrate_fire %0 tau(dense<[[[2.0, 4.0]], [[2.0, 2.0]]]> : tensor<2x1x2xf32>)
         threshold(dense<1.0> : tensor<2xf32>) : tensor<2x1x2xf32> -> !snn.spikes<2x1x2>
  snn.output %1 : !snn.spikes<2x1x2>
}

// -----

snn.network @delayed_zero(%c: !snn.spikes<2>) -> !snn.spikes<2> {
  %0 = snn.identity %c : !snn.spikes<2> -> tensor<2xf32>
  // expected-error @below {{is reset to zero in the step after a spike, by which the input of that step is lost, but cores reset at once}}
  %1 = snn.leaky_integrate_fire %0 tau(dense<2.0> : tensor<2xf32>) threshold(dense<1.0> : tensor<2xf32>) reset = zero
         delayed_reset : tensor<2xf32> -> !snn.spikes<2>
  snn.output %1 : !snn.spikes<2>
}

// -----

snn.network @starts(%c: !snn.spikes<2>) -> !snn.spikes<2> {
  %0 = snn.identity %c : !snn.spikes<2> -> tensor<2xf32>
  // expected-error @below {{has potentials that begin elsewhere than at the reset potential}}
  %1 = snn.leaky_integrate_fire %0 tau(dense<2.0> : tensor<2xf32>) initial(dense<0.5> : tensor<2xf32>)
         threshold(dense<1.0> : tensor<2xf32>) : tensor<2xf32> -> !snn.spikes<2>
  snn.output %1 : !snn.spikes<2>
}

// -----

snn.network @takes_away(%c: !snn.spikes<2>) -> !snn.spikes<2> {
  %0 = snn.identity %c : !snn.spikes<2> -> tensor<2xf32>
  // expected-error @below {{has a channel in which a current adds nothing to the potential, or takes it away}}
  %1 = snn.leaky_integrate_fire %0 tau(dense<2.0> : tensor<2xf32>) resistance(dense<[1.0, -1.0]> : tensor<2xf32>)
         threshold(dense<1.0> : tensor<2xf32>) : tensor<2xf32> -> !snn.spikes<2>
  snn.output %1 : !snn.spikes<2>
}

// -----

snn.network @rests_behind_a_current(%c: !snn.spikes<2>) -> !snn.spikes<2> {
  %0 = snn.identity %c : !snn.spikes<2> -> tensor<2xf32>
  %1 = snn.leaky_integrate %0 tau(dense<4.0> : tensor<2xf32>) : tensor<2xf32> -> tensor<2xf32>
  // expected-error @below {{rests at another potential (leak) than it is reset to}}
  %2 = snn.leaky_integrate_fire %1 tau(dense<2.0> : tensor<2xf32>) leak(dense<0.5> : tensor<2xf32>)
         threshold(dense<1.0> : tensor<2xf32>) : tensor<2xf32> -> !snn.spikes<2>
  snn.output %2 : !snn.spikes<2>
}

// -----

snn.network @shared_current(%c: !snn.spikes<2>) -> (!snn.spikes<2>, tensor<2xf32>) {
  %0 = snn.identity %c : !snn.spikes<2> -> tensor<2xf32>
  %1 = snn.leaky_integrate %0 tau(dense<4.0> : tensor<2xf32>) : tensor<2xf32> -> tensor<2xf32>
  // expected-error @below {{has a synaptic current that others read too; one of its own would fit}}
  %2 = snn.leaky_integrate_fire %1 tau(dense<2.0> : tensor<2xf32>) threshold(dense<1.0> : tensor<2xf32>)
         : tensor<2xf32> -> !snn.spikes<2>
  snn.output %2, %1 : !snn.spikes<2>, tensor<2xf32>
}

// -----

snn.network @readout_without_leak(%c: !snn.spikes<2>) -> tensor<2xf32> {
  %0 = snn.linear %c weights(dense<1.0> : tensor<2x2xf32>) : !snn.spikes<2> -> tensor<2xf32>
  // expected-error @below {{integrates without a leak, so nothing bounds its potential, which has so many bits; a time constant would fit}}
  %1 = snn.leaky_integrate %0 : tensor<2xf32> -> tensor<2xf32>
  snn.output %1 : tensor<2xf32>
}

// -----

snn.network @readout_starts(%c: !snn.spikes<2>) -> tensor<2xf32> {
  %0 = snn.linear %c weights(dense<1.0> : tensor<2x2xf32>) : !snn.spikes<2> -> tensor<2xf32>
  // expected-error @below {{has potentials that begin elsewhere than at 0, but those of cores begin there}}
  %1 = snn.leaky_integrate %0 tau(dense<2.0> : tensor<2xf32>) initial(dense<0.5> : tensor<2xf32>) : tensor<2xf32> -> tensor<2xf32>
  snn.output %1 : tensor<2xf32>
}

// -----

snn.network @readout_shares(%c: !snn.spikes<2>) -> (tensor<2xf32>, !snn.spikes<2>) {
  %0 = snn.linear %c weights(dense<1.0> : tensor<2x2xf32>) : !snn.spikes<2> -> tensor<2xf32>
  // expected-error @below {{takes a current that does not come from synapses of its own}}
  %1 = snn.leaky_integrate %0 tau(dense<2.0> : tensor<2xf32>) : tensor<2xf32> -> tensor<2xf32>
  %2 = snn.integrate_fire %0 threshold(dense<1.0> : tensor<2xf32>) : tensor<2xf32> -> !snn.spikes<2>
  snn.output %1, %2 : tensor<2xf32>, !snn.spikes<2>
}

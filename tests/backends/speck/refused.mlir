// RUN: snn-opt %s "--pass-pipeline=builtin.module(snn-set-target{name=speck2b},snn-quantize)" --split-input-file --verify-diagnostics

// Layers in float that no Speck core has: refused by what they are, before anything is mapped.
snn.network @leak(%in: !snn.spikes<2>) -> !snn.spikes<2> {
  %0 = snn.identity %in : !snn.spikes<2> -> tensor<2xf32>
  // expected-error @below {{leaks, but potentials of target speck2b keep what they have; neurons without a leak would fit}}
  %1 = snn.integrate_fire %0 threshold(dense<1.0> : tensor<2xf32>) decay(dense<0.9> : tensor<2xf32>) : tensor<2xf32> -> !snn.spikes<2>
  snn.output %1 : !snn.spikes<2>
}

// -----

snn.network @leaky(%in: !snn.spikes<2>) -> !snn.spikes<2> {
  %0 = snn.identity %in : !snn.spikes<2> -> tensor<2xf32>
  // expected-error @below {{leaks, but potentials of target speck2b keep what they have; neurons without a leak would fit}}
  %1 = snn.leaky_integrate_fire %0 layer = "lif" tau(dense<5.0> : tensor<2xf32>) threshold(dense<1.0> : tensor<2xf32>) : tensor<2xf32> -> !snn.spikes<2>
  snn.output %1 : !snn.spikes<2>
}

// -----

snn.network @signed(%in: !snn.spikes<2>) -> !snn.spikes<2, signed> {
  %0 = snn.identity %in : !snn.spikes<2> -> tensor<2xf32>
  // expected-error @below {{has signed spikes (negative_spikes), but neurons of target speck2b do not fire below zero; without them it would fit}}
  %1 = snn.integrate_fire %0 threshold(dense<1.0> : tensor<2xf32>) signed_spikes : tensor<2xf32> -> !snn.spikes<2, signed>
  snn.output %1 : !snn.spikes<2, signed>
}

// -----

// All that is refused is told in one run.
snn.network @others(%in: !snn.spikes<1x4x4>) -> !snn.spikes<1x2x2> {
  %0 = snn.identity %in : !snn.spikes<1x4x4> -> tensor<1x4x4xf32>
  // expected-error @below {{is a threshold that forgets the current of each step, but neurons of target speck2b keep it; integrate-and-fire neurons would fit}}
  %1 = snn.threshold %0 threshold(dense<0.3> : tensor<1xf32>) : tensor<1x4x4xf32> -> !snn.spikes<1x4x4>
  // expected-error @below {{is a spiking max pool, which target speck2b does not have; a sum pool would fit}}
  %2 = snn.spiking_max_pool2d %1 kernel = [2, 2] : !snn.spikes<1x4x4> -> !snn.spikes<1x2x2>
  snn.output %2 : !snn.spikes<1x2x2>
}

// RUN: snn-opt %s "--pass-pipeline=builtin.module(snn-set-target{name=xylo-a2},snn-convert-leaky,snn-quantize)" --split-input-file --verify-diagnostics

// Layers in float that no Xylo core has: refused by what they are, before anything is mapped.
snn.network @reset_to_zero(%in: !snn.spikes<2>) -> !snn.spikes<2> {
  %0 = snn.identity %in : !snn.spikes<2> -> tensor<2xf32>
  // expected-error @below {{is reset to zero, but a spike of target xylo-a2 takes the threshold away; a reset by subtraction would fit}}
  %1 = snn.integrate_fire %0 threshold(dense<1.0> : tensor<2xf32>) reset = zero : tensor<2xf32> -> !snn.spikes<2>
  snn.output %1 : !snn.spikes<2>
}

// -----

snn.network @lower_bound(%in: !snn.spikes<2>) -> !snn.spikes<2> {
  %0 = snn.identity %in : !snn.spikes<2> -> tensor<2xf32>
  // expected-error @below {{has a lower bound of its potentials, but those of target xylo-a2 have none; without it (--lower-bound none of a NIR file, threshold_low null of a layer list) it would fit}}
  %1 = snn.integrate_fire %0 threshold(dense<1.0> : tensor<2xf32>) lower_bound(dense<-1.0> : tensor<2xf32>) : tensor<2xf32> -> !snn.spikes<2>
  snn.output %1 : !snn.spikes<2>
}

// -----

snn.network @signed(%in: !snn.spikes<2>) -> !snn.spikes<2, signed> {
  %0 = snn.identity %in : !snn.spikes<2> -> tensor<2xf32>
  // expected-error @below {{has signed spikes (negative_spikes), but neurons of target xylo-a2 do not fire below zero; without them it would fit}}
  %1 = snn.integrate_fire %0 threshold(dense<1.0> : tensor<2xf32>) signed_spikes : tensor<2xf32> -> !snn.spikes<2, signed>
  snn.output %1 : !snn.spikes<2, signed>
}

// -----

snn.network @readout(%in: !snn.spikes<2>) -> tensor<2xf32> {
  %0 = snn.identity %in : !snn.spikes<2> -> tensor<2xf32>
  // expected-error @below {{integrates without spiking, but outputs of target xylo-a2 are spikes; integrate-and-fire neurons would fit}}
  %1 = snn.leaky_integrate %0 layer = "li" tau(dense<5.0> : tensor<2xf32>) : tensor<2xf32> -> tensor<2xf32>
  snn.output %1 : tensor<2xf32>
}

// -----

// All that is refused is told in one run.
snn.network @others(%in: !snn.spikes<1x4x4>) -> !snn.spikes<1x2x2> {
  %0 = snn.identity %in : !snn.spikes<1x4x4> -> tensor<1x4x4xf32>
  // expected-error @below {{is a threshold that forgets the current of each step, but neurons of target xylo-a2 keep it; integrate-and-fire neurons would fit}}
  %1 = snn.threshold %0 threshold(dense<0.3> : tensor<1xf32>) : tensor<1x4x4xf32> -> !snn.spikes<1x4x4>
  // expected-error @below {{is a spiking max pool, which target xylo-a2 does not have; a sum pool would fit}}
  %2 = snn.spiking_max_pool2d %1 kernel = [2, 2] : !snn.spikes<1x4x4> -> !snn.spikes<1x2x2>
  snn.output %2 : !snn.spikes<1x2x2>
}

// RUN: snn-opt %s --snn-set-target --snn-expand-delays --split-input-file --verify-diagnostics

snn.network @too_many_for_a_relay(%in: !snn.spikes<2> {snn.max_count = 20}) -> !snn.spikes<2> {
  // expected-error @below {{snn-expand-delays: a delay of several steps, or before an output, takes relays that fire up to 15 spikes a step on target mesh4x4, 'input0' has up to 20; a smaller max_count there would fit}}
  %0 = snn.delay %in steps = 2 : !snn.spikes<2> -> !snn.spikes<2>
  %1 = snn.identity %0 : !snn.spikes<2> -> tensor<2xi16>
  %2 = snn.integrate_fire %1 threshold(dense<1> : tensor<2xi16>) max_count = 3 : tensor<2xi16> -> !snn.spikes<2>
  snn.output %2 : !snn.spikes<2>
}

// -----

snn.network @no_cap(%in: !snn.spikes<2>) -> !snn.spikes<2> {
  %0 = snn.identity %in : !snn.spikes<2> -> tensor<2xi16>
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<1> : tensor<2xi16>) : tensor<2xi16> -> !snn.spikes<2>
  // expected-error @below {{'a' has no bound; run snn-quantize first}}
  %2 = snn.delay %1 : !snn.spikes<2> -> !snn.spikes<2>
  snn.output %2 : !snn.spikes<2>
}

// -----

snn.network @signed_relay(%in: !snn.spikes<2, signed>) -> !snn.spikes<2> {
  // expected-error @below {{snn-expand-delays: a delay of several steps takes relays, which fire no negative spikes; 'input0' is signed. Of one step it would fit}}
  %0 = snn.delay %in steps = 2 : !snn.spikes<2, signed> -> !snn.spikes<2, signed>
  %1 = snn.identity %0 : !snn.spikes<2, signed> -> tensor<2xi16>
  %2 = snn.integrate_fire %1 threshold(dense<1> : tensor<2xi16>) max_count = 3 : tensor<2xi16> -> !snn.spikes<2>
  snn.output %2 : !snn.spikes<2>
}

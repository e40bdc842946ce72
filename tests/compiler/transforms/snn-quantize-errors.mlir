// RUN: snn-opt %s --snn-set-target --snn-quantize --split-input-file --verify-diagnostics

snn.network @weight_too_large(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  // expected-error @below {{snn-quantize: channel 0: its greatest weight 300 is 300 times the threshold 1, integers of 8 bits reach 127 times; 10 bits, a larger threshold or smaller weights would hold it}}
  %0 = snn.linear %in weights(dense<300.0> : tensor<1x1xf32>) : !snn.spikes<1> -> tensor<1xf32>
  %1 = snn.integrate_fire %0 threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

snn.network @zeroed_layer(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  // expected-error @below {{snn-quantize: all weights of the layer become 0: the thresholds are too large for 16 bits of state}}
  %0 = snn.linear %in weights(dense<1.0> : tensor<1x1xf32>) : !snn.spikes<1> -> tensor<1xf32>
  %1 = snn.integrate_fire %0 threshold(dense<1000000.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

snn.network @current_goes_out(%in: !snn.spikes<1>) -> (!snn.spikes<1>, tensor<1xf32>) {
  %0 = snn.identity %in : !snn.spikes<1> -> tensor<1xf32>
  // expected-error @below {{snn-quantize: the current of a layer of neurons is read by others too}}
  %1 = snn.merge %0, %0 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %2 = snn.integrate_fire %1 threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  // expected-note @below {{by this snn.output}}
  snn.output %2, %1 : !snn.spikes<1>, tensor<1xf32>
}

// -----

snn.network @concatenated_currents(%in: !snn.spikes<1>) -> !snn.spikes<2> {
  %0 = snn.identity %in : !snn.spikes<1> -> tensor<1xf32>
  // expected-note @below {{it comes from this snn.concatenate}}
  %1 = snn.concatenate %0, %0 : tensor<1xf32>, tensor<1xf32> -> tensor<2xf32>
  // expected-error @below {{the current of a layer of neurons must come from synapses, or from a merge of their currents}}
  %2 = snn.integrate_fire %1 threshold(dense<1.0> : tensor<2xf32>) : tensor<2xf32> -> !snn.spikes<2>
  snn.output %2 : !snn.spikes<2>
}

// -----

snn.network @current_from_outside(%in: !snn.spikes<1>,
    // expected-note @below {{it is an input of the network}}
    %c: tensor<1xf32>) -> !snn.spikes<1> {
  %0 = snn.identity %in : !snn.spikes<1> -> tensor<1xf32>
  %1 = snn.merge %0, %c : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  // expected-error @below {{the current of a layer of neurons must come from synapses, or from a merge of their currents}}
  %2 = snn.integrate_fire %1 threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %2 : !snn.spikes<1>
}

// -----

// Beside a synapse of large weights, one of small ones would be lost without a word.

snn.network @zeroed_synapse(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  %0 = snn.linear %in weights(dense<1.0> : tensor<1x1xf32>) : !snn.spikes<1> -> tensor<1xf32>
  // expected-error @below {{snn-quantize: all weights of the synapse become 0: the synapses of a layer share its scale, and the others need a smaller one}}
  %1 = snn.linear %in weights(dense<0.001> : tensor<1x1xf32>) : !snn.spikes<1> -> tensor<1xf32>
  %2 = snn.merge %0, %1 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %3 = snn.integrate_fire %2 threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %3 : !snn.spikes<1>
}

// -----

snn.network @one_weight_too_large(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  %0 = snn.linear %in weights(dense<1.0> : tensor<1x1xf32>) : !snn.spikes<1> -> tensor<1xf32>
  // expected-error @below {{snn-quantize: channel 0: its greatest weight 300 is 300 times the threshold 1, integers of 8 bits reach 127 times; 10 bits, a larger threshold or smaller weights would hold it}}
  %1 = snn.linear %in weights(dense<300.0> : tensor<1x1xf32>) : !snn.spikes<1> -> tensor<1xf32>
  %2 = snn.merge %0, %1 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %3 = snn.integrate_fire %2 threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %3 : !snn.spikes<1>
}

// -----

snn.network @analogue(%in: tensor<1xf32>) -> !snn.spikes<1> {
  // expected-error @below {{snn-quantize: the synapse takes a real input of the network, but cores take spikes; an encoder in front of it would fit}}
  %0 = snn.linear %in weights(dense<1.0> : tensor<1x1xf32>) : tensor<1xf32> -> tensor<1xf32>
  %1 = snn.integrate_fire %0 threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

snn.network @in_integers(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  %0 = snn.identity %in : !snn.spikes<1> -> tensor<1xi16>
  // expected-error @below {{snn-quantize: the network is in integers already}}
  %1 = snn.integrate_fire %0 threshold(dense<1> : tensor<1xi16>) : tensor<1xi16> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

snn.network @mean(%in: !snn.spikes<1x3x3>) -> !snn.spikes<1x3x1> {
  // expected-error @below {{is a mean, but cores add whole spikes; snn-convert-analog makes it a sum pool and divides the weights behind}}
  %a = snn.avg_pool2d %in kernel = [1, 3] stride = [1, 1] : !snn.spikes<1x3x3> -> tensor<1x3x1xf32>
  %c = snn.identity %a : tensor<1x3x1xf32> -> tensor<1x3x1xf32>
  %s = snn.integrate_fire %c threshold(dense<1.0> : tensor<1xf32>) : tensor<1x3x1xf32> -> !snn.spikes<1x3x1>
  snn.output %s : !snn.spikes<1x3x1>
}

// -----

snn.network @norm(%in: !snn.spikes<1x3x3>) -> !snn.spikes<1x3x3> {
  %i = snn.identity %in : !snn.spikes<1x3x3> -> tensor<1x3x3xf32>
  // expected-error @below {{snn-convert-analog folds it into the synapses before or behind it}}
  %a = snn.batch_norm2d %i mean(dense<0.0> : tensor<1xf32>) variance(dense<1.0> : tensor<1xf32>) : tensor<1x3x3xf32> -> tensor<1x3x3xf32>
  %c = snn.identity %a : tensor<1x3x3xf32> -> tensor<1x3x3xf32>
  %s = snn.integrate_fire %c threshold(dense<1.0> : tensor<1xf32>) : tensor<1x3x3xf32> -> !snn.spikes<1x3x3>
  snn.output %s : !snn.spikes<1x3x3>
}

// -----

snn.network @relu(%in: !snn.spikes<1x3x3>) -> !snn.spikes<1x3x3> {
  %i = snn.identity %in : !snn.spikes<1x3x3> -> tensor<1x3x3xf32>
  // expected-error @below {{is a layer of an analogue network; snn-convert-analog makes it a spiking layer}}
  %a = snn.relu %i : tensor<1x3x3xf32> -> tensor<1x3x3xf32>
  %c = snn.identity %a : tensor<1x3x3xf32> -> tensor<1x3x3xf32>
  %s = snn.integrate_fire %c threshold(dense<1.0> : tensor<1xf32>) : tensor<1x3x3xf32> -> !snn.spikes<1x3x3>
  snn.output %s : !snn.spikes<1x3x3>
}

// -----

snn.network @neuromorphic_relu(%in: !snn.spikes<1x3x3>) -> !snn.spikes<1x3x3> {
  %i = snn.identity %in : !snn.spikes<1x3x3> -> tensor<1x3x3xf32>
  // expected-error @below {{is a layer of an analogue network; snn-convert-analog makes it a spiking layer}}
  %a = snn.neuromorphic_relu %i : tensor<1x3x3xf32> -> tensor<1x3x3xf32>
  %c = snn.identity %a : tensor<1x3x3xf32> -> tensor<1x3x3xf32>
  %s = snn.integrate_fire %c threshold(dense<1.0> : tensor<1xf32>) : tensor<1x3x3xf32> -> !snn.spikes<1x3x3>
  snn.output %s : !snn.spikes<1x3x3>
}

// -----

snn.network @overhang(%in: !snn.spikes<1x3x3>) -> !snn.spikes<1x2x2> {
  // expected-error @below {{has windows that hang over the edge, whose means are fractions, but cores add whole spikes; without ceil_mode, or behind a crop to a multiple of the kernel, it would fit}}
  %a = snn.sum_pool2d %in kernel = [2, 2] ceil_mode : !snn.spikes<1x3x3> -> tensor<1x2x2xf32>
  %c = snn.identity %a : tensor<1x2x2xf32> -> tensor<1x2x2xf32>
  %s = snn.integrate_fire %c threshold(dense<1.0> : tensor<1xf32>) : tensor<1x2x2xf32> -> !snn.spikes<1x2x2>
  snn.output %s : !snn.spikes<1x2x2>
}

// -----

snn.network @current(%in: tensor<3xf32>) -> !snn.spikes<3> {
  // expected-error @below {{gives a current, but cores take spikes; with spk_out it would fit}}
  %a = snn.sig2spike %in {spk_out = false} : tensor<3xf32> -> tensor<3xf32>
  %c = snn.identity %a : tensor<3xf32> -> tensor<3xf32>
  %s = snn.integrate_fire %c threshold(dense<1.0> : tensor<3xf32>) : tensor<3xf32> -> !snn.spikes<3>
  snn.output %s : !snn.spikes<3>
}

// -----

snn.network @rounded(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  %0 = snn.identity %in : !snn.spikes<1> -> tensor<1xf32>
  // expected-error @below {{rounds a current, which cores do not; a spiking layer in its place, or none, would fit}}
  %1 = snn.quantize %0 : tensor<1xf32> -> tensor<1xf32>
  %2 = snn.integrate_fire %1 threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %2 : !snn.spikes<1>
}

// -----

snn.network @signed(%in: !snn.spikes<1>) -> !snn.spikes<1, signed> {
  %0 = snn.identity %in : !snn.spikes<1> -> tensor<1xf32>
  // expected-error @below {{has signed spikes (negative_spikes), but the neurons of cores do not fire below zero; without them it would fit}}
  %1 = snn.integrate_fire %0 threshold(dense<1.0> : tensor<1xf32>) signed_spikes : tensor<1xf32> -> !snn.spikes<1, signed>
  snn.output %1 : !snn.spikes<1, signed>
}

// -----

// 127.25 becomes 127; of windows that overlap the taps add up to twice that, which 9 bits hold.

snn.network @overlapping_windows(%in: !snn.spikes<1x1x4>) -> !snn.spikes<1x1x2> {
  %0 = snn.sum_pool2d %in kernel = [1, 2] stride = [1, 1] : !snn.spikes<1x1x4> -> !snn.spikes<1x1x3>
  // expected-error @below {{snn-quantize: channel 0: its greatest weight 254.5, overlapping windows added up, is 254.5 times the threshold 1, integers of 8 bits reach 127 times; 9 bits, a larger}}
  %1 = snn.conv2d %0 weights(dense<127.25> : tensor<1x1x1x2xf32>) : !snn.spikes<1x1x3> -> tensor<1x1x2xf32>
  %2 = snn.integrate_fire %1 threshold(dense<1.0> : tensor<1xf32>) : tensor<1x1x2xf32> -> !snn.spikes<1x1x2>
  snn.output %2 : !snn.spikes<1x1x2>
}

// -----

snn.network @bias_too_large(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  %0 = snn.linear %in weights(dense<1.0> : tensor<1x1xf32>) bias(dense<40000.0> : tensor<1xf32>) : !snn.spikes<1> -> tensor<1xf32>
  // expected-error @below {{snn-quantize: channel 0: its bias, its lower bound or what a step subtracts is more than 32767 times the threshold 1, which 16 bits of state do not hold; a larger threshold would fit}}
  %1 = snn.integrate_fire %0 threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

// expected-error @below {{snn-quantize: network 'nothing' returns nothing, so no target would compute anything of it; spikes of a layer as its result would fit}}
snn.network @nothing(%in: !snn.spikes<1>) {
  %0 = snn.identity %in : !snn.spikes<1> -> tensor<1xf32>
  %1 = snn.integrate_fire %0 threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output
}

// -----

// Synapses that no one kernel replaces: the first one is to blame, and both are named.
snn.network @bias_in_the_padding(%in: !snn.spikes<1x2x2>) -> !snn.spikes<1x2x2> {
  // expected-error @unknown {{goes into the synapse 'behind' without neurons between them, and cannot become part of it, since 'behind' pads with zeros what has a bias or a shift everywhere else; without that padding, or with a spiking layer between them, it would fit}}
  %0 = snn.conv2d %in weights(dense<1.0> : tensor<1x1x1x1xf32>) bias(dense<1.0> : tensor<1xf32>) : !snn.spikes<1x2x2> -> tensor<1x2x2xf32> loc("first")
  %1 = snn.conv2d %0 weights(dense<1.0> : tensor<1x1x3x3xf32>) padding = [1, 1, 1, 1] : tensor<1x2x2xf32> -> tensor<1x2x2xf32> loc("behind")
  %2 = snn.integrate_fire %1 threshold(dense<1.0> : tensor<1xf32>) : tensor<1x2x2xf32> -> !snn.spikes<1x2x2>
  snn.output %2 : !snn.spikes<1x2x2>
}

// -----

snn.network @windows_over_the_edge(%in: !snn.spikes<1x4x4>) -> !snn.spikes<1x4x4> {
  // expected-error @unknown {{goes into the synapse 'behind' without neurons between them, and cannot become part of it, since 'behind' pads with zeros where further windows would still meet pixels; without that padding}}
  %0 = snn.conv2d %in weights(dense<1.0> : tensor<1x1x3x3xf32>) padding = [1, 1, 1, 1] : !snn.spikes<1x4x4> -> tensor<1x4x4xf32> loc("pool")
  %1 = snn.conv2d %0 weights(dense<1.0> : tensor<1x1x3x3xf32>) padding = [1, 1, 1, 1] : tensor<1x4x4xf32> -> tensor<1x4x4xf32> loc("behind")
  %2 = snn.integrate_fire %1 threshold(dense<1.0> : tensor<1xf32>) : tensor<1x4x4xf32> -> !snn.spikes<1x4x4>
  snn.output %2 : !snn.spikes<1x4x4>
}

// -----

snn.network @branches(%in: !snn.spikes<1x2x2>) -> !snn.spikes<1x2x2> {
  // expected-error @unknown {{goes into the synapse 'behind' without neurons between them, and cannot become part of it; with a spiking layer between them, it would fit}}
  %0 = snn.identity %in weights(dense<2.0> : tensor<1xf32>) : !snn.spikes<1x2x2> -> tensor<1x2x2xf32> loc("first")
  %1 = snn.identity %in weights(dense<3.0> : tensor<1xf32>) : !snn.spikes<1x2x2> -> tensor<1x2x2xf32> loc("other")
  %2 = snn.concatenate %0, %1 : tensor<1x2x2xf32>, tensor<1x2x2xf32> -> tensor<2x2x2xf32>
  %3 = snn.conv2d %2 weights(dense<1.0> : tensor<1x2x1x1xf32>) : tensor<2x2x2xf32> -> tensor<1x2x2xf32> loc("behind")
  %4 = snn.integrate_fire %3 threshold(dense<1.0> : tensor<1xf32>) : tensor<1x2x2xf32> -> !snn.spikes<1x2x2>
  snn.output %4 : !snn.spikes<1x2x2>
}

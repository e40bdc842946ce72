// RUN: snn-opt %s --snn-prove-bounds --split-input-file --verify-diagnostics

// One more input would be safe with a threshold one lower: the proof is tight.

snn.network @wraps_above(%in: !snn.spikes<17>) -> !snn.spikes<1> {
  %0 = snn.linear %in weights(dense<127> : tensor<1x17xi8>) : !snn.spikes<17> -> tensor<1xi16>
  // expected-error @below {{snn-prove-bounds: neuron (0, 0, 0) can wrap in one step: fan-in 17, counts up to 15: 32385 can flow in above a potential of 383 in channel 0, together more than 32767 by 1; 1 more bit of state, smaller weights, counts or thresholds would fit}}
  %1 = snn.integrate_fire %0 threshold(dense<384> : tensor<1xi16>) lower_bound(dense<-1> : tensor<1xi16>) max_count = 1
         : tensor<1xi16> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

snn.network @just_safe_above(%in: !snn.spikes<17>) -> !snn.spikes<1> {
  %0 = snn.linear %in weights(dense<127> : tensor<1x17xi8>) : !snn.spikes<17> -> tensor<1xi16>
  %1 = snn.integrate_fire %0 threshold(dense<383> : tensor<1xi16>) lower_bound(dense<-1> : tensor<1xi16>) max_count = 1
         : tensor<1xi16> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

// A neuron that fires above its threshold only can stand one higher.

snn.network @fires_above(%in: !snn.spikes<17>) -> !snn.spikes<1> {
  %0 = snn.linear %in weights(dense<127> : tensor<1x17xi8>) : !snn.spikes<17> -> tensor<1xi16>
  // expected-error @below {{together more than 32767 by 1; 1 more bit of state, smaller weights, counts or thresholds would fit}}
  %1 = snn.integrate_fire %0 threshold(dense<383> : tensor<1xi16>) lower_bound(dense<-1> : tensor<1xi16>) compare = gt
         spikes = one max_count = 1 : tensor<1xi16> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

snn.network @wraps_below(%in: !snn.spikes<17>) -> !snn.spikes<1> {
  %0 = snn.linear %in weights(dense<-127> : tensor<1x17xi8>) : !snn.spikes<17> -> tensor<1xi16>
  // expected-error @below {{32385 can flow out below a potential of -384, together less than -32768 by 1; 1 more bit of state, smaller weights, counts or a higher lower bound would fit}}
  %1 = snn.integrate_fire %0 threshold(dense<100> : tensor<1xi16>) lower_bound(dense<-384> : tensor<1xi16>) max_count = 1
         : tensor<1xi16> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

// Subtracting more than the threshold leaves a potential below the bound between steps.

snn.network @subtract_below_bound(%in: !snn.spikes<17>) -> !snn.spikes<1> {
  %0 = snn.linear %in weights(dense<-127> : tensor<1x17xi8>) : !snn.spikes<17> -> tensor<1xi16>
  // expected-error @below {{32385 can flow out below a potential of -400}}
  %1 = snn.integrate_fire %0 threshold(dense<100> : tensor<1xi16>) lower_bound(dense<-1> : tensor<1xi16>)
         subtract(dense<500> : tensor<1xi16>) max_count = 1 : tensor<1xi16> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

// Every spike of a step subtracts too much again.

snn.network @subtract_often(%in: !snn.spikes<17>) -> !snn.spikes<1> {
  %0 = snn.linear %in weights(dense<-127> : tensor<1x17xi8>) : !snn.spikes<17> -> tensor<1xi16>
  // expected-error @below {{32385 can flow out below a potential of -400}}
  %1 = snn.integrate_fire %0 threshold(dense<100> : tensor<1xi16>) lower_bound(dense<-1> : tensor<1xi16>)
         subtract(dense<200> : tensor<1xi16>) max_count = 4 : tensor<1xi16> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

snn.network @uncapped(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  %0 = snn.identity %in : !snn.spikes<1> -> tensor<1xi16>
  // expected-note @+2 {{this layer has no max_count}}
  // expected-remark @+1 {{gets the lowest safe one}}
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<1> : tensor<1xi16>) : tensor<1xi16> -> !snn.spikes<1>
  %2 = snn.identity %1 : !snn.spikes<1> -> tensor<1xi16>
  // expected-error @below {{snn-prove-bounds: the spike counts that come in are not bounded}}
  %3 = snn.integrate_fire %2 layer = "b" threshold(dense<1> : tensor<1xi16>) max_count = 1 : tensor<1xi16> -> !snn.spikes<1>
  snn.output %3 : !snn.spikes<1>
}

// -----

snn.network @in_float(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  %0 = snn.identity %in : !snn.spikes<1> -> tensor<1xf32>
  // expected-error @below {{snn-prove-bounds: the network is in float; run snn-quantize first}}
  %1 = snn.integrate_fire %0 threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

snn.network @signed_spikes(%in: !snn.spikes<1>) -> !snn.spikes<1, signed> {
  %0 = snn.identity %in : !snn.spikes<1> -> tensor<1xi16>
  // expected-error @below {{only integrate-and-fire neurons without signed spikes are proved}}
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) signed_spikes
         max_count = 1 upper = 99 : tensor<1xi16> -> !snn.spikes<1, signed>
  snn.output %1 : !snn.spikes<1, signed>
}

// -----

// Every layer that can wrap is told.
snn.network @two_layers(%in: !snn.spikes<1> {snn.max_count = 15}) -> !snn.spikes<1> {
  %0 = snn.linear %in weights(dense<30000> : tensor<1x1xi16>) : !snn.spikes<1> -> tensor<1xi16>
  // expected-error @below {{450000 can flow in above a potential of 8 in channel 0, together more than 32767 by 417241; 4 more bits of state, smaller}}
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 15
         : tensor<1xi16> -> !snn.spikes<1>
  %2 = snn.linear %1 weights(dense<20000> : tensor<1x1xi16>) : !snn.spikes<1> -> tensor<1xi16>
  // expected-error @below {{neuron (0, 0, 0) can wrap in one step: fan-in 1, counts up to 15}}
  %3 = snn.integrate_fire %2 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1
         : tensor<1xi16> -> !snn.spikes<1>
  snn.output %3 : !snn.spikes<1>
}

// -----

// The neuron that is named is one to which the most comes of the sign that is too much: less comes out of it than of
// its neighbour (0, 0, 0), which has but the second tap.

snn.network @neuron_of_the_sign(%in: !snn.spikes<1x1x3>) -> !snn.spikes<1x1x3> {
  %0 = snn.conv2d %in weights(dense<[[[[1500, -2000]]]]> : tensor<1x1x1x2xi16>) padding = [0, 1, 0, 0] : !snn.spikes<1x1x3> -> tensor<1x1x3xi16>
  // expected-error @below {{neuron (0, 0, 1) can wrap in one step: fan-in 2, counts up to 15: 22500 can flow in above a potential of 11999 in channel 0, together more than 32767 by 1732; 1 more bit of state, smaller weights, counts or thresholds would fit}}
  %1 = snn.integrate_fire %0 threshold(dense<12000> : tensor<1xi16>) lower_bound(dense<-1> : tensor<1xi16>) max_count = 1
         : tensor<1x1x3xi16> -> !snn.spikes<1x1x3>
  snn.output %1 : !snn.spikes<1x1x3>
}

// -----

// Pixels come with weights 1000, 1000 - 1000 and -1000 where the neuron sees two windows. At the border it sees one.

snn.network @behind_an_overlapping_pool(%in: !snn.spikes<1x1x3>) -> !snn.spikes<1x1x3> {
  %0 = snn.sum_pool2d %in kernel = [1, 2] stride = [1, 1] : !snn.spikes<1x1x3> -> !snn.spikes<1x1x2>
  %1 = snn.conv2d %0 weights(dense<[[[[1000, -1000]]]]> : tensor<1x1x1x2xi16>) padding = [0, 1, 0, 1] : !snn.spikes<1x1x2> -> tensor<1x1x3xi16>
  // expected-error @below {{neuron (0, 0, 2) can wrap in one step: fan-in 2, counts up to 30: 30000 can flow in above a potential of 2999 in channel 0, together more than 32767 by 232; 1 more bit of state, smaller weights, counts or thresholds would fit}}
  %2 = snn.integrate_fire %1 threshold(dense<3000> : tensor<1xi16>) lower_bound(dense<-1> : tensor<1xi16>) max_count = 1
         : tensor<1x1x3xi16> -> !snn.spikes<1x1x3>
  snn.output %2 : !snn.spikes<1x1x3>
}

// -----

// 65535 is what 17 bits hold, one more takes 18. The channel with the highest threshold is told, which needs most.

snn.network @just_one_bit(%in: !snn.spikes<17>) -> !snn.spikes<2> {
  %0 = snn.linear %in weights(dense<127> : tensor<2x17xi8>) : !snn.spikes<17> -> tensor<2xi16>
  // expected-error @below {{32385 can flow in above a potential of 32766 in channel 1, together more than 32767 by 32384; 1 more bit of state, smaller}}
  %1 = snn.integrate_fire %0 threshold(dense<[400, 32767]> : tensor<2xi16>) lower_bound(dense<-1> : tensor<2xi16>) max_count = 1
         : tensor<2xi16> -> !snn.spikes<2>
  snn.output %1 : !snn.spikes<2>
}

// -----

snn.network @two_bits(%in: !snn.spikes<1> {snn.max_count = 2}) -> !snn.spikes<1> {
  %0 = snn.linear %in weights(dense<16385> : tensor<1x1xi16>) : !snn.spikes<1> -> tensor<1xi16>
  // expected-error @below {{32770 can flow in above a potential of 32766 in channel 0, together more than 32767 by 32769; 2 more bits of state, smaller}}
  %1 = snn.integrate_fire %0 threshold(dense<32767> : tensor<1xi16>) lower_bound(dense<-1> : tensor<1xi16>) max_count = 1
         : tensor<1xi16> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

// Below, -65536 is what 17 bits hold. The channel that is lowest is told.

snn.network @just_one_bit_below(%in: !snn.spikes<1> {snn.max_count = 2}) -> !snn.spikes<2> {
  %0 = snn.linear %in weights(dense<[[-16384], [-16384]]> : tensor<2x1xi16>) : !snn.spikes<1> -> tensor<2xi16>
  // expected-error @below {{neuron (1, 0, 0) can wrap in one step: fan-in 1, counts up to 2: 32768 can flow out below a potential of -32768, together less than -32768 by 32768; 1 more bit of state, smaller}}
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<2xi16>) lower_bound(dense<[-9, -32768]> : tensor<2xi16>) max_count = 1
         : tensor<2xi16> -> !snn.spikes<2>
  snn.output %1 : !snn.spikes<2>
}

// -----

snn.network @two_bits_below(%in: !snn.spikes<1> {snn.max_count = 3}) -> !snn.spikes<1> {
  %0 = snn.linear %in weights(dense<-10923> : tensor<1x1xi16>) : !snn.spikes<1> -> tensor<1xi16>
  // expected-error @below {{32769 can flow out below a potential of -32768, together less than -32768 by 32769; 2 more bits of state, smaller}}
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-32768> : tensor<1xi16>) max_count = 1
         : tensor<1xi16> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

// Up to 15 * 4 * 127 = 7620 a step come to a current of which 3/4 are left: it reaches 30477, the least j with
// j = floor(3 j / 4) + 7620, above which a potential of 2290 is just safe.

snn.network @just_safe_current(%in: !snn.spikes<4>) -> !snn.spikes<1> {
  %0 = snn.linear %in weights(dense<127> : tensor<1x4xi8>) : !snn.spikes<4> -> tensor<1xi16>
  %1 = snn.integrate_fire %0 threshold(dense<2291> : tensor<1xi16>) lower_bound(dense<-1> : tensor<1xi16>)
         current_decay(dense<3072> : tensor<1xi16>) max_count = 1 : tensor<1xi16> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

snn.network @wraps_by_its_current(%in: !snn.spikes<4>) -> !snn.spikes<1> {
  %0 = snn.linear %in weights(dense<127> : tensor<1x4xi8>) : !snn.spikes<4> -> tensor<1xi16>
  // expected-error @below {{30477 can flow in above a potential of 2291 in channel 0, together more than 32767 by 1}}
  %1 = snn.integrate_fire %0 threshold(dense<2292> : tensor<1xi16>) lower_bound(dense<-1> : tensor<1xi16>)
         current_decay(dense<3072> : tensor<1xi16>) max_count = 1 : tensor<1xi16> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

// Of a potential that leaks only what is left of it stands above.

snn.network @just_safe_leak(%in: !snn.spikes<17>) -> !snn.spikes<1> {
  %0 = snn.linear %in weights(dense<127> : tensor<1x17xi8>) : !snn.spikes<17> -> tensor<1xi16>
  %1 = snn.integrate_fire %0 threshold(dense<766> : tensor<1xi16>) lower_bound(dense<-1> : tensor<1xi16>)
         decay(dense<2048> : tensor<1xi16>) max_count = 1 : tensor<1xi16> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

snn.network @wraps_by_a_shift(%in: !snn.spikes<17>) -> !snn.spikes<1> {
  %0 = snn.linear %in weights(dense<64> : tensor<1x17xi8>) shift = 1 : !snn.spikes<17> -> tensor<1xi16>
  // expected-error @below {{32640 can flow in above a potential of 128 in channel 0, together more than 32767 by 1}}
  %1 = snn.integrate_fire %0 threshold(dense<129> : tensor<1xi16>) lower_bound(dense<-1> : tensor<1xi16>) max_count = 1
         : tensor<1xi16> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

snn.network @unbounded_current(%in: !snn.spikes<17>) -> !snn.spikes<1> {
  %0 = snn.linear %in weights(dense<1> : tensor<1x17xi8>) : !snn.spikes<17> -> tensor<1xi16>
  // expected-error @below {{snn-prove-bounds: the synaptic current of channel 0 does not leak (current_decay is 4096), so nothing bounds it; a time constant below 4096 steps would fit}}
  %1 = snn.integrate_fire %0 threshold(dense<129> : tensor<1xi16>) lower_bound(dense<-1> : tensor<1xi16>)
         current_decay(dense<4096> : tensor<1xi16>) max_count = 1 : tensor<1xi16> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

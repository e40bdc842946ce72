// RUN: snn-opt %s "--pass-pipeline=builtin.module(snn-set-target{name=speck2b},convert-snn-to-speck)" --split-input-file --verify-diagnostics

snn.network @not_quantised(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  %0 = snn.identity %in : !snn.spikes<1> -> tensor<1xf32>
  // expected-error @below {{convert-snn-to-speck: the layer is not quantised: run snn-quantize first}}
  %1 = snn.integrate_fire %0 threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

// All that is too much is told at once, of every layer.
snn.network @limits(%in: !snn.spikes<2x130x130> {snn.max_count = 1}) -> !snn.spikes<1100> {
  %0 = snn.conv2d %in weights(dense<5> : tensor<1x2x17x17xi8>) : !snn.spikes<2x130x130> -> tensor<1x114x114xi32>
  // expected-error @below {{has 130 rows of its input, a core of target speck2b has up to 128; a pool or crop in front of it would fit}}
  // expected-error @below {{has 114 rows, a core of target speck2b has up to 64; a greater stride, or a pool in front of it would fit}}
  // expected-error @below {{has 130 columns of its input, a core of target speck2b has up to 128; a pool or crop in front of it would fit}}
  // expected-error @below {{has 114 columns, a core of target speck2b has up to 64; a greater stride, or a pool in front of it would fit}}
  %1 = snn.integrate_fire %0 threshold(dense<50> : tensor<1xi32>) max_count = 9 : tensor<1x114x114xi32> -> !snn.spikes<1x114x114>
  %2 = snn.sum_pool2d %1 kernel = [57, 57] : !snn.spikes<1x114x114> -> !snn.spikes<1x2x2>
  %3 = snn.flatten %2 : !snn.spikes<1x2x2> -> !snn.spikes<4>
  %4 = snn.linear %3 weights(dense<3> : tensor<1100x4xi8>) : !snn.spikes<4> -> tensor<1100xi32>
  // expected-error @below {{has 1100 channels, a core of target speck2b has up to 1024; fewer channels would fit}}
  %5 = snn.integrate_fire %4 threshold(dense<9> : tensor<1100xi32>) max_count = 9 : tensor<1100xi32> -> !snn.spikes<1100>
  snn.output %5 : !snn.spikes<1100>
}

// -----

snn.network @stride(%in: !snn.spikes<1x9x9> {snn.max_count = 1}) -> !snn.spikes<1x3x3> {
  %0 = snn.conv2d %in weights(dense<5> : tensor<1x1x3x3xi8>) stride = [3, 3] : !snn.spikes<1x9x9> -> tensor<1x3x3xi32>
  // expected-error @below {{has a stride of 3, a core of target speck2b has 1, 2, 4 or 8; one of these would fit}}
  %1 = snn.integrate_fire %0 threshold(dense<50> : tensor<1xi32>) max_count = 9 : tensor<1x3x3xi32> -> !snn.spikes<1x3x3>
  snn.output %1 : !snn.spikes<1x3x3>
}

// -----

snn.network @kernel(%in: !snn.spikes<1x20x20> {snn.max_count = 1}) -> !snn.spikes<1x4x4> {
  %0 = snn.conv2d %in weights(dense<5> : tensor<1x1x17x17xi8>) : !snn.spikes<1x20x20> -> tensor<1x4x4xi32>
  // expected-error @below {{has 17 rows or columns in its kernel (with pools in front of it that no destination makes, and dilation), a core of target speck2b has up to 16; a smaller kernel, or a pool in front of it would fit}}
  %1 = snn.integrate_fire %0 threshold(dense<50> : tensor<1xi32>) max_count = 9 : tensor<1x4x4xi32> -> !snn.spikes<1x4x4>
  snn.output %1 : !snn.spikes<1x4x4>
}

// -----

snn.network @padding(%in: !snn.spikes<1x4x4> {snn.max_count = 1}) -> !snn.spikes<1x5x4> {
  %0 = snn.conv2d %in weights(dense<5> : tensor<1x1x2x2xi8>) padding = [0, 0, 1, 1] : !snn.spikes<1x4x4> -> tensor<1x4x4xi32>
  // A kernel of three, of which a row and a column are zeros, has what is asked for.
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<50> : tensor<1xi32>) max_count = 9 : tensor<1x4x4xi32> -> !snn.spikes<1x4x4>
  %2 = snn.conv2d %1 weights(dense<5> : tensor<1x1x2x1xi8>) padding = [1, 0, 1, 0] : !snn.spikes<1x4x4> -> tensor<1x5x4xi32>
  // expected-error @below {{has taps from -1 to 0 in rows and 0 to 0 in columns, for which target speck2b has no padding of 0 to 7, alike at both ends, that gives 5 by 4; padding that is alike at both ends would fit}}
  %3 = snn.integrate_fire %2 layer = "b" threshold(dense<50> : tensor<1xi32>) max_count = 9 : tensor<1x5x4xi32> -> !snn.spikes<1x5x4>
  snn.output %3 : !snn.spikes<1x5x4>
}

// -----

// What a pool leaves over comes all the same: without a padding it does no harm.
snn.network @rest(%in: !snn.spikes<1x7x7> {snn.max_count = 1}) -> (!snn.spikes<1x3x3>, !snn.spikes<1x3x3>) {
  %0 = snn.conv2d %in weights(dense<5> : tensor<1x1x1x1xi8>) : !snn.spikes<1x7x7> -> tensor<1x7x7xi32>
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<50> : tensor<1xi32>) max_count = 9 : tensor<1x7x7xi32> -> !snn.spikes<1x7x7>
  %2 = snn.sum_pool2d %1 kernel = [2, 2] : !snn.spikes<1x7x7> -> !snn.spikes<1x3x3>
  %3 = snn.conv2d %2 weights(dense<5> : tensor<1x1x3x3xi8>) padding = [1, 1, 1, 1] : !snn.spikes<1x3x3> -> tensor<1x3x3xi32>
  // expected-error @below {{has a padding where rows of 'a' are left out in front of it (7 become 3), but on target speck2b their events come all the same; a map that the pool divides, or no padding, would fit}}
  %4 = snn.integrate_fire %3 layer = "b" threshold(dense<50> : tensor<1xi32>) max_count = 9 : tensor<1x3x3xi32> -> !snn.spikes<1x3x3>
  %5 = snn.conv2d %2 weights(dense<5> : tensor<1x1x1x1xi8>) : !snn.spikes<1x3x3> -> tensor<1x3x3xi32>
  %6 = snn.integrate_fire %5 layer = "c" threshold(dense<50> : tensor<1xi32>) max_count = 9 : tensor<1x3x3xi32> -> !snn.spikes<1x3x3>
  snn.output %4, %6 : !snn.spikes<1x3x3>, !snn.spikes<1x3x3>
}

// -----

snn.network @ways(%in: !snn.spikes<1> {snn.max_count = 1}) -> (!snn.spikes<1>, !snn.spikes<1>, !snn.spikes<1>) {
  %0 = snn.linear %in weights(dense<5> : tensor<1x1xi8>) : !snn.spikes<1> -> tensor<1xi32>
  // expected-error @below {{goes 3 ways, a core of target speck2b has 2 destinations; fewer layers that read it would fit, or a layer of neurons that hands it on}}
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<50> : tensor<1xi32>) max_count = 9 : tensor<1xi32> -> !snn.spikes<1>
  %2 = snn.linear %1 weights(dense<5> : tensor<1x1xi8>) : !snn.spikes<1> -> tensor<1xi32>
  %3 = snn.integrate_fire %2 layer = "b" threshold(dense<50> : tensor<1xi32>) max_count = 9 : tensor<1xi32> -> !snn.spikes<1>
  %4 = snn.integrate_fire %2 layer = "c" threshold(dense<60> : tensor<1xi32>) max_count = 9 : tensor<1xi32> -> !snn.spikes<1>
  %5 = snn.integrate_fire %2 layer = "d" threshold(dense<70> : tensor<1xi32>) max_count = 9 : tensor<1xi32> -> !snn.spikes<1>
  snn.output %3, %4, %5 : !snn.spikes<1>, !snn.spikes<1>, !snn.spikes<1>
}

// -----

snn.network @loop(%in: !snn.spikes<1> {snn.max_count = 1}) -> !snn.spikes<1> {
  %0 = snn.linear %in weights(dense<5> : tensor<1x1xi8>) : !snn.spikes<1> -> tensor<1xi32>
  // expected-error @below {{layer 'a': its spikes are delayed, but target speck2b has no time steps to count; a network without the delay would fit}}
  %back = snn.delay %1 : !snn.spikes<1> -> !snn.spikes<1>
  %r = snn.linear %back weights(dense<5> : tensor<1x1xi8>) : !snn.spikes<1> -> tensor<1xi32>
  %sum = snn.merge %0, %r : tensor<1xi32>, tensor<1xi32> -> tensor<1xi32>
  %1 = snn.integrate_fire %sum layer = "a" threshold(dense<50> : tensor<1xi32>) max_count = 9 : tensor<1xi32> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

snn.network @memory(%in: !snn.spikes<64x4x4> {snn.max_count = 1}) -> !snn.spikes<512x1x1> {
  %0 = snn.conv2d %in weights(dense<5> : tensor<512x64x4x4xi8>) : !snn.spikes<64x4x4> -> tensor<512x1x1xi32>
  // expected-error @below {{needs 524288 words of kernel memory and 512 of neuron memory (64 * 2^(4 + 9) and 512 * 2^(0 + 0)), target speck2b has no core with both, nor with what half of its channels need (up to 65536 and 65536, of different cores); fewer channels (their number counts as a power of two: 256), a smaller kernel, or a pool in front of it would fit}}
  %1 = snn.integrate_fire %0 threshold(dense<50> : tensor<512xi32>) max_count = 9 : tensor<512x1x1xi32> -> !snn.spikes<512x1x1>
  snn.output %1 : !snn.spikes<512x1x1>
}

// -----

// Two layers that cores 5 and 6 alone hold, and a third.
// expected-error @below {{has layers that target speck2b can hold one by one, but not together: its 9 cores hold one layer, or half of one, each, and a core reaches 2 others; fewer channels in the layers that few cores hold would fit}}
snn.network @together(%in: !snn.spikes<256x1x1> {snn.max_count = 1}) -> !snn.spikes<256x1x1> {
  %0 = snn.conv2d %in weights(dense<5> : tensor<256x256x1x1xi8>) : !snn.spikes<256x1x1> -> tensor<256x1x1xi32>
  // expected-note @below {{layer 'a' needs 65536 words of kernel memory and 256 of neuron memory, which cores 5, 6 have}}
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<50> : tensor<256xi32>) max_count = 9 : tensor<256x1x1xi32> -> !snn.spikes<256x1x1>
  %2 = snn.conv2d %1 weights(dense<5> : tensor<256x256x1x1xi8>) : !snn.spikes<256x1x1> -> tensor<256x1x1xi32>
  // expected-note @below {{layer 'b' needs 65536 words}}
  %3 = snn.integrate_fire %2 layer = "b" threshold(dense<50> : tensor<256xi32>) max_count = 9 : tensor<256x1x1xi32> -> !snn.spikes<256x1x1>
  %4 = snn.conv2d %3 weights(dense<5> : tensor<256x256x1x1xi8>) : !snn.spikes<256x1x1> -> tensor<256x1x1xi32>
  // expected-note @below {{layer 'c' needs 65536 words}}
  %5 = snn.integrate_fire %4 layer = "c" threshold(dense<50> : tensor<256xi32>) max_count = 9 : tensor<256x1x1xi32> -> !snn.spikes<256x1x1>
  %6 = snn.conv2d %5 weights(dense<5> : tensor<256x256x1x1xi8>) : !snn.spikes<256x1x1> -> tensor<256x1x1xi32>
  // expected-note @below {{layer 'd' needs 65536 words}}
  %7 = snn.integrate_fire %6 layer = "d" threshold(dense<50> : tensor<256xi32>) max_count = 9 : tensor<256x1x1xi32> -> !snn.spikes<256x1x1>
  snn.output %7 : !snn.spikes<256x1x1>
}

// -----

snn.network @thresholds(%in: !snn.spikes<1> {snn.max_count = 1}) -> !snn.spikes<2> {
  %0 = snn.linear %in weights(dense<5> : tensor<2x1xi8>) : !snn.spikes<1> -> tensor<2xi32>
  // expected-error @below {{has thresholds of 50 and 60 in different channels, a core of target speck2b has one; equal ones would fit}}
  %1 = snn.integrate_fire %0 threshold(dense<[50, 60]> : tensor<2xi32>) max_count = 9 : tensor<2xi32> -> !snn.spikes<2>
  snn.output %1 : !snn.spikes<2>
}

// -----

snn.network @output(%in: !snn.spikes<1x2x2> {snn.max_count = 1}) -> (!snn.spikes<1x1x1>, !snn.spikes<1x2x2>) {
  %0 = snn.conv2d %in weights(dense<5> : tensor<1x1x1x1xi8>) : !snn.spikes<1x2x2> -> tensor<1x2x2xi32>
  %1 = snn.integrate_fire %0 threshold(dense<50> : tensor<1xi32>) max_count = 9 : tensor<1x2x2xi32> -> !snn.spikes<1x2x2>
  %2 = snn.sum_pool2d %1 kernel = [2, 2] : !snn.spikes<1x2x2> -> !snn.spikes<1x1x1>
  // expected-error @below {{output 'output' pools, adds up or delays spikes, but what target speck2b tells of are the spikes of a layer; that layer itself as the result would fit}}
  // expected-error @below {{output 'output1' is an input of the network}}
  snn.output %2, %in : !snn.spikes<1x1x1>, !snn.spikes<1x2x2>
}

// -----

// Beside the sensor there may be layers, beside what the host sends there may not: samna wants a source of every channel.
snn.network @beside(%in: !snn.spikes<3x2x2> {snn.max_count = 1}) -> !snn.spikes<1x2x2> {
  %0 = snn.conv2d %in weights(dense<5> : tensor<1x3x1x1xi8>) : !snn.spikes<3x2x2> -> tensor<1x2x2xi32>
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<50> : tensor<1xi32>) max_count = 9 : tensor<1x2x2xi32> -> !snn.spikes<1x2x2>
  %2 = snn.concatenate %1, %in : !snn.spikes<1x2x2>, !snn.spikes<3x2x2> -> !snn.spikes<4x2x2>
  %3 = snn.conv2d %2 weights(dense<5> : tensor<1x4x1x1xi8>) : !snn.spikes<4x2x2> -> tensor<1x2x2xi32>
  // expected-error @below {{takes an input of the network beside spikes of layers, for which the channels of a core of target speck2b want the sensor: one input of up to two channels and 128 by 128, in windows of 1, 2 or 4, would fit, or a layer of neurons between the input and this one}}
  %4 = snn.integrate_fire %3 layer = "b" threshold(dense<50> : tensor<1xi32>) max_count = 9 : tensor<1x2x2xi32> -> !snn.spikes<1x2x2>
  snn.output %4 : !snn.spikes<1x2x2>
}

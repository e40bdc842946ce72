// RUN: snn-opt %s --snn-set-target --convert-snn-to-mesh --split-input-file --verify-diagnostics

snn.network @not_proved(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  %0 = snn.identity %in : !snn.spikes<1> -> tensor<1xi16>
  // expected-error @below {{convert-snn-to-mesh: the layer is not quantised and proved: run snn-quantize and snn-prove-bounds first}}
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<1xi16>) : tensor<1xi16> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

snn.network @output_pooled(%in: !snn.spikes<1x6x6>) -> !snn.spikes<1x2x2> {
  %0 = snn.identity %in : !snn.spikes<1x6x6> -> tensor<1x6x6xi16>
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1
         upper = 99 : tensor<1x6x6xi16> -> !snn.spikes<1x6x6>
  %2 = snn.sum_pool2d %1 kernel = [3, 3] : !snn.spikes<1x6x6> -> !snn.spikes<1x2x2>
  // expected-error @below {{result 0 of the network is pooled by windows that no address shift expresses}}
  snn.output %2 : !snn.spikes<1x2x2>
}

// -----

snn.network @folded_too_large(%in: !snn.spikes<1x90x90>) -> !snn.spikes<1x26x26> {
  %p = snn.sum_pool2d %in kernel = [3, 3] : !snn.spikes<1x90x90> -> !snn.spikes<1x30x30>
  %q = snn.sum_pool2d %p kernel = [1, 1] stride = [1, 1] : !snn.spikes<1x30x30> -> !snn.spikes<1x30x30>
  // expected-error @below {{target mesh4x4 takes kernels up to 127 and strides up to 15, this with the pools before it is a kernel of 15 at a stride of 18}}
  %0 = snn.conv2d %q weights(dense<1> : tensor<1x1x5x5xi8>) stride = [6, 6] padding = [63, 63, 63, 63] : !snn.spikes<1x30x30> -> tensor<1x26x26xi16>
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1
         upper = 99 : tensor<1x26x26xi16> -> !snn.spikes<1x26x26>
  snn.output %1 : !snn.spikes<1x26x26>
}

// -----

snn.network @stride(%in: !snn.spikes<1x16x16>) -> !snn.spikes<1x1x1> {
  // expected-error @below {{target mesh4x4 takes kernels up to 127 and strides up to 15, this is a kernel of 1 at a stride of 16}}
  %0 = snn.conv2d %in weights(dense<1> : tensor<1x1x1x1xi8>) stride = [16, 16] : !snn.spikes<1x16x16> -> tensor<1x1x1xi16>
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1
         upper = 99 : tensor<1x1x1xi16> -> !snn.spikes<1x1x1>
  snn.output %1 : !snn.spikes<1x1x1>
}

// -----

snn.network @identity_of_flattened(%in: !snn.spikes<1x2x2>) -> !snn.spikes<4> {
  %f = snn.flatten %in : !snn.spikes<1x2x2> -> !snn.spikes<4>
  // expected-error @below {{target mesh4x4 keeps pixels of flattened spikes in rows and columns: only a linear synapse can follow snn.flatten}}
  %0 = snn.identity %f : !snn.spikes<4> -> tensor<4xi16>
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<4xi16>) lower_bound(dense<-9> : tensor<4xi16>) max_count = 1
         upper = 99 : tensor<4xi16> -> !snn.spikes<4>
  snn.output %1 : !snn.spikes<4>
}

// -----

snn.network @many_above(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  %0 = snn.identity %in : !snn.spikes<1> -> tensor<1xi16>
  // expected-error @below {{target mesh4x4 cannot fire several spikes a step above the threshold only}}
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) compare = gt
         max_count = 3 upper = 99 : tensor<1xi16> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

snn.network @current_out(%in: !snn.spikes<1>) -> tensor<1xi16> {
  %0 = snn.identity %in : !snn.spikes<1> -> tensor<1xi16>
  // expected-error @below {{target mesh4x4 sends spikes, result 0 of the network is a current; a spiking layer behind it would fit}}
  snn.output %0 : tensor<1xi16>
}

// -----

snn.network @no_neuron(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  // expected-error @below {{result 0 of the network is its input: no neuron lies between}}
  snn.output %in : !snn.spikes<1>
}

// -----

snn.network @delayed_output(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  %0 = snn.identity %in : !snn.spikes<1> -> tensor<1xi16>
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1
         upper = 99 : tensor<1xi16> -> !snn.spikes<1>
  %2 = snn.delay %1 : !snn.spikes<1> -> !snn.spikes<1>
  // expected-error @below {{result 0 of the network is delayed, which no edge to the host is; run snn-expand-delays first}}
  snn.output %2 : !snn.spikes<1>
}

// -----

snn.network @long_delay(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  // expected-error @below {{an edge of target mesh4x4 is delayed by one step only; run snn-expand-delays first}}
  %d = snn.delay %in steps = 2 : !snn.spikes<1> -> !snn.spikes<1>
  %0 = snn.identity %d : !snn.spikes<1> -> tensor<1xi16>
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1
         upper = 99 : tensor<1xi16> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

snn.network @frames_end_to_end(%in: !snn.spikes<1x2x2>) -> !snn.spikes<8> {
  %0 = snn.identity %in : !snn.spikes<1x2x2> -> tensor<1x2x2xi16>
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1
         upper = 99 : tensor<1x2x2xi16> -> !snn.spikes<1x2x2>
  %2 = snn.flatten %1 : !snn.spikes<1x2x2> -> !snn.spikes<4>
  %3 = snn.concatenate %2, %2 : !snn.spikes<4>, !snn.spikes<4> -> !snn.spikes<8>
  // expected-error @below {{result 0 of the network puts flattened frames of several pixels end to end, which no address expresses}}
  snn.output %3 : !snn.spikes<8>
}

// -----

snn.network @no_input() -> !snn.spikes<1> {
  %d = snn.delay %1 : !snn.spikes<1> -> !snn.spikes<1>
  %0 = snn.identity %d : !snn.spikes<1> -> tensor<1xi16>
  // expected-error @below {{nothing but delayed spikes comes in, and the network has no input that could say when a step begins}}
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1
         upper = 99 : tensor<1xi16> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

// The kernels of the last row end at 9 * 15 + 126.

snn.network @no_place_for_ends(%in: !snn.spikes<1x255x255>) -> !snn.spikes<1x10x10> {
  %d = snn.delay %in : !snn.spikes<1x255x255> -> !snn.spikes<1x255x255>
  %0 = snn.conv2d %d weights(dense<1> : tensor<1x1x127x127xi8>) stride = [15, 15] padding = [0, 0, 15, 15]
         : !snn.spikes<1x255x255> -> tensor<1x10x10xi16>
  // expected-error @below {{nothing but delayed spikes comes in, and its kernel reaches every coordinate up to 255: a forward edge for the ends of steps has no place}}
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1
         upper = 99 : tensor<1x10x10xi16> -> !snn.spikes<1x10x10>
  snn.output %1 : !snn.spikes<1x10x10>
}

// -----

snn.network @signed_spikes(%in: !snn.spikes<1>) -> !snn.spikes<1, signed> {
  %0 = snn.identity %in : !snn.spikes<1> -> tensor<1xi16>
  // expected-error @below {{has signed spikes (negative_spikes), but the neurons of cores do not fire below zero}}
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) signed_spikes
         max_count = 1 upper = 99 : tensor<1xi16> -> !snn.spikes<1, signed>
  snn.output %1 : !snn.spikes<1, signed>
}

// -----

snn.network @too_many_for_a_max_pool(%in: !snn.spikes<1x4x4> {snn.max_count = 5}) -> !snn.spikes<1x1x1> {
  %0 = snn.sum_pool2d %in kernel = [2, 2] : !snn.spikes<1x4x4> -> !snn.spikes<1x2x2>
  // expected-error @below {{up to 20 spikes of a pixel can come in one step, target mesh4x4 sends at most 15; a smaller bound of the input or max_count of the layer before would fit, or sums behind the pool instead of before it}}
  %1 = snn.spiking_max_pool2d %0 kernel = [2, 2] : !snn.spikes<1x2x2> -> !snn.spikes<1x1x1>
  snn.output %1 : !snn.spikes<1x1x1>
}

// -----

snn.network @too_long_for_a_max_pool(%in: !snn.spikes<1x2x2> {snn.max_count = 7}) -> !snn.spikes<1x1x1> attributes {snn.steps = 4682} {
  // expected-error @below {{a sample of 4682 steps with up to 7 spikes of a pixel each is more than 32767, which is what a count of target mesh4x4 holds; 4681 steps, or a smaller bound, would fit}}
  %0 = snn.spiking_max_pool2d %in kernel = [2, 2] : !snn.spikes<1x2x2> -> !snn.spikes<1x1x1>
  snn.output %0 : !snn.spikes<1x1x1>
}

// -----

snn.network @windows_too_far(%in: !snn.spikes<1x20x20>) -> !snn.spikes<1x2x2> {
  // expected-error @below {{target mesh4x4 takes windows up to 127 at strides up to 15, this is a window of 3 at a stride of 16}}
  %0 = snn.spiking_max_pool2d %in kernel = [3, 3] stride = [16, 16] : !snn.spikes<1x20x20> -> !snn.spikes<1x2x2>
  snn.output %0 : !snn.spikes<1x2x2>
}

// -----

// expected-error @below {{input 0 of the network is real valued, target mesh4x4 takes spikes; an encoder in front of it would fit}}
snn.network @real_input(%in: tensor<2xf32>) -> !snn.spikes<1> {
  %0 = snn.linear %in weights(dense<1.0> : tensor<1x2xf32>) : tensor<2xf32> -> tensor<1xf32>
  %1 = snn.integrate_fire %0 threshold(dense<9.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

// Every layer that is refused is told.
snn.network @two_layers(%in: !snn.spikes<1x20x20>) -> !snn.spikes<1x1x1> {
  // expected-error @below {{target mesh4x4 takes windows up to 127 at strides up to 15, this is a window of 3 at a stride of 16}}
  %0 = snn.spiking_max_pool2d %in kernel = [3, 3] stride = [16, 16] : !snn.spikes<1x20x20> -> !snn.spikes<1x2x2>
  %1 = snn.identity %0 : !snn.spikes<1x2x2> -> tensor<1x2x2xi16>
  // expected-error @below {{cannot fire several spikes a step above the threshold only}}
  %2 = snn.integrate_fire %1 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) compare = gt
         max_count = 3 upper = 99 : tensor<1x2x2xi16> -> !snn.spikes<1x2x2>
  %3 = snn.sum_pool2d %2 kernel = [2, 2] : !snn.spikes<1x2x2> -> !snn.spikes<1x1x1>
  snn.output %3 : !snn.spikes<1x1x1>
}

// -----

// Forty merges, each of the one before it twice: 2^40 edges.

snn.network @nested_merges(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  %m1 = snn.merge %in, %in : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m2 = snn.merge %m1, %m1 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m3 = snn.merge %m2, %m2 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m4 = snn.merge %m3, %m3 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m5 = snn.merge %m4, %m4 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m6 = snn.merge %m5, %m5 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m7 = snn.merge %m6, %m6 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m8 = snn.merge %m7, %m7 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m9 = snn.merge %m8, %m8 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m10 = snn.merge %m9, %m9 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m11 = snn.merge %m10, %m10 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m12 = snn.merge %m11, %m11 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m13 = snn.merge %m12, %m12 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m14 = snn.merge %m13, %m13 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m15 = snn.merge %m14, %m14 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m16 = snn.merge %m15, %m15 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m17 = snn.merge %m16, %m16 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m18 = snn.merge %m17, %m17 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m19 = snn.merge %m18, %m18 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m20 = snn.merge %m19, %m19 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m21 = snn.merge %m20, %m20 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m22 = snn.merge %m21, %m21 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m23 = snn.merge %m22, %m22 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m24 = snn.merge %m23, %m23 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m25 = snn.merge %m24, %m24 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m26 = snn.merge %m25, %m25 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m27 = snn.merge %m26, %m26 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m28 = snn.merge %m27, %m27 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m29 = snn.merge %m28, %m28 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m30 = snn.merge %m29, %m29 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m31 = snn.merge %m30, %m30 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m32 = snn.merge %m31, %m31 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m33 = snn.merge %m32, %m32 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m34 = snn.merge %m33, %m33 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m35 = snn.merge %m34, %m34 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m36 = snn.merge %m35, %m35 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m37 = snn.merge %m36, %m36 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m38 = snn.merge %m37, %m37 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m39 = snn.merge %m38, %m38 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m40 = snn.merge %m39, %m39 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  // expected-error @below {{spikes come on 1099511627776 ways through merges and concatenations, each an edge of its own, the cores of target mesh4x4 have table entries for 2048; fewer merges, or neurons between them, would fit}}
  %0 = snn.identity %m40 : !snn.spikes<1> -> tensor<1xi16>
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1
         upper = 99 : tensor<1xi16> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

snn.network @wide(%in: !snn.spikes<1x2x300>) -> !snn.spikes<1x1x60> {
  // expected-error @below {{takes 2 rows and 300 columns of the input 'input' of 2 by 300, packets of target mesh4x4 hold coordinates of 256; a crop to so many, or a sum pool by 2, 4 or 8 that leaves no more, would fit in the first place of the network: there the host does it}}
  %0 = snn.conv2d %in weights(dense<1> : tensor<1x1x2x5xi8>) stride = [5, 5] : !snn.spikes<1x2x300> -> tensor<1x1x60xi16>
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1
         upper = 99 : tensor<1x1x60xi16> -> !snn.spikes<1x1x60>
  snn.output %1 : !snn.spikes<1x1x60>
}

// -----

snn.network @many_channels(%in: !snn.spikes<5000>) -> !snn.spikes<1> {
  // expected-error @below {{takes 5000 channels of the input 'input', packets of target mesh4x4 name 4096; an input of channels, rows and columns with a flatten behind it would fit}}
  %0 = snn.linear %in weights(dense<1> : tensor<1x5000xi8>) : !snn.spikes<5000> -> tensor<1xi16>
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1
         upper = 99 : tensor<1xi16> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

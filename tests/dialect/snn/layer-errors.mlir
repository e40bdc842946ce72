// RUN: snn-opt %s --split-input-file --verify-diagnostics
// As ops-errors.mlir, for pools, crops, layers of analogue networks, encoders and signed neurons.

snn.network @sum_pool2d_c3_ceil(%m: !snn.spikes<2x8x6>) -> () {
  // expected-error @+1 {{'snn.sum_pool2d' op (C3) the kernel is 9x2, the source 8x6}}
  %0 = snn.sum_pool2d %m kernel = [9, 2] stride = [1, 2] ceil_mode : !snn.spikes<2x8x6> -> !snn.spikes<2x1x3>
  snn.output
}

// -----

snn.network @sum_pool2d_c4_overhang(%m: !snn.spikes<2x8x6>) -> () {
  // expected-error @+1 {{(C4) the result must be 'tensor<2x3x3xf32>', is '!snn.spikes<2x3x3>'}}
  %0 = snn.sum_pool2d %m kernel = [3, 2] ceil_mode : !snn.spikes<2x8x6> -> !snn.spikes<2x3x3>
  snn.output
}

// -----

snn.network @sum_pool2d_c4_full(%m: !snn.spikes<2x8x6>) -> () {
  // expected-error @+1 {{(C4) the result must be '!snn.spikes<2x4x3>', is 'tensor<2x4x3xf32>'}}
  %0 = snn.sum_pool2d %m kernel = [2, 2] ceil_mode : !snn.spikes<2x8x6> -> tensor<2x4x3xf32>
  snn.output
}

// -----

snn.network @sum_pool2d_c4_dropped(%m: !snn.spikes<2x8x6>) -> () {
  // expected-error @+1 {{(C4) the result must be '!snn.spikes<2x2x3>', is '!snn.spikes<2x3x3>'}}
  %0 = snn.sum_pool2d %m kernel = [1, 2] stride = [6, 2] ceil_mode : !snn.spikes<2x8x6> -> !snn.spikes<2x3x3>
  snn.output
}

// -----

snn.network @sum_pool2d_c5(%i: tensor<2x8x6xi16>) -> () {
  // expected-error @+1 {{(C5) a window hangs over the edge, whose mean is no whole number in 'i16'}}
  %0 = snn.sum_pool2d %i kernel = [3, 2] ceil_mode : tensor<2x8x6xi16> -> tensor<2x3x3xi16>
  snn.output
}

// -----

snn.network @spiking_max_pool2d_c1(%m: !snn.spikes<2x8x6, signed>) -> () {
  // expected-error @+1 {{'snn.spiking_max_pool2d' op (C1) source must be unsigned, is '!snn.spikes<2x8x6, signed>'}}
  %0 = snn.spiking_max_pool2d %m kernel = [2, 2] : !snn.spikes<2x8x6, signed> -> !snn.spikes<2x4x3>
  snn.output
}

// -----

snn.network @spiking_max_pool2d_c1_rank(%l: !snn.spikes<8>) -> () {
  // expected-error @+1 {{(C1) source must have rank 3, has 1}}
  %0 = snn.spiking_max_pool2d %l kernel = [2, 2] : !snn.spikes<8> -> !snn.spikes<4>
  snn.output
}

// -----

snn.network @spiking_max_pool2d_c2(%m: !snn.spikes<2x8x6>) -> () {
  // expected-error @+1 {{(C2) stride must be at least 1, got 0}}
  %0 = snn.spiking_max_pool2d %m kernel = [2, 2] stride = [0, 1] : !snn.spikes<2x8x6> -> !snn.spikes<2x4x3>
  snn.output
}

// -----

snn.network @spiking_max_pool2d_c3(%m: !snn.spikes<2x8x6>) -> () {
  // expected-error @+1 {{(C3) padding must be 4 numbers, got 2}}
  %0 = snn.spiking_max_pool2d %m kernel = [2, 2] padding = [1, 1] : !snn.spikes<2x8x6> -> !snn.spikes<2x4x3>
  snn.output
}

// -----

snn.network @spiking_max_pool2d_c4(%m: !snn.spikes<2x8x6>) -> () {
  // expected-error @+1 {{(C4) the kernel is 8 wide, the padded source 7}}
  %0 = snn.spiking_max_pool2d %m kernel = [2, 8] padding = [0, 1, 0, 0] : !snn.spikes<2x8x6> -> !snn.spikes<2x4x1>
  snn.output
}

// -----

snn.network @spiking_max_pool2d_c5(%m: !snn.spikes<2x8x6>) -> () {
  // expected-error @+1 {{(C5) the result must be '!snn.spikes<2x4x3>', is '!snn.spikes<2x4x4>'}}
  %0 = snn.spiking_max_pool2d %m kernel = [2, 2] padding = [0, 0, 1, 1] : !snn.spikes<2x8x6> -> !snn.spikes<2x4x4>
  snn.output
}

// -----

snn.network @crop2d_c1(%l: !snn.spikes<8>) -> () {
  // expected-error @+1 {{'snn.crop2d' op (C1) source must have rank 3, has 1}}
  %0 = snn.crop2d %l cropping = [0, 0, 0, 0] : !snn.spikes<8> -> !snn.spikes<8>
  snn.output
}

// -----

snn.network @crop2d_c2(%m: !snn.spikes<2x8x6>) -> () {
  // expected-error @+1 {{(C2) cropping must be at least 0, got -1}}
  %0 = snn.crop2d %m cropping = [0, -1, 0, 0] : !snn.spikes<2x8x6> -> !snn.spikes<2x8x7>
  snn.output
}

// -----

snn.network @crop2d_c3(%m: !snn.spikes<2x8x6>) -> () {
  // expected-error @+1 {{(C3) the crop takes 6 columns, the source has 6}}
  %0 = snn.crop2d %m cropping = [0, 2, 7, 4] : !snn.spikes<2x8x6> -> !snn.spikes<2x1x1>
  snn.output
}

// -----

snn.network @crop2d_c4(%m: !snn.spikes<2x8x6>) -> () {
  // expected-error @+1 {{(C4) the result must be '!snn.spikes<2x4x4>', is '!snn.spikes<2x6x2>'}}
  %0 = snn.crop2d %m cropping = [3, 1, 1, 1] : !snn.spikes<2x8x6> -> !snn.spikes<2x6x2>
  snn.output
}

// -----

snn.network @avg_pool2d_c3(%m: !snn.spikes<2x8x6>) -> () {
  // expected-error @+1 {{'snn.avg_pool2d' op (C3) the kernel is 9x2, the source 8x6}}
  %0 = snn.avg_pool2d %m kernel = [9, 2] : !snn.spikes<2x8x6> -> tensor<2x1x3xf32>
  snn.output
}

// -----

snn.network @avg_pool2d_c4(%c: tensor<2x8x6xf32>) -> () {
  // expected-error @+1 {{(C4) the result must be 'tensor<2x2x3xf32>', is 'tensor<2x3x3xf32>'}}
  %0 = snn.avg_pool2d %c kernel = [3, 2] : tensor<2x8x6xf32> -> tensor<2x3x3xf32>
  snn.output
}

// -----

snn.network @batch_norm2d_c1(%c: tensor<8xf32>) -> () {
  // expected-error @+1 {{'snn.batch_norm2d' op (C1) source must have rank 3, has 1}}
  %0 = snn.batch_norm2d %c mean(dense<0.0> : tensor<2xf32>) variance(dense<1.0> : tensor<2xf32>) : tensor<8xf32> -> tensor<8xf32>
  snn.output
}

// -----

snn.network @batch_norm2d_c2(%c: tensor<2x8x6xf32>) -> () {
  // expected-error @+1 {{(C2) variance must have shape 2, has 3}}
  %0 = snn.batch_norm2d %c mean(dense<0.0> : tensor<2xf32>) variance(dense<1.0> : tensor<3xf32>) : tensor<2x8x6xf32> -> tensor<2x8x6xf32>
  snn.output
}

// -----

snn.network @batch_norm2d_c2_type(%c: tensor<2x8x6xf32>) -> () {
  // expected-error @+1 {{(C2) weights must be f32, is 'f64'}}
  %0 = snn.batch_norm2d %c mean(dense<0.0> : tensor<2xf32>) variance(dense<1.0> : tensor<2xf32>) weights(dense<0.0> : tensor<2xf64>) : tensor<2x8x6xf32> -> tensor<2x8x6xf32>
  snn.output
}

// -----

snn.network @batch_norm2d_c3(%c: tensor<2x8x6xf32>) -> () {
  // expected-error @+1 {{(C3) mean must be finite, the one at index 1 is NaN}}
  %0 = snn.batch_norm2d %c mean(dense<[0.0, 0x7FC00000]> : tensor<2xf32>) variance(dense<1.0> : tensor<2xf32>) : tensor<2x8x6xf32> -> tensor<2x8x6xf32>
  snn.output
}

// -----

snn.network @batch_norm2d_c4(%c: tensor<2x8x6xf32>) -> () {
  // expected-error @+1 {{(C4) variance + epsilon must be greater than 0, is 0.000000e+00 for channel 1}}
  %0 = snn.batch_norm2d %c mean(dense<0.0> : tensor<2xf32>) variance(dense<[1.0, 0.0]> : tensor<2xf32>) epsilon = 0.0 : tensor<2x8x6xf32> -> tensor<2x8x6xf32>
  snn.output
}

// -----

snn.network @batch_norm2d_c5(%c: tensor<2x8x6xf32>) -> () {
  // expected-error @+1 {{(C5) the result must be 'tensor<2x8x6xf32>', is 'tensor<2x6x8xf32>'}}
  %0 = snn.batch_norm2d %c mean(dense<0.0> : tensor<2xf32>) variance(dense<1.0> : tensor<2xf32>) : tensor<2x8x6xf32> -> tensor<2x6x8xf32>
  snn.output
}

// -----

snn.network @relu_c1(%c: tensor<2x8x6xf32>) -> () {
  // expected-error @+1 {{'snn.relu' op (C1) the result must be 'tensor<2x8x6xf32>', is 'tensor<96xf32>'}}
  %0 = snn.relu %c : tensor<2x8x6xf32> -> tensor<96xf32>
  snn.output
}

// -----

snn.network @relu_of_spikes(%m: !snn.spikes<2x8x6>) -> () {
  // expected-error @+1 {{'snn.relu' op operand #0 must be statically shaped tensor of 32-bit float values, but got '!snn.spikes<2x8x6>'}}
  %0 = "snn.relu"(%m) : (!snn.spikes<2x8x6>) -> tensor<2x8x6xf32>
  snn.output
}

// -----

snn.network @neuromorphic_relu_c1(%c: tensor<2x8x6xf32>) -> () {
  // expected-error @+1 {{'snn.neuromorphic_relu' op (C1) fanout must be at least 1, got 0}}
  %0 = snn.neuromorphic_relu %c {fanout = 0} : tensor<2x8x6xf32> -> tensor<2x8x6xf32>
  snn.output
}

// -----

snn.network @neuromorphic_relu_c2(%c: tensor<2x8x6xf32>) -> () {
  // expected-error @+1 {{(C2) the result must be 'tensor<2x8x6xf32>'}}
  %0 = snn.neuromorphic_relu %c : tensor<2x8x6xf32> -> tensor<96xf32>
  snn.output
}

// -----

snn.network @quantize_c1(%c: tensor<2x8x6xf32>) -> () {
  // expected-error @+1 {{'snn.quantize' op (C1) the result must be 'tensor<2x8x6xf32>'}}
  %0 = snn.quantize %c : tensor<2x8x6xf32> -> tensor<96xf32>
  snn.output
}

// -----

snn.network @img2spike_c1(%c: tensor<2x8x6xf32>) -> () {
  %0 = snn.relu %c : tensor<2x8x6xf32> -> tensor<2x8x6xf32>
  // expected-error @+1 {{'snn.img2spike' op (C1) source must be an argument of the network, is the result of snn.relu}}
  %1 = snn.img2spike %0 : tensor<2x8x6xf32> -> !snn.spikes<2x8x6>
  snn.output
}

// -----

snn.network @img2spike_c1_readers(%c: tensor<2x8x6xf32>) -> () {
  // expected-note @+1 {{read here}}
  %0 = snn.relu %c : tensor<2x8x6xf32> -> tensor<2x8x6xf32>
  // expected-error @+1 {{'snn.img2spike' op (C1) nothing else may read the source}}
  %1 = snn.img2spike %c : tensor<2x8x6xf32> -> !snn.spikes<2x8x6>
  snn.output
}

// -----

snn.network @img2spike_c2(%c: tensor<2x8x6xf32>) -> () {
  // expected-error @+1 {{(C2) tw must be at least 1, got 0}}
  %0 = snn.img2spike %c {tw = 0} : tensor<2x8x6xf32> -> !snn.spikes<2x8x6>
  snn.output
}

// -----

snn.network @img2spike_c2_rate(%c: tensor<2x8x6xf32>) -> () {
  // expected-error @+1 {{(C2) max_rate must be finite and at least 0, got -1.0}}
  %0 = snn.img2spike %c {max_rate = -1.0} : tensor<2x8x6xf32> -> !snn.spikes<2x8x6>
  snn.output
}

// -----

snn.network @img2spike_c2_norm(%c: tensor<2x8x6xf32>) -> () {
  // expected-error @+1 {{(C2) norm must be finite and not 0, got 0.0}}
  %0 = snn.img2spike %c {norm = 0.0} : tensor<2x8x6xf32> -> !snn.spikes<2x8x6>
  snn.output
}

// -----

snn.network @img2spike_c3(%c: tensor<2x8x6xf32>) -> () {
  // expected-error @+1 {{(C3) the result must be '!snn.spikes<2x8x6, signed>', is '!snn.spikes<2x8x6>'}}
  %0 = snn.img2spike %c {negative_spikes} : tensor<2x8x6xf32> -> !snn.spikes<2x8x6>
  snn.output
}

// -----

snn.network @img2spike_c3_squeeze(%c: tensor<1x8x1xf32>) -> () {
  // expected-error @+1 {{(C3) the result must be '!snn.spikes<8>', is '!snn.spikes<1x8x1>'}}
  %0 = snn.img2spike %c {squeeze} : tensor<1x8x1xf32> -> !snn.spikes<1x8x1>
  snn.output
}

// -----

snn.network @sig2spike_c2(%c: tensor<2x8x6xf32>) -> () {
  // expected-error @+1 {{'snn.sig2spike' op (C2) source must have rank 1, has 3}}
  %0 = snn.sig2spike %c : tensor<2x8x6xf32> -> !snn.spikes<2x8x6>
  snn.output
}

// -----

snn.network @sig2spike_c3(%x: tensor<4xf32>) -> () {
  // expected-error @+1 {{(C3) tw must be at least 1, got -3}}
  %0 = snn.sig2spike %x {tw = -3} : tensor<4xf32> -> !snn.spikes<4>
  snn.output
}

// -----

snn.network @sig2spike_c3_level(%x: tensor<4xf32>) -> () {
  // expected-error @+1 {{(C3) norm_level must be finite}}
  %0 = snn.sig2spike %x {norm_level = 0x7FF0000000000000 : f64} : tensor<4xf32> -> !snn.spikes<4>
  snn.output
}

// -----

snn.network @sig2spike_c4(%x: tensor<4xf32>) -> () {
  // expected-error @+1 {{(C4) the result must be 'tensor<4xf32>', is '!snn.spikes<4>'}}
  %0 = snn.sig2spike %x {spk_out = false} : tensor<4xf32> -> !snn.spikes<4>
  snn.output
}

// -----

snn.network @integrate_fire_c1_signed(%c: tensor<2x8x6xf32>) -> () {
  // expected-error @+1 {{'snn.integrate_fire' op (C1) the result must be '!snn.spikes<2x8x6, signed>', is '!snn.spikes<2x8x6>'}}
  %0 = snn.integrate_fire %c threshold(dense<1.0> : tensor<2xf32>) signed_spikes : tensor<2x8x6xf32> -> !snn.spikes<2x8x6>
  snn.output
}

// -----

snn.network @integrate_fire_c8(%c: tensor<2x8x6xf32>) -> () {
  // expected-error @+1 {{(C8) signed_spikes needs compare = ge and spikes = many}}
  %0 = snn.integrate_fire %c threshold(dense<1.0> : tensor<2xf32>) spikes = one signed_spikes : tensor<2x8x6xf32> -> !snn.spikes<2x8x6, signed>
  snn.output
}

// -----

snn.network @network_c3_pool(%m: !snn.spikes<2x8x6>, %c: tensor<2x8x6xf32>) -> () {
  // expected-note @+1 {{by this layer}}
  %0 = snn.integrate_fire %c layer = "a" threshold(dense<1.0> : tensor<2xf32>) : tensor<2x8x6xf32> -> !snn.spikes<2x8x6>
  // expected-error @+1 {{'snn.spiking_max_pool2d' op (C3) the layer name 'a' is taken}}
  %1 = snn.spiking_max_pool2d %m kernel = [2, 2] {layer = "a"} : !snn.spikes<2x8x6> -> !snn.spikes<2x4x3>
  snn.output
}

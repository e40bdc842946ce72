// RUN: snn-opt %s --split-input-file --allow-unregistered-dialect --verify-diagnostics
// One network for each way to break a numbered constraint; the network is named after it.

// expected-error @+1 {{(C2) every extent of spikes must be at least 1, got 0}}
snn.network @spikes_c2(%m: !snn.spikes<2x0>) -> () {
  snn.output
}

// -----

// expected-error @+1 {{(C1) spikes need at least one axis}}
snn.network @spikes_c1(%m: !snn.spikes<>) -> () {
  snn.output
}

// -----

// expected-error @+1 {{expected 'signed'}}
snn.network @spikes_signed(%m: !snn.spikes<2x3, unsigned>) -> () {
  snn.output
}

// -----

// expected-error @+1 {{'snn.network' op (C1) arguments and results must be spikes or tensors of f32, i16 or i32, got 'tensor<4xf64>'}}
snn.network @network_c1(%m: tensor<4xf64>) -> () {
  snn.output
}

// -----

snn.network @network_c2(%m: !snn.spikes<8>) -> () {
  // expected-error @+1 {{'snn.linear' op (C2) the value depends on itself within one step: snn.integrate_fire -> snn.linear -> snn.integrate_fire; a snn.delay on the way would make the cycle legal}}
  %0 = snn.linear %1 weights(dense<1.0> : tensor<8x8xf32>) : !snn.spikes<8> -> tensor<8xf32>
  %1 = snn.integrate_fire %0 threshold(dense<1.0> : tensor<8xf32>) : tensor<8xf32> -> !snn.spikes<8>
  snn.output
}

// -----

// The cycle is named, what only leads to it is not; a delay elsewhere does not help.
snn.network @network_c2_named(%m: !snn.spikes<8>) -> () {
  %0 = snn.linear %m weights(dense<1.0> : tensor<8x8xf32>) : !snn.spikes<8> -> tensor<8xf32>
  // expected-error @+1 {{'snn.merge' op (C2) the value depends on itself within one step: snn.integrate_fire 'hidden' -> snn.linear 'back' -> snn.merge -> snn.integrate_fire 'hidden'}}
  %1 = snn.merge %0, %3 : tensor<8xf32>, tensor<8xf32> -> tensor<8xf32>
  %2 = snn.integrate_fire %1 layer = "hidden" threshold(dense<1.0> : tensor<8xf32>) : tensor<8xf32> -> !snn.spikes<8>
  %3 = snn.linear %2 weights(dense<1.0> : tensor<8x8xf32>) : !snn.spikes<8> -> tensor<8xf32> loc("back")
  %4 = snn.delay %2 : !snn.spikes<8> -> !snn.spikes<8>
  snn.output
}

// -----

snn.network @network_c4(%m: !snn.spikes<8>) -> () {
  // expected-error @+1 {{'snn.delay' op (C4) the value adds to itself from step to step without a bound: snn.merge -> snn.delay -> snn.merge; neurons on the way would make the cycle legal}}
  %0 = snn.delay %1 : !snn.spikes<8> -> !snn.spikes<8>
  %1 = snn.merge %m, %0 : !snn.spikes<8>, !snn.spikes<8> -> !snn.spikes<8>
  snn.output
}

// -----

snn.network @network_c4_max_pool(%m: !snn.spikes<1x4x4>) -> () {
  // expected-error @+1 {{'snn.delay' op (C4) the value adds to itself from step to step without a bound: snn.merge -> snn.spiking_max_pool2d 'pool' -> snn.delay -> snn.merge; neurons on the way would make the cycle legal}}
  %0 = snn.delay %2 : !snn.spikes<1x4x4> -> !snn.spikes<1x4x4>
  %1 = snn.merge %m, %0 : !snn.spikes<1x4x4>, !snn.spikes<1x4x4> -> !snn.spikes<1x4x4>
  %2 = snn.spiking_max_pool2d %1 kernel = [1, 1] {layer = "pool"} : !snn.spikes<1x4x4> -> !snn.spikes<1x4x4>
  snn.output
}

// -----

snn.network @network_c3(%c: tensor<8xf32>) -> () {
  // expected-note @+1 {{by this layer}}
  %0 = snn.integrate_fire %c layer = "a" threshold(dense<1.0> : tensor<8xf32>) : tensor<8xf32> -> !snn.spikes<8>
  // expected-error @+1 {{'snn.integrate_fire' op (C3) the layer name 'a' is taken}}
  %1 = snn.integrate_fire %c layer = "a" threshold(dense<2.0> : tensor<8xf32>) : tensor<8xf32> -> !snn.spikes<8>
  snn.output
}

// -----

// expected-error @+1 {{'snn.network' op must end in snn.output}}
"snn.network"() <{function_type = () -> (), sym_name = "no_output"}> ({
^bb0:
  %0 = "test.source"() : () -> tensor<1xf32>
}) : () -> ()

// -----

snn.network @output_c1(%m: !snn.spikes<8>) -> !snn.spikes<8> {
  // expected-error @+1 {{'snn.output' op (C1) the network returns 1 values, got 2}}
  snn.output %m, %m : !snn.spikes<8>, !snn.spikes<8>
}

// -----

snn.network @output_c1_type(%m: !snn.spikes<8>) -> !snn.spikes<9> {
  // expected-error @+1 {{'snn.output' op (C1) value 0 must be '!snn.spikes<9>' as the network returns, is '!snn.spikes<8>'}}
  snn.output %m : !snn.spikes<8>
}

// -----

// expected-error @+1 {{'snn.steps' must be an i64 of at least 1, got 0 : i64}}
snn.network @steps() -> () attributes {snn.steps = 0} {
  snn.output
}

// -----

// expected-error @+1 {{unknown attribute 'snn.setps' of an operation; known are 'snn.step_us', 'snn.dt_us', 'snn.steps', 'snn.phase', 'snn.pass', 'snn.seed', 'snn.target', 'snn.weight_bits', 'snn.calibration', 'snn.row_rates', 'snn.column_rates'}}
snn.network @unknown() -> () attributes {snn.setps = 1} {
  snn.output
}

// -----

// expected-error @+1 {{'snn.steps' belongs to snn.network}}
module attributes {snn.steps = 1} {
}

// -----

// expected-error @+1 {{'snn.max_count' must be an i64 of at least 1, got 0 : i64}}
snn.network @max_count(%m: !snn.spikes<8> {snn.max_count = 0}) -> () {
  snn.output
}

// -----

// expected-error @+1 {{'snn.max_total' must be an i64 of at least 1, got 0 : i64}}
snn.network @max_total(%m: !snn.spikes<8> {snn.max_total = 0}) -> () {
  snn.output
}

// -----

// expected-error @+1 {{unknown attribute 'snn.bound' = 1 : i64 of an input; known are 'snn.max_count' and 'snn.max_total' : i64, 'snn.name' : string, 'snn.row_rates' and 'snn.column_rates' : f64 array}}
snn.network @argument(%m: !snn.spikes<8> {snn.bound = 1}) -> () {
  snn.output
}

// -----

// expected-error @+1 {{unknown attribute 'snn.max_count' = 1 : i64 of an output; known is 'snn.name' : string}}
snn.network @result(%m: !snn.spikes<8>) -> (!snn.spikes<8> {snn.max_count = 1}) {
  snn.output %m : !snn.spikes<8>
}

// -----

snn.network @two_neurons(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{operand #0 must be statically shaped tensor of 32-bit float or 16-bit signless integer or 32-bit signless integer values, but got '!snn.spikes<8>'}}
  %0 = "snn.integrate_fire"(%l) <{threshold = dense<1.0> : tensor<8xf32>}> : (!snn.spikes<8>) -> !snn.spikes<8>
  snn.output
}

// -----

snn.network @spikes_from_synapse(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{result #0 must be statically shaped tensor}}
  %0 = "snn.identity"(%l) : (!snn.spikes<8>) -> !snn.spikes<8>
  snn.output
}

// -----

snn.network @identity_c1_weights(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{'snn.identity' op (C1) weights must have shape 2, has 3}}
  %0 = snn.identity %m weights(dense<1.0> : tensor<3xf32>) : !snn.spikes<2x8x8> -> tensor<2x8x8xf32>
  snn.output
}

// -----

snn.network @identity_c1_bias(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C1) bias must have shape 2, has 2x8x8}}
  %0 = snn.identity %m bias(dense<1.0> : tensor<2x8x8xf32>) : !snn.spikes<2x8x8> -> tensor<2x8x8xf32>
  snn.output
}

// -----

snn.network @identity_c1_channel(%c: tensor<f32>) -> () {
  // expected-error @+1 {{(C1) the source must have a channel axis}}
  %0 = snn.identity %c : tensor<f32> -> tensor<f32>
  snn.output
}

// -----

snn.network @identity_c2_weights(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C2) weights must be i8 or i16 for a current of 'i16', are 'f32'}}
  %0 = snn.identity %m weights(dense<1.0> : tensor<2xf32>) : !snn.spikes<2x8x8> -> tensor<2x8x8xi16>
  snn.output
}

// -----

snn.network @identity_c2_bias(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C2) bias must be 'i32' as the current, is 'i16'}}
  %0 = snn.identity %m bias(dense<1> : tensor<2xi16>) : !snn.spikes<2x8x8> -> tensor<2x8x8xi32>
  snn.output
}

// -----

snn.network @identity_c3(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C3) weights must be finite, the one at index 1 is NaN}}
  %0 = snn.identity %m weights(dense<[1.0, 0x7FC00000]> : tensor<2xf32>) : !snn.spikes<2x8x8> -> tensor<2x8x8xf32>
  snn.output
}

// -----

snn.network @identity_c4(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C4) the result must be 'tensor<2x8x8xf32>', is 'tensor<2x8x7xf32>'}}
  %0 = snn.identity %m : !snn.spikes<2x8x8> -> tensor<2x8x7xf32>
  snn.output
}

// -----

snn.network @identity_c4_element(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C4) the result must be 'tensor<2x8x8xf32>', is 'tensor<2x8x8xi16>'}}
  %0 = snn.identity %c : tensor<2x8x8xf32> -> tensor<2x8x8xi16>
  snn.output
}

// -----

snn.network @conv2d_c1_source(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{'snn.conv2d' op (C1) source must have rank 3, has 1}}
  %0 = snn.conv2d %l weights(dense<1.0> : tensor<4x2x3x3xf32>) : !snn.spikes<8> -> tensor<4x6x6xf32>
  snn.output
}

// -----

snn.network @conv2d_c1_weights(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C1) weights must have rank 4, has 3}}
  %0 = snn.conv2d %m weights(dense<1.0> : tensor<4x2x3xf32>) : !snn.spikes<2x8x8> -> tensor<4x6x6xf32>
  snn.output
}

// -----

snn.network @conv2d_c2_stride(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C2) stride must be at least 1, got 0}}
  %0 = snn.conv2d %m weights(dense<1.0> : tensor<4x2x3x3xf32>) stride = [1, 0] : !snn.spikes<2x8x8> -> tensor<4x6x6xf32>
  snn.output
}

// -----

snn.network @conv2d_c2_stride_count(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C2) stride must be 2 numbers, got 1}}
  %0 = snn.conv2d %m weights(dense<1.0> : tensor<4x2x3x3xf32>) stride = [2] : !snn.spikes<2x8x8> -> tensor<4x6x6xf32>
  snn.output
}

// -----

snn.network @conv2d_c2_dilation(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C2) dilation must be at least 1, got -1}}
  %0 = snn.conv2d %m weights(dense<1.0> : tensor<4x2x3x3xf32>) dilation = [-1, 1] : !snn.spikes<2x8x8> -> tensor<4x6x6xf32>
  snn.output
}

// -----

snn.network @conv2d_c3(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C3) padding must be at least 0, got -1}}
  %0 = snn.conv2d %m weights(dense<1.0> : tensor<4x2x3x3xf32>) padding = [0, 0, -1, 0] : !snn.spikes<2x8x8> -> tensor<4x6x6xf32>
  snn.output
}

// -----

snn.network @conv2d_c3_count(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C3) padding must be 4 numbers, got 2}}
  %0 = snn.conv2d %m weights(dense<1.0> : tensor<4x2x3x3xf32>) padding = [1, 1] : !snn.spikes<2x8x8> -> tensor<4x6x6xf32>
  snn.output
}

// -----

snn.network @conv2d_c4(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C4) groups must be at least 1 and divide 2 input and 3 output channels, got 2}}
  %0 = snn.conv2d %m weights(dense<1.0> : tensor<3x1x3x3xf32>) groups = 2 : !snn.spikes<2x8x8> -> tensor<4x6x6xf32>
  snn.output
}

// -----

snn.network @conv2d_c4_zero(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C4) groups must be at least 1 and divide 2 input and 4 output channels, got 0}}
  %0 = snn.conv2d %m weights(dense<1.0> : tensor<4x2x3x3xf32>) groups = 0 : !snn.spikes<2x8x8> -> tensor<4x6x6xf32>
  snn.output
}

// -----

snn.network @conv2d_c5(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C5) weights take 2 channels, the source has 2 in 2 groups}}
  %0 = snn.conv2d %m weights(dense<1.0> : tensor<4x2x3x3xf32>) groups = 2 : !snn.spikes<2x8x8> -> tensor<4x6x6xf32>
  snn.output
}

// -----

snn.network @conv2d_c6(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C6) the kernel is 9 wide with dilation, the padded source 8}}
  %0 = snn.conv2d %m weights(dense<1.0> : tensor<4x2x3x3xf32>) dilation = [1, 4] : !snn.spikes<2x8x8> -> tensor<4x6x6xf32>
  snn.output
}

// -----

snn.network @conv2d_c6_high(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C6) the kernel is 9 high with dilation, the padded source 8}}
  %0 = snn.conv2d %m weights(dense<1.0> : tensor<4x2x3x3xf32>) dilation = [4, 1] : !snn.spikes<2x8x8> -> tensor<4x6x6xf32>
  snn.output
}

// -----

snn.network @conv2d_c7(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C7) bias must have shape 4, has 2}}
  %0 = snn.conv2d %m weights(dense<1.0> : tensor<4x2x3x3xf32>) bias(dense<1.0> : tensor<2xf32>) : !snn.spikes<2x8x8> -> tensor<4x6x6xf32>
  snn.output
}

// -----

snn.network @conv2d_c8(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C8) weights must be f32 for a current of 'f32', are 'i8'}}
  %0 = snn.conv2d %m weights(dense<1> : tensor<4x2x3x3xi8>) : !snn.spikes<2x8x8> -> tensor<4x6x6xf32>
  snn.output
}

// -----

snn.network @conv2d_c8_bias(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C8) bias must be 'f32' as the current, is 'f64'}}
  %0 = snn.conv2d %m weights(dense<1.0> : tensor<4x2x3x3xf32>) bias(dense<1.0> : tensor<4xf64>) : !snn.spikes<2x8x8> -> tensor<4x6x6xf32>
  snn.output
}

// -----

snn.network @conv2d_c9(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C9) weights must be finite, the one at index 0 is infinite}}
  %0 = snn.conv2d %m weights(dense<0x7F800000> : tensor<4x2x3x3xf32>) : !snn.spikes<2x8x8> -> tensor<4x6x6xf32>
  snn.output
}

// -----

snn.network @conv2d_c9_bias(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C9) bias must be finite, the one at index 3 is minus infinite}}
  %0 = snn.conv2d %m weights(dense<1.0> : tensor<4x2x3x3xf32>) bias(dense<[0.0, 0.0, 0.0, 0xFF800000]> : tensor<4xf32>) : !snn.spikes<2x8x8> -> tensor<4x6x6xf32>
  snn.output
}

// -----

snn.network @conv2d_c10(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C10) the result must be 'tensor<4x6x6xf32>', is 'tensor<4x8x8xf32>'}}
  %0 = snn.conv2d %m weights(dense<1.0> : tensor<4x2x3x3xf32>) : !snn.spikes<2x8x8> -> tensor<4x8x8xf32>
  snn.output
}

// -----

snn.network @conv2d_c10_element(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C10) the result must be 'tensor<4x6x6xf32>', is 'tensor<4x6x6xi16>'}}
  %0 = snn.conv2d %c weights(dense<1> : tensor<4x2x3x3xi8>) : tensor<2x8x8xf32> -> tensor<4x6x6xi16>
  snn.output
}

// -----

snn.network @linear_c1(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{'snn.linear' op (C1) source must have rank 1, has 3}}
  %0 = snn.linear %m weights(dense<1.0> : tensor<4x8xf32>) : !snn.spikes<2x8x8> -> tensor<4xf32>
  snn.output
}

// -----

snn.network @linear_c1_weights(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C1) weights must have rank 2, has 1}}
  %0 = snn.linear %l weights(dense<1.0> : tensor<8xf32>) : !snn.spikes<8> -> tensor<4xf32>
  snn.output
}

// -----

snn.network @linear_c2(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C2) weights take 9 inputs, the source has 8}}
  %0 = snn.linear %l weights(dense<1.0> : tensor<4x9xf32>) : !snn.spikes<8> -> tensor<4xf32>
  snn.output
}

// -----

snn.network @linear_c3(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C3) bias must have shape 4, has 8}}
  %0 = snn.linear %l weights(dense<1.0> : tensor<4x8xf32>) bias(dense<1.0> : tensor<8xf32>) : !snn.spikes<8> -> tensor<4xf32>
  snn.output
}

// -----

snn.network @linear_c4(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C4) weights must be i8 or i16 for a current of 'i32', are 'i32'}}
  %0 = snn.linear %l weights(dense<1> : tensor<4x8xi32>) : !snn.spikes<8> -> tensor<4xi32>
  snn.output
}

// -----

snn.network @linear_c5(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C5) bias must be finite, the one at index 0 is NaN}}
  %0 = snn.linear %l weights(dense<1.0> : tensor<4x8xf32>) bias(dense<0x7FC00000> : tensor<4xf32>) : !snn.spikes<8> -> tensor<4xf32>
  snn.output
}

// -----

snn.network @linear_c6(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C6) the result must be 'tensor<4xf32>', is 'tensor<5xf32>'}}
  %0 = snn.linear %l weights(dense<1.0> : tensor<4x8xf32>) : !snn.spikes<8> -> tensor<5xf32>
  snn.output
}

// -----

snn.network @linear_c5_bytes(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C5) weights of type 'tensor<4x8xi8>' need 32 bytes, the resource has 3}}
  %0 = snn.linear %l weights(dense_resource<short> : tensor<4x8xi8>) : !snn.spikes<8> -> tensor<4xi16>
  snn.output
}

{-#
  dialect_resources: {
    builtin: {
      short: "0x01000000000102"
    }
  }
#-}

// -----

snn.network @linear_c5_missing(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C5) weights of type 'tensor<4x8xi8>' need 32 bytes, the resource has 0}}
  %0 = snn.linear %l weights(dense_resource<missing> : tensor<4x8xi8>) : !snn.spikes<8> -> tensor<4xi16>
  snn.output
}

// -----

snn.network @linear_c5_sparse(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C5) weights must be a dense or dense_resource attribute}}
  %0 = snn.linear %l weights(sparse<[[0, 0]], [1.0]> : tensor<4x8xf32>) : !snn.spikes<8> -> tensor<4xf32>
  snn.output
}

// -----

snn.network @sum_pool2d_c1(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{'snn.sum_pool2d' op (C1) source must have rank 3, has 1}}
  %0 = snn.sum_pool2d %l kernel = [2, 2] : !snn.spikes<8> -> !snn.spikes<4>
  snn.output
}

// -----

snn.network @sum_pool2d_c2(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C2) kernel must be at least 1, got 0}}
  %0 = snn.sum_pool2d %m kernel = [0, 2] : !snn.spikes<2x8x8> -> !snn.spikes<2x4x4>
  snn.output
}

// -----

snn.network @sum_pool2d_c2_stride(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C2) stride must be 2 numbers, got 3}}
  %0 = snn.sum_pool2d %m kernel = [2, 2] stride = [1, 1, 1] : !snn.spikes<2x8x8> -> !snn.spikes<2x4x4>
  snn.output
}

// -----

snn.network @sum_pool2d_c3(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C3) the kernel is 2x9, the source 8x8}}
  %0 = snn.sum_pool2d %m kernel = [2, 9] : !snn.spikes<2x8x8> -> !snn.spikes<2x4x4>
  snn.output
}

// -----

snn.network @sum_pool2d_c4(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C4) the result must be '!snn.spikes<2x4x4>', is 'tensor<2x4x4xf32>'}}
  %0 = snn.sum_pool2d %m kernel = [2, 2] : !snn.spikes<2x8x8> -> tensor<2x4x4xf32>
  snn.output
}

// -----

snn.network @flatten_c1(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{'snn.flatten' op (C1) the result must be '!snn.spikes<128>', is '!snn.spikes<127>'}}
  %0 = snn.flatten %m : !snn.spikes<2x8x8> -> !snn.spikes<127>
  snn.output
}

// -----

snn.network @integrate_fire_c1(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{'snn.integrate_fire' op (C1) the result must be '!snn.spikes<2x8x8>', is '!snn.spikes<2x8x7>'}}
  %0 = snn.integrate_fire %c threshold(dense<1.0> : tensor<2xf32>) : tensor<2x8x8xf32> -> !snn.spikes<2x8x7>
  snn.output
}

// -----

snn.network @integrate_fire_c1_signed(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C1) the result must be '!snn.spikes<2x8x8>', is '!snn.spikes<2x8x8, signed>'}}
  %0 = snn.integrate_fire %c threshold(dense<1.0> : tensor<2xf32>) : tensor<2x8x8xf32> -> !snn.spikes<2x8x8, signed>
  snn.output
}

// -----

snn.network @integrate_fire_c2(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C2) threshold must have shape 2, has 8}}
  %0 = snn.integrate_fire %c threshold(dense<1.0> : tensor<8xf32>) : tensor<2x8x8xf32> -> !snn.spikes<2x8x8>
  snn.output
}

// -----

snn.network @integrate_fire_c2_element(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C2) threshold must be 'i16', is 'f32'}}
  %0 = snn.integrate_fire %i threshold(dense<1.0> : tensor<2xf32>) : tensor<2x8x8xi16> -> !snn.spikes<2x8x8>
  snn.output
}

// -----

snn.network @integrate_fire_c2_lower(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C2) lower_bound must be 'f32', is 'f64'}}
  %0 = snn.integrate_fire %c threshold(dense<1.0> : tensor<2xf32>) lower_bound(dense<1.0> : tensor<2xf64>) : tensor<2x8x8xf32> -> !snn.spikes<2x8x8>
  snn.output
}

// -----

snn.network @integrate_fire_c2_subtract(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C2) subtract must have shape 2, has 1}}
  %0 = snn.integrate_fire %c threshold(dense<1.0> : tensor<2xf32>) subtract(dense<1.0> : tensor<1xf32>) : tensor<2x8x8xf32> -> !snn.spikes<2x8x8>
  snn.output
}

// -----

snn.network @integrate_fire_c2_scale(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C2) scale must be 'f32' or 'f64', is 'i16'}}
  %0 = snn.integrate_fire %i threshold(dense<10> : tensor<2xi16>) scale(dense<1> : tensor<2xi16>) : tensor<2x8x8xi16> -> !snn.spikes<2x8x8>
  snn.output
}

// -----

snn.network @integrate_fire_c2_channel(%c: tensor<f32>) -> () {
  // expected-error @+1 {{(C2) the current must have a channel axis}}
  %0 = snn.integrate_fire %c threshold(dense<1.0> : tensor<2xf32>) : tensor<f32> -> !snn.spikes<1>
  snn.output
}

// -----

snn.network @integrate_fire_c3(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C3) lower_bound must be finite, the one at index 0 is minus infinite}}
  %0 = snn.integrate_fire %c threshold(dense<1.0> : tensor<2xf32>) lower_bound(dense<0xFF800000> : tensor<2xf32>) : tensor<2x8x8xf32> -> !snn.spikes<2x8x8>
  snn.output
}

// -----

snn.network @integrate_fire_c4(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C4) the threshold must be greater than 0, got 0.0}}
  %0 = snn.integrate_fire %c threshold(dense<[1.0, 0.0]> : tensor<2xf32>) : tensor<2x8x8xf32> -> !snn.spikes<2x8x8>
  snn.output
}

// -----

snn.network @integrate_fire_c5(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C5) subtract has no meaning where the potential is reset to zero}}
  %0 = snn.integrate_fire %c threshold(dense<1.0> : tensor<2xf32>) subtract(dense<1.0> : tensor<2xf32>) reset = zero : tensor<2x8x8xf32> -> !snn.spikes<2x8x8>
  snn.output
}

// -----

snn.network @integrate_fire_c6_max_count(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C6) max_count needs a current of integers, this one is of 'f32'}}
  %0 = snn.integrate_fire %c threshold(dense<1.0> : tensor<2xf32>) max_count = 3 : tensor<2x8x8xf32> -> !snn.spikes<2x8x8>
  snn.output
}

// -----

snn.network @integrate_fire_c6_upper(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C6) upper needs a current of integers, this one is of 'f32'}}
  %0 = snn.integrate_fire %c threshold(dense<1.0> : tensor<2xf32>) upper = 3 : tensor<2x8x8xf32> -> !snn.spikes<2x8x8>
  snn.output
}

// -----

snn.network @integrate_fire_c6_scale(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C6) scale needs a current of integers, this one is of 'f32'}}
  %0 = snn.integrate_fire %c threshold(dense<1.0> : tensor<2xf32>) scale(dense<1.0> : tensor<2xf32>) : tensor<2x8x8xf32> -> !snn.spikes<2x8x8>
  snn.output
}

// -----

snn.network @integrate_fire_c6_count(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C6) max_count must be at least 1, got 0}}
  %0 = snn.integrate_fire %i threshold(dense<10> : tensor<2xi16>) max_count = 0 : tensor<2x8x8xi16> -> !snn.spikes<2x8x8>
  snn.output
}

// -----

snn.network @integrate_fire_c6_zero_scale(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C6) scale must be greater than 0, got 0.0}}
  %0 = snn.integrate_fire %i threshold(dense<10> : tensor<2xi16>) scale(dense<[1.0, 0.0]> : tensor<2xf32>) : tensor<2x8x8xi16> -> !snn.spikes<2x8x8>
  snn.output
}

// -----

snn.network @integrate_fire_c7(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C7) upper must be at least the threshold - 1, 19, got 18}}
  %0 = snn.integrate_fire %i threshold(dense<[10, 20]> : tensor<2xi16>) upper = 18 : tensor<2x8x8xi16> -> !snn.spikes<2x8x8>
  snn.output
}

// -----

snn.network @integrate_fire_c7_most(%m: !snn.spikes<2x8x8>, %l: !snn.spikes<8>, %c: tensor<2x8x8xf32>, %i: tensor<2x8x8xi16>) -> () {
  // expected-error @+1 {{(C7) upper must be at most 32767, the greatest 'i16', got 32768}}
  %0 = snn.integrate_fire %i threshold(dense<10> : tensor<2xi16>) upper = 32768 : tensor<2x8x8xi16> -> !snn.spikes<2x8x8>
  snn.output
}

// -----

snn.network @merge_c1(%m: !snn.spikes<8>) -> () {
  // expected-error @+1 {{'snn.merge' op (C1) a merge needs at least 2 sources, has 1}}
  %0 = snn.merge %m : !snn.spikes<8> -> !snn.spikes<8>
  snn.output
}

// -----

snn.network @merge_c2(%m: !snn.spikes<8>, %s: !snn.spikes<8, signed>) -> () {
  // expected-error @+1 {{'snn.merge' op (C2) all sources must have the same type: source 0 is '!snn.spikes<8>', source 1 is '!snn.spikes<8, signed>'}}
  %0 = snn.merge %m, %s : !snn.spikes<8>, !snn.spikes<8, signed> -> !snn.spikes<8>
  snn.output
}

// -----

snn.network @merge_c2_kind(%m: !snn.spikes<8>, %c: tensor<8xf32>) -> () {
  // expected-error @+1 {{'snn.merge' op (C2) all sources must have the same type: source 0 is '!snn.spikes<8>', source 2 is 'tensor<8xf32>'}}
  %0 = snn.merge %m, %m, %c : !snn.spikes<8>, !snn.spikes<8>, tensor<8xf32> -> !snn.spikes<8>
  snn.output
}

// -----

snn.network @merge_c3(%m: !snn.spikes<8>) -> () {
  // expected-error @+1 {{'snn.merge' op (C3) the result must be '!snn.spikes<8>', is '!snn.spikes<16>'}}
  %0 = snn.merge %m, %m : !snn.spikes<8>, !snn.spikes<8> -> !snn.spikes<16>
  snn.output
}

// -----

snn.network @concatenate_c1() -> () {
  // expected-error @+1 {{'snn.concatenate' op (C1) a concatenation needs at least 1 source, has none}}
  %0 = "snn.concatenate"() : () -> !snn.spikes<8>
  snn.output
}

// -----

snn.network @concatenate_c2(%m: !snn.spikes<8>, %s: !snn.spikes<8, signed>) -> () {
  // expected-error @+1 {{'snn.concatenate' op (C2) all sources must be of one kind: source 0 is '!snn.spikes<8>', source 1 is '!snn.spikes<8, signed>'}}
  %0 = snn.concatenate %m, %s : !snn.spikes<8>, !snn.spikes<8, signed> -> !snn.spikes<16>
  snn.output
}

// -----

snn.network @concatenate_c2_elements(%c: tensor<8xf32>, %i: tensor<8xi16>) -> () {
  // expected-error @+1 {{'snn.concatenate' op (C2) all sources must be of one kind: source 0 is 'tensor<8xf32>', source 1 is 'tensor<8xi16>'}}
  %0 = snn.concatenate %c, %i : tensor<8xf32>, tensor<8xi16> -> tensor<16xf32>
  snn.output
}

// -----

snn.network @concatenate_c3(%m: !snn.spikes<2x4x4>, %n: !snn.spikes<2x4x5>) -> () {
  // expected-error @+1 {{'snn.concatenate' op (C3) all sources must have the same extents but for the leading one: source 0 is 2x4x4, source 1 is 2x4x5}}
  %0 = snn.concatenate %m, %n : !snn.spikes<2x4x4>, !snn.spikes<2x4x5> -> !snn.spikes<4x4x4>
  snn.output
}

// -----

snn.network @concatenate_c3_rank(%m: !snn.spikes<2x4x4>, %n: !snn.spikes<2>) -> () {
  // expected-error @+1 {{'snn.concatenate' op (C3) all sources must have the same extents but for the leading one: source 0 is 2x4x4, source 1 is 2}}
  %0 = snn.concatenate %m, %n : !snn.spikes<2x4x4>, !snn.spikes<2> -> !snn.spikes<4x4x4>
  snn.output
}

// -----

snn.network @concatenate_c4(%m: !snn.spikes<2x4x4>, %n: !snn.spikes<3x4x4>) -> () {
  // expected-error @+1 {{'snn.concatenate' op (C4) the result must be '!snn.spikes<5x4x4>', is '!snn.spikes<6x4x4>'}}
  %0 = snn.concatenate %m, %n : !snn.spikes<2x4x4>, !snn.spikes<3x4x4> -> !snn.spikes<6x4x4>
  snn.output
}

// -----

snn.network @delay_c1(%m: !snn.spikes<8>) -> () {
  // expected-error @+1 {{'snn.delay' op (C1) steps must be at least 1 and at most 65535, got 0}}
  %0 = snn.delay %m steps = 0 : !snn.spikes<8> -> !snn.spikes<8>
  snn.output
}

// -----

snn.network @delay_c1_most(%m: !snn.spikes<8>) -> () {
  // expected-error @+1 {{'snn.delay' op (C1) steps must be at least 1 and at most 65535, got 65536}}
  %0 = snn.delay %m steps = 65536 : !snn.spikes<8> -> !snn.spikes<8>
  snn.output
}

// -----

snn.network @delay_c2(%m: !snn.spikes<8>) -> () {
  // expected-error @+1 {{'snn.delay' op (C2) the result must be '!snn.spikes<8>', is '!snn.spikes<9>'}}
  %0 = snn.delay %m : !snn.spikes<8> -> !snn.spikes<9>
  snn.output
}

// -----

snn.network @delay_of_a_current(%c: tensor<8xf32>) -> () {
  // expected-error @+1 {{'snn.delay' op (C2) the result must be 'tensor<8xf32>', is '!snn.spikes<8>'}}
  %0 = "snn.delay"(%c) : (tensor<8xf32>) -> !snn.spikes<8>
  snn.output
}

// -----

snn.network @integrate_fire_c2_decay(%c: tensor<2x4x4xf32>) -> () {
  // expected-error @+1 {{'snn.integrate_fire' op (C2) decay must be 'f32', is 'i16'}}
  %0 = snn.integrate_fire %c threshold(dense<1.0> : tensor<2xf32>) decay(dense<1> : tensor<2xi16>)
         : tensor<2x4x4xf32> -> !snn.spikes<2x4x4>
  snn.output
}

// -----

snn.network @integrate_fire_c8_decay(%c: tensor<2x4x4xf32>) -> () {
  // expected-error @+1 {{'snn.integrate_fire' op (C8) signed_spikes has no form with a decay}}
  %0 = snn.integrate_fire %c threshold(dense<1.0> : tensor<2xf32>) decay(dense<0.5> : tensor<2xf32>) signed_spikes
         : tensor<2x4x4xf32> -> !snn.spikes<2x4x4, signed>
  snn.output
}

// -----

snn.network @integrate_fire_c9_float(%c: tensor<2x4x4xf32>) -> () {
  // expected-error @+1 {{'snn.integrate_fire' op (C9) decay must be 0 to 1, is 1.5}}
  %0 = snn.integrate_fire %c threshold(dense<1.0> : tensor<2xf32>) decay(dense<1.5> : tensor<2xf32>)
         : tensor<2x4x4xf32> -> !snn.spikes<2x4x4>
  snn.output
}

// -----

snn.network @integrate_fire_c9_integer(%c: tensor<2x4x4xi16>) -> () {
  // expected-error @+1 {{'snn.integrate_fire' op (C9) current_decay must be 0 to 4096, is 4097}}
  %0 = snn.integrate_fire %c threshold(dense<1> : tensor<2xi16>) current_decay(dense<4097> : tensor<2xi16>)
         : tensor<2x4x4xi16> -> !snn.spikes<2x4x4>
  snn.output
}

// -----

snn.network @conv2d_c11(%m: !snn.spikes<2x4x4>) -> () {
  // expected-error @+1 {{'snn.conv2d' op (C11) shift needs weights in integers, the current is of 'f32'}}
  %0 = snn.conv2d %m weights(dense<1.0> : tensor<2x2x1x1xf32>) shift = 1 : !snn.spikes<2x4x4> -> tensor<2x4x4xf32>
  snn.output
}

// -----

snn.network @linear_c7(%m: !snn.spikes<8>) -> () {
  // expected-error @+1 {{'snn.linear' op (C7) shift must be 0 to 7, got 8}}
  %0 = snn.linear %m weights(dense<1> : tensor<2x8xi8>) shift = 8 : !snn.spikes<8> -> tensor<2xi16>
  snn.output
}

// -----

snn.network @identity_c5(%m: !snn.spikes<8>) -> () {
  // expected-error @+1 {{'snn.identity' op (C5) shift must be 0 to 7, got 9}}
  %0 = snn.identity %m shift = 9 : !snn.spikes<8> -> tensor<8xi16>
  snn.output
}

// -----

snn.network @integrate_c1(%c: tensor<2xf32>) -> () {
  // expected-error @+1 {{'snn.integrate' op (C1) the current must have a channel axis}}
  %0 = snn.integrate %1 decay(dense<0.5> : tensor<2xf32>) : tensor<f32>
  %1 = "test.source"() : () -> tensor<f32>
  snn.output
}

// -----

snn.network @integrate_c2(%c: tensor<2xi16>) -> () {
  // expected-error @+1 {{'snn.integrate' op (C2) range must be 'i16', is 'i32'}}
  %0 = snn.integrate %c decay(dense<2048> : tensor<2xi16>) range(dense<9> : tensor<2xi32>) : tensor<2xi16>
  snn.output
}

// -----

snn.network @integrate_c4(%c: tensor<2xf32>) -> () {
  // expected-error @+1 {{'snn.integrate' op (C4) scale needs a current of integers, this one is of 'f32'}}
  %0 = snn.integrate %c decay(dense<0.5> : tensor<2xf32>) scale(dense<2.0> : tensor<2xf32>) : tensor<2xf32>
  snn.output
}

// -----

snn.network @integrate_c4_range(%c: tensor<2xi16>) -> () {
  // expected-error @+1 {{'snn.integrate' op (C4) range must be greater than 0, got 0}}
  %0 = snn.integrate %c decay(dense<2048> : tensor<2xi16>) range(dense<[1, 0]> : tensor<2xi16>) : tensor<2xi16>
  snn.output
}

// -----

snn.network @integrate_c4_scale(%c: tensor<2xi16>) -> () {
  // expected-error @+1 {{'snn.integrate' op (C4) scale must be the same for all channels}}
  %0 = snn.integrate %c decay(dense<2048> : tensor<2xi16>) scale(dense<[1.0, 2.0]> : tensor<2xf32>) : tensor<2xi16>
  snn.output
}

// -----

snn.network @integrate_c5(%c: tensor<2xi16>) -> () {
  // expected-error @+1 {{'snn.integrate' op (C5) current_decay must be 0 to 4096, is -1}}
  %0 = snn.integrate %c decay(dense<2048> : tensor<2xi16>) current_decay(dense<-1> : tensor<2xi16>) : tensor<2xi16>
  snn.output
}

// -----

// expected-error @below {{'snn.row_rates' must be an array of f64 from 0 to 1, got array<f64: 2.000000e+00>}}
snn.network @rates(%a: !snn.spikes<2x1x1> {snn.row_rates = array<f64: 2.0>}) -> !snn.spikes<2x1x1> {
  snn.output %a : !snn.spikes<2x1x1>
}

// RUN: snn-opt %s --split-input-file --verify-diagnostics
// One network for each way to break a numbered constraint of a leaky layer; the network is named after it.

snn.network @integrate_c1(%c: tensor<4xi16>) -> () {
  // expected-error @+1 {{'snn.leaky_integrate' op (C1) the current must be f32, is 'i16'}}
  %0 = snn.leaky_integrate %c tau(dense<5.0> : tensor<4xf32>) : tensor<4xi16> -> tensor<4xi16>
  snn.output
}

// -----

snn.network @integrate_c2(%c: tensor<4x2x2xf32>) -> () {
  // expected-error @+1 {{'snn.leaky_integrate' op (C2) tau must have shape 4 or 4x2x2, has 2}}
  %0 = snn.leaky_integrate %c tau(dense<5.0> : tensor<2xf32>) : tensor<4x2x2xf32> -> tensor<4x2x2xf32>
  snn.output
}

// -----

snn.network @integrate_c2_type(%c: tensor<4xf32>) -> () {
  // expected-error @+1 {{'snn.leaky_integrate' op (C2) leak must be f32, is 'f64'}}
  %0 = snn.leaky_integrate %c leak(dense<5.0> : tensor<4xf64>) : tensor<4xf32> -> tensor<4xf32>
  snn.output
}

// -----

snn.network @integrate_c3(%c: tensor<4xf32>) -> () {
  // expected-error @+1 {{'snn.leaky_integrate' op (C3) dt must be finite and greater than 0, is 0}}
  %0 = snn.leaky_integrate %c dt = 0.0 tau(dense<5.0> : tensor<4xf32>) : tensor<4xf32> -> tensor<4xf32>
  snn.output
}

// -----

snn.network @integrate_c4(%c: tensor<4xf32>) -> () {
  // expected-error @+1 {{'snn.leaky_integrate' op (C4) tau must be greater than 0, is 0}}
  %0 = snn.leaky_integrate %c tau(dense<[1.0, 2.0, 0.0, 3.0]> : tensor<4xf32>) : tensor<4xf32> -> tensor<4xf32>
  snn.output
}

// -----

snn.network @fire_c5(%c: tensor<4xf32>) -> () {
  // expected-error @+1 {{'snn.leaky_integrate_fire' op (C5) the threshold must be greater than 0, got 0}}
  %0 = snn.leaky_integrate_fire %c threshold(dense<0.0> : tensor<4xf32>) : tensor<4xf32> -> !snn.spikes<4>
  snn.output
}

// -----

snn.network @fire_c6(%c: tensor<4xf32>) -> () {
  // expected-error @+1 {{'snn.leaky_integrate_fire' op (C6) subtract has no meaning where the potential is reset}}
  %0 = snn.leaky_integrate_fire %c threshold(dense<1.0> : tensor<4xf32>) subtract(dense<1.0> : tensor<4xf32>)
         reset = zero : tensor<4xf32> -> !snn.spikes<4>
  snn.output
}

// -----

snn.network @fire_c6_reset(%c: tensor<4xf32>) -> () {
  // expected-error @+1 {{'snn.leaky_integrate_fire' op (C6) reset_potential has no meaning where spikes are subtracted}}
  %0 = snn.leaky_integrate_fire %c threshold(dense<1.0> : tensor<4xf32>) reset_potential(dense<0.1> : tensor<4xf32>)
         : tensor<4xf32> -> !snn.spikes<4>
  snn.output
}

// -----

snn.network @fire_c7(%c: tensor<4xf32>) -> () {
  // expected-error @+1 {{'snn.leaky_integrate_fire' op (C7) order must not be after_output: what fires is the state}}
  %0 = snn.leaky_integrate_fire %c order = after_output tau(dense<1.0> : tensor<4xf32>)
         threshold(dense<1.0> : tensor<4xf32>) : tensor<4xf32> -> !snn.spikes<4>
  snn.output
}

// -----

snn.network @threshold_c2(%c: tensor<4x2x2xf32>) -> () {
  // expected-error @+1 {{'snn.threshold' op (C2) threshold must have shape 4 or 4x2x2, has 1}}
  %0 = snn.threshold %c threshold(dense<1.0> : tensor<1xf32>) : tensor<4x2x2xf32> -> !snn.spikes<4x2x2>
  snn.output
}

// -----

snn.network @conv2d_c1_row(%row: !snn.spikes<2x8>) -> () {
  // expected-error @+1 {{(C1) a source of one row must become one row, becomes 3}}
  %0 = snn.conv2d %row weights(dense<0.5> : tensor<4x2x1x3xf32>) padding = [1, 0, 1, 0] : !snn.spikes<2x8> -> tensor<4x6xf32>
  snn.output
}

// -----

// A cycle is legal through an integrator, too, and its name is a layer's name.
snn.network @network_c3_leaky(%c: tensor<4xf32>) -> () {
  // expected-note @+1 {{by this layer}}
  %0 = snn.leaky_integrate %1 layer = "a" tau(dense<5.0> : tensor<4xf32>) : tensor<4xf32> -> tensor<4xf32>
  %1 = snn.delay %0 : tensor<4xf32> -> tensor<4xf32>
  // expected-error @+1 {{(C3) the layer name 'a' is taken}}
  %2 = snn.leaky_integrate %c layer = "a" : tensor<4xf32> -> tensor<4xf32>
  snn.output
}

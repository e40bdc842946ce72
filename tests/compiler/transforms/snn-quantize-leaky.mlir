// RUN: snn-opt %s --snn-set-target=name=mesh2x2 --snn-quantize --split-input-file | FileCheck %s

// Decays count 1/4096; that of the potential makes up for what rounding towards 0 takes: 4096 / threshold more. Weights
// are shifted where rounding and decays together have less error by it. There is room for potentials far below 0.

// CHECK-LABEL: snn.network @leak
snn.network @leak(%in: !snn.spikes<4> {snn.max_count = 3}) -> !snn.spikes<2> {
  // CHECK: snn.linear %arg0 weights(dense<{{\[\[}}88, -44, 22, 0], [28, 28, -56, 7]]> : tensor<2x4xi8>) shift = 4 :
  %0 = snn.linear %in weights(dense<[[1.0, -0.5, 0.25, 0.0], [0.5, 0.5, -1.0, 0.125]]> : tensor<2x4xf32>) : !snn.spikes<4> -> tensor<2xf32>
  // CHECK: snn.integrate_fire %0 layer = "a" threshold(dense<[1408, 897]> : tensor<2xi16>) decay(dense<[3075, 3077]> : tensor<2xi16>)
  // CHECK-SAME: current_decay(dense<2048> : tensor<2xi16>) spikes = one max_count = 1 scale(
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<1.0> : tensor<2xf32>) decay(dense<0.75> : tensor<2xf32>)
         current_decay(dense<0.5> : tensor<2xf32>) spikes = one : tensor<2xf32> -> !snn.spikes<2>
  snn.output %1 : !snn.spikes<2>
}

// -----

// Decays that leave all or nothing stay so.

// CHECK-LABEL: snn.network @all_or_nothing
snn.network @all_or_nothing(%in: !snn.spikes<2> {snn.max_count = 3}) -> !snn.spikes<2> {
  %0 = snn.linear %in weights(dense<1.0> : tensor<2x2xf32>) : !snn.spikes<2> -> tensor<2xf32>
  // CHECK: decay(dense<[4096, 0]> : tensor<2xi16>)
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<1.0> : tensor<2xf32>) decay(dense<[1.0, 0.0]> : tensor<2xf32>)
         : tensor<2xf32> -> !snn.spikes<2>
  snn.output %1 : !snn.spikes<2>
}

// -----

// The potentials of a readout have one scale, with which the greatest that can come to them fits, and become the result.

// CHECK-LABEL: snn.network @readout(%arg0: !snn.spikes<4> {snn.max_count = 3 : i64}) -> tensor<2xi16>
snn.network @readout(%in: !snn.spikes<4> {snn.max_count = 3}) -> tensor<2xf32> {
  // CHECK: snn.linear %arg0 weights(dense<{{\[\[}}56, -28, 14, 0], [28, 28, -56, 7]]> : tensor<2x4xi8>) shift = 3
  %0 = snn.linear %in weights(dense<[[1.0, -0.5, 0.25, 0.0], [0.5, 0.5, -1.0, 0.125]]> : tensor<2x4xf32>) : !snn.spikes<4> -> tensor<2xf32>
  // CHECK: snn.integrate %0 layer = "out" decay(dense<3072> : tensor<2xi16>) current_decay(dense<2048> : tensor<2xi16>)
  // CHECK-SAME: range(dense<13707> : tensor<2xi16>) scale(dense<447.94117647058823> : tensor<2xf64>) : tensor<2xi16>
  %1 = snn.integrate %0 layer = "out" decay(dense<0.75> : tensor<2xf32>) current_decay(dense<0.5> : tensor<2xf32>) : tensor<2xf32>
  snn.output %1 : tensor<2xf32>
}

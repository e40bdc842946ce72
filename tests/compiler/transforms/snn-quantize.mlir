// RUN: snn-opt %s --core-set-target --snn-quantize --split-input-file | FileCheck %s
// RUN: snn-opt %s --core-set-target --snn-quantize=max-count=2 --split-input-file | FileCheck %s --check-prefix=FIXED

// The threshold is exact: weight / threshold is the same in float and in integers up to rounding.

// CHECK-LABEL: snn.network @scales_per_channel
// FIXED-LABEL: snn.network @scales_per_channel
snn.network @scales_per_channel(%in: !snn.spikes<2>) -> !snn.spikes<2> {
  // CHECK: snn.linear %arg0 weights(dense<{{\[\[}}127, 64], [127, -127]]> : tensor<2x2xi8>) : !snn.spikes<2> -> tensor<2xi16>
  %0 = snn.linear %in weights(dense<[[0.5, 0.25], [2.0, -2.0]]> : tensor<2x2xf32>) : !snn.spikes<2> -> tensor<2xf32>
  // CHECK: threshold(dense<[254, 191]> : tensor<2xi16>) lower_bound(dense<[-254, -64]> : tensor<2xi16>) max_count = 15
  // CHECK-SAME: scale(dense<[2.540000e+02, 63.666666666666664]> : tensor<2xf64>)
  // FIXED: max_count = 2
  %1 = snn.integrate_fire %0 threshold(dense<[1.0, 3.0]> : tensor<2xf32>)
         lower_bound(dense<[-1.0, -1.0]> : tensor<2xf32>) : tensor<2xf32> -> !snn.spikes<2>
  snn.output %1 : !snn.spikes<2>
}

// -----

// Bias and subtract value have the scale of their channel.

// CHECK-LABEL: snn.network @bias_and_subtract
snn.network @bias_and_subtract(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  // CHECK: weights(dense<127> : tensor<1x1xi8>) bias(dense<64> : tensor<1xi16>)
  %0 = snn.linear %in weights(dense<1.0> : tensor<1x1xf32>) bias(dense<0.5> : tensor<1xf32>) : !snn.spikes<1> -> tensor<1xf32>
  // CHECK: threshold(dense<127> : tensor<1xi16>) subtract(dense<191> : tensor<1xi16>)
  %1 = snn.integrate_fire %0 threshold(dense<1.0> : tensor<1xf32>) subtract(dense<1.5> : tensor<1xf32>)
         : tensor<1xf32> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

// Many inputs with high counts: the cap of the first layer comes down so that the second keeps its weight bits.

// CHECK-LABEL: snn.network @cap_leaves_bits
// FIXED-LABEL: snn.network @cap_leaves_bits
snn.network @cap_leaves_bits(%in: !snn.spikes<100>) -> !snn.spikes<1> {
  %0 = snn.identity %in : !snn.spikes<100> -> tensor<100xf32>
  // CHECK: layer = "a" {{.*}} max_count = 3
  // FIXED: layer = "a" {{.*}} max_count = 2
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<1.0> : tensor<100xf32>) : tensor<100xf32> -> !snn.spikes<100>
  // CHECK: weights(dense<82> : tensor<1x100xi8>)
  // FIXED: weights(dense<109> : tensor<1x100xi8>)
  %2 = snn.linear %1 weights(dense<0.01> : tensor<1x100xf32>) : !snn.spikes<100> -> tensor<1xf32>
  // CHECK: layer = "b" threshold(dense<8168> : tensor<1xi16>)
  %3 = snn.integrate_fire %2 layer = "b" threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %3 : !snn.spikes<1>
}

// -----

// A neuron that fires once needs no choice, and a reset to zero nothing else.

// CHECK-LABEL: snn.network @fires_once
snn.network @fires_once(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  %0 = snn.identity %in : !snn.spikes<1> -> tensor<1xf32>
  // CHECK: reset = zero max_count = 1
  %1 = snn.integrate_fire %0 threshold(dense<1.0> : tensor<1xf32>) reset = zero : tensor<1xf32> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// RUN: snn-opt %s --snn-set-target --snn-quantize --split-input-file | FileCheck %s
// RUN: snn-opt %s --snn-set-target --snn-quantize=max-count=2 --split-input-file | FileCheck %s --check-prefix=FIXED

// The threshold is exact: weight / threshold is the same in float and in integers, and of all scales the search takes one
// that rounds nothing, where there is one.

// CHECK-LABEL: snn.network @scales_per_channel
// FIXED-LABEL: snn.network @scales_per_channel
snn.network @scales_per_channel(%in: !snn.spikes<2>) -> !snn.spikes<2> {
  // CHECK: snn.linear %arg0 weights(dense<{{\[\[}}116, 58], [116, -116]]> : tensor<2x2xi8>) : !snn.spikes<2> -> tensor<2xi16>
  %0 = snn.linear %in weights(dense<[[0.5, 0.25], [2.0, -2.0]]> : tensor<2x2xf32>) : !snn.spikes<2> -> tensor<2xf32>
  // CHECK: threshold(dense<[232, 174]> : tensor<2xi16>) lower_bound(dense<[-232, -58]> : tensor<2xi16>) max_count = 15
  // CHECK-SAME: scale(dense<[2.320000e+02, 5.800000e+01]> : tensor<2xf64>)
  // FIXED: max_count = 2
  %1 = snn.integrate_fire %0 threshold(dense<[1.0, 3.0]> : tensor<2xf32>)
         lower_bound(dense<[-1.0, -1.0]> : tensor<2xf32>) : tensor<2xf32> -> !snn.spikes<2>
  snn.output %1 : !snn.spikes<2>
}

// -----

// Bias and subtract value have the scale of their channel.

// CHECK-LABEL: snn.network @bias_and_subtract
snn.network @bias_and_subtract(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  // CHECK: weights(dense<126> : tensor<1x1xi8>) bias(dense<63> : tensor<1xi16>)
  %0 = snn.linear %in weights(dense<1.0> : tensor<1x1xf32>) bias(dense<0.5> : tensor<1xf32>) : !snn.spikes<1> -> tensor<1xf32>
  // CHECK: threshold(dense<126> : tensor<1xi16>) subtract(dense<189> : tensor<1xi16>)
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
  // CHECK: weights({{.*}} : tensor<1x100xi8>)
  // FIXED: weights({{.*}} : tensor<1x100xi8>)
  %2 = snn.linear %1 weights(dense<0.01> : tensor<1x100xf32>) : !snn.spikes<100> -> tensor<1xf32>
  // CHECK: layer = "b" threshold(dense<7398> : tensor<1xi16>)
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

// -----

// Synapses that meet in one layer share its scale, 100 / 1, and each keeps its bias.

// CHECK-LABEL: snn.network @two_synapses
snn.network @two_synapses(%a: !snn.spikes<1>, %b: !snn.spikes<2>) -> !snn.spikes<1> {
  // CHECK-NEXT: %[[A:.*]] = snn.linear %arg0 weights(dense<100> : tensor<1x1xi8>) bias(dense<50> : tensor<1xi16>)
  // CHECK-NEXT: %[[B:.*]] = snn.linear %arg1 weights(dense<{{\[\[}}25, -50]]> : tensor<1x2xi8>) bias(dense<-20> : tensor<1xi16>)
  // CHECK-NEXT: %[[S:.*]] = snn.merge %[[A]], %[[B]] : tensor<1xi16>, tensor<1xi16> -> tensor<1xi16>
  // CHECK-NEXT: snn.integrate_fire %[[S]] threshold(dense<100> : tensor<1xi16>)
  %0 = snn.linear %a weights(dense<1.0> : tensor<1x1xf32>) bias(dense<0.5> : tensor<1xf32>) : !snn.spikes<1> -> tensor<1xf32>
  %1 = snn.linear %b weights(dense<[[0.25, -0.5]]> : tensor<1x2xf32>) bias(dense<-0.2> : tensor<1xf32>) : !snn.spikes<2> -> tensor<1xf32>
  %2 = snn.merge %0, %1 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %3 = snn.integrate_fire %2 threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %3 : !snn.spikes<1>
}

// -----

// A current that several layers read becomes one for each, at the scale of each.

// CHECK-LABEL: snn.network @shared_current
snn.network @shared_current(%in: !snn.spikes<1>) -> (!snn.spikes<1>, !snn.spikes<1>) {
  // CHECK: %[[A:.*]] = snn.linear %arg0 weights(dense<127> : tensor<1x1xi8>)
  // CHECK: snn.integrate_fire %[[A]] layer = "a" threshold(dense<127> : tensor<1xi16>)
  // CHECK: %[[B:.*]] = snn.linear %arg0 weights(dense<127> : tensor<1x1xi8>)
  // CHECK: %[[C:.*]] = snn.linear %arg0 weights(dense<127> : tensor<1x1xi8>)
  // CHECK: %[[M:.*]] = snn.merge %[[B]], %[[C]]
  // CHECK: snn.integrate_fire %[[M]] layer = "b" threshold(dense<508> : tensor<1xi16>)
  // CHECK-NOT: f32
  // CHECK: snn.output
  %0 = snn.linear %in weights(dense<1.0> : tensor<1x1xf32>) : !snn.spikes<1> -> tensor<1xf32>
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  %2 = snn.merge %0, %0 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %3 = snn.integrate_fire %2 layer = "b" threshold(dense<4.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %1, %3 : !snn.spikes<1>, !snn.spikes<1>
}

// -----

// The cap of a layer looks at all that its spikes reach, through merges and delays, itself among them: alone, "b" has
// room for 15; with 100 weights from "a" both come down, and neither is favoured for coming first.

// CHECK-LABEL: snn.network @caps_of_branches
snn.network @caps_of_branches(%in: !snn.spikes<100>) -> !snn.spikes<1> {
  %0 = snn.identity %in : !snn.spikes<100> -> tensor<100xf32>
  // CHECK: layer = "a" {{.*}} max_count = 3
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<1.0> : tensor<100xf32>) : tensor<100xf32> -> !snn.spikes<100>
  // CHECK: layer = "b" {{.*}} max_count = 3
  %2 = snn.integrate_fire %0 layer = "b" threshold(dense<1.0> : tensor<100xf32>) : tensor<100xf32> -> !snn.spikes<100>
  %3 = snn.delay %2 : !snn.spikes<100> -> !snn.spikes<100>
  %4 = snn.merge %1, %3 : !snn.spikes<100>, !snn.spikes<100> -> !snn.spikes<100>
  %5 = snn.linear %4 weights(dense<0.01> : tensor<1x100xf32>) : !snn.spikes<100> -> tensor<1xf32>
  %6 = snn.integrate_fire %5 layer = "c" threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %6 : !snn.spikes<1>
}

// -----

// CHECK-LABEL: snn.network @cap_of_a_recurrent_layer
snn.network @cap_of_a_recurrent_layer(%in: !snn.spikes<100> {snn.max_count = 1}) -> !snn.spikes<100> {
  %0 = snn.identity %in : !snn.spikes<100> -> tensor<100xf32>
  %1 = snn.linear %4 weights(dense<0.01> : tensor<100x100xf32>) : !snn.spikes<100> -> tensor<100xf32>
  %2 = snn.merge %0, %1 : tensor<100xf32>, tensor<100xf32> -> tensor<100xf32>
  // CHECK: snn.integrate_fire {{.*}} max_count = 15
  %3 = snn.integrate_fire %2 threshold(dense<1.0> : tensor<100xf32>) : tensor<100xf32> -> !snn.spikes<100>
  %4 = snn.delay %3 : !snn.spikes<100> -> !snn.spikes<100>
  snn.output %3 : !snn.spikes<100>
}

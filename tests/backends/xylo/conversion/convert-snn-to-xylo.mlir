// RUN: snn-opt %s "--pass-pipeline=builtin.module(snn-set-target{name=xylo-a3},convert-snn-to-xylo)" --split-input-file 2>/dev/null | FileCheck %s

// Layers, late by a step each, with dashes, thresholds that make up for them, and one shift for each matrix.
// CHECK-LABEL: xylo.program @two_layers
// CHECK-SAME:  shifts [4, 0, 4]
// CHECK-NEXT:    xylo.input "input" [2, 1, 1] first 0 bound 3
// A current keeps 1/2, a potential 7/8 in both: the threshold of 254 is halved, for the core's current has decayed when it
// counts, and 2^4 times as large.
// CHECK-NEXT:    xylo.layer @lif1 [2, 1, 1] hidden first 0 delay 0 current_dash [1, 1] potential_dash [3, 3]
// CHECK-SAME:      threshold [2032, 2032] bias [0, 0]
// CHECK-SAME:      wanted dense<[5.000000e-01, 8.750000e-01]> : tensor<2xf64> got dense<[5.000000e-01, 8.750000e-01]> : tensor<2xf64>
// CHECK-NEXT:    xylo.layer @lif2 [1, 1, 1] readout first 0 delay 1 current_dash [2] potential_dash [4] threshold [1500]
// CHECK-NEXT:    xylo.synapses "input" to @lif1 dense<{{.*}}[127, -3], [0, 64]{{.*}}> : tensor<2x2xi8>
// CHECK-NEXT:    xylo.synapses @lif1 to @lif2 dense<{{.*}}[100], [-100]{{.*}}> : tensor<2x1xi8>
// CHECK-NEXT:    xylo.output "output" [1, 1, 1] neurons [0]
snn.network @two_layers(%in: !snn.spikes<2> {snn.max_count = 3}) -> !snn.spikes<1> {
  %0 = snn.linear %in weights(dense<[[127, 0], [-3, 64]]> : tensor<2x2xi8>) : !snn.spikes<2> -> tensor<2xi32>
  %1 = snn.integrate_fire %0 layer = "lif1" threshold(dense<254> : tensor<2xi32>) decay(dense<3584> : tensor<2xi32>)
         current_decay(dense<2048> : tensor<2xi32>) max_count = 31 : tensor<2xi32> -> !snn.spikes<2>
  %2 = snn.linear %1 weights(dense<[[100, -100]]> : tensor<1x2xi8>) : !snn.spikes<2> -> tensor<1xi32>
  %3 = snn.integrate_fire %2 layer = "lif2" threshold(dense<125> : tensor<1xi32>) decay(dense<3840> : tensor<1xi32>)
         current_decay(dense<3072> : tensor<1xi32>) max_count = 31 : tensor<1xi32> -> !snn.spikes<1>
  snn.output %3 : !snn.spikes<1>
}

// -----

// A loop with a delay of one step is what the chip has, and costs no time.
// CHECK-LABEL: xylo.program @recurrent
// CHECK:         xylo.layer @lif1 {{.*}} hidden first 0 delay 0
// CHECK:         xylo.layer @lif2 {{.*}} readout first 0 delay 1
// CHECK:         xylo.synapses @lif1 to @lif1 dense<{{.*}}[0, 5], [7, 0]{{.*}}>
snn.network @recurrent(%in: !snn.spikes<2>) -> !snn.spikes<2> {
  %0 = snn.linear %in weights(dense<[[127, 0], [0, 127]]> : tensor<2x2xi8>) : !snn.spikes<2> -> tensor<2xi32>
  %back = snn.delay %1 : !snn.spikes<2> -> !snn.spikes<2>
  %r = snn.linear %back weights(dense<[[0, 7], [5, 0]]> : tensor<2x2xi8>) : !snn.spikes<2> -> tensor<2xi32>
  %sum = snn.merge %0, %r : tensor<2xi32>, tensor<2xi32> -> tensor<2xi32>
  %1 = snn.integrate_fire %sum layer = "lif1" threshold(dense<254> : tensor<2xi32>) decay(dense<3584> : tensor<2xi32>)
         current_decay(dense<2048> : tensor<2xi32>) max_count = 31 : tensor<2xi32> -> !snn.spikes<2>
  %2 = snn.identity %1 : !snn.spikes<2> -> tensor<2xi32>
  %3 = snn.integrate_fire %2 layer = "lif2" threshold(dense<2> : tensor<2xi32>) decay(dense<3840> : tensor<2xi32>)
         current_decay(dense<3072> : tensor<2xi32>) max_count = 31 : tensor<2xi32> -> !snn.spikes<2>
  snn.output %3 : !snn.spikes<2>
}

// -----

// A convolution over a row of inputs, and a sum pool, become weights of each pair of neurons.
// CHECK-LABEL: xylo.program @convolution
// CHECK:         xylo.layer @a [1, 1, 4] hidden
// CHECK:         xylo.synapses "input" to @a dense<
// CHECK-SAME:      [2, 0, 0, 0], [3, 2, 0, 0], [0, 3, 2, 0], [0, 0, 3, 2], [0, 0, 0, 3]
// CHECK:         xylo.synapses @a to @b dense<{{.*}}[9, 0], [9, 0], [0, 9], [0, 9]{{.*}}> : tensor<4x2xi8>
snn.network @convolution(%in: !snn.spikes<1x5>) -> !snn.spikes<1x2> {
  %0 = snn.conv2d %in weights(dense<[[[[2, 3]]]]> : tensor<1x1x1x2xi8>) : !snn.spikes<1x5> -> tensor<1x4xi32>
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<9> : tensor<1xi32>) decay(dense<3584> : tensor<1xi32>)
         current_decay(dense<2048> : tensor<1xi32>) max_count = 31 : tensor<1x4xi32> -> !snn.spikes<1x4>
  %c = snn.conv2d %1 weights(dense<9> : tensor<1x1x1x2xi8>) stride = [1, 2] : !snn.spikes<1x4> -> tensor<1x2xi32>
  %2 = snn.integrate_fire %c layer = "b" threshold(dense<9> : tensor<1xi32>) decay(dense<3584> : tensor<1xi32>)
         current_decay(dense<2048> : tensor<1xi32>) max_count = 31 : tensor<1x2xi32> -> !snn.spikes<1x2>
  snn.output %2 : !snn.spikes<1x2>
}

// -----

// Without a leak and without a current the chip's neurons are others, and a bias goes to each step.
// CHECK-LABEL: xylo.program @plain
// CHECK-SAME:    bias
// CHECK:         xylo.layer @if1 {{.*}} current_dash [1] potential_dash [15] threshold [{{[0-9]+}}] bias [320]
// CHECK-SAME:      wanted dense<[0.000000e+00, 1.000000e+00]>
// CHECK-SAME:      deviations ["keeps no synaptic current in the network, {{.*}}", "does not leak in the network, {{.*}}"]
snn.network @plain(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  %0 = snn.linear %in weights(dense<50> : tensor<1x1xi8>) bias(dense<20> : tensor<1xi32>) : !snn.spikes<1> -> tensor<1xi32>
  %1 = snn.integrate_fire %0 layer = "if1" threshold(dense<100> : tensor<1xi32>) max_count = 31 : tensor<1xi32> -> !snn.spikes<1>
  %2 = snn.identity %1 : !snn.spikes<1> -> tensor<1xi32>
  %3 = snn.integrate_fire %2 layer = "if2" threshold(dense<1> : tensor<1xi32>) max_count = 31 : tensor<1xi32> -> !snn.spikes<1>
  snn.output %3 : !snn.spikes<1>
}

// -----

// What comes to a neuron several times counts as often: through a pool, and through branches that meet. Sums beyond 8 bits
// cost the channel's scale, and its threshold with them.
// CHECK-LABEL: xylo.program @several
// CHECK:         xylo.layer @a {{.*}} threshold [576, 576]
// CHECK:         xylo.layer @b {{.*}} threshold [2032] {{.*}} deviations [{{.*}}"has sums of weights beyond 8 bits, or thresholds beyond 16, and so a coarser scale"
// CHECK:         xylo.synapses "input" to @a dense<{{.*}}[6, 0], [6, 0], [0, 6], [0, 6]{{.*}}> : tensor<4x2xi8>
// CHECK:         xylo.synapses @a to @b dense<{{.*}}[127], [-64]{{.*}}> : tensor<2x1xi8>
snn.network @several(%in: !snn.spikes<1x1x4>) -> !snn.spikes<1> {
  %p = snn.sum_pool2d %in kernel = [1, 2] : !snn.spikes<1x1x4> -> !snn.spikes<1x1x2>
  %t = snn.merge %p, %p : !snn.spikes<1x1x2>, !snn.spikes<1x1x2> -> !snn.spikes<1x1x2>
  %0 = snn.identity %t weights(dense<3> : tensor<1xi8>) : !snn.spikes<1x1x2> -> tensor<1x1x2xi32>
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<9> : tensor<1xi32>) decay(dense<3584> : tensor<1xi32>)
         current_decay(dense<2048> : tensor<1xi32>) max_count = 31 : tensor<1x1x2xi32> -> !snn.spikes<1x1x2>
  %f = snn.flatten %1 : !snn.spikes<1x1x2> -> !snn.spikes<2>
  %g = snn.merge %f, %f : !snn.spikes<2>, !snn.spikes<2> -> !snn.spikes<2>
  %c = snn.linear %g weights(dense<[[127, -64]]> : tensor<1x2xi8>) : !snn.spikes<2> -> tensor<1xi32>
  %2 = snn.integrate_fire %c layer = "b" threshold(dense<254> : tensor<1xi32>) decay(dense<3584> : tensor<1xi32>)
         current_decay(dense<2048> : tensor<1xi32>) max_count = 31 : tensor<1xi32> -> !snn.spikes<1>
  snn.output %2 : !snn.spikes<1>
}

// -----

// Padding in front of a row takes taps of its first neurons away.
// CHECK-LABEL: xylo.program @padded
// CHECK:         xylo.synapses "input" to @a dense<{{.*}}[3, 2, 0], [0, 3, 2], [0, 0, 3]{{.*}}> : tensor<3x3xi8>
snn.network @padded(%in: !snn.spikes<1x3>) -> !snn.spikes<1x3> {
  %0 = snn.conv2d %in weights(dense<[[[[2, 3]]]]> : tensor<1x1x1x2xi8>) padding = [0, 1, 0, 0] : !snn.spikes<1x3> -> tensor<1x3xi32>
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<9> : tensor<1xi32>) decay(dense<3584> : tensor<1xi32>)
         current_decay(dense<2048> : tensor<1xi32>) max_count = 31 : tensor<1x3xi32> -> !snn.spikes<1x3>
  %c = snn.identity %1 : !snn.spikes<1x3> -> tensor<1x3xi32>
  %2 = snn.integrate_fire %c layer = "b" threshold(dense<1> : tensor<1xi32>) decay(dense<3584> : tensor<1xi32>)
         current_decay(dense<2048> : tensor<1xi32>) max_count = 31 : tensor<1x3xi32> -> !snn.spikes<1x3>
  snn.output %2 : !snn.spikes<1x3>
}

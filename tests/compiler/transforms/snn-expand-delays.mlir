// RUN: snn-opt %s --snn-set-target --snn-expand-delays --split-input-file | FileCheck %s

// One step before a synapse is what an edge can do.

// CHECK-LABEL: snn.network @one_step
// CHECK-NEXT:    snn.identity %[[D:.*]] : !snn.spikes<2>
// CHECK-NEXT:    %[[A:.*]] = snn.integrate_fire
// CHECK-NEXT:    snn.delay %arg0 : !snn.spikes<2>
// CHECK-NEXT:    snn.output %[[A]]
snn.network @one_step(%in: !snn.spikes<2>) -> !snn.spikes<2> {
  %0 = snn.delay %in : !snn.spikes<2> -> !snn.spikes<2>
  %1 = snn.identity %0 : !snn.spikes<2> -> tensor<2xi16>
  %2 = snn.integrate_fire %1 threshold(dense<1> : tensor<2xi16>) max_count = 3 : tensor<2xi16> -> !snn.spikes<2>
  snn.output %2 : !snn.spikes<2>
}

// -----

// Three steps are two relays, and two steps of the same input use the first of them.

// CHECK-LABEL: snn.network @relays
// CHECK:         snn.identity %[[D3:[0-9]+]] :
// CHECK:         snn.identity %[[D2:[0-9]+]] :
// CHECK:         %[[D0:.*]] = snn.delay %arg0 :
// CHECK-NEXT:    %[[C1:.*]] = snn.identity %[[D0]] : !snn.spikes<2> -> tensor<2xi16>
// CHECK-NEXT:    %[[R1:.*]] = snn.integrate_fire %[[C1]] layer = "events.delay1" threshold(dense<1> : tensor<2xi16>) lower_bound(dense<0> : tensor<2xi16>) max_count = 7 :
// CHECK-NEXT:    %[[D1:.*]] = snn.delay %[[R1]] :
// CHECK-NEXT:    %[[C2:.*]] = snn.identity %[[D1]]
// CHECK-NEXT:    %[[R2:.*]] = snn.integrate_fire %[[C2]] layer = "events.delay2"
// CHECK-NEXT:    %[[D3]] = snn.delay %[[R2]]
// CHECK-NEXT:    %[[D2]] = snn.delay %[[R1]]
// CHECK-NEXT:    snn.output
snn.network @relays(%in: !snn.spikes<2> {snn.max_count = 7, snn.name = "events"}) -> (!snn.spikes<2>, !snn.spikes<2>) {
  %0 = snn.delay %in steps = 3 : !snn.spikes<2> -> !snn.spikes<2>
  %1 = snn.identity %0 : !snn.spikes<2> -> tensor<2xi16>
  %2 = snn.integrate_fire %1 layer = "a" threshold(dense<1> : tensor<2xi16>) max_count = 3 : tensor<2xi16> -> !snn.spikes<2>
  %3 = snn.delay %in steps = 2 : !snn.spikes<2> -> !snn.spikes<2>
  %4 = snn.identity %3 : !snn.spikes<2> -> tensor<2xi16>
  %5 = snn.integrate_fire %4 layer = "b" threshold(dense<1> : tensor<2xi16>) max_count = 3 : tensor<2xi16> -> !snn.spikes<2>
  snn.output %2, %5 : !snn.spikes<2>, !snn.spikes<2>
}

// -----

// What was pooled, merged and put end to end is so after the delay. Delays in a row add up, over branches too.

// CHECK-LABEL: snn.network @branches
// CHECK-DAG:     %[[A1:.*]] = snn.delay %arg0 : !snn.spikes<1x4x4>
// CHECK-DAG:     %[[RA:.*]] = snn.integrate_fire {{.*}} layer = "input0.delay1"
// CHECK-DAG:     %[[A2:.*]] = snn.delay %[[RA]]
// CHECK-DAG:     %[[PA:.*]] = snn.sum_pool2d %[[A2]] kernel = [2, 2]
// CHECK-DAG:     %[[FA:.*]] = snn.flatten %[[PA]]
// CHECK-DAG:     %[[B1:.*]] = snn.delay %arg1 : !snn.spikes<4>
// CHECK-DAG:     %[[M:.*]] = snn.merge %[[FA]], %[[B1]]
// CHECK-DAG:     %[[C:.*]] = snn.concatenate %[[M]], %[[B1]]
// CHECK-DAG:     snn.identity %[[C]]
snn.network @branches(%a: !snn.spikes<1x4x4>, %b: !snn.spikes<4>) -> !snn.spikes<8> {
  %0 = snn.delay %a : !snn.spikes<1x4x4> -> !snn.spikes<1x4x4>
  %1 = snn.sum_pool2d %0 kernel = [2, 2] : !snn.spikes<1x4x4> -> !snn.spikes<1x2x2>
  %2 = snn.flatten %1 : !snn.spikes<1x2x2> -> !snn.spikes<4>
  %3 = snn.merge %2, %b : !snn.spikes<4>, !snn.spikes<4> -> !snn.spikes<4>
  %4 = snn.concatenate %3, %b : !snn.spikes<4>, !snn.spikes<4> -> !snn.spikes<8>
  %5 = snn.delay %4 : !snn.spikes<8> -> !snn.spikes<8>
  %6 = snn.identity %5 : !snn.spikes<8> -> tensor<8xi16>
  %7 = snn.integrate_fire %6 threshold(dense<1> : tensor<8xi16>) max_count = 3 : tensor<8xi16> -> !snn.spikes<8>
  snn.output %7 : !snn.spikes<8>
}

// -----

// Before an output there are relays alone, and the name that a relay would have may be taken.

// CHECK-LABEL: snn.network @outputs
// CHECK:         %[[A:.*]] = snn.integrate_fire {{.*}} layer = "a" threshold
// CHECK:         %[[B:.*]] = snn.integrate_fire {{.*}} layer = "a.delay1" threshold
// CHECK:         %[[D:.*]] = snn.delay %[[A]]
// CHECK:         %[[C:.*]] = snn.identity %[[D]]
// CHECK:         %[[R:.*]] = snn.integrate_fire %[[C]] layer = "a.delay1'" {{.*}} max_count = 3
// CHECK:         %[[M:.*]] = snn.merge %[[R]], %[[B]]
// CHECK-NEXT:    snn.output %[[M]]
snn.network @outputs(%in: !snn.spikes<2>) -> !snn.spikes<2> {
  %0 = snn.identity %in : !snn.spikes<2> -> tensor<2xi16>
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<1> : tensor<2xi16>) max_count = 3 : tensor<2xi16> -> !snn.spikes<2>
  %2 = snn.identity %in : !snn.spikes<2> -> tensor<2xi16>
  %3 = snn.integrate_fire %2 layer = "a.delay1" threshold(dense<1> : tensor<2xi16>) max_count = 3 : tensor<2xi16> -> !snn.spikes<2>
  %4 = snn.delay %1 : !snn.spikes<2> -> !snn.spikes<2>
  %5 = snn.merge %4, %3 : !snn.spikes<2>, !snn.spikes<2> -> !snn.spikes<2>
  snn.output %5 : !snn.spikes<2>
}

// RUN: snn-opt %s --snn-prove-bounds --split-input-file --verify-diagnostics | FileCheck %s

// U = 15 * (100 + 27) = 1905 for channel 0, so upper = 32767 - 1905.

// CHECK-LABEL: snn.network @upper_is_the_greatest_safe_value
snn.network @upper_is_the_greatest_safe_value(%in: !snn.spikes<3>) -> !snn.spikes<2> {
  %0 = snn.linear %in weights(dense<[[100, 27, -5], [1, 2, -3]]> : tensor<2x3xi8>) : !snn.spikes<3> -> tensor<2xi16>
  // CHECK: max_count = 3 upper = 30862
  %1 = snn.integrate_fire %0 threshold(dense<50> : tensor<2xi16>) lower_bound(dense<-50> : tensor<2xi16>) max_count = 3
         : tensor<2xi16> -> !snn.spikes<2>
  snn.output %1 : !snn.spikes<2>
}

// -----

// The bias counts once: U = 2 * 10 + 7.

// CHECK-LABEL: snn.network @bias
snn.network @bias(%in: !snn.spikes<1> {snn.max_count = 2}) -> !snn.spikes<1> {
  %0 = snn.linear %in weights(dense<10> : tensor<1x1xi8>) bias(dense<7> : tensor<1xi16>) : !snn.spikes<1> -> tensor<1xi16>
  // CHECK: upper = 32740
  %1 = snn.integrate_fire %0 threshold(dense<50> : tensor<1xi16>) lower_bound(dense<-50> : tensor<1xi16>) max_count = 3
         : tensor<1xi16> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

// A pool of 2x2 neurons of at most 3 spikes carries 12; the second layer's kernel sees all four taps only where the
// pooled map has them. N = 12 * 4 * 1 decides the lowest safe bound.

// CHECK-LABEL: snn.network @pools_and_lowest_bound
snn.network @pools_and_lowest_bound(%in: !snn.spikes<1x4x4> {snn.max_count = 1}) -> !snn.spikes<1x3x3> {
  %0 = snn.identity %in : !snn.spikes<1x4x4> -> tensor<1x4x4xi16>
  // CHECK: layer = "a" {{.*}} upper = 32766
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<1> : tensor<1xi16>) lower_bound(dense<0> : tensor<1xi16>)
         max_count = 3 : tensor<1x4x4xi16> -> !snn.spikes<1x4x4>
  %2 = snn.sum_pool2d %1 kernel = [2, 2] : !snn.spikes<1x4x4> -> !snn.spikes<1x2x2>
  %3 = snn.conv2d %2 weights(dense<-1> : tensor<1x1x2x2xi8>) padding = [1, 1, 1, 1] : !snn.spikes<1x2x2> -> tensor<1x3x3xi16>
  // CHECK: layer = "b" {{.*}} lower_bound(dense<-32720> : tensor<1xi16>) max_count = 1 upper = 32767
  // expected-remark @below {{snn-prove-bounds: the layer has no lower bound and gets the lowest safe one, -32720}}
  %4 = snn.integrate_fire %3 layer = "b" threshold(dense<1> : tensor<1xi16>) max_count = 1
         : tensor<1x3x3xi16> -> !snn.spikes<1x3x3>
  snn.output %4 : !snn.spikes<1x3x3>
}

// -----

// The inflow of two synapses adds up, of biases only the sum counts: U = 2 * 10 + 3 * 20 + (7 - 9 < 0), N = 2 * 4 + 3 * 5 + 2.

// CHECK-LABEL: snn.network @two_synapses
snn.network @two_synapses(%a: !snn.spikes<2> {snn.max_count = 2}, %b: !snn.spikes<2> {snn.max_count = 3}) -> !snn.spikes<1> {
  %0 = snn.linear %a weights(dense<[[10, -4]]> : tensor<1x2xi8>) bias(dense<7> : tensor<1xi16>) : !snn.spikes<2> -> tensor<1xi16>
  %1 = snn.linear %b weights(dense<[[20, -5]]> : tensor<1x2xi8>) bias(dense<-9> : tensor<1xi16>) : !snn.spikes<2> -> tensor<1xi16>
  %2 = snn.merge %0, %1 : tensor<1xi16>, tensor<1xi16> -> tensor<1xi16>
  // CHECK: lower_bound(dense<-32743> : tensor<1xi16>) max_count = 3 upper = 32687
  // expected-remark @below {{gets the lowest safe one, -32743}}
  %3 = snn.integrate_fire %2 threshold(dense<50> : tensor<1xi16>) max_count = 3 : tensor<1xi16> -> !snn.spikes<1>
  snn.output %3 : !snn.spikes<1>
}

// -----

// Counts: a merge adds up to 2 + 5, a concatenation is as great as its greatest, a delay changes nothing. A layer's own
// spikes count by its cap: U = 7 * 1, (7, 5 -> 7) * 1, 4 * 1.

// CHECK-LABEL: snn.network @counts_of_branches
snn.network @counts_of_branches(%a: !snn.spikes<1> {snn.max_count = 2}, %b: !snn.spikes<1> {snn.max_count = 5}) -> (!snn.spikes<1>, !snn.spikes<2>, !snn.spikes<1>) {
  %0 = snn.delay %b steps = 3 : !snn.spikes<1> -> !snn.spikes<1>
  %1 = snn.merge %a, %0 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %2 = snn.identity %1 : !snn.spikes<1> -> tensor<1xi16>
  // CHECK: layer = "merge" {{.*}} upper = 32760
  %3 = snn.integrate_fire %2 layer = "merge" threshold(dense<1> : tensor<1xi16>) lower_bound(dense<0> : tensor<1xi16>) max_count = 3 : tensor<1xi16> -> !snn.spikes<1>
  %4 = snn.concatenate %b, %1 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<2>
  %5 = snn.identity %4 : !snn.spikes<2> -> tensor<2xi16>
  // CHECK: layer = "concatenate" {{.*}} upper = 32760
  %6 = snn.integrate_fire %5 layer = "concatenate" threshold(dense<1> : tensor<2xi16>) lower_bound(dense<0> : tensor<2xi16>) max_count = 3 : tensor<2xi16> -> !snn.spikes<2>
  %7 = snn.delay %9 : !snn.spikes<1> -> !snn.spikes<1>
  %8 = snn.identity %7 : !snn.spikes<1> -> tensor<1xi16>
  // CHECK: layer = "self" {{.*}} upper = 32763
  %9 = snn.integrate_fire %8 layer = "self" threshold(dense<1> : tensor<1xi16>) lower_bound(dense<0> : tensor<1xi16>) max_count = 4 : tensor<1xi16> -> !snn.spikes<1>
  snn.output %3, %6, %9 : !snn.spikes<1>, !snn.spikes<2>, !snn.spikes<1>
}

// -----

// What one spike brings by two synapses is added up first: 10 - 10 and 7 - 4 of each of 2 spikes. One step later it is
// another spike.

// CHECK-LABEL: snn.network @two_synapses_of_one_source
snn.network @two_synapses_of_one_source(%a: !snn.spikes<2> {snn.max_count = 2}) -> (!snn.spikes<1>, !snn.spikes<1>) {
  %0 = snn.linear %a weights(dense<[[10, -4]]> : tensor<1x2xi8>) : !snn.spikes<2> -> tensor<1xi16>
  %1 = snn.linear %a weights(dense<[[-10, 7]]> : tensor<1x2xi8>) : !snn.spikes<2> -> tensor<1xi16>
  %2 = snn.merge %0, %1 : tensor<1xi16>, tensor<1xi16> -> tensor<1xi16>
  // CHECK: layer = "now" {{.*}} lower_bound(dense<-32768> : tensor<1xi16>) max_count = 3 upper = 32761
  // expected-remark @below {{gets the lowest safe one, -32768}}
  %3 = snn.integrate_fire %2 layer = "now" threshold(dense<50> : tensor<1xi16>) max_count = 3 : tensor<1xi16> -> !snn.spikes<1>
  %4 = snn.delay %a : !snn.spikes<2> -> !snn.spikes<2>
  %5 = snn.linear %4 weights(dense<[[-10, 7]]> : tensor<1x2xi8>) : !snn.spikes<2> -> tensor<1xi16>
  %6 = snn.merge %0, %5 : tensor<1xi16>, tensor<1xi16> -> tensor<1xi16>
  // CHECK: layer = "late" {{.*}} lower_bound(dense<-32740> : tensor<1xi16>) max_count = 3 upper = 32733
  // expected-remark @below {{gets the lowest safe one, -32740}}
  %7 = snn.integrate_fire %6 layer = "late" threshold(dense<50> : tensor<1xi16>) max_count = 3 : tensor<1xi16> -> !snn.spikes<1>
  snn.output %3, %7 : !snn.spikes<1>, !snn.spikes<1>
}

// -----

// Windows that overlap: the five pixels come with weights 1, 1 - 2, 1 - 2 + 1, -2 + 1 and 1. The second layer takes
// what the first fires, at most 3 of each.

// CHECK-LABEL: snn.network @overlapping_pool
snn.network @overlapping_pool(%in: !snn.spikes<1x1x5>) -> !snn.spikes<1x1x1> {
  %0 = snn.identity %in : !snn.spikes<1x1x5> -> tensor<1x1x5xi16>
  %1 = snn.integrate_fire %0 threshold(dense<1> : tensor<1xi16>) lower_bound(dense<0> : tensor<1xi16>) max_count = 3 : tensor<1x1x5xi16> -> !snn.spikes<1x1x5>
  %2 = snn.sum_pool2d %1 kernel = [1, 3] stride = [1, 1] : !snn.spikes<1x1x5> -> !snn.spikes<1x1x3>
  %3 = snn.conv2d %2 weights(dense<[[[[1, -2, 1]]]]> : tensor<1x1x1x3xi8>) : !snn.spikes<1x1x3> -> tensor<1x1x1xi16>
  // CHECK: layer = "behind" {{.*}} lower_bound(dense<-32762> : tensor<1xi16>) max_count = 3 upper = 32761
  // expected-remark @below {{gets the lowest safe one, -32762}}
  %4 = snn.integrate_fire %3 layer = "behind" threshold(dense<1> : tensor<1xi16>) max_count = 3 : tensor<1x1x1xi16> -> !snn.spikes<1x1x1>
  snn.output %4 : !snn.spikes<1x1x1>
}

// -----

// The channels of a concatenation keep their own bounds: U = 10 * 2 + 10 * 5, behind a flattening as well.

// CHECK-LABEL: snn.network @concatenation_of_different_bounds
snn.network @concatenation_of_different_bounds(%a: !snn.spikes<1x1x2> {snn.max_count = 2}, %b: !snn.spikes<1x1x2> {snn.max_count = 5}) -> (!snn.spikes<1x1x2>, !snn.spikes<1>) {
  %0 = snn.concatenate %a, %b : !snn.spikes<1x1x2>, !snn.spikes<1x1x2> -> !snn.spikes<2x1x2>
  %1 = snn.conv2d %0 weights(dense<10> : tensor<1x2x1x1xi8>) : !snn.spikes<2x1x2> -> tensor<1x1x2xi16>
  // CHECK: layer = "map" {{.*}} upper = 32697
  %2 = snn.integrate_fire %1 layer = "map" threshold(dense<1> : tensor<1xi16>) lower_bound(dense<0> : tensor<1xi16>) max_count = 3 : tensor<1x1x2xi16> -> !snn.spikes<1x1x2>
  %3 = snn.flatten %0 : !snn.spikes<2x1x2> -> !snn.spikes<4>
  %4 = snn.linear %3 weights(dense<[[10, 0, 0, 10]]> : tensor<1x4xi8>) : !snn.spikes<4> -> tensor<1xi16>
  // CHECK: layer = "vector" {{.*}} upper = 32697
  %5 = snn.integrate_fire %4 layer = "vector" threshold(dense<1> : tensor<1xi16>) lower_bound(dense<0> : tensor<1xi16>) max_count = 3 : tensor<1xi16> -> !snn.spikes<1>
  snn.output %2, %5 : !snn.spikes<1x1x2>, !snn.spikes<1>
}

// -----

// Too many ways to follow: twice 2^11 of one spike. What has been merged is then taken to be free of each other, each
// 2^11 spikes: U = 2048 * 3 and N = 2048 * 2, though both come together and 2048 * (3 - 2) would be the sum.

// CHECK-LABEL: snn.network @more_ways_than_are_followed
snn.network @more_ways_than_are_followed(%a: !snn.spikes<1> {snn.max_count = 1}) -> !snn.spikes<1> {
  %1 = snn.merge %a, %a : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %2 = snn.merge %1, %1 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %3 = snn.merge %2, %2 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %4 = snn.merge %3, %3 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %5 = snn.merge %4, %4 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %6 = snn.merge %5, %5 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %7 = snn.merge %6, %6 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %8 = snn.merge %7, %7 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %9 = snn.merge %8, %8 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %10 = snn.merge %9, %9 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %11 = snn.merge %10, %10 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %12 = snn.concatenate %11, %11 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<2>
  %13 = snn.linear %12 weights(dense<[[3, -2]]> : tensor<1x2xi8>) : !snn.spikes<2> -> tensor<1xi16>
  // CHECK: lower_bound(dense<-28672> : tensor<1xi16>) max_count = 3 upper = 26623
  // expected-remark @below {{gets the lowest safe one, -28672}}
  %14 = snn.integrate_fire %13 threshold(dense<1> : tensor<1xi16>) max_count = 3 : tensor<1xi16> -> !snn.spikes<1>
  snn.output %14 : !snn.spikes<1>
}

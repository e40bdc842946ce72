// RUN: snn-opt %s --snn-prove-bounds --split-input-file | FileCheck %s

// A current with an inflow of 300 a step comes to 599: floor(599 / 2) + 300. A potential may stand where half of it and
// that are still 32767.

// CHECK-LABEL: snn.network @current
snn.network @current(%in: !snn.spikes<1> {snn.max_count = 3}) -> !snn.spikes<1> {
  %0 = snn.linear %in weights(dense<100> : tensor<1x1xi8>) : !snn.spikes<1> -> tensor<1xi16>
  // CHECK: snn.integrate_fire {{.*}} lower_bound(dense<-32768> : tensor<1xi16>) decay(dense<2048> : tensor<1xi16>)
  // CHECK-SAME: current_decay(dense<2048> : tensor<1xi16>) max_count = 1 upper = 32767
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<100> : tensor<1xi16>) decay(dense<2048> : tensor<1xi16>)
         current_decay(dense<2048> : tensor<1xi16>) max_count = 1 : tensor<1xi16> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

// The same without a leak of the potential: 32767 - 599.

// CHECK-LABEL: snn.network @current_alone
snn.network @current_alone(%in: !snn.spikes<1> {snn.max_count = 3}) -> !snn.spikes<1> {
  %0 = snn.linear %in weights(dense<100> : tensor<1x1xi8>) : !snn.spikes<1> -> tensor<1xi16>
  // CHECK: upper = 32168
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<100> : tensor<1xi16>)
         current_decay(dense<2048> : tensor<1xi16>) max_count = 1 : tensor<1xi16> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

// Shifted weights count as they are: 800 a step, 1599 in the end.

// CHECK-LABEL: snn.network @readout
snn.network @readout(%in: !snn.spikes<1> {snn.max_count = 2}) -> tensor<1xi16> {
  %0 = snn.linear %in weights(dense<100> : tensor<1x1xi8>) shift = 2 : !snn.spikes<1> -> tensor<1xi16>
  // CHECK: snn.integrate {{.*}} range(dense<1599> : tensor<1xi16>)
  %1 = snn.integrate %0 layer = "a" decay(dense<2048> : tensor<1xi16>) scale(dense<1.0> : tensor<1xf32>) : tensor<1xi16>
  snn.output %1 : tensor<1xi16>
}

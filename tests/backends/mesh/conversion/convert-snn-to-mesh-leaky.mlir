// RUN: snn-opt %s --snn-set-target=name=mesh2x2 --snn-prove-bounds --convert-snn-to-mesh | FileCheck %s

// Decays are parameters of a population; one whose currents decay alone keeps all of its potential. A readout has a
// max_count of 0, thresholds and bounds that nothing reaches, and a sink that says what its potentials are worth.

snn.network @leaky(%in: !snn.spikes<2> {snn.max_count = 3}) -> (!snn.spikes<2>, tensor<2xi16>) {
  %0 = snn.linear %in weights(dense<[[1, 2], [3, 4]]> : tensor<2x2xi8>) shift = 2 : !snn.spikes<2> -> tensor<2xi16>
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<100> : tensor<2xi16>) lower_bound(dense<-100> : tensor<2xi16>)
         current_decay(dense<[2048, 1024]> : tensor<2xi16>) max_count = 1 : tensor<2xi16> -> !snn.spikes<2>
  %2 = snn.linear %1 weights(dense<5> : tensor<2x2xi8>) : !snn.spikes<2> -> tensor<2xi16>
  %3 = snn.integrate %2 layer = "out" decay(dense<2048> : tensor<2xi16>) scale(dense<64.0> : tensor<2xf32>) : tensor<2xi16>
  snn.output %1, %3 : !snn.spikes<2>, tensor<2xi16>
}
// CHECK:      mesh.layer @a [2, 1, 1] max_count 1 upper {{[0-9]+}}
// CHECK-NEXT: %[[A:.*]] = mesh.population @a origin [0, 0, 0] threshold [100, 100] decay [4096, 4096] current_decay [2048, 1024] {
// CHECK:      weight_shift = 2
// CHECK:      mesh.layer @out [2, 1, 1] max_count 0 upper 32767
// CHECK:      %[[R:.*]] = mesh.population @out origin [0, 0, 0] threshold [32767, 32767] lower_bound [-32768, -32768] decay [2048, 2048] {
// CHECK-NOT:  weight_shift
// CHECK:      mesh.sink "output" [2, 1, 1](%[[A]]) edges [{{.*}}] : !mesh.events<2x1x1>
// CHECK-NEXT: mesh.sink "output1" [2, 1, 1](%[[R]]) edges [{{.*}}] scale 6.400000e+01 : !mesh.events<2x1x1>

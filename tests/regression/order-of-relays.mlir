// The chip's layers have the order of the integer network: relays of delays stand at its end, also where a layer before
// them reads them. (They were sorted before their readers; then the engines were said to run different networks.)
// RUN: snn-opt %s --pass-pipeline='builtin.module(snn-set-target{name=mesh2x2},snn-expand-delays,snn-prove-bounds,convert-snn-to-mesh)' | FileCheck %s

// CHECK: mesh.layer @reader
// CHECK: mesh.layer @in.delay1
snn.network @net(%in: !snn.spikes<1> {snn.max_count = 1, snn.name = "in"}) -> !snn.spikes<1> {
  %0 = snn.delay %in steps = 2 : !snn.spikes<1> -> !snn.spikes<1>
  %1 = snn.identity %0 : !snn.spikes<1> -> tensor<1xi16>
  %2 = snn.integrate_fire %1 layer = "reader" threshold(dense<1> : tensor<1xi16>)
         lower_bound(dense<0> : tensor<1xi16>) max_count = 1 : tensor<1xi16> -> !snn.spikes<1>
  snn.output %2 : !snn.spikes<1>
}

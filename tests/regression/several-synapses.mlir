// A layer of two synapses, one behind pools: its list of synapses was read after its end of life.
// RUN: snn-opt %s --pass-pipeline='builtin.module(snn-set-target{name=mesh2x2},snn-prove-bounds,convert-snn-to-mesh)' | FileCheck %s

// CHECK: mesh.population @neuron
// CHECK: mesh.port(%{{.*}}) edges {{.*}} !mesh.events<1x1x1>
// CHECK: mesh.port(%{{.*}}) edges {{.*}} !mesh.events<1x1x1>
snn.network @net(%in0: !snn.spikes<1x1x1> {snn.max_count = 1}, %in1: !snn.spikes<1> {snn.max_count = 1}) -> !snn.spikes<1> {
  %0 = snn.sum_pool2d %in0 kernel = [1, 1] stride = [1, 2] : !snn.spikes<1x1x1> -> !snn.spikes<1x1x1>
  %1 = snn.sum_pool2d %0 kernel = [1, 1] stride = [1, 2] : !snn.spikes<1x1x1> -> !snn.spikes<1x1x1>
  %2 = snn.sum_pool2d %1 kernel = [1, 1] stride = [1, 2] : !snn.spikes<1x1x1> -> !snn.spikes<1x1x1>
  %3 = snn.flatten %2 : !snn.spikes<1x1x1> -> !snn.spikes<1>
  %4 = snn.linear %3 weights(dense<1> : tensor<1x1xi8>) : !snn.spikes<1> -> tensor<1xi16>
  %5 = snn.linear %in1 weights(dense<1> : tensor<1x1xi8>) : !snn.spikes<1> -> tensor<1xi16>
  %6 = snn.merge %4, %5 : tensor<1xi16>, tensor<1xi16> -> tensor<1xi16>
  %7 = snn.integrate_fire %6 layer = "neuron" threshold(dense<1> : tensor<1xi16>) spikes = one max_count = 1
         : tensor<1xi16> -> !snn.spikes<1>
  snn.output %7 : !snn.spikes<1>
}

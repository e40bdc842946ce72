// A delay between analogue layers delays the spikes that its source has become, with their factor, also where it stands
// in a cycle and before what it reads. (It kept its type of a current and took spikes: an error of the verifier.)
// RUN: snn-opt %s --split-input-file --snn-convert-analog | FileCheck %s

// CHECK-LABEL: @forward
// CHECK:      %[[SUM:.*]] = snn.sum_pool2d %arg0 kernel = [2, 2]
// CHECK-NEXT: %[[LATE:.*]] = snn.delay %[[SUM]] steps = 3 : !snn.spikes<1x2x2> -> !snn.spikes<1x2x2>
// CHECK-NEXT: snn.conv2d %[[LATE]] weights(dense<1.250000e-01> : tensor<1x1x1x1xf32>)
snn.network @forward(%in: !snn.spikes<1x4x4>) -> !snn.spikes<1x2x2> {
  %a = snn.avg_pool2d %in kernel = [2, 2] : !snn.spikes<1x4x4> -> tensor<1x2x2xf32>
  %d = snn.delay %a steps = 3 : tensor<1x2x2xf32> -> tensor<1x2x2xf32>
  %c = snn.conv2d %d weights(dense<0.5> : tensor<1x1x1x1xf32>) : tensor<1x2x2xf32> -> tensor<1x2x2xf32>
  %s = snn.integrate_fire %c layer = "out" threshold(dense<1.0> : tensor<1xf32>) lower_bound(dense<-1.0> : tensor<1xf32>)
         : tensor<1x2x2xf32> -> !snn.spikes<1x2x2>
  snn.output %s : !snn.spikes<1x2x2>
}

// -----

// CHECK-LABEL: @cycle
// CHECK-NOT:  avg_pool2d
// CHECK:      %[[LATE:.*]] = snn.delay %[[SUM:.*]] : !snn.spikes<1x1x1> -> !snn.spikes<1x1x1>
// CHECK-NEXT: %[[BACK:.*]] = snn.conv2d %[[LATE]] weights(dense<1.250000e-01>
// CHECK:      %[[IN:.*]] = snn.conv2d %arg0
// CHECK-NEXT: %[[CURRENT:.*]] = snn.merge %[[BACK]], %[[IN]]
// CHECK-NEXT: %[[SPIKES:.*]] = snn.integrate_fire %[[CURRENT]]
// CHECK-NEXT: %[[SUM]] = snn.sum_pool2d %[[SPIKES]] kernel = [2, 2]
// CHECK-NEXT: snn.output %[[SPIKES]]
snn.network @cycle(%in: !snn.spikes<1x2x2>) -> !snn.spikes<1x2x2> {
  %d = snn.delay %a : tensor<1x1x1xf32> -> tensor<1x1x1xf32>
  %b = snn.conv2d %d weights(dense<0.5> : tensor<1x1x1x1xf32>) padding = [0, 0, 1, 1] : tensor<1x1x1xf32> -> tensor<1x2x2xf32>
  %c = snn.conv2d %in weights(dense<0.5> : tensor<1x1x1x1xf32>) : !snn.spikes<1x2x2> -> tensor<1x2x2xf32>
  %m = snn.merge %b, %c : tensor<1x2x2xf32>, tensor<1x2x2xf32> -> tensor<1x2x2xf32>
  %s = snn.integrate_fire %m layer = "out" threshold(dense<1.0> : tensor<1xf32>) lower_bound(dense<-1.0> : tensor<1xf32>)
         : tensor<1x2x2xf32> -> !snn.spikes<1x2x2>
  %a = snn.avg_pool2d %s kernel = [2, 2] : !snn.spikes<1x2x2> -> tensor<1x1x1xf32>
  snn.output %s : !snn.spikes<1x2x2>
}

// -----

// What keeps its own result takes the current that the spikes stand for.
// CHECK-LABEL: @membrane
// CHECK:      %[[SPIKES:.*]] = snn.integrate_fire
// CHECK-NEXT: %[[CURRENT:.*]] = snn.identity %[[SPIKES]]
// CHECK-NEXT: snn.leaky_integrate %[[CURRENT]]
snn.network @membrane(%in: !snn.spikes<2>) -> tensor<2xf32> {
  %c = snn.linear %in weights(dense<0.5> : tensor<2x2xf32>) : !snn.spikes<2> -> tensor<2xf32>
  %r = snn.relu %c : tensor<2xf32> -> tensor<2xf32>
  %v = snn.leaky_integrate %r {layer = "readout"} : tensor<2xf32> -> tensor<2xf32>
  snn.output %v : tensor<2xf32>
}

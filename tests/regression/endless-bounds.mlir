// Bounds at the end of 64 bits add up to what is told apart at most. (They wrapped: "up to -2 spikes".)
// RUN: not snn-opt %s --snn-set-target --snn-prove-bounds --convert-snn-to-mesh 2>&1 | FileCheck %s

// CHECK: error: up to 1099511627776 spikes of a pixel can come in one step, target mesh4x4 sends at most 15
snn.network @n(%a: !snn.spikes<1x4x4> {snn.max_count = 9223372036854775807},
               %b: !snn.spikes<1x4x4> {snn.max_count = 9223372036854775807}) -> !snn.spikes<1x4x4> {
  %m = snn.merge %a, %b : !snn.spikes<1x4x4>, !snn.spikes<1x4x4> -> !snn.spikes<1x4x4>
  %p = snn.spiking_max_pool2d %m kernel = [1, 1] {layer = "pool"} : !snn.spikes<1x4x4> -> !snn.spikes<1x4x4>
  snn.output %p : !snn.spikes<1x4x4>
}

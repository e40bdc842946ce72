// A delay that takes more relays than the target has room for is refused before any of them is made. (All of them were
// made, 65,534 here, and every phase behind went through them.)
// RUN: not timeout 20 snn-opt %s --split-input-file --snn-set-target --snn-expand-delays 2>&1 | FileCheck %s

// CHECK: error: snn-expand-delays: a delay of several steps, or before an output, takes a relay layer a step, here 65534 more; with all others there are 65535 layers, target mesh4x4 holds 128; a shorter delay would fit
snn.network @layers(%a: !snn.spikes<4> {snn.max_count = 1}) -> !snn.spikes<4> {
  %d = snn.delay %a steps = 65535 : !snn.spikes<4> -> !snn.spikes<4>
  %c = snn.identity %d : !snn.spikes<4> -> tensor<4xi16>
  %s = snn.integrate_fire %c layer = "out" threshold(dense<1> : tensor<4xi16>) lower_bound(dense<0> : tensor<4xi16>)
         max_count = 1 : tensor<4xi16> -> !snn.spikes<4>
  snn.output %s : !snn.spikes<4>
}

// -----

// CHECK: error: snn-expand-delays: a delay of several steps, or before an output, takes a relay layer a step, here 19 more; each takes 1026 words of state, all cores of target mesh4x4 have 16384; a shorter delay, or one where the frames are smaller, would fit
snn.network @words(%a: !snn.spikes<1x32x32> {snn.max_count = 1}) -> !snn.spikes<1x32x32> {
  %d = snn.delay %a steps = 20 : !snn.spikes<1x32x32> -> !snn.spikes<1x32x32>
  snn.output %d : !snn.spikes<1x32x32>
}

// What the passes did, in numbers: a remark of each, under the name of its flag.
// RUN: split-file %s %t
// RUN: snn-opt %t/analogue.mlir --snn-convert-analog --snn-simplify --remarks-filter='snn-.*' 2>&1 | FileCheck %s --check-prefix=ANALOGUE
// RUN: snn-opt %t/spiking.mlir --snn-set-target --snn-expand-ceil-pools --snn-quantize --snn-expand-delays --snn-prove-bounds \
// RUN:   --remarks-filter='snn-.*' 2>&1 | FileCheck %s --check-prefix=SPIKING
// RUN: snn-opt %t/spiking.mlir --snn-set-target --snn-expand-ceil-pools --snn-quantize 2>&1 | FileCheck %s --check-prefix=SILENT
// SILENT-NOT: remark

//--- analogue.mlir
// ANALOGUE: remark: [Passed] converted | Category:snn-convert-analog | folded=1, pools=1, rectifiers=1
// ANALOGUE: remark: [Passed] simplified | Category:snn-simplify | synapses=2, synapsesBefore=3
snn.network @analogue(%in: !snn.spikes<1x4x4>) -> !snn.spikes<2> {
  %a = snn.avg_pool2d %in kernel = [2, 2] : !snn.spikes<1x4x4> -> tensor<1x2x2xf32>
  %c = snn.conv2d %a weights(dense<0.5> : tensor<1x1x1x1xf32>) : tensor<1x2x2xf32> -> tensor<1x2x2xf32>
  %n = snn.batch_norm2d %c mean(dense<2.0> : tensor<1xf32>) variance(dense<3.0> : tensor<1xf32>) : tensor<1x2x2xf32> -> tensor<1x2x2xf32>
  %r = snn.relu %n : tensor<1x2x2xf32> -> tensor<1x2x2xf32>
  %f = snn.flatten %r : tensor<1x2x2xf32> -> tensor<4xf32>
  %l = snn.linear %f weights(dense<0.5> : tensor<3x4xf32>) : tensor<4xf32> -> tensor<3xf32>
  %m = snn.linear %l weights(dense<0.5> : tensor<2x3xf32>) : tensor<3xf32> -> tensor<2xf32>
  %s = snn.integrate_fire %m layer = "out" threshold(dense<1.0> : tensor<2xf32>) lower_bound(dense<-1.0> : tensor<2xf32>)
         : tensor<2xf32> -> !snn.spikes<2>
  snn.output %s : !snn.spikes<2>
}

//--- spiking.mlir
// SPIKING: remark: [Passed] expanded | Category:snn-expand-ceil-pools | pools=1
// SPIKING: remark: [Passed] quantised | Category:snn-quantize | Function=out | greatestThreshold=31, leastThreshold=31, maxCount=15, synapses=4
// SPIKING: remark: [Passed] relays | Category:snn-expand-delays | relays=2, stateWords=22
// SPIKING: remark: [Passed] proved | Category:snn-prove-bounds | Function=out | countBound=4, fanIn=4, upper=32643
snn.network @spiking(%in: !snn.spikes<1x3x3> {snn.max_count = 1}) -> !snn.spikes<1x2x2> {
  %d = snn.delay %in steps = 3 : !snn.spikes<1x3x3> -> !snn.spikes<1x3x3>
  %p = snn.sum_pool2d %d kernel = [2, 2] ceil_mode : !snn.spikes<1x3x3> -> tensor<1x2x2xf32>
  %s = snn.integrate_fire %p layer = "out" threshold(dense<1.0> : tensor<1xf32>) lower_bound(dense<-1.0> : tensor<1xf32>)
         : tensor<1x2x2xf32> -> !snn.spikes<1x2x2>
  snn.output %s : !snn.spikes<1x2x2>
}

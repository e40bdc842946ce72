// Merges of merges of currents in front of synapses: each merge is distributed over once. (Two synapses for each merge
// made 2^20 of them here.) What more ways come to than a neuron has synapses is refused, in no time.
// RUN: split-file %s %t
// RUN: timeout 20 snn-opt %t/simplify.mlir --snn-simplify | FileCheck %s --check-prefix=SIMPLIFIED
// RUN: timeout 20 snn-opt %t/bias.mlir --snn-simplify | FileCheck %s --check-prefix=BIAS
// RUN: timeout 20 snn-opt %t/cut.mlir --snn-simplify | FileCheck %s --check-prefix=CUT
// RUN: not timeout 20 snn-opt %t/simplify.mlir --snn-simplify --snn-set-target --snn-quantize 2>&1 \
// RUN:   | FileCheck %s --check-prefix=REFUSED

//--- simplify.mlir
// SIMPLIFIED:      %[[LINEAR:.*]] = snn.linear %{{.*}} weights(dense<2.500000e-01>
// SIMPLIFIED-NEXT: %[[FIRST:.*]] = snn.merge %[[LINEAR]], %[[LINEAR]]
// SIMPLIFIED-COUNT-19: snn.merge
// SIMPLIFIED-NOT:  snn.merge
// SIMPLIFIED-NOT:  snn.linear
// REFUSED: error: the current of a layer of neurons comes from more than 1024 synapses
snn.network @simplify(%in: !snn.spikes<1> {snn.max_count = 1}) -> !snn.spikes<1> {
  %m0 = snn.linear %in weights(dense<0.5> : tensor<1x1xf32>) : !snn.spikes<1> -> tensor<1xf32>
  %m1 = snn.merge %m0, %m0 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m2 = snn.merge %m1, %m1 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m3 = snn.merge %m2, %m2 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m4 = snn.merge %m3, %m3 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m5 = snn.merge %m4, %m4 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m6 = snn.merge %m5, %m5 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m7 = snn.merge %m6, %m6 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m8 = snn.merge %m7, %m7 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m9 = snn.merge %m8, %m8 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m10 = snn.merge %m9, %m9 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m11 = snn.merge %m10, %m10 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m12 = snn.merge %m11, %m11 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m13 = snn.merge %m12, %m12 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m14 = snn.merge %m13, %m13 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m15 = snn.merge %m14, %m14 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m16 = snn.merge %m15, %m15 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m17 = snn.merge %m16, %m16 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m18 = snn.merge %m17, %m17 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m19 = snn.merge %m18, %m18 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m20 = snn.merge %m19, %m19 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %l = snn.linear %m20 weights(dense<0.5> : tensor<1x1xf32>) : tensor<1xf32> -> tensor<1xf32>
  %o = snn.integrate_fire %l layer = "o" threshold(dense<1.0> : tensor<1xf32>) lower_bound(dense<-1.0> : tensor<1xf32>)
         : tensor<1xf32> -> !snn.spikes<1>
  snn.output %o : !snn.spikes<1>
}

//--- bias.mlir
// The bias counts once: it goes to the first synapse of the first merge.
// BIAS-DAG:  %[[BIASED:.*]] = snn.linear %arg0 weights(dense<1.500000e+00> : tensor<1x1xf32>) bias(dense<4.000000e+00> : tensor<1xf32>)
// BIAS-DAG:  %[[A:.*]] = snn.linear %arg0 weights(dense<1.500000e+00> : tensor<1x1xf32>) : !snn.spikes<1>
// BIAS-DAG:  %[[B:.*]] = snn.linear %arg1 weights(dense<7.500000e+00>
// BIAS-DAG:  %[[FIRST:.*]] = snn.merge %[[BIASED]], %[[B]] :
// BIAS-DAG:  %[[SECOND:.*]] = snn.merge %[[A]], %[[B]] :
// BIAS:      %[[SUM:.*]] = snn.merge %[[FIRST]], %[[SECOND]] :
// BIAS-NEXT: snn.output %[[SUM]]
snn.network @bias(%x: !snn.spikes<1>, %y: !snn.spikes<1>) -> tensor<1xf32> {
  %a = snn.linear %x weights(dense<0.5> : tensor<1x1xf32>) : !snn.spikes<1> -> tensor<1xf32>
  %b = snn.linear %y weights(dense<2.5> : tensor<1x1xf32>) : !snn.spikes<1> -> tensor<1xf32>
  %m = snn.merge %a, %b : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %n = snn.merge %m, %m : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %l = snn.linear %n weights(dense<3.0> : tensor<1x1xf32>) bias(dense<4.0> : tensor<1xf32>) : tensor<1xf32> -> tensor<1xf32>
  snn.output %l : tensor<1xf32>
}

//--- cut.mlir
// Three synapses in a row with merges between them.
// CUT:      %[[LINEAR:.*]] = snn.linear %arg0 weights(dense<1.250000e-01>
// CUT-NEXT: %[[INNER:.*]] = snn.merge %[[LINEAR]], %[[LINEAR]]
// CUT-NEXT: %[[OUTER:.*]] = snn.merge %[[INNER]], %[[INNER]]
// CUT-NEXT: snn.output %[[OUTER]]
snn.network @cut(%in: !snn.spikes<1>) -> tensor<1xf32> {
  %a = snn.linear %in weights(dense<0.5> : tensor<1x1xf32>) : !snn.spikes<1> -> tensor<1xf32>
  %m = snn.merge %a, %a : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %b = snn.linear %m weights(dense<0.5> : tensor<1x1xf32>) : tensor<1xf32> -> tensor<1xf32>
  %n = snn.merge %b, %b : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %c = snn.linear %n weights(dense<0.5> : tensor<1x1xf32>) : tensor<1xf32> -> tensor<1xf32>
  snn.output %c : tensor<1xf32>
}

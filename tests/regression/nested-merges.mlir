// Forty merges, each of the one before it twice, are 2^40 ways to one input: every pass looks at each merge once.
// RUN: split-file %s %t
// RUN: timeout 20 snn-opt %t/quantise.mlir --snn-set-target --snn-quantize | FileCheck %s --check-prefix=QUANTISED
// RUN: not timeout 20 snn-opt %t/wraps.mlir --snn-prove-bounds 2>&1 | FileCheck %s --check-prefix=WRAPS
// RUN: timeout 20 snn-opt %t/silent.mlir --snn-set-target --snn-expand-delays --snn-prove-bounds \
// RUN:   | FileCheck %s --check-prefix=PROVED
// RUN: not timeout 20 snn-opt %t/currents.mlir --snn-set-target --snn-quantize 2>&1 \
// RUN:   | FileCheck %s --check-prefix=CURRENTS

//--- quantise.mlir
// QUANTISED: snn.integrate_fire
snn.network @quantise(%in: !snn.spikes<1> {snn.max_count = 1}) -> !snn.spikes<1>
    attributes {snn.calibration = {inputs = [{mean = dense<0.5> : tensor<1xf64>, variance = dense<0.25> : tensor<1xf64>, histogram = array<i64: 1, 1>}], steps = 2.0 : f64}} {
  %m1 = snn.merge %in, %in : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m2 = snn.merge %m1, %m1 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m3 = snn.merge %m2, %m2 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m4 = snn.merge %m3, %m3 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m5 = snn.merge %m4, %m4 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m6 = snn.merge %m5, %m5 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m7 = snn.merge %m6, %m6 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m8 = snn.merge %m7, %m7 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m9 = snn.merge %m8, %m8 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m10 = snn.merge %m9, %m9 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m11 = snn.merge %m10, %m10 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m12 = snn.merge %m11, %m11 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m13 = snn.merge %m12, %m12 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m14 = snn.merge %m13, %m13 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m15 = snn.merge %m14, %m14 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m16 = snn.merge %m15, %m15 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m17 = snn.merge %m16, %m16 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m18 = snn.merge %m17, %m17 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m19 = snn.merge %m18, %m18 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m20 = snn.merge %m19, %m19 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m21 = snn.merge %m20, %m20 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m22 = snn.merge %m21, %m21 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m23 = snn.merge %m22, %m22 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m24 = snn.merge %m23, %m23 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m25 = snn.merge %m24, %m24 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m26 = snn.merge %m25, %m25 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m27 = snn.merge %m26, %m26 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m28 = snn.merge %m27, %m27 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m29 = snn.merge %m28, %m28 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m30 = snn.merge %m29, %m29 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m31 = snn.merge %m30, %m30 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m32 = snn.merge %m31, %m31 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m33 = snn.merge %m32, %m32 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m34 = snn.merge %m33, %m33 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m35 = snn.merge %m34, %m34 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m36 = snn.merge %m35, %m35 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m37 = snn.merge %m36, %m36 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m38 = snn.merge %m37, %m37 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m39 = snn.merge %m38, %m38 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m40 = snn.merge %m39, %m39 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %c = snn.linear %m40 weights(dense<1.0> : tensor<1x1xf32>) : !snn.spikes<1> -> tensor<1xf32>
  %n = snn.integrate_fire %c threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %n : !snn.spikes<1>
}

//--- wraps.mlir
// WRAPS: error: snn-prove-bounds: neuron (0, 0, 0) can wrap in one step: fan-in 1, counts up to 1099511627776: 1099511627776 can flow in
snn.network @wraps(%in: !snn.spikes<1> {snn.max_count = 1}) -> !snn.spikes<1> {
  %m1 = snn.merge %in, %in : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m2 = snn.merge %m1, %m1 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m3 = snn.merge %m2, %m2 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m4 = snn.merge %m3, %m3 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m5 = snn.merge %m4, %m4 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m6 = snn.merge %m5, %m5 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m7 = snn.merge %m6, %m6 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m8 = snn.merge %m7, %m7 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m9 = snn.merge %m8, %m8 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m10 = snn.merge %m9, %m9 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m11 = snn.merge %m10, %m10 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m12 = snn.merge %m11, %m11 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m13 = snn.merge %m12, %m12 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m14 = snn.merge %m13, %m13 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m15 = snn.merge %m14, %m14 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m16 = snn.merge %m15, %m15 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m17 = snn.merge %m16, %m16 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m18 = snn.merge %m17, %m17 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m19 = snn.merge %m18, %m18 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m20 = snn.merge %m19, %m19 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m21 = snn.merge %m20, %m20 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m22 = snn.merge %m21, %m21 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m23 = snn.merge %m22, %m22 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m24 = snn.merge %m23, %m23 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m25 = snn.merge %m24, %m24 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m26 = snn.merge %m25, %m25 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m27 = snn.merge %m26, %m26 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m28 = snn.merge %m27, %m27 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m29 = snn.merge %m28, %m28 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m30 = snn.merge %m29, %m29 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m31 = snn.merge %m30, %m30 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m32 = snn.merge %m31, %m31 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m33 = snn.merge %m32, %m32 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m34 = snn.merge %m33, %m33 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m35 = snn.merge %m34, %m34 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m36 = snn.merge %m35, %m35 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m37 = snn.merge %m36, %m36 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m38 = snn.merge %m37, %m37 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m39 = snn.merge %m38, %m38 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m40 = snn.merge %m39, %m39 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %c = snn.linear %m40 weights(dense<1> : tensor<1x1xi8>) : !snn.spikes<1> -> tensor<1xi16>
  %n = snn.integrate_fire %c threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1 : tensor<1xi16> -> !snn.spikes<1>
  snn.output %n : !snn.spikes<1>
}

//--- silent.mlir
// PROVED: upper = 32767
// PROVED: upper = 32766
snn.network @silent(%in: !snn.spikes<1> {snn.max_count = 1}) -> !snn.spikes<1> {
  %m1 = snn.merge %in, %in : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m2 = snn.merge %m1, %m1 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m3 = snn.merge %m2, %m2 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m4 = snn.merge %m3, %m3 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m5 = snn.merge %m4, %m4 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m6 = snn.merge %m5, %m5 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m7 = snn.merge %m6, %m6 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m8 = snn.merge %m7, %m7 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m9 = snn.merge %m8, %m8 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m10 = snn.merge %m9, %m9 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m11 = snn.merge %m10, %m10 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m12 = snn.merge %m11, %m11 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m13 = snn.merge %m12, %m12 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m14 = snn.merge %m13, %m13 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m15 = snn.merge %m14, %m14 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m16 = snn.merge %m15, %m15 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m17 = snn.merge %m16, %m16 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m18 = snn.merge %m17, %m17 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m19 = snn.merge %m18, %m18 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m20 = snn.merge %m19, %m19 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m21 = snn.merge %m20, %m20 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m22 = snn.merge %m21, %m21 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m23 = snn.merge %m22, %m22 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m24 = snn.merge %m23, %m23 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m25 = snn.merge %m24, %m24 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m26 = snn.merge %m25, %m25 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m27 = snn.merge %m26, %m26 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m28 = snn.merge %m27, %m27 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m29 = snn.merge %m28, %m28 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m30 = snn.merge %m29, %m29 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m31 = snn.merge %m30, %m30 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m32 = snn.merge %m31, %m31 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m33 = snn.merge %m32, %m32 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m34 = snn.merge %m33, %m33 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m35 = snn.merge %m34, %m34 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m36 = snn.merge %m35, %m35 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m37 = snn.merge %m36, %m36 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m38 = snn.merge %m37, %m37 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m39 = snn.merge %m38, %m38 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %m40 = snn.merge %m39, %m39 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %c = snn.linear %m40 weights(dense<0> : tensor<1x1xi8>) : !snn.spikes<1> -> tensor<1xi16>
  %n = snn.integrate_fire %c threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1 : tensor<1xi16> -> !snn.spikes<1>
  %d = snn.delay %n steps = 1 : !snn.spikes<1> -> !snn.spikes<1>
  %o1 = snn.merge %d, %d : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o2 = snn.merge %o1, %o1 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o3 = snn.merge %o2, %o2 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o4 = snn.merge %o3, %o3 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o5 = snn.merge %o4, %o4 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o6 = snn.merge %o5, %o5 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o7 = snn.merge %o6, %o6 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o8 = snn.merge %o7, %o7 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o9 = snn.merge %o8, %o8 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o10 = snn.merge %o9, %o9 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o11 = snn.merge %o10, %o10 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o12 = snn.merge %o11, %o11 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o13 = snn.merge %o12, %o12 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o14 = snn.merge %o13, %o13 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o15 = snn.merge %o14, %o14 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o16 = snn.merge %o15, %o15 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o17 = snn.merge %o16, %o16 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o18 = snn.merge %o17, %o17 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o19 = snn.merge %o18, %o18 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o20 = snn.merge %o19, %o19 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o21 = snn.merge %o20, %o20 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o22 = snn.merge %o21, %o21 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o23 = snn.merge %o22, %o22 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o24 = snn.merge %o23, %o23 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o25 = snn.merge %o24, %o24 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o26 = snn.merge %o25, %o25 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o27 = snn.merge %o26, %o26 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o28 = snn.merge %o27, %o27 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o29 = snn.merge %o28, %o28 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o30 = snn.merge %o29, %o29 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o31 = snn.merge %o30, %o30 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o32 = snn.merge %o31, %o31 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o33 = snn.merge %o32, %o32 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o34 = snn.merge %o33, %o33 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o35 = snn.merge %o34, %o34 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o36 = snn.merge %o35, %o35 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o37 = snn.merge %o36, %o36 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o38 = snn.merge %o37, %o37 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o39 = snn.merge %o38, %o38 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  %o40 = snn.merge %o39, %o39 : !snn.spikes<1>, !snn.spikes<1> -> !snn.spikes<1>
  snn.output %o40 : !snn.spikes<1>
}

//--- currents.mlir
// CURRENTS: error: the current of a layer of neurons comes from more than 1024 synapses, each counted as often as merges lead to it; fewer merges of currents would fit
snn.network @currents(%in: !snn.spikes<1> {snn.max_count = 1}) -> !snn.spikes<1> {
  %s = snn.linear %in weights(dense<1.0> : tensor<1x1xf32>) : !snn.spikes<1> -> tensor<1xf32>
  %m1 = snn.merge %s, %s : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
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
  %m21 = snn.merge %m20, %m20 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m22 = snn.merge %m21, %m21 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m23 = snn.merge %m22, %m22 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m24 = snn.merge %m23, %m23 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m25 = snn.merge %m24, %m24 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m26 = snn.merge %m25, %m25 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m27 = snn.merge %m26, %m26 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m28 = snn.merge %m27, %m27 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m29 = snn.merge %m28, %m28 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m30 = snn.merge %m29, %m29 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m31 = snn.merge %m30, %m30 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m32 = snn.merge %m31, %m31 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m33 = snn.merge %m32, %m32 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m34 = snn.merge %m33, %m33 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m35 = snn.merge %m34, %m34 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m36 = snn.merge %m35, %m35 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m37 = snn.merge %m36, %m36 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m38 = snn.merge %m37, %m37 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m39 = snn.merge %m38, %m38 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %m40 = snn.merge %m39, %m39 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %n = snn.integrate_fire %m40 threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %n : !snn.spikes<1>
}

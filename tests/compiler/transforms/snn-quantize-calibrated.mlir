// RUN: snn-opt %s --snn-set-target --snn-quantize --split-input-file | FileCheck %s
// RUN: snn-opt %s --snn-set-target --snn-quantize=weight-bits=3 --split-input-file | FileCheck %s --check-prefix=THREE
// What `snnc compile --calibrate` notes decides caps and rounding, and is taken away.

// Without the note the cap would be 3. Layer "a" fires up to 7 times in a step, often enough that no more may be
// delayed: the weights of "b" pay for it.

// CHECK-LABEL: snn.network @busy
// CHECK-NOT: snn.calibration
snn.network @busy(%in: !snn.spikes<100>) -> !snn.spikes<1> {
  %0 = snn.identity %in : !snn.spikes<100> -> tensor<100xf32>
  // CHECK: layer = "a" {{.*}} max_count = 7
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<1.0> : tensor<100xf32>)
         {snn.calibration = {histogram = array<i64: 900, 50, 0, 0, 0, 0, 0, 50, 0, 0, 0, 0, 0, 0, 0, 0, 0>,
                              mean = dense<0.4> : tensor<100xf64>, variance = dense<1.0> : tensor<100xf64>}}
         : tensor<100xf32> -> !snn.spikes<100>
  %2 = snn.linear %1 weights(dense<0.01> : tensor<1x100xf32>) : !snn.spikes<100> -> tensor<1xf32>
  %3 = snn.integrate_fire %2 layer = "b" threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %3 : !snn.spikes<1>
}

// -----

// It never fires twice in a step: one is enough where the weights of "b" want the room.

// CHECK-LABEL: snn.network @calm
snn.network @calm(%in: !snn.spikes<400>) -> !snn.spikes<1> {
  %0 = snn.identity %in : !snn.spikes<400> -> tensor<400xf32>
  // CHECK: layer = "a" {{.*}} max_count = 1
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<1.0> : tensor<400xf32>)
         {snn.calibration = {histogram = array<i64: 900, 50, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0>,
                              mean = dense<0.1> : tensor<400xf64>, variance = dense<0.1> : tensor<400xf64>}}
         : tensor<400xf32> -> !snn.spikes<400>
  %2 = snn.linear %1 weights(dense<0.005> : tensor<1x400xf32>) : !snn.spikes<400> -> tensor<1xf32>
  %3 = snn.integrate_fire %2 layer = "b" threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %3 : !snn.spikes<1>
}

// -----

// Of two weights that cannot both be exact, the busy input's is.

// THREE-LABEL: snn.network @first_input
// THREE: weights(dense<{{\[\[}}3, {{.*}}: tensor<1x2xi8>)
// THREE: threshold(dense<4> : tensor<1xi16>)
snn.network @first_input(%in: !snn.spikes<2>) -> !snn.spikes<1> attributes {snn.calibration = {steps = 100.0 : f64,
    inputs = [{histogram = array<i64: 100, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0>,
               mean = dense<[1.0, 0.001]> : tensor<2xf64>, variance = dense<[1.0, 0.001]> : tensor<2xf64>}]}} {
  %0 = snn.linear %in weights(dense<[[0.75, 0.6]]> : tensor<1x2xf32>) : !snn.spikes<2> -> tensor<1xf32>
  %1 = snn.integrate_fire %0 threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

// THREE-LABEL: snn.network @second_input
// THREE: weights(dense<3> : tensor<1x2xi8>)
// THREE: threshold(dense<5> : tensor<1xi16>)
snn.network @second_input(%in: !snn.spikes<2>) -> !snn.spikes<1> attributes {snn.calibration = {steps = 100.0 : f64,
    inputs = [{histogram = array<i64: 100, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0>,
               mean = dense<[0.001, 1.0]> : tensor<2xf64>, variance = dense<[0.001, 1.0]> : tensor<2xf64>}]}} {
  %0 = snn.linear %in weights(dense<[[0.75, 0.6]]> : tensor<1x2xf32>) : !snn.spikes<2> -> tensor<1xf32>
  %1 = snn.integrate_fire %0 threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

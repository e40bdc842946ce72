// RUN: snn-opt %s | snn-opt | FileCheck %s
// RUN: snn-opt %s --emit-bytecode | snn-opt | FileCheck %s

// CHECK:      #speck2b_target = #speck.target<name = "speck2b", module = "speck2b", kernel_words = [16384, 16384, 16384, 32768, 32768, 65536, 65536, 16384, 16384], neuron_words = [65536, {{.*}}], bias_words = 1024, greatest_pooling = 4, lower_bound_factor = 2, readout = false, pattern = "{}">
// CHECK:      speck.program @net target(#speck2b_target) sensor {
// CHECK-NEXT:   speck.input "input" [2, 8, 8] bound 15 encoder "{}" to [#speck.route<core = 0, shift = 0, origin_y = 1, origin_x = 2, pooling_y = 1, pooling_x = 1, size_y = 4, size_x = 4>]
// CHECK-NEXT:   speck.layer @first [4, 4, 4] scale 1.270000e+02 deviations ["it is other"]
// CHECK-NEXT:   speck.layer @second [2, 1, 1] scale 5.000000e-01
// CHECK-NEXT:   speck.core 0 of @first first 0 channels 4 step 1 input [2, 4, 4] stride [1, 1] padding [1, 1] threshold 127 low -127 to_zero bias [0, 0, 0, 1] weights dense<1> : tensor<4x2x3x3xi8> to [#speck.to<core = 3, pooling = 2, shift = 0>]
// CHECK-NEXT:   speck.core 3 of @second first 0 channels 2 step 4 input [4, 2, 2] stride [1, 1] padding [0, 0] threshold 9 low -1 monitor bias [0, 0, 0, 0, 0] weights dense<2> : tensor<5x4x2x2xi8> to []
// CHECK-NEXT:   speck.output "output" [2, 1, 1] of @second
speck.program @net target(<name = "speck2b", module = "speck2b",
    kernel_words = [16384, 16384, 16384, 32768, 32768, 65536, 65536, 16384, 16384],
    neuron_words = [65536, 65536, 65536, 32768, 32768, 16384, 16384, 16384, 16384], bias_words = 1024,
    greatest_pooling = 4, lower_bound_factor = 2, readout = false, pattern = "{}">) sensor {
  speck.input "input" [2, 8, 8] bound 15 encoder "{}"
      to [#speck.route<core = 0, shift = 0, origin_y = 1, origin_x = 2, pooling_y = 1, pooling_x = 1, size_y = 4, size_x = 4>]
  speck.layer @first [4, 4, 4] scale 127.0 deviations ["it is other"]
  speck.layer @second [2, 1, 1] scale 0.5
  speck.core 0 of @first first 0 channels 4 step 1 input [2, 4, 4] stride [1, 1] padding [1, 1] threshold 127 low -127
      to_zero bias [0, 0, 0, 1] weights dense<1> : tensor<4x2x3x3xi8> to [#speck.to<core = 3, pooling = 2, shift = 0>]
  speck.core 3 of @second first 0 channels 2 step 4 input [4, 2, 2] stride [1, 1] padding [0, 0] threshold 9 low -1
      monitor bias [0, 0, 0, 0, 0] weights dense<2> : tensor<5x4x2x2xi8> to []
  speck.output "output" [2, 1, 1] of @second
}

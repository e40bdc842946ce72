// RUN: snn-opt %s | snn-opt | FileCheck %s
// RUN: snn-opt %s --emit-bytecode | snn-opt | FileCheck %s

// CHECK:      #xylo-a2_target = #xylo.target<name = "xylo-a2"
// CHECK:      xylo.program @net target(#xylo-a2_target) shifts [4, 4, 3] bias {
// CHECK-NEXT:   xylo.input "input" [2, 1, 1] first 0 bound 15
// CHECK-NEXT:   xylo.input "image" [1, 2, 1] first 2 bound 1 encoder "{}"
// CHECK-NEXT:   xylo.layer @lif1 [3, 1, 1] hidden first 0 delay 0 current_dash [2, 2, 2] potential_dash [3, 3, 3] threshold [1000, 1000, 900] bias [0, 0, 1]
// CHECK-SAME:     scale dense<[1.000000e+03, 1.000000e+03, 9.000000e+02]> : tensor<3xf64>
// CHECK-NEXT:   xylo.layer @lif2 [1, 1, 1] readout first 0 delay 1
// CHECK-SAME:     wanted dense<[8.000000e-01, 9.000000e-01]> : tensor<2xf64> got dense<[7.500000e-01, 8.750000e-01]> : tensor<2xf64> deviations ["it is other"]
// CHECK-NEXT:   xylo.synapses "input" to @lif1 dense<1> : tensor<2x3xi8>
// CHECK-NEXT:   xylo.synapses @lif1 to @lif2 dense<2> : tensor<3x1xi8>
// CHECK-NEXT:   xylo.output "output" [1, 1, 1] neurons [0]
xylo.program @net target(<name = "xylo-a2", module = "xyloCore2", inputs = 16, hidden = 1000, outputs = 8, synapses = 2,
    input_window = 1000, output_window = 1000, fan_out = 64, hidden_synapses = 1000000, weight_shift = 7>) shifts [4, 4, 3] bias {
  xylo.input "input" [2, 1, 1] first 0 bound 15
  xylo.input "image" [1, 2, 1] first 2 bound 1 encoder "{}"
  xylo.layer @lif1 [3, 1, 1] hidden first 0 delay 0 current_dash [2, 2, 2] potential_dash [3, 3, 3]
      threshold [1000, 1000, 900] bias [0, 0, 1] scale dense<[1000.0, 1000.0, 900.0]> : tensor<3xf64>
  xylo.layer @lif2 [1, 1, 1] readout first 0 delay 1 current_dash [1] potential_dash [3] threshold [900] bias [0]
      scale dense<900.0> : tensor<1xf64> wanted dense<[0.8, 0.9]> : tensor<2xf64> got dense<[0.75, 0.875]> : tensor<2xf64>
      deviations ["it is other"]
  xylo.synapses "input" to @lif1 dense<1> : tensor<2x3xi8>
  xylo.synapses @lif1 to @lif2 dense<2> : tensor<3x1xi8>
  xylo.output "output" [1, 1, 1] neurons [0]
}

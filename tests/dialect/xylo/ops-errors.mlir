// RUN: snn-opt %s --split-input-file --verify-diagnostics

// expected-error @below {{has 2 shifts, not 3 (of weights from inputs, among hidden neurons, to outputs)}}
xylo.program @p target(<name = "t", module = "xyloImu", inputs = 16, hidden = 20, outputs = 8, synapses = 1, input_window = 20, output_window = 20, fan_out = 20, hidden_synapses = 400, weight_shift = 7>) shifts [4, 4] {
}

// -----

xylo.program @p target(<name = "t", module = "xyloImu", inputs = 16, hidden = 20, outputs = 8, synapses = 1, input_window = 20, output_window = 20, fan_out = 20, hidden_synapses = 400, weight_shift = 7>) shifts [0, 0, 0] {
  // expected-error @below {{shape has 2 numbers, not 3 (channels, rows, columns)}}
  xylo.input "input" [2, 1] first 0 bound 1
}

// -----

xylo.program @p target(<name = "t", module = "xyloImu", inputs = 16, hidden = 20, outputs = 8, synapses = 1, input_window = 20, output_window = 20, fan_out = 20, hidden_synapses = 400, weight_shift = 7>) shifts [0, 0, 0] {
  // expected-error @below {{shape has an extent of 65537, from 1 on and 65536 neurons in all would do}}
  xylo.input "input" [1, 1, 65537] first 0 bound 1
}

// -----

xylo.program @p target(<name = "t", module = "xyloImu", inputs = 16, hidden = 20, outputs = 8, synapses = 1, input_window = 20, output_window = 20, fan_out = 20, hidden_synapses = 400, weight_shift = 7>) shifts [0, 0, 0] {
  // expected-error @below {{threshold has 1 numbers, not 2}}
  xylo.layer @a [2, 1, 1] hidden first 0 delay 0 current_dash [1, 1] potential_dash [1, 1] threshold [1] bias [0, 0] scale dense<1.0> : tensor<2xf64>
}

// -----

xylo.program @p target(<name = "t", module = "xyloImu", inputs = 16, hidden = 20, outputs = 8, synapses = 1, input_window = 20, output_window = 20, fan_out = 20, hidden_synapses = 400, weight_shift = 7>) shifts [0, 0, 0] {
  // expected-error @below {{scale is no vector of 2 numbers of f64}}
  xylo.layer @a [2, 1, 1] hidden first 0 delay 0 current_dash [1, 1] potential_dash [1, 1] threshold [1, 1] bias [0, 0] scale dense<1.0> : tensor<2xf32>
}

// -----

xylo.program @p target(<name = "t", module = "xyloImu", inputs = 16, hidden = 20, outputs = 8, synapses = 1, input_window = 20, output_window = 20, fan_out = 20, hidden_synapses = 400, weight_shift = 7>) shifts [0, 0, 0] {
  // expected-error @below {{wanted and got are vectors of 2 numbers of f64 each}}
  xylo.layer @a [2, 1, 1] hidden first 0 delay 0 current_dash [1, 1] potential_dash [1, 1] threshold [1, 1] bias [0, 0] scale dense<1.0> : tensor<2xf64> wanted dense<1.0> : tensor<3xf64>
}

// -----

xylo.program @p target(<name = "t", module = "xyloImu", inputs = 16, hidden = 20, outputs = 8, synapses = 1, input_window = 20, output_window = 20, fan_out = 20, hidden_synapses = 400, weight_shift = 7>) shifts [0, 0, 0] {
  // expected-error @below {{has 1 neurons, not 2}}
  xylo.output "o" [2, 1, 1] neurons [0]
}

// -----

xylo.program @p target(<name = "t", module = "xyloImu", inputs = 16, hidden = 20, outputs = 8, synapses = 1, input_window = 20, output_window = 20, fan_out = 20, hidden_synapses = 400, weight_shift = 7>) shifts [0, 0, 0] {
  xylo.layer @a [2, 1, 1] hidden first 0 delay 0 current_dash [1, 1] potential_dash [1, 1] threshold [1, 1] bias [0, 0] scale dense<1.0> : tensor<2xf64>
  // expected-error @below {{weights are no matrix of i8}}
  xylo.synapses @a to @a dense<1> : tensor<4xi8>
}

// -----

xylo.program @p target(<name = "t", module = "xyloImu", inputs = 16, hidden = 20, outputs = 8, synapses = 1, input_window = 20, output_window = 20, fan_out = 20, hidden_synapses = 400, weight_shift = 7>) shifts [0, 0, 0] {
  xylo.layer @a [2, 1, 1] hidden first 0 delay 0 current_dash [1, 1] potential_dash [1, 1] threshold [1, 1] bias [0, 0] scale dense<1.0> : tensor<2xf64>
  // expected-error @below {{there is no layer 'b'}}
  xylo.synapses @a to @b dense<1> : tensor<2x2xi8>
}

// -----

xylo.program @p target(<name = "t", module = "xyloImu", inputs = 16, hidden = 20, outputs = 8, synapses = 1, input_window = 20, output_window = 20, fan_out = 20, hidden_synapses = 400, weight_shift = 7>) shifts [0, 0, 0] {
  xylo.layer @a [2, 1, 1] hidden first 0 delay 0 current_dash [1, 1] potential_dash [1, 1] threshold [1, 1] bias [0, 0] scale dense<1.0> : tensor<2xf64>
  // expected-error @below {{there is no input or layer of hidden neurons "in"}}
  xylo.synapses "in" to @a dense<1> : tensor<2x2xi8>
}

// -----

xylo.program @p target(<name = "t", module = "xyloImu", inputs = 16, hidden = 20, outputs = 8, synapses = 1, input_window = 20, output_window = 20, fan_out = 20, hidden_synapses = 400, weight_shift = 7>) shifts [0, 0, 0] {
  xylo.layer @a [2, 1, 1] hidden first 0 delay 0 current_dash [1, 1] potential_dash [1, 1] threshold [1, 1] bias [0, 0] scale dense<1.0> : tensor<2xf64>
  // expected-error @below {{weights are 3 by 2, not 2 by 2}}
  xylo.synapses @a to @a dense<1> : tensor<3x2xi8>
}

// -----

xylo.program @p target(<name = "t", module = "xyloImu", inputs = 16, hidden = 20, outputs = 8, synapses = 1, input_window = 20, output_window = 20, fan_out = 20, hidden_synapses = 400, weight_shift = 7>) shifts [0, 0, 0] {
  xylo.layer @r [2, 1, 1] readout first 0 delay 0 current_dash [1, 1] potential_dash [1, 1] threshold [1, 1] bias [0, 0] scale dense<1.0> : tensor<2xf64>
  xylo.layer @a [2, 1, 1] hidden first 0 delay 0 current_dash [1, 1] potential_dash [1, 1] threshold [1, 1] bias [0, 0] scale dense<1.0> : tensor<2xf64>
  // expected-error @below {{there is no input or layer of hidden neurons @r}}
  xylo.synapses @r to @a dense<1> : tensor<2x2xi8>
}

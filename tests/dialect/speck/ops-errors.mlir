// RUN: snn-opt %s --split-input-file --verify-diagnostics

speck.program @p target(<name = "t", module = "speck2b", kernel_words = [9, 9, 9, 9, 9, 9, 9, 9, 9], neuron_words = [9, 9, 9, 9, 9, 9, 9, 9, 9], bias_words = 9, greatest_pooling = 4, lower_bound_factor = 1, readout = false, pattern = "">) {
  // expected-error @below {{shape has 2 numbers, not 3}}
  speck.input "input" [2, 1] bound 1 to []
}

// -----

speck.program @p target(<name = "t", module = "speck2b", kernel_words = [9, 9, 9, 9, 9, 9, 9, 9, 9], neuron_words = [9, 9, 9, 9, 9, 9, 9, 9, 9], bias_words = 9, greatest_pooling = 4, lower_bound_factor = 1, readout = false, pattern = "">) {
  // expected-error @below {{shape has 65537, it is from 1 to 65536}}
  speck.layer @a [1, 1, 65537] scale 1.0
}

// -----

speck.program @p target(<name = "t", module = "speck2b", kernel_words = [9, 9, 9, 9, 9, 9, 9, 9, 9], neuron_words = [9, 9, 9, 9, 9, 9, 9, 9, 9], bias_words = 9, greatest_pooling = 4, lower_bound_factor = 1, readout = false, pattern = "">) {
  speck.layer @a [1, 1, 1] scale 1.0
  // expected-error @below {{there is no layer 'b'}}
  speck.core 0 of @b first 0 channels 1 step 1 input [1, 1, 1] stride [1, 1] padding [0, 0] threshold 9 low -1 bias [0] weights dense<1> : tensor<1x1x1x1xi8> to []
}

// -----

speck.program @p target(<name = "t", module = "speck2b", kernel_words = [9, 9, 9, 9, 9, 9, 9, 9, 9], neuron_words = [9, 9, 9, 9, 9, 9, 9, 9, 9], bias_words = 9, greatest_pooling = 4, lower_bound_factor = 1, readout = false, pattern = "">) {
  speck.layer @a [1, 1, 1] scale 1.0
  // expected-error @below {{input has 0, it is from 1 to 65536}}
  speck.core 0 of @a first 0 channels 1 step 1 input [0, 1, 1] stride [1, 1] padding [0, 0] threshold 9 low -1 bias [0] weights dense<1> : tensor<1x1x1x1xi8> to []
}

// -----

speck.program @p target(<name = "t", module = "speck2b", kernel_words = [9, 9, 9, 9, 9, 9, 9, 9, 9], neuron_words = [9, 9, 9, 9, 9, 9, 9, 9, 9], bias_words = 9, greatest_pooling = 4, lower_bound_factor = 1, readout = false, pattern = "">) {
  speck.layer @a [1, 1, 1] scale 1.0
  // expected-error @below {{stride has 1 numbers, not 2}}
  speck.core 0 of @a first 0 channels 1 step 1 input [1, 1, 1] stride [1] padding [0, 0] threshold 9 low -1 bias [0] weights dense<1> : tensor<1x1x1x1xi8> to []
}

// -----

speck.program @p target(<name = "t", module = "speck2b", kernel_words = [9, 9, 9, 9, 9, 9, 9, 9, 9], neuron_words = [9, 9, 9, 9, 9, 9, 9, 9, 9], bias_words = 9, greatest_pooling = 4, lower_bound_factor = 1, readout = false, pattern = "">) {
  speck.layer @a [1, 1, 1] scale 1.0
  // expected-error @below {{has channels and a step from 1 on}}
  speck.core 0 of @a first 0 channels 1 step 0 input [1, 1, 1] stride [1, 1] padding [0, 0] threshold 9 low -1 bias [0] weights dense<1> : tensor<1x1x1x1xi8> to []
}

// -----

speck.program @p target(<name = "t", module = "speck2b", kernel_words = [9, 9, 9, 9, 9, 9, 9, 9, 9], neuron_words = [9, 9, 9, 9, 9, 9, 9, 9, 9], bias_words = 9, greatest_pooling = 4, lower_bound_factor = 1, readout = false, pattern = "">) {
  speck.layer @a [1, 1, 1] scale 1.0
  // expected-error @below {{weights are no tensor of i8 of four axes}}
  speck.core 0 of @a first 0 channels 1 step 1 input [1, 1, 1] stride [1, 1] padding [0, 0] threshold 9 low -1 bias [0] weights dense<1> : tensor<1xi8> to []
}

// -----

speck.program @p target(<name = "t", module = "speck2b", kernel_words = [9, 9, 9, 9, 9, 9, 9, 9, 9], neuron_words = [9, 9, 9, 9, 9, 9, 9, 9, 9], bias_words = 9, greatest_pooling = 4, lower_bound_factor = 1, readout = false, pattern = "">) {
  speck.layer @a [1, 1, 1] scale 1.0
  // expected-error @below {{weights are of 2 features from 1 by a kernel of 1 by 1, not of 5 from 1 by a square one}}
  speck.core 0 of @a first 0 channels 2 step 4 input [1, 1, 1] stride [1, 1] padding [0, 0] threshold 9 low -1 bias [0] weights dense<1> : tensor<2x1x1x1xi8> to []
}

// -----

speck.program @p target(<name = "t", module = "speck2b", kernel_words = [9, 9, 9, 9, 9, 9, 9, 9, 9], neuron_words = [9, 9, 9, 9, 9, 9, 9, 9, 9], bias_words = 9, greatest_pooling = 4, lower_bound_factor = 1, readout = false, pattern = "">) {
  speck.layer @a [1, 1, 1] scale 1.0
  // expected-error @below {{weights are of 1 features from 1 by a kernel of 2 by 3}}
  speck.core 0 of @a first 0 channels 1 step 1 input [1, 1, 1] stride [1, 1] padding [0, 0] threshold 9 low -1 bias [0] weights dense<1> : tensor<1x1x2x3xi8> to []
}

// -----

speck.program @p target(<name = "t", module = "speck2b", kernel_words = [9, 9, 9, 9, 9, 9, 9, 9, 9], neuron_words = [9, 9, 9, 9, 9, 9, 9, 9, 9], bias_words = 9, greatest_pooling = 4, lower_bound_factor = 1, readout = false, pattern = "">) {
  speck.layer @a [1, 1, 1] scale 1.0
  // expected-error @below {{bias has 2 numbers, not 1}}
  speck.core 0 of @a first 0 channels 1 step 1 input [1, 1, 1] stride [1, 1] padding [0, 0] threshold 9 low -1 bias [0, 0] weights dense<1> : tensor<1x1x1x1xi8> to []
}

// -----

speck.program @p target(<name = "t", module = "speck2b", kernel_words = [9, 9, 9, 9, 9, 9, 9, 9, 9], neuron_words = [9, 9, 9, 9, 9, 9, 9, 9, 9], bias_words = 9, greatest_pooling = 4, lower_bound_factor = 1, readout = false, pattern = "">) {
  speck.layer @a [1, 1, 1] scale 1.0
  // expected-error @below {{there is no layer 'b'}}
  speck.output "output" [1, 1, 1] of @b
}

// -----

speck.program @p target(<name = "t", module = "speck2b", kernel_words = [9, 9, 9, 9, 9, 9, 9, 9, 9], neuron_words = [9, 9, 9, 9, 9, 9, 9, 9, 9], bias_words = 9, greatest_pooling = 4, lower_bound_factor = 1, readout = false, pattern = "">) {
  // expected-error @below {{cannot stand in a speck.program}}
  speck.program @q target(<name = "t", module = "speck2b", kernel_words = [9, 9, 9, 9, 9, 9, 9, 9, 9], neuron_words = [9, 9, 9, 9, 9, 9, 9, 9, 9], bias_words = 9, greatest_pooling = 4, lower_bound_factor = 1, readout = false, pattern = "">) {
  }
}

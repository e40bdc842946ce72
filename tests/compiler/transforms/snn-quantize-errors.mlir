// RUN: snn-opt %s --core-set-target --snn-quantize --split-input-file --verify-diagnostics

snn.network @weight_too_large(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  // expected-error @below {{snn-quantize: channel 0: its greatest weight 300 is 300 times the threshold 1, integers of 8 bits reach 127 times}}
  %0 = snn.linear %in weights(dense<300.0> : tensor<1x1xf32>) : !snn.spikes<1> -> tensor<1xf32>
  %1 = snn.integrate_fire %0 threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

snn.network @zeroed_layer(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  // expected-error @below {{snn-quantize: all weights of the layer become 0: the thresholds are too large for 16 bits of state}}
  %0 = snn.linear %in weights(dense<1.0> : tensor<1x1xf32>) : !snn.spikes<1> -> tensor<1xf32>
  %1 = snn.integrate_fire %0 threshold(dense<1000000.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

snn.network @shared_current(%in: !snn.spikes<1>) -> (!snn.spikes<1>, !snn.spikes<1>) {
  %0 = snn.identity %in : !snn.spikes<1> -> tensor<1xf32>
  // expected-error @below {{snn-quantize: the current of a neuron layer must come from one synapse that feeds no other}}
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  %2 = snn.integrate_fire %0 layer = "b" threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %1, %2 : !snn.spikes<1>, !snn.spikes<1>
}

// -----

snn.network @analogue(%in: tensor<1xf32>) -> !snn.spikes<1> {
  // expected-error @below {{snn-quantize: the synapse takes a tensor; convert analogue layers to spikes first}}
  %0 = snn.linear %in weights(dense<1.0> : tensor<1x1xf32>) : tensor<1xf32> -> tensor<1xf32>
  %1 = snn.integrate_fire %0 threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

snn.network @in_integers(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  %0 = snn.identity %in : !snn.spikes<1> -> tensor<1xi16>
  // expected-error @below {{snn-quantize: the network is in integers already}}
  %1 = snn.integrate_fire %0 threshold(dense<1> : tensor<1xi16>) : tensor<1xi16> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// RUN: snn-opt %s "--pass-pipeline=builtin.module(snn-set-target{name=xylo-a3},convert-snn-to-xylo)" --split-input-file --verify-diagnostics

snn.network @not_quantised(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  %0 = snn.identity %in : !snn.spikes<1> -> tensor<1xf32>
  // expected-error @below {{convert-snn-to-xylo: the layer is not quantised: run snn-quantize first}}
  %1 = snn.integrate_fire %0 threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

// expected-error @below {{needs 17 input channels, target xylo-a3 has 16; pooled or cropped inputs would fit}}
snn.network @inputs(%in: !snn.spikes<17>) -> !snn.spikes<17> {
  %0 = snn.identity %in : !snn.spikes<17> -> tensor<17xi32>
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<17xi32>) max_count = 1 : tensor<17xi32> -> !snn.spikes<17>
  snn.output %1 : !snn.spikes<17>
}

// -----

// All that is too much is told at once.
// expected-error @below {{needs 1000 hidden neurons, target xylo-a3 has 992; smaller layers would fit}}
// expected-error @below {{needs 33 output neurons, target xylo-a3 has 32; fewer outputs would fit}}
snn.network @neurons(%in: !snn.spikes<1>) -> !snn.spikes<33> {
  %0 = snn.linear %in weights(dense<1> : tensor<1000x1xi8>) : !snn.spikes<1> -> tensor<1000xi32>
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<1000xi32>) max_count = 1 : tensor<1000xi32> -> !snn.spikes<1000>
  %2 = snn.linear %1 weights(dense<1> : tensor<33x1000xi8>) : !snn.spikes<1000> -> tensor<33xi32>
  %3 = snn.integrate_fire %2 threshold(dense<9> : tensor<33xi32>) max_count = 1 : tensor<33xi32> -> !snn.spikes<33>
  snn.output %3 : !snn.spikes<33>
}

// -----

snn.network @window(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  %0 = snn.linear %in weights(dense<1> : tensor<129x1xi8>) : !snn.spikes<1> -> tensor<129xi32>
  // expected-error @below {{takes inputs of the network, and with the layers that must be on the same side it would take 129 hidden neurons there; target xylo-a3 has 128, fewer neurons in layers at the network's input and output would fit}}
  // expected-error @below {{feeds layers that the network returns, and with the layers that must be on the same side it would take 129 hidden neurons there; target xylo-a3 has 128}}
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<129xi32>) max_count = 1 : tensor<129xi32> -> !snn.spikes<129>
  %2 = snn.linear %1 weights(dense<1> : tensor<1x129xi8>) : !snn.spikes<129> -> tensor<1xi32>
  %3 = snn.integrate_fire %2 threshold(dense<9> : tensor<1xi32>) max_count = 1 : tensor<1xi32> -> !snn.spikes<1>
  snn.output %3 : !snn.spikes<1>
}

// -----

snn.network @one_layer(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  %0 = snn.identity %in : !snn.spikes<1> -> tensor<1xi32>
  // expected-error @below {{is returned by the network and takes its input 'input', but output neurons of target xylo-a3 take spikes of hidden neurons alone; a layer of neurons between them would fit}}
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<1xi32>) max_count = 1 : tensor<1xi32> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

snn.network @recurrent_output(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  %0 = snn.identity %in : !snn.spikes<1> -> tensor<1xi32>
  %1 = snn.integrate_fire %0 layer = "first" threshold(dense<9> : tensor<1xi32>) max_count = 1 : tensor<1xi32> -> !snn.spikes<1>
  %2 = snn.identity %1 : !snn.spikes<1> -> tensor<1xi32>
  %back = snn.delay %3 : !snn.spikes<1> -> !snn.spikes<1>
  %4 = snn.identity %back : !snn.spikes<1> -> tensor<1xi32>
  %5 = snn.merge %2, %4 : tensor<1xi32>, tensor<1xi32> -> tensor<1xi32>
  // expected-error @below {{takes spikes of 'last', which the network returns, but nothing takes spikes of output neurons of target xylo-a3; a layer behind it as the result would fit}}
  %3 = snn.integrate_fire %5 layer = "last" threshold(dense<9> : tensor<1xi32>) max_count = 1 : tensor<1xi32> -> !snn.spikes<1>
  snn.output %3 : !snn.spikes<1>
}

// -----

// A way around a layer is a step shorter.
snn.network @skips(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  %0 = snn.identity %in : !snn.spikes<1> -> tensor<1xi32>
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<9> : tensor<1xi32>) max_count = 1 : tensor<1xi32> -> !snn.spikes<1>
  %2 = snn.identity %1 : !snn.spikes<1> -> tensor<1xi32>
  %3 = snn.integrate_fire %2 layer = "b" threshold(dense<9> : tensor<1xi32>) max_count = 1 : tensor<1xi32> -> !snn.spikes<1>
  %4 = snn.identity %3 : !snn.spikes<1> -> tensor<1xi32>
  // expected-note @below {{through this synapse}}
  %5 = snn.identity %1 : !snn.spikes<1> -> tensor<1xi32>
  %6 = snn.merge %4, %5 : tensor<1xi32>, tensor<1xi32> -> tensor<1xi32>
  // expected-error @below {{gets spikes of 'a' 1 step earlier than 'skips' has it: on target xylo-a3 each layer of hidden neurons costs a step, and inputs reach the first one alone; ways of equal length from the input to the layer would fit}}
  %7 = snn.integrate_fire %6 layer = "c" threshold(dense<9> : tensor<1xi32>) max_count = 1 : tensor<1xi32> -> !snn.spikes<1>
  snn.output %7 : !snn.spikes<1>
}

// -----

snn.network @pooled_output(%in: !snn.spikes<2x1>) -> !snn.spikes<1x1> {
  %0 = snn.identity %in : !snn.spikes<2x1> -> tensor<2x1xi32>
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<2xi32>) max_count = 1 : tensor<2x1xi32> -> !snn.spikes<2x1>
  %2 = snn.conv2d %1 weights(dense<1> : tensor<1x2x1x1xi8>) : !snn.spikes<2x1> -> tensor<1x1xi32>
  %3 = snn.integrate_fire %2 threshold(dense<9> : tensor<1xi32>) max_count = 1 : tensor<1x1xi32> -> !snn.spikes<1x1>
  %4 = snn.merge %3, %3 : !snn.spikes<1x1>, !snn.spikes<1x1> -> !snn.spikes<1x1>
  // expected-error @below {{output 'output' adds up or delays spikes, but outputs of target xylo-a3 are the spikes of one layer each; that layer itself as the result would fit}}
  snn.output %4 : !snn.spikes<1x1>
}

// -----

// expected-error @below {{input 'input' has up to 16 spikes of a channel in a step, target xylo-a3 counts 15; a smaller snn.max_count would fit}}
snn.network @bound(%in: !snn.spikes<1> {snn.max_count = 16}) -> !snn.spikes<1> {
  %0 = snn.identity %in : !snn.spikes<1> -> tensor<1xi32>
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<1xi32>) max_count = 1 : tensor<1xi32> -> !snn.spikes<1>
  %2 = snn.identity %1 : !snn.spikes<1> -> tensor<1xi32>
  %3 = snn.integrate_fire %2 threshold(dense<9> : tensor<1xi32>) max_count = 1 : tensor<1xi32> -> !snn.spikes<1>
  snn.output %3 : !snn.spikes<1>
}

// -----

snn.network @bounded(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  %0 = snn.identity %in : !snn.spikes<1> -> tensor<1xi32>
  // expected-error @below {{channel 0: its potentials have a lower bound of -9, but those of target xylo-a3 have none above -32768; without it (--lower-bound none of a NIR file, threshold_low null of a layer list) it would fit}}
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<1xi32>) lower_bound(dense<-9> : tensor<1xi32>) max_count = 1 : tensor<1xi32> -> !snn.spikes<1>
  %2 = snn.identity %1 : !snn.spikes<1> -> tensor<1xi32>
  %3 = snn.integrate_fire %2 threshold(dense<9> : tensor<1xi32>) max_count = 1 : tensor<1xi32> -> !snn.spikes<1>
  snn.output %3 : !snn.spikes<1>
}

// -----

snn.network @large_bias(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  %0 = snn.identity %in bias(dense<90000> : tensor<1xi32>) : !snn.spikes<1> -> tensor<1xi32>
  // expected-error @below {{channel 0: its bias becomes 11520000, target xylo-a3 has -32768 to 32767; a smaller bias would fit}}
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<1xi32>) max_count = 1 : tensor<1xi32> -> !snn.spikes<1>
  %2 = snn.identity %1 : !snn.spikes<1> -> tensor<1xi32>
  %3 = snn.integrate_fire %2 threshold(dense<9> : tensor<1xi32>) max_count = 1 : tensor<1xi32> -> !snn.spikes<1>
  snn.output %3 : !snn.spikes<1>
}

// -----

snn.network @reset(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  %0 = snn.identity %in : !snn.spikes<1> -> tensor<1xi32>
  // expected-error @below {{target xylo-a3 has neurons that fire, not below zero, and are reset by subtraction; such would fit}}
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<1xi32>) reset = zero max_count = 1 : tensor<1xi32> -> !snn.spikes<1>
  %2 = snn.identity %1 : !snn.spikes<1> -> tensor<1xi32>
  %3 = snn.integrate_fire %2 threshold(dense<9> : tensor<1xi32>) max_count = 1 : tensor<1xi32> -> !snn.spikes<1>
  snn.output %3 : !snn.spikes<1>
}

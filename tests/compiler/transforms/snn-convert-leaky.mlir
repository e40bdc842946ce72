// RUN: snn-opt %s --snn-set-target=name=mesh2x2 --snn-convert-leaky --split-input-file | FileCheck %s

// What a current of 1 adds to a potential goes into the weights: here 1 - 3/4.

// CHECK-LABEL: snn.network @leak
snn.network @leak(%in: !snn.spikes<4>) -> !snn.spikes<2> {
  // CHECK: snn.linear %arg0 weights(dense<2.500000e-01> : tensor<2x4xf32>) :
  %0 = snn.linear %in weights(dense<1.0> : tensor<2x4xf32>) : !snn.spikes<4> -> tensor<2xf32>
  // CHECK: snn.integrate_fire %{{.*}} layer = "lif" threshold(dense<1.000000e+00> : tensor<2xf32>)
  // CHECK-SAME: lower_bound(dense<-5.000000e-01> : tensor<2xf32>) decay(dense<7.500000e-01> : tensor<2xf32>) :
  %1 = snn.leaky_integrate_fire %0 layer = "lif" tau(dense<4.0> : tensor<2xf32>) threshold(dense<1.0> : tensor<2xf32>)
         lower_bound(dense<-0.5> : tensor<2xf32>) : tensor<2xf32> -> !snn.spikes<2>
  snn.output %1 : !snn.spikes<2>
}

// -----

// A subtraction in the next step is one of more now; a resting potential is a bias.

// CHECK-LABEL: snn.network @delayed
snn.network @delayed(%in: !snn.spikes<4>) -> !snn.spikes<2> {
  // CHECK: snn.linear %arg0 weights(dense<1.000000e+00> : tensor<2x4xf32>) bias(dense<1.250000e-01> : tensor<2xf32>)
  %0 = snn.linear %in weights(dense<1.0> : tensor<2x4xf32>) : !snn.spikes<4> -> tensor<2xf32>
  // CHECK: threshold(dense<1.000000e+00> : tensor<2xf32>) subtract(dense<2.000000e+00> : tensor<2xf32>)
  // CHECK-SAME: decay(dense<5.000000e-01> : tensor<2xf32>)
  %1 = snn.leaky_integrate_fire %0 layer = "lif" unscaled tau(dense<2.0> : tensor<2xf32>) leak(dense<0.25> : tensor<2xf32>)
         threshold(dense<1.0> : tensor<2xf32>) delayed_reset : tensor<2xf32> -> !snn.spikes<2>
  snn.output %1 : !snn.spikes<2>
}

// -----

// Where others read the synapses too, potentials are counted in units of what a current adds to them.

// CHECK-LABEL: snn.network @shared
snn.network @shared(%in: !snn.spikes<4>) -> (!snn.spikes<2>, !snn.spikes<2>) {
  // CHECK: snn.linear %arg0 weights(dense<1.000000e+00> : tensor<2x4xf32>) :
  %0 = snn.linear %in weights(dense<1.0> : tensor<2x4xf32>) : !snn.spikes<4> -> tensor<2xf32>
  // CHECK: layer = "lif" threshold(dense<4.000000e+00> : tensor<2xf32>) lower_bound(dense<-2.000000e+00> : tensor<2xf32>)
  %1 = snn.leaky_integrate_fire %0 layer = "lif" tau(dense<4.0> : tensor<2xf32>) threshold(dense<1.0> : tensor<2xf32>)
         lower_bound(dense<-0.5> : tensor<2xf32>) : tensor<2xf32> -> !snn.spikes<2>
  %2 = snn.integrate_fire %0 layer = "if" threshold(dense<1.0> : tensor<2xf32>) : tensor<2xf32> -> !snn.spikes<2>
  snn.output %1, %2 : !snn.spikes<2>, !snn.spikes<2>
}

// -----

// Both units multiply; what a synapse hands on before it decays is the same current.

// CHECK-LABEL: snn.network @current
snn.network @current(%in: !snn.spikes<4>) -> !snn.spikes<2> {
  // CHECK: snn.linear %arg0 weights(dense<6.250000e-02> : tensor<2x4xf32>) :
  %0 = snn.linear %in weights(dense<1.0> : tensor<2x4xf32>) : !snn.spikes<4> -> tensor<2xf32>
  // CHECK-NOT: leaky_integrate
  // CHECK: snn.integrate_fire %{{.*}} layer = "cuba" threshold(dense<1.000000e+00> : tensor<2xf32>)
  // CHECK-SAME: decay(dense<7.500000e-01> : tensor<2xf32>) current_decay(dense<7.500000e-01> : tensor<2xf32>) reset = zero
  // CHECK-SAME: compare = gt spikes = one
  %1 = snn.leaky_integrate %0 layer = "cuba.current" order = after_output tau(dense<4.0> : tensor<2xf32>)
         : tensor<2xf32> -> tensor<2xf32>
  %2 = snn.leaky_integrate_fire %1 layer = "cuba" tau(dense<4.0> : tensor<2xf32>) leak(dense<0.5> : tensor<2xf32>)
         initial(dense<0.5> : tensor<2xf32>) threshold(dense<1.5> : tensor<2xf32>)
         reset = zero compare = gt spikes = one reset_potential(dense<0.5> : tensor<2xf32>) : tensor<2xf32> -> !snn.spikes<2>
  snn.output %2 : !snn.spikes<2>
}

// -----

// A readout: what a current adds to its potentials goes into the weights, channel by channel.

// CHECK-LABEL: snn.network @readout
snn.network @readout(%in: !snn.spikes<4>) -> tensor<2xf32> {
  // CHECK: %[[C:.*]] = snn.linear %arg0 weights(dense<{{\[\[}}5.000000e-01, 5.000000e-01, 5.000000e-01, 5.000000e-01], [2.500000e-01, 2.500000e-01, 2.500000e-01, 2.500000e-01]]> : tensor<2x4xf32>)
  // CHECK-SAME: bias(dense<[1.500000e+00, 5.000000e-01]> : tensor<2xf32>)
  %0 = snn.linear %in weights(dense<1.0> : tensor<2x4xf32>) bias(dense<2.0> : tensor<2xf32>)
         : !snn.spikes<4> -> tensor<2xf32>
  // CHECK: %[[P:.*]] = snn.integrate %[[C]] layer = "li" decay(dense<[5.000000e-01, 7.500000e-01]> : tensor<2xf32>) : tensor<2xf32>
  %1 = snn.leaky_integrate %0 layer = "li" tau(dense<[2.0, 4.0]> : tensor<2xf32>) leak(dense<[1.0, 0.0]> : tensor<2xf32>)
         : tensor<2xf32> -> tensor<2xf32>
  // CHECK: snn.output %[[P]]
  snn.output %1 : tensor<2xf32>
}

// -----

// The same with a synaptic current, and merged synapses: each gets the factor.

// CHECK-LABEL: snn.network @readout_current
snn.network @readout_current(%in: !snn.spikes<2>) -> tensor<2xf32> {
  // CHECK: snn.linear %arg0 weights(dense<2.500000e-01>
  %0 = snn.linear %in weights(dense<1.0> : tensor<2x2xf32>) : !snn.spikes<2> -> tensor<2xf32>
  // CHECK: snn.identity %arg0 weights(dense<2.500000e-01>
  %1 = snn.identity %in : !snn.spikes<2> -> tensor<2xf32>
  %2 = snn.merge %0, %1 : tensor<2xf32>, tensor<2xf32> -> tensor<2xf32>
  %3 = snn.leaky_integrate %2 layer = "li.current" tau(dense<2.0> : tensor<2xf32>) : tensor<2xf32> -> tensor<2xf32>
  // CHECK-NOT: leaky_integrate
  // CHECK: snn.integrate %{{.*}} layer = "li" decay(dense<5.000000e-01> : tensor<2xf32>) current_decay(dense<5.000000e-01> : tensor<2xf32>)
  %4 = snn.leaky_integrate %3 layer = "li" tau(dense<2.0> : tensor<2xf32>) : tensor<2xf32> -> tensor<2xf32>
  snn.output %4 : tensor<2xf32>
}

// -----

// What decays with the potential in the step that it comes in counts less by the decay: 1/4 of it is taken, 3/4 of that left.

// CHECK-LABEL: snn.network @after_input
snn.network @after_input(%in: !snn.spikes<4>) -> tensor<2xf32> {
  // CHECK: snn.linear %arg0 weights(dense<1.875000e-01>
  %0 = snn.linear %in weights(dense<1.0> : tensor<2x4xf32>) : !snn.spikes<4> -> tensor<2xf32>
  // CHECK: snn.integrate %{{.*}} layer = "li" decay(dense<7.500000e-01> : tensor<2xf32>)
  %1 = snn.leaky_integrate %0 layer = "li" order = after_input tau(dense<4.0> : tensor<2xf32>)
         : tensor<2xf32> -> tensor<2xf32>
  snn.output %1 : tensor<2xf32>
}

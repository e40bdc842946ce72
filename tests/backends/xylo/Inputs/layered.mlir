// Two inputs, four hidden neurons in a loop, two outputs; float, with time constants that no dash has.
snn.network @layered(%in: !snn.spikes<2> {snn.max_count = 1}) -> !snn.spikes<2> attributes {snn.step_us = 1000, snn.steps = 20} {
  %0 = snn.linear %in weights(dense<[[0.9, -0.2], [0.3, 0.8], [-0.4, 1.1], [0.7, 0.6]]> : tensor<4x2xf32>)
         : !snn.spikes<2> -> tensor<4xf32>
  %back = snn.delay %1 : !snn.spikes<4> -> !snn.spikes<4>
  %r = snn.linear %back weights(dense<[[0.0, 0.1, 0.0, -0.2], [0.2, 0.0, 0.1, 0.0], [0.0, -0.1, 0.0, 0.2], [0.1, 0.0, 0.1, 0.0]]> : tensor<4x4xf32>)
         : !snn.spikes<4> -> tensor<4xf32>
  %sum = snn.merge %0, %r : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
  %1 = snn.integrate_fire %sum layer = "hidden" threshold(dense<2.0> : tensor<4xf32>) decay(dense<0.9> : tensor<4xf32>)
         current_decay(dense<0.7> : tensor<4xf32>) : tensor<4xf32> -> !snn.spikes<4>
  %2 = snn.linear %1 weights(dense<[[1.0, 0.5, -0.6, 0.2], [-0.3, 0.4, 0.9, 0.8]]> : tensor<2x4xf32>)
         : !snn.spikes<4> -> tensor<2xf32>
  %3 = snn.integrate_fire %2 layer = "out" threshold(dense<1.5> : tensor<2xf32>) decay(dense<0.8> : tensor<2xf32>)
         current_decay(dense<0.5> : tensor<2xf32>) spikes = one : tensor<2xf32> -> !snn.spikes<2>
  snn.output %3 : !snn.spikes<2>
}

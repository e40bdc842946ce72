module {
  snn.network @net(%arg0: !snn.spikes<1x1x1> {snn.max_count = 1 : i64, snn.name = "in0"}) -> !snn.spikes<1x1x1> {
    %0 = snn.conv2d %arg0 weights(dense<0.00999999977> : tensor<1x1x1x1xf32>) : !snn.spikes<1x1x1> -> tensor<1x1x1xf32>
    %1 = snn.integrate_fire %0 layer = "layer1" threshold(dense<0.709999978> : tensor<1xf32>) subtract(dense<1.100000e-01> : tensor<1xf32>) : tensor<1x1x1xf32> -> !snn.spikes<1x1x1>
    snn.output %1 : !snn.spikes<1x1x1>
  }
}

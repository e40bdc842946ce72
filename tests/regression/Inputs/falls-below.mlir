module {
  snn.network @net(%arg0: !snn.spikes<4x3x1> {snn.max_count = 23 : i64, snn.name = "in0"}) -> !snn.spikes<1x2x1> {
    %0 = snn.merge %arg0, %arg0 : !snn.spikes<4x3x1>, !snn.spikes<4x3x1> -> !snn.spikes<4x3x1>
    %1 = snn.conv2d %0 weights(dense<[[[[79], [28], [65]], [[117], [-17], [-68]], [[-60], [-56], [-78]], [[106], [52], [-98]]]]> : tensor<1x4x3x1xi8>) padding = [0, 0, 1, 0] : !snn.spikes<4x3x1> -> tensor<1x2x1xi16>
    %2 = snn.integrate_fire %1 layer = "layer2" threshold(dense<7> : tensor<1xi16>) lower_bound(dense<0> : tensor<1xi16>) subtract(dense<13> : tensor<1xi16>) spikes = one max_count = 1 : tensor<1x2x1xi16> -> !snn.spikes<1x2x1>
    snn.output %2 : !snn.spikes<1x2x1>
  }
}

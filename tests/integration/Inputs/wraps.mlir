module attributes {snn.phase = "prove"} {
  snn.network @wraps(%in: !snn.spikes<1> {snn.max_count = 1 : i64}) -> !snn.spikes<1> {
    %0 = snn.linear %in weights(dense<50> : tensor<1x1xi8>) : !snn.spikes<1> -> tensor<1xi16>
    %1 = snn.integrate_fire %0 layer = "a" threshold(dense<32767> : tensor<1xi16>) : tensor<1xi16> -> !snn.spikes<1>
    snn.output %1 : !snn.spikes<1>
  }
}

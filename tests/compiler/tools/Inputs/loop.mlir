snn.network @loop(%in: !snn.spikes<2>) -> (!snn.spikes<2>, !snn.spikes<2>) {
  %m = snn.merge %in, %d : !snn.spikes<2>, !snn.spikes<2> -> !snn.spikes<2>
  %c = snn.identity %m : !snn.spikes<2> -> tensor<2xf32>
  %s = snn.integrate_fire %c layer = "spike" threshold(dense<1.0> : tensor<2xf32>) : tensor<2xf32> -> !snn.spikes<2>
  %d = snn.delay %s steps = 3 : !snn.spikes<2> -> !snn.spikes<2>
  snn.output %s, %d : !snn.spikes<2>, !snn.spikes<2>
}

module attributes {snn.phase = "imported"} {
  snn.network @signal(%x: tensor<3xf32> {snn.name = "signal"}) -> !snn.spikes<3> {
    %e = snn.sig2spike %x {tw = 4, norm_level = 2.0} : tensor<3xf32> -> !snn.spikes<3>
    %c = snn.identity %e : !snn.spikes<3> -> tensor<3xf32>
    %r = snn.integrate_fire %c layer = "pass" threshold(dense<1.0> : tensor<3xf32>) : tensor<3xf32> -> !snn.spikes<3>
    snn.output %r : !snn.spikes<3>
  }
}

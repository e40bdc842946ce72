// An image encoder with negative spikes, in front of an analogue layer.
module attributes {snn.phase = "imported"} {
  snn.network @encoded(%image: tensor<1x6x6xf32> {snn.name = "image"}) -> tensor<3xf32> {
    %e = snn.img2spike %image {tw = 20, negative_spikes} : tensor<1x6x6xf32> -> !snn.spikes<1x6x6, signed>
    %f = snn.flatten %e : !snn.spikes<1x6x6, signed> -> !snn.spikes<36, signed>
    %c = snn.linear %f weights(dense<0.125> : tensor<3x36xf32>) : !snn.spikes<36, signed> -> tensor<3xf32>
    %r = snn.relu %c : tensor<3xf32> -> tensor<3xf32> loc("relu1")
    snn.output %r : tensor<3xf32>
  }
}

"""A list of layers with five mistakes, and a network that five layers keep from a chip: five_faults.py FOLDER"""
import json
import sys

import numpy

folder = sys.argv[1]
numpy.savez(f"{folder}/faults.npz", conv=numpy.ones((4, 3, 3, 3)), fc=numpy.ones((5, 7)))
layers = [
    {"type": "Conv2d", "name": "conv", "weight": "conv"},  # takes 3 channels
    {"type": "SpikingLayer", "name": "after", "threshold": 1.0},
    {"type": "Lineer", "name": "kind", "weight": "fc", "inputs": ["after"]},
    {"type": "SpikingLayer", "name": "spike", "threshold": "high", "inputs": ["input"]},
    {"type": "Flatten", "name": "flat"},
    {"type": "Linear", "name": "fc", "weight": "nothing", "inputs": ["more"]},
    {"type": "Flatten", "name": "more", "inputs": ["input"]},
    {"type": "Merge", "name": "stray", "inputs": ["kind", "conv9", "flat", "fc"]},
]
with open(f"{folder}/faults.json", "w") as file:
    json.dump({"format": "snnc.layers", "version": 1, "weights": "faults.npz", "input": {"shape": [2, 6, 6]},
               "layers": layers}, file)
with open(f"{folder}/unfit.mlir", "w") as file:
    file.write("""
snn.network @unfit(%in: !snn.spikes<2x2x2>) -> (!snn.spikes<2x2x2>, !snn.spikes<2x2x2>, !snn.spikes<2x2x2>) {
  %c = snn.identity %in : !snn.spikes<2x2x2> -> tensor<2x2x2xf32>
  %0 = snn.leaky_integrate_fire %c layer = "leaky" tau(dense<5.0> : tensor<2xf32>)
         threshold(dense<1.0> : tensor<2xf32>) : tensor<2x2x2xf32> -> !snn.spikes<2x2x2> loc("leaky")
  %1 = snn.leaky_integrate_fire %c layer = "pixels" threshold(dense<1.0> : tensor<2x2x2xf32>)
         : tensor<2x2x2xf32> -> !snn.spikes<2x2x2> loc("pixels")
  %2 = snn.leaky_integrate %c layer = "potential" tau(dense<5.0> : tensor<2xf32>)
         : tensor<2x2x2xf32> -> tensor<2x2x2xf32> loc("potential")
  %3 = snn.delay %2 : tensor<2x2x2xf32> -> tensor<2x2x2xf32>
  %4 = snn.threshold %3 threshold(dense<1.0> : tensor<2xf32>) : tensor<2x2x2xf32> -> !snn.spikes<2x2x2>
  snn.output %0, %1, %4 : !snn.spikes<2x2x2>, !snn.spikes<2x2x2>, !snn.spikes<2x2x2>
}
""")

"""Networks that 4 bits hurt, each in its own way, with recordings: coarse.py FOLDER"""
import os
import sys

import numpy

folder = sys.argv[1]
random = numpy.random.default_rng(7)


def elements(values):
    shape = "x".join(map(str, numpy.shape(values)))
    return f"dense<{numpy.asarray(values, float).tolist()}> : tensor<{shape}xf32>"


def network(name, *layers, source="%in", inputs, before=""):
    """Layers of (weights, bias or nothing), of neurons with threshold 1."""
    text = before
    for i, (weights, bias) in enumerate(layers):
        n, m = numpy.shape(weights)
        with_bias = "" if bias is None else f" bias({elements(bias)})"
        text += f"""
  %c{i} = snn.linear {source} weights({elements(weights)}){with_bias} : !snn.spikes<{m}> -> tensor<{n}xf32>
  %s{i} = snn.integrate_fire %c{i} layer = "layer{i}" threshold({elements([1.0] * n)})
            lower_bound({elements([-1.0] * n)}) : tensor<{n}xf32> -> !snn.spikes<{n}>"""
        source = f"%s{i}"
    open(f"{folder}/{name}.mlir", "w").write(f"""snn.network @{name}(%in: !snn.spikes<{inputs}>) -> !snn.spikes<{n}> {{
{text}
  snn.output {source} : !snn.spikes<{n}>
}}
""")


def recordings(name, counts):
    numpy.savez(f"{folder}/{name}.npz", input=counts.astype(numpy.int8))


def recording(path, columns):
    """Events of one polarity at the columns of each step of 1 ms."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        for step, active in enumerate(columns):
            for x in active:
                file.write(bytes([x, 0]) + (step * 1000).to_bytes(3, "big"))


# Two neurons that both see input 0, and each one of the others through a weight that 4 bits round to nothing. In float
# the second and third input decide.
for label in (0, 1):
    for first in (0, 2):
        steps = [[0, 1 + label] if step % 4 == first else [1 + label] for step in range(200)]
        recording(f"{folder}/deaf/{label}/{first}.bin", steps)
network("deaf", ([[1.0, 0.02, 0.0, 0.0, 0.0, 0.0], [1.0, 0.0, 0.02, 0.0, 0.0, 0.0]], None), source="%flat", inputs="2x1x3",
        before="  %flat = snn.flatten %in : !snn.spikes<2x1x3> -> !snn.spikes<6>")

# Each input has a neuron of its own, which a kernel that all share leaves without spikes where only the second channel
# is active.
open(f"{folder}/silent.mlir", "w").write(f"""
snn.network @silent(%in: !snn.spikes<2x1x8>) -> !snn.spikes<1x1x8> {{
  %0 = snn.conv2d %in weights({elements([[[[1.0]], [[0.02]]]])}) : !snn.spikes<2x1x8> -> tensor<1x1x8xf32>
  %1 = snn.integrate_fire %0 layer = "layer0" threshold({elements([1.0])}) lower_bound({elements([-1.0])})
         : tensor<1x1x8xf32> -> !snn.spikes<1x1x8>
  snn.output %1 : !snn.spikes<1x1x8>
}}
""")
silent = numpy.zeros((1, 100, 2, 1, 8), int)
silent[:, ::2, 0, 0, :4] = 1
silent[:, :, 1, 0, 4:] = 1
recordings("silent", silent)

# More comes than a cap of 1 lets through.
network("capped", (2.5 * numpy.eye(4), None), inputs=4)
recordings("capped", numpy.ones((1, 50, 4), int))

# One great weight among many small ones that go against each other: they become 0. And a few that are too great among
# many: they are cut.
small = numpy.tile([0.02, -0.02], 20)
network("zeroed", ([numpy.concatenate([[1.0], small])], None), inputs=41)
many = 0.3 * random.choice([-1.0, 1.0], 80) + 0.1 * random.standard_normal(80)
network("clipped", ([numpy.concatenate([[0.75, -0.75], many])], None), inputs=82)

# Weights so great that the threshold is 1 or 2: a bias of 0.3 is far from an integer.
network("rough", ([[5.0, -4.0]], [0.3]), inputs=2)

# Two layers, the first with a bias.
first, second = 0.3 * random.standard_normal((24, 40)), 0.3 * random.standard_normal((10, 24))
network("biased", (first, 0.04 * random.standard_normal(24)), (second, None), inputs=40)
recordings("biased", random.random((6, 60, 40)) < 0.2)

# The same with a rectifier, and without names.
open(f"{folder}/rectified.mlir", "w").write(f"""snn.network @rectified(%in: !snn.spikes<40>) -> !snn.spikes<10> {{
  %0 = snn.linear %in weights({elements(first)}) : !snn.spikes<40> -> tensor<24xf32>
  %1 = snn.relu %0 : tensor<24xf32> -> tensor<24xf32>
  %2 = snn.linear %1 weights({elements(second)}) : tensor<24xf32> -> tensor<10xf32>
  %3 = snn.integrate_fire %2 threshold({elements([1.0] * 10)}) lower_bound({elements([-1.0] * 10)})
         : tensor<10xf32> -> !snn.spikes<10>
  snn.output %3 : !snn.spikes<10>
}}
""")

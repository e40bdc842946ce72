"""A network on real numbers with its data, and what it must give: real.py FOLDER [check | check-current]"""
import sys

import numpy

folder, action = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "write"
x = (numpy.arange(12).reshape(2, 3, 2) - 5) / 8
weight = numpy.array([[0.5, 0.25], [-1.5, 1.0]], numpy.float32)
spikes = numpy.array([[1, 0], [2, 3]])
if action == "write":
    numpy.savez(f"{folder}/in.npz", input=x)
    numpy.save(f"{folder}/spikes.npy", spikes)
    numpy.savez(f"{folder}/weights.npz", w=weight)
    open(f"{folder}/net.mlir", "w").write("""
snn.network @n(%x: tensor<2xf32> {snn.name = "x"}) -> tensor<2xf32> {
  %c = snn.linear %x weights(dense<[[0.5, 0.25], [-1.5, 1.0]]> : tensor<2x2xf32>) : tensor<2xf32> -> tensor<2xf32>
  snn.output %c : tensor<2xf32>
}
""")
    open(f"{folder}/net.json", "w").write("""{"format": "snnc.layers", "version": 1, "weights": "weights.npz",
      "input": {"shape": [2]}, "layers": [{"type": "Linear", "weight": "w"}]}""")
else:
    name, given = ("out", x) if action == "check" else ("current", spikes[None])
    have = numpy.load(f"{folder}/{name}.npz")["output"]
    want = (given @ weight.T).reshape(have.shape)
    assert have.dtype == numpy.float32 and (have == want).all(), (have, want)

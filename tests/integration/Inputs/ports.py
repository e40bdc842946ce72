"""Networks with several inputs and outputs, and their data: ports.py FOLDER, or ports.py FOLDER records NAME, which checks what
was recorded of a network against the same in float64: `two_in` and `two_out` are those of the shared cases."""
import gzip
import struct
import sys

import numpy

folder, action = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "write"
random = numpy.random.default_rng(8)
labels = numpy.array([0, 2, 1, 2])


def spikes(*shape, most=3):
    return random.integers(0, most + 1, (4, 20, *shape))


def data():
    """By the name of the input. Rare and strong: the weights of these networks are negative more often than not."""
    return {name: spikes(6, most=15) * (random.random((4, 20, 6)) < 0.1) for name in ("audio", "dvs", "input")}


def dense(values):
    return "dense<" + numpy.array2string(values, separator=", ", threshold=sys.maxsize) + ">"


def write():
    drawn = data()
    numpy.savez(f"{folder}/both.npz", audio=drawn["audio"], dvs=drawn["dvs"], label=labels)
    numpy.save(f"{folder}/audio.npy", drawn["audio"])
    numpy.savez(f"{folder}/dvs.npz", input=drawn["dvs"], label=labels)
    numpy.savez(f"{folder}/one.npz", input=drawn["input"], label=labels)
    numpy.savez(f"{folder}/uneven.npz", audio=drawn["audio"], dvs=drawn["dvs"][:, :15])
    numpy.savez(f"{folder}/fewer.npz", audio=drawn["audio"], dvs=drawn["dvs"][:3])

    # 1. Two cameras side by side, as recordings: of each sample one file of each, with a clock that both share.
    open(f"{folder}/stereo.mlir", "w").write(f"""
snn.network @stereo(%l: !snn.spikes<2x1x4> {{snn.name = "left", snn.max_count = 7 : i64}},
                    %r: !snn.spikes<2x1x4> {{snn.name = "right", snn.max_count = 7 : i64}}) -> !snn.spikes<2> {{
  %fl = snn.flatten %l : !snn.spikes<2x1x4> -> !snn.spikes<8>
  %fr = snn.flatten %r : !snn.spikes<2x1x4> -> !snn.spikes<8>
  %a = snn.linear %fl weights({dense(numpy.eye(2, 8) + 0.25)} : tensor<2x8xf32>) : !snn.spikes<8> -> tensor<2xf32>
  %b = snn.linear %fr weights({dense(numpy.eye(2, 8) - 0.25)} : tensor<2x8xf32>) : !snn.spikes<8> -> tensor<2xf32>
  %c = snn.merge %a, %b : tensor<2xf32>, tensor<2xf32> -> tensor<2xf32>
  %s = snn.integrate_fire %c layer = "match" threshold(dense<1.0> : tensor<2xf32>) lower_bound(dense<-1.0> : tensor<2xf32>)
         : tensor<2xf32> -> !snn.spikes<2>
  snn.output %s : !snn.spikes<2>
}}
""")
    for side, late in ("left", 0), ("right", 1200):
        for label in 0, 1:
            rows = [f"{7_000_000_000 + late + 700 * i},{(i + label) % 4},0,{i % 2}" for i in range(20)]
            name = f"{folder}/{side}/{label}/a.csv"
            __import__("os").makedirs(f"{folder}/{side}/{label}", exist_ok=True)
            open(name, "w").write("t_us,x,y,p\n" + "\n".join(rows) + "\n")

    # 2. Three outputs: two layers on the way, one of them twice.
    open(f"{folder}/taps.mlir", "w").write(f"""
snn.network @taps(%in: !snn.spikes<4> {{snn.name = "input", snn.max_count = 3 : i64}})
    -> (!snn.spikes<3> {{snn.name = "class"}}, !snn.spikes<2> {{snn.name = "hidden"}}, !snn.spikes<3>) {{
  %a = snn.linear %in weights({dense(numpy.array([[1, .5, 0, 0], [0, 0, .5, 1]]))} : tensor<2x4xf32>)
         : !snn.spikes<4> -> tensor<2xf32>
  %h = snn.integrate_fire %a layer = "h" threshold(dense<1.0> : tensor<2xf32>) lower_bound(dense<-1.0> : tensor<2xf32>)
         : tensor<2xf32> -> !snn.spikes<2>
  %b = snn.linear %h weights({dense(numpy.array([[1, -1], [-1, 1], [.5, .5]]))} : tensor<3x2xf32>)
         : !snn.spikes<2> -> tensor<3xf32>
  %o = snn.integrate_fire %b layer = "o" threshold(dense<1.0> : tensor<3xf32>) lower_bound(dense<-1.0> : tensor<3xf32>)
         : tensor<3xf32> -> !snn.spikes<3>
  snn.output %o, %h, %o : !snn.spikes<3>, !snn.spikes<2>, !snn.spikes<3>
}}
""")
    numpy.savez(f"{folder}/taps.npz", input=spikes(4), label=labels)

    # 3. Images through an encoder beside spikes, each with draws of its own.
    open(f"{folder}/mixed.mlir", "w").write("""
snn.network @mixed(%image: tensor<1x2x2xf32> {snn.name = "image"},
                   %second: tensor<1x2x2xf32> {snn.name = "second"},
                   %in: !snn.spikes<4> {snn.name = "spikes", snn.max_count = 3 : i64}) -> !snn.spikes<4> {
  %e = snn.img2spike %image {tw = 20} : tensor<1x2x2xf32> -> !snn.spikes<1x2x2>
  %f = snn.flatten %e : !snn.spikes<1x2x2> -> !snn.spikes<4>
  %g = snn.img2spike %second {tw = 20} : tensor<1x2x2xf32> -> !snn.spikes<1x2x2>
  %h = snn.flatten %g : !snn.spikes<1x2x2> -> !snn.spikes<4>
  %a = snn.linear %f weights(dense<0.25> : tensor<4x4xf32>) : !snn.spikes<4> -> tensor<4xf32>
  %b = snn.linear %h weights(dense<0.5> : tensor<4x4xf32>) : !snn.spikes<4> -> tensor<4xf32>
  %c = snn.linear %in weights(dense<-0.25> : tensor<4x4xf32>) : !snn.spikes<4> -> tensor<4xf32>
  %d = snn.merge %a, %b, %c : tensor<4xf32>, tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
  %s = snn.integrate_fire %d layer = "s" threshold(dense<1.0> : tensor<4xf32>) lower_bound(dense<-1.0> : tensor<4xf32>)
         : tensor<4xf32> -> !snn.spikes<4>
  snn.output %s : !snn.spikes<4>
}
""")
    images = random.integers(0, 256, (4, 2, 2), dtype=numpy.uint8)
    with gzip.open(f"{folder}/images.gz", "wb") as file:
        file.write(struct.pack(">BBBBIII", 0, 0, 8, 3, 4, 2, 2) + images.tobytes())
    numpy.save(f"{folder}/spikes.npy", spikes(4, most=1))


def checkTwoIn():
    """What the records hold is what the inputs give: recorded with each alone, the currents would differ."""
    have = numpy.load(f"{folder}/two_in.npz")
    other = numpy.load(f"{folder}/swapped.npz")
    assert sorted(have) == ["if", "if.potential", "output"], sorted(have)
    assert have["output"].shape == (4, 20, 4, 1, 1) and (have["output"] == have["if"]).all() and have["output"].any()
    assert (have["output"] != other["output"]).any()


def checkTwoOut():
    have = numpy.load(f"{folder}/two_out.npz")
    assert {"output.cls", "output.reg"} <= set(have) and "output" not in have, sorted(have)
    for output, layer in ("cls", "ifc"), ("reg", "ifh"):
        assert (have["output." + output] == have[layer]).all() and have[layer].any(), output


def checkTaps():
    have = numpy.load(f"{folder}/taps-records.npz")
    assert (have["output.class"] == have["o"]).all() and (have["output.output2"] == have["o"]).all()
    assert (have["output.hidden"] == have["h"]).all() and have["h"].any()


{"write": write, "two_in": checkTwoIn, "two_out": checkTwoOut, "taps": checkTaps}[action]()

#!/usr/bin/env python3
"""Writes small layer lists with branches, delays and cycles, their weights and a stimulus: branches.py FOLDER.

`input.npy` is for the networks with an input of 2x8x8, `large.npy` for the one of 2x16x16.
"""
import json
import os
import sys

import numpy

random = numpy.random.default_rng(11)


def weights(*shape):
    fan_in = numpy.prod(shape[1:])
    return (random.normal(0, 1, shape) * 1.6 / numpy.sqrt(fan_in)).astype(numpy.float32)


def conv(name, inputs, out, into, kernel, **more):
    arrays[name] = weights(out, into, kernel, kernel)
    return {"name": name, "type": "Conv2d", "inputs": inputs, "weight": name, "padding": kernel // 2, **more}


def linear(name, inputs, out, into, **more):
    arrays[name] = weights(out, into)
    return {"name": name, "type": "Linear", "inputs": inputs, "weight": name, **more}


def layer(kind, name, *inputs, **more):
    return {"name": name, "type": kind, "inputs": list(inputs), **more}


def write(name, layers, shape=(2, 8, 8)):
    network = {"format": "snnc.layers", "version": 1, "weights": name + ".npz",
               "input": {"shape": list(shape), "max_count": 3}, "layers": layers}
    with open(os.path.join(folder, name + ".json"), "w") as file:
        json.dump(network, file)
    numpy.savez(os.path.join(folder, name + ".npz"), **arrays)
    arrays.clear()


folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
arrays = {"bias": random.normal(0, 0.2, 6).astype(numpy.float32)}

# Currents that meet and part, spikes that meet, channels of different layers behind a pool, vectors end to end, long
# delays of layers and before the output.
write("everything", [
    conv("a", ["input"], 6, 2, 3, bias="bias"), conv("b", ["input"], 6, 2, 5, bias="bias"),
    conv("again", ["late"], 6, 6, 3), layer("Merge", "sum", "a", "b", "again"),
    layer("SpikingLayer", "hidden", "sum"), layer("Delay", "late", "hidden"),
    layer("SpikingLayer", "other", "a", threshold=1.5), layer("Delay", "skip", "other", steps=3),
    layer("Merge", "both", "hidden", "skip"), layer("Delay", "before", "input"),
    layer("Concatenate", "inputs", "input", "before"), layer("Concatenate", "all", "both", "inputs"),
    layer("SumPool2d", "pool", "all", kernel_size=2), conv("c", ["pool"], 4, 10, 3), layer("SpikingLayer", "third", "c"),
    layer("Flatten", "flat", "third"), linear("d", ["flat"], 5, 64), layer("SpikingLayer", "fourth", "d"),
    layer("Concatenate", "long", "flat", "fourth"), linear("e", ["long"], 7, 69), linear("f", ["later"], 7, 7),
    layer("Merge", "current", "e", "f"), layer("SpikingLayer", "fifth", "current"),
    layer("Delay", "later", "fifth", steps=2), linear("g", ["later"], 7, 7), layer("SpikingLayer", "sixth", "g"),
    layer("Merge", "result", "fifth", "sixth"), layer("Delay", "delayed", "result")])

# A layer that takes its own spikes, too large for a core of the smaller target.
write("recurrent", [
    conv("in", ["input"], 6, 2, 3), conv("self", ["late"], 6, 6, 5), layer("Merge", "sum", "in", "self"),
    layer("SpikingLayer", "hidden", "sum"), layer("Delay", "late", "hidden"),
    layer("SumPool2d", "pool", "hidden", kernel_size=4), layer("Flatten", "flat", "pool"),
    linear("out", ["flat"], 5, 96), layer("SpikingLayer", "spikes", "out")], (2, 16, 16))

# Two layers that take each other's spikes, both late: the second has no forward edge but one that the compiler adds.
# A skip goes around both.
write("mutual", [
    conv("ab", ["lateB"], 6, 4, 3), layer("SpikingLayer", "first", "sumA"), conv("ba", ["lateA"], 4, 6, 3),
    layer("SpikingLayer", "second", "ba"), layer("Delay", "lateA", "first"), layer("Delay", "lateB", "second"),
    conv("in", ["input"], 6, 2, 3), layer("Merge", "sumA", "in", "ab"), layer("Delay", "skip", "input", steps=2),
    layer("Concatenate", "end", "second", "skip"), layer("SpikingLayer", "last", "end")])

# Pools that no shift expresses, behind a merge and beside each other, which are folded into the kernels that follow;
# frames of two sizes end to end.
write("pools", [
    conv("a", ["input"], 6, 2, 3), layer("SpikingLayer", "one", "a"), conv("b", ["input"], 6, 2, 3),
    layer("SpikingLayer", "two", "b"), layer("Delay", "late", "two"), layer("Merge", "both", "one", "late"),
    layer("SumPool2d", "small", "both", kernel_size=3), conv("c", ["small"], 4, 6, 3),
    layer("SumPool2d", "three", "input", kernel_size=3), conv("e", ["three"], 4, 2, 3),
    layer("Merge", "sum", "c", "e"), layer("SpikingLayer", "spikes", "sum"), layer("Flatten", "left", "spikes"),
    layer("SumPool2d", "shifted", "input", kernel_size=2), conv("d", ["shifted"], 4, 2, 2),
    layer("SpikingLayer", "fromD", "d"), layer("Flatten", "right", "fromD"),
    layer("Concatenate", "vector", "left", "right"), linear("f", ["vector"], 6, 4 * 4 + 4 * 25),
    layer("SpikingLayer", "last", "f")])

for name, shape in {"input": (4, 12, 2, 8, 8), "large": (3, 10, 2, 16, 16)}.items():
    counts = random.poisson(0.25, shape).clip(0, 3).astype(numpy.uint8)
    numpy.save(os.path.join(folder, name + ".npy"), counts)

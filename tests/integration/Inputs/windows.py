#!/usr/bin/env python3
"""Writes layer lists with max pools, crops, depthwise and dilated kernels, and stimuli: windows.py FOLDER."""
import json
import os
import sys

import numpy

random = numpy.random.default_rng(7)
folder = sys.argv[1]


def weights(*shape):
    return (random.normal(0, 1, shape) * 1.8 / numpy.sqrt(numpy.prod(shape[1:]))).astype(numpy.float32)


def write(name, layers, shape, max_count, **more):
    arrays = {layer["weight"]: layer.pop("array") for layer in layers if "array" in layer}
    network = {"format": "snnc.layers", "version": 1, "weights": name + ".npz",
               "input": {"shape": shape, "max_count": max_count, **more}, "layers": layers}
    with open(os.path.join(folder, name + ".json"), "w") as file:
        json.dump(network, file)
    numpy.savez(os.path.join(folder, name + ".npz"), **arrays)


def conv(name, out, into, kernel, **more):
    return {"type": "Conv2d", "name": name, "weight": name, "array": weights(out, into, *kernel), **more}


def spiking(name):
    return {"type": "SpikingLayer", "name": name, "threshold": 1.0}


# A max pool first, two in the middle that overlap and are padded unevenly, and one last.
write("windows", [
    {"type": "SpikingMaxPooling2dLayer", "name": "first", "pool_size": 2, "strides": 1, "padding": [0, 1, 0, 1]},
    {"type": "Cropping2dLayer", "name": "crop", "cropping": [[1, 0], [0, 1]]},
    conv("depthwise", 4, 1, (3, 3), groups=2, padding=1), spiking("spike1"),
    {"type": "SpikingMaxPooling2dLayer", "name": "overlapping", "pool_size": [3, 2], "strides": [2, 1],
     "padding": [1, 0, 2, 1]},
    conv("dilated", 5, 4, (2, 3), dilation=[2, 1], stride=[1, 2]), spiking("spike2"),
    {"type": "SpikingMaxPooling2dLayer", "name": "last", "pool_size": 2}], [2, 8, 7], 3)
numpy.save(os.path.join(folder, "windows.npy"),
           (random.random((2, 12, 2, 8, 7)) < 0.25) * random.integers(1, 4, (2, 12, 2, 8, 7)))

# One max pool alone, on samples that its counts can just hold, and one step more.
pool = [{"type": "SpikingMaxPooling2dLayer", "name": "pool", "pool_size": 2}]
write("alone", pool, [1, 2, 2], 15)
write("long", pool, [1, 2, 2], 15, steps=2185)
for steps in (2184, 2185):
    frames = numpy.zeros((steps, 1, 2, 2), numpy.int32)
    frames[:, 0, 0, 0] = 15
    numpy.save(os.path.join(folder, "%d.npy" % steps), frames)

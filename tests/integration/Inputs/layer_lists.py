"""Writes small layer lists with random weights into a folder: layer_lists.py FOLDER

Networks as they are trained elsewhere, each with a property on which tools fall short: norms behind rectifiers, padded
pools, layers in groups, sensors larger than the coordinates of a chip.
"""
import json
import os
import sys

import numpy

random = numpy.random.RandomState(7)


def conv(name, inputs, outputs, kernel=3, groups=1, bias=False, **more):
    weight = random.uniform(-1, 1, (outputs, inputs // groups, kernel, kernel)).astype(numpy.float32)
    return {"type": "Conv2d", "name": name, "weight": weight, "groups": groups,
            "bias": random.uniform(0, 0.5, outputs).astype(numpy.float32) if bias else None, **more}


def linear(name, inputs, outputs):
    return {"type": "Linear", "name": name, "bias": None,
            "weight": random.uniform(-0.5, 0.5, (outputs, inputs)).astype(numpy.float32)}


def norm(name, channels):
    draw = lambda low, high: random.uniform(low, high, channels).astype(numpy.float32)
    return {"type": "BatchNorm2d", "name": name, "weight": draw(0.5, 2), "bias": draw(-0.2, 0.2),
            "running_mean": draw(0, 0.3), "running_var": draw(0.5, 1.5)}


def layer(kind, name, **more):
    return {"type": kind, "name": name, **more}


def relu(name):
    return layer("ReLU", name)


def fire(name):
    return layer("SpikingLayer", name)


lists = {
    "norm_pool": ((2, 12, 12), [conv("c1", 2, 4, bias=True), relu("r1"), norm("bn", 4),
                                layer("AvgPool2d", "p", kernel_size=2), conv("c2", 4, 3), relu("r2")]),
    "norm_linear": ((2, 8, 8), [conv("c1", 2, 4), relu("r1"), norm("bn", 4), layer("Dropout", "d", p=0.3),
                                layer("Flatten", "f"), linear("fc", 144, 5), relu("r2")]),
    "norm_twice": ((2, 8, 8), [conv("c1", 2, 4), norm("bn1", 4), relu("r1"), norm("bn2", 4),
                               conv("c2", 4, 4, kernel=1, groups=4), conv("c3", 4, 3, kernel=1), norm("bn3", 3),
                               relu("r2")]),
    "norm_padded": ((2, 8, 8), [conv("c1", 2, 4), relu("r1"), norm("bn", 4), conv("c2", 4, 3, padding=1),
                                relu("r2")]),
    "pool_conv": ((2, 9, 9), [conv("c1", 2, 3), relu("r1"),
                              layer("AvgPool2d", "p", kernel_size=3, stride=2, padding=1), conv("c2", 3, 4),
                              relu("r2")]),
    "pool_linear": ((2, 8, 8), [layer("SumPool2d", "p", kernel_size=3, stride=2, padding=1), layer("Flatten", "f"),
                                linear("fc", 32, 5), fire("s")]),
    "pool_padded": ((2, 8, 8), [layer("SumPool2d", "p", kernel_size=2, stride=2, padding=1),
                                conv("c", 2, 4, padding=1), fire("s")]),
    "pool_overhang": ((2, 8, 8), [layer("SumPool2d", "p", kernel_size=3, stride=1, padding=1),
                                  conv("c", 2, 4, padding=1), fire("s")]),
    "pool_divisor": ((2, 8, 8), [layer("AvgPool2d", "p", kernel_size=2, padding=1, count_include_pad=False),
                                 conv("c", 2, 4), fire("s")]),
    "groups64": ((64, 6, 6), [conv("c", 64, 64, groups=64, padding=1), fire("s")]),
    "groups8": ((32, 8, 8), [conv("c", 32, 32, groups=8, padding=1), fire("s")]),
    "multiplier": ((16, 8, 8), [conv("c", 16, 32, groups=16, padding=1), fire("s")]),
    "davis_crop": ((2, 260, 346), [layer("Cropping2dLayer", "crop", cropping=[[5, 5], [48, 48]]),
                                   conv("c", 2, 4, stride=5), fire("s")]),
    "davis_pool": ((2, 260, 346), [layer("SumPool2d", "pool", kernel_size=2), conv("c", 2, 4, stride=3), fire("s")]),
    "vga_pool": ((1, 480, 640), [layer("SumPool2d", "pool", kernel_size=4), layer("Cropping2dLayer", "crop",
                                 cropping=[[1, 2], [3, 4]]), conv("c", 1, 3, stride=4), fire("s")]),
    "vga_wide": ((1, 480, 640), [layer("SumPool2d", "pool", kernel_size=2), conv("c", 1, 3, stride=4), fire("s")]),
}

for name, (shape, layers) in lists.items():
    arrays = {}
    for each in layers:
        for key, value in each.items():
            if isinstance(value, numpy.ndarray):
                arrays[each["name"] + "." + key] = value
                each[key] = each["name"] + "." + key
    path = os.path.join(sys.argv[1], name)
    numpy.savez(path + ".npz", **arrays)
    with open(path + ".json", "w") as file:
        json.dump({"format": "snnc.layers", "version": 1, "weights": name + ".npz", "input": {"shape": shape},
                   "layers": layers}, file)
    spikes = numpy.zeros((2, 6) + shape, numpy.int32)
    spikes[random.uniform(size=spikes.shape) < min(0.3, 3000 / spikes[0, 0].size)] = 1
    numpy.savez(path + "_in.npz", input=spikes)

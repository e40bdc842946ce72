"""Writes large.json, which is too large for four cores, and names.json, whose layers have names that a page could
stumble over: tags, quotes, letters that turn the direction of writing."""
import json
import os
import sys

import numpy as np

NAMES = ["</script><script>document.title='broken'</script>", "\"'&<b>x</b>", "\u202eשלום \u05d0", "{{data}} & co. <!--"]


def conv(name, weight):
    return {"type": "Conv2d", "name": name, "weight": weight, "bias": None, "stride": 1, "padding": 1, "dilation": 1,
            "groups": 1}


def spiking(name):
    return {"type": "SpikingLayer", "name": name, "threshold": 1.0, "threshold_low": -1.0, "membrane_subtract": None,
            "membrane_reset": False}


def write(folder, name, layers, shape):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        json.dump({"format": "snnc.layers", "version": 1, "weights": "names.npz", "input": {"shape": shape},
                   "layers": layers}, file)


def main():
    folder = sys.argv[1]
    random = np.random.default_rng(5)
    weights = {"a": random.normal(0, 0.4, (4, 2, 3, 3)), "b": random.normal(0, 0.4, (4, 4, 3, 3)),
               "large": random.normal(0, 0.4, (32, 2, 3, 3))}
    np.savez(os.path.join(folder, "names.npz"), **{k: v.astype(np.float32) for k, v in weights.items()})
    write(folder, "names.json", [conv(NAMES[0], "a"), spiking(NAMES[1]), conv(NAMES[2], "b"), spiking(NAMES[3])], [2, 6, 6])
    write(folder, "large.json", [conv("wide", "large"), spiking("many")], [2, 64, 64])
    np.save(os.path.join(folder, "names.npy"), (random.random((20, 2, 6, 6)) < 0.4).astype(np.uint8))


if __name__ == "__main__":
    main()

"""Networks whose outputs leave nothing to predict by, and their data: predictions.py FOLDER.

Each takes counts of 3 neurons; sample i of `data.npz` has what its name says.
"""
import json
import sys

import numpy

folder = sys.argv[1]
rows = {
    "right": [4, 0, 1],
    "wrong": [0, 5, 0],
    "tied": [2, 2, 0],
    "tied with the label": [0, 3, 3],
    "silent": [0, 0, 0],
    "silent, of the lowest label": [0, 0, 0],
}
labels = [0, 2, 1, 1, 1, 0]
data = numpy.zeros((len(rows), 5, 3), numpy.int64)
for sample, counts in enumerate(rows.values()):
    for neuron, count in enumerate(counts):
        data[sample, :count, neuron] = 1
numpy.savez(f"{folder}/data.npz", input=data, label=labels)


def network(name, threshold, weight):
    numpy.savez(f"{folder}/{name}.npz", w=(numpy.eye(3) * weight).astype(numpy.float32))
    layers = [{"type": "Linear", "weight": "w"}] + (
        [{"type": "SpikingLayer", "threshold": threshold}] if threshold else [])
    with open(f"{folder}/{name}.json", "w") as file:
        json.dump({"format": "snnc.layers", "version": 1, "weights": f"{name}.npz",
                   "input": {"shape": [3], "max_count": 15}, "layers": layers}, file)


# 1. Counts are handed on. 2. Thresholds that nothing reaches. 3. Currents, in float, without a neuron.
network("same", 1.0, 1)
network("high", 100.0, 1)
network("current", None, 1)

# 4. Each spike makes twelve, which a cap holds down.
network("many", 0.25, 3)

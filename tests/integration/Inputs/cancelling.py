#!/usr/bin/env python3
"""Writes a layer whose two synapses cancel, its weights and a stimulus: cancelling.py FOLDER.

Sixteen inputs come twice, with weights of 1 and -1 (or -1 and 1), the last one charges. 15 spikes of each of the sixteen
are more than 16 bits hold above the charged potential, with one synapse added and the other not yet.
"""
import json
import os
import sys

import numpy

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
first = numpy.zeros((4, 17, 1, 1), numpy.float32)
second = numpy.zeros((4, 17, 1, 1), numpy.float32)
for channel, (sign, charge) in enumerate([(1, 1), (-1, -1), (-1, 1), (1, -1)]):
    first[channel, :16] = sign
    second[channel, :16] = -sign
    first[channel, 16] = charge
numpy.savez(os.path.join(folder, "cancelling.npz"), first=first, second=second)


def conv(name):
    return {"name": name, "type": "Conv2d", "inputs": ["input"], "weight": name}


with open(os.path.join(folder, "cancelling.json"), "w") as file:
    json.dump({"format": "snnc.layers", "version": 1, "weights": "cancelling.npz",
               "input": {"shape": [17, 1, 1], "max_count": 15},
               "layers": [conv("first"), conv("second"),
                          {"name": "sum", "type": "Merge", "inputs": ["first", "second"]},
                          {"name": "spikes", "type": "SpikingLayer", "inputs": ["sum"], "threshold": 200.0,
                           "threshold_low": -200.0}]}, file)
stimulus = numpy.zeros((1, 20, 17, 1, 1), numpy.float32)
stimulus[:, :, 16] = 15
stimulus[:, 13:17, :16] = 15
stimulus[:, 13:17, 16] = 0
numpy.save(os.path.join(folder, "input.npy"), stimulus)

"""Writes an analogue sensor's network, whose host makes spikes of images, and three images: encoded.py FOLDER"""
import os
import struct
import sys

import numpy as np

folder, random = sys.argv[1], np.random.RandomState(1)
np.savez(os.path.join(folder, "net.npz"), a=random.normal(0.3, 0.3, (5, 4)).astype("f4"),
         b=random.normal(0.3, 0.3, (3, 5)).astype("f4"))
with open(os.path.join(folder, "net.json"), "w") as file:
    file.write("""{"format": "snnc.layers", "version": 1, "weights": "net.npz", "input": {"shape": [1, 2, 2]}, "layers": [
  {"type": "Img2SpikeLayer", "image_shape": [1, 2, 2], "tw": 50, "max_rate": 1000, "norm": 255.0}, {"type": "Flatten"},
  {"type": "Linear", "weight": "a"}, {"type": "SpikingLayer", "name": "hidden", "threshold": 1.0, "threshold_low": null},
  {"type": "Linear", "weight": "b"}, {"type": "SpikingLayer", "name": "out", "threshold": 1.0, "threshold_low": null}]}
""")
with open(os.path.join(folder, "images"), "wb") as file:
    file.write(struct.pack(">4I", 0x803, 3, 2, 2) + bytes(range(60, 252, 16)))

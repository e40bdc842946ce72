"""Images, a signal, and idx files of them, for encoders.test."""
import gzip
import struct
import sys

import numpy

folder = sys.argv[1]
random = numpy.random.default_rng(1)
numpy.savez(f"{folder}/images.npz", input=random.integers(-255, 256, (4, 1, 6, 6)), label=numpy.array([0, 1, 2, 0]))
pixels = random.integers(0, 256, (4, 6, 6)).astype(numpy.uint8)
numpy.save(f"{folder}/pixels.npy", pixels)
with gzip.open(f"{folder}/pixels.gz", "wb") as file:
    file.write(struct.pack(">BBBB3I", 0, 0, 8, 3, *pixels.shape) + pixels.tobytes())
with open(f"{folder}/labels", "wb") as file:
    file.write(struct.pack(">BBBBI", 0, 0, 8, 1, 4) + bytes([0, 1, 2, 0]))
numpy.save(f"{folder}/signal.npy", numpy.array([[0.0, 2.0, 1.0], [2.0, 0.0, 0.0], [0.5, 0.5, 0.5]], numpy.float32))
